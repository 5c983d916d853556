"""The first page: spreadsheets, mailboxes, calls, and how much changed since the last look."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from .changes_page import last_look, summary
from .mail_list import mailboxes
from .people import all_books
from .site import Site


def home_routes(site: Site) -> list[BaseRoute]:
    def show(request: Request) -> Response:
        boxes = mailboxes(site)
        calls = site.gateway.request_log.summary()
        methods = sorted(calls["methods"].items(), key=lambda item: -item[1])
        return site.page(
            request, "home.html", books=list(all_books(site)), boxes=boxes,
            shown_boxes=[box for box in boxes if box.messages or box.address == site.state.office_mailbox],
            calls=calls["total"], methods=methods, parts=sum(calls["parts"].values()),
            changed=summary(site, last_look(request)),
        )  # fmt: skip

    return [site.get("/", show)]
