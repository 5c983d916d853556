"""The sandbox as one ASGI application."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.applications import Starlette
from starlette.routing import Mount

from . import control, gmail, oauth, pages
from .drive.routes import drive_routes
from .gateway import Gateway
from .identity import TOKEN_SCHEMA
from .sheets.control import spreadsheet_control_routes
from .sheets.routes import open_books, sheets_routes
from .state import State


def create_app(state: State, run_worker: Callable[[], Mapping[str, str]] | None = None) -> Starlette:
    """Sheets, Drive, Gmail, OAuth, the control routes and the pages over one state.

    ``run_worker`` is what the pages' button "run the worker now" calls, in a thread; it returns lines to show
    (label: text), and may raise. Without it the button explains the command.
    The gateway stands in ``app.state.gateway``, the spreadsheets in ``app.state.books``.
    """
    state.add_schema(TOKEN_SCHEMA)
    gateway = Gateway(state)
    gateway.add(control.routes(gateway))
    gateway.add(oauth.routes(state))
    books = open_books(state)
    gateway.add(sheets_routes(state, books))
    gateway.add(spreadsheet_control_routes(state, books))
    gateway.add(drive_routes(state, books))
    gateway.add(gmail.routes(state, gateway))
    app = Starlette(routes=[*pages.routes(state, gateway, books, run_worker), Mount("/", app=gateway)])
    app.state.gateway = gateway
    app.state.books = books
    return app
