"""The pages of the sandbox, in Vietnamese: spreadsheets, mailboxes, the clock, and what changed since.

What they show is read straight from the state, so looking is not counted among the calls; what a person does
(typing into a cell, sending a mail) takes the way of the API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.routing import BaseRoute

from ..gateway import Gateway
from ..sheets.storing import Books
from ..state import State
from .changes_page import changes_routes
from .compose import compose_routes
from .home import home_routes
from .journal import Journal
from .mail_page import mail_routes
from .runs import Runs
from .sheet_page import sheet_routes
from .site import Site
from .steering import steering_routes


def routes(
    state: State, gateway: Gateway, books: Books, run_worker: Callable[[], Mapping[str, str]] | None = None
) -> list[BaseRoute]:
    """Every page of a sandbox."""
    journal = Journal(state)
    books.watchers.append(journal.note)
    site = Site(state, gateway, books, journal, Runs(run_worker))
    return [
        *site.files(),
        *home_routes(site),
        *changes_routes(site),
        *steering_routes(site),
        *sheet_routes(site),
        *compose_routes(site),
        *mail_routes(site),
    ]
