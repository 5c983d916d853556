"""The sandbox as one ASGI application."""

from __future__ import annotations

import importlib
import importlib.util

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

from . import control, oauth
from .drive.routes import drive_routes
from .gateway import Gateway
from .identity import TOKEN_SCHEMA
from .sheets.control import spreadsheet_control_routes
from .sheets.routes import open_books, sheets_routes
from .state import State


def create_app(state: State) -> Starlette:
    """Sheets, Drive, Gmail, OAuth, the control routes and the pages over one state.

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
    if importlib.util.find_spec(f"{__package__}.gmail"):
        gateway.add(importlib.import_module(f"{__package__}.gmail").routes(state, gateway))
    pages: list[BaseRoute] = []
    if importlib.util.find_spec(f"{__package__}.pages"):
        pages.extend(importlib.import_module(f"{__package__}.pages").routes(state, gateway))
    app = Starlette(routes=[*pages, Mount("/", app=gateway)])
    app.state.gateway = gateway
    app.state.books = books
    return app
