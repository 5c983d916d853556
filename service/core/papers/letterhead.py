"""Who issues a paper, as its head and foot say; what only a person can set stays blank."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from service.core.settings import OfficeSettings

DOTS = "……"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """``parent`` and ``issuer`` stand left, ``place`` before the date; ``signing`` are the bold lines above the
    signature; ``copies`` the lines of "Nơi nhận"."""

    parent: str
    issuer: str
    place: str
    mark: str = "BC/ĐTN"
    signing: tuple[str, ...] = ("TM. BAN THƯỜNG VỤ", "BÍ THƯ")
    copies: tuple[str, ...] = ("- Như trên;", "- Lưu VP.")

    def dated(self, day: date) -> str:
        """``Trà Vinh, ngày …… tháng …… năm 2020``: the day is written by hand."""
        return f"{self.place or DOTS}, ngày {DOTS} tháng {DOTS} năm {day.year}"


def letterhead(office: OfficeSettings) -> Letterhead:
    """The office's head, the parent body and the place taken from its name ("… tỉnh Trà Vinh")."""
    found = re.search(r"\btỉnh\s+(.+)$", office.name)
    place = found.group(1).strip() if found else ""
    issuer = re.sub(r"\s+tỉnh\s+.+$", "", office.name)
    parent = f"TỈNH ĐOÀN {place.upper()}" if place else DOTS
    return Letterhead(parent=parent, issuer=issuer.upper(), place=place)
