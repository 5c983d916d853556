"""What every page shares: templates, the headers that keep a page to itself, and who may post to it."""

from __future__ import annotations

import ipaddress
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from ..errors import ApiError
from ..gateway import Gateway
from ..sheets.storing import Books
from ..state import State
from . import wording
from .journal import Journal
from .runs import Runs

log = logging.getLogger(__name__)

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
STATIC = {"pages.css": "text/css", "page.js": "text/javascript", "sheet.js": "text/javascript"}
MOST_FILES = 20
NOT_FOUND = "Không có trang, bảng tính hay thư này. Có thể nó đã bị xóa, hoặc liên kết đã cũ."
FOREIGN = "Trang khác không được gửi biểu mẫu vào đây. Hãy mở lại trang này rồi làm lại."

View = Callable[[Request], Response]
Action = Callable[[Request, FormData], Response]


@dataclass(eq=False)
class Refusal(Exception):
    """Something a person asked for that cannot be done; ``sentence`` says why, in Vietnamese."""

    sentence: str
    status: int = 400


class Site:
    """The pages' surroundings: the sandbox's parts, the templates, and routes that are guarded."""

    def __init__(self, state: State, gateway: Gateway, books: Books, journal: Journal, runs: Runs) -> None:
        self.state = state
        self.gateway = gateway
        self.books = books
        self.journal = journal
        self.runs = runs
        self._templates = Environment(
            loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        self._templates.filters |= {
            "path": partial(quote, safe=""), "moment": wording.moment, "number": wording.number,
            "size": wording.size, "day": wording.day_or_time,
        }  # fmt: skip

    def get(self, path: str, view: View) -> Route:
        async def answer(request: Request) -> Response:
            return await self._guarded(request, partial(view, request))

        return Route(path, answer, methods=["GET"])

    def post(self, path: str, action: Action) -> Route:
        """A form's route: only pages of this very sandbox may post to it."""

        async def answer(request: Request) -> Response:
            if not own_origin(request):
                return self.page(request, "refusal.html", status=403, sentence=FOREIGN)
            try:
                async with request.form(max_files=MOST_FILES) as form:
                    return await self._guarded(request, partial(action, request, form))
            except HTTPException as error:
                return self.page(request, "refusal.html", status=400, sentence=f"Biểu mẫu hỏng: {error.detail}")

        return Route(path, answer, methods=["POST"])

    async def _guarded(self, request: Request, work: Callable[[], Response]) -> Response:
        if not local_name(request.headers.get("host", "")):
            return self.page(request, "refusal.html", status=421, sentence="Trang chỉ mở ở địa chỉ của máy này.")
        try:
            return await run_in_threadpool(work)
        except Refusal as refusal:
            return self.page(request, "refusal.html", status=refusal.status, sentence=refusal.sentence)
        except ApiError as error:
            sentence = NOT_FOUND if error.status == 404 else error.message
            return self.page(request, "refusal.html", status=error.status, sentence=sentence)
        except Exception:
            log.exception("the page %s failed", request.scope.get("path"))
            sentence = "Trang này gặp lỗi của chính nó; chi tiết ở nhật ký của sandbox."
            return self.page(request, "refusal.html", status=500, sentence=sentence)

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """A page of a template, with the clock in its head and headers that let nothing in or out."""
        nonce = secrets.token_urlsafe(16)
        markup = self._templates.get_template(template).render(
            now=self.state.now(), frozen=self.state.frozen_clock() is not None, nonce=nonce,
            office=self.state.office_mailbox, here=request.scope["path"], can_run=self.runs.possible,
            mark=self.journal.mark(), **values,
        )  # fmt: skip
        return HTMLResponse(markup, status, headers=page_headers(PAGE_POLICY.format(nonce=nonce)))

    def files(self) -> list[Route]:
        """Style and scripts."""
        return [self._file(name, kind) for name, kind in STATIC.items()]

    @staticmethod
    def _file(name: str, kind: str) -> Route:
        content = (files(__package__) / "static" / name).read_bytes()
        headers = {"cache-control": "no-cache", "x-content-type-options": "nosniff"}

        async def answer(_: Request) -> Response:
            return Response(content, media_type=kind, headers=headers)

        return Route(f"/pages/{name}", answer, methods=["GET"])


def page_headers(policy: str) -> dict[str, str]:
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-dns-prefetch-control": "off",
        "cache-control": "no-store",
    }


def go(path: str) -> RedirectResponse:
    """After a form: on to a page of our own."""
    return RedirectResponse(path, 303)


def own_origin(request: Request) -> bool:
    """Whether a browser says that the form stood on a page of this sandbox."""
    origin = request.headers.get("origin", "")
    same = bool(origin) and urlsplit(origin).netloc == request.headers.get("host", "")
    return same and request.headers.get("sec-fetch-site", "same-origin") == "same-origin"


def local_name(host: str) -> bool:
    """Whether a Host is an IP address or a name without dots: another site's name cannot be pointed here."""
    name = urlsplit(f"//{host}").hostname or ""
    if "." not in name and ":" not in name:
        return bool(name)
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name.endswith(".localhost")
    return True
