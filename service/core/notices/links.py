"""Where a mail's links point: given by whoever knows the spreadsheets' addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from service.core.records import Place


def _nowhere(_: Place) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses (URLs) of tabs, and of the row a place names; "" where there is none."""

    reports: str = ""
    registrations: str = ""
    status: str = ""
    review: str = ""
    row: Callable[[Place], str] = _nowhere
