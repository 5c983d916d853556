"""The sandbox as one ASGI application."""

from __future__ import annotations

import importlib
import importlib.util

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

from . import control, oauth
from .gateway import Gateway
from .identity import TOKEN_SCHEMA
from .state import State

SERVICES = ("sheets", "drive", "gmail")


def create_app(state: State) -> Starlette:
    """Sheets, Drive, Gmail, OAuth, the control routes and the pages over one state.

    Each service is a package with ``routes(state, gateway) -> list[ApiRoute]``; the pages one with
    ``routes(state, gateway) -> list[BaseRoute]``. The gateway stands in ``app.state.gateway``.
    """
    state.add_schema(TOKEN_SCHEMA)
    gateway = Gateway(state)
    gateway.add(control.routes(gateway))
    gateway.add(oauth.routes(state))
    for service in SERVICES:
        if importlib.util.find_spec(f"{__package__}.{service}"):
            gateway.add(importlib.import_module(f"{__package__}.{service}").routes(state, gateway))
    pages: list[BaseRoute] = []
    if importlib.util.find_spec(f"{__package__}.pages"):
        pages.extend(importlib.import_module(f"{__package__}.pages").routes(state, gateway))
    app = Starlette(routes=[*pages, Mount("/", app=gateway)])
    app.state.gateway = gateway
    return app
