"""The pages of a mailbox: ``/mail/{mailbox}``, ``/mail/{mailbox}/{gmail_id}``, originals and attachments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from ..errors import ApiError
from ..gmail import changes, headers, labels, mime, store
from ..gmail.box import Box, find_box, open_box
from ..gmail.errors import checked_id
from .mail_list import ALL, FOLDERS, SYSTEM_NAMES, thread_page
from .mail_view import HTML_POLICY, html_document, view_of
from .site import Refusal, Site, go, page_headers

FILE_POLICY = "sandbox; default-src 'none'"
SOURCE_SHOWN = 400_000
PART_ID = re.compile(r"-|\d{1,5}(?:\.\d{1,5}){0,60}")
LABEL = re.compile(r"[A-Za-z0-9_]{1,64}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{0,200}")

Change = Callable[[Box, store.Stored], object]
CHANGES: dict[str, Change] = {
    "read": lambda box, one: store.relabel(box, one, remove=["UNREAD"]),
    "unread": lambda box, one: store.relabel(box, one, add=["UNREAD"]),
    "star": lambda box, one: store.relabel(box, one, add=["STARRED"]),
    "unstar": lambda box, one: store.relabel(box, one, remove=["STARRED"]),
    "archive": lambda box, one: store.relabel(box, one, remove=["INBOX"]),
    "inbox": lambda box, one: store.relabel(box, one, add=["INBOX"], remove=["SPAM", "TRASH"]),
    "trash": changes.trash,
    "untrash": lambda box, one: store.relabel(box, changes.untrash(box, one), add=["INBOX"]),
}


def mail_routes(site: Site) -> list[BaseRoute]:
    pages = MailPages(site)
    one = "/mail/{mailbox}/{gmail_id}"
    return [
        site.get("/mail/{mailbox}", pages.list),
        site.get(one, pages.thread),
        site.post(one, pages.change),
        site.get(f"{one}/html", pages.html),
        site.get(f"{one}/source", pages.source),
        site.get(f"{one}/raw", pages.raw),
        site.get(f"{one}/parts/{{part}}", pages.part),
    ]


class MailPages:
    def __init__(self, site: Site) -> None:
        self._site = site

    def list(self, request: Request) -> Response:
        query = request.query_params
        q, label = query.get("q", "").strip()[:2_000], query.get("label", "INBOX")
        token = query.get("page", "")
        if not LABEL.fullmatch(label) or not TOKEN.fullmatch(token):
            raise ApiError(404)
        with self._box(request) as box:
            folders = _folders(box)
            here = next((one for one in folders if one["id"] == label), None)
            if here is None:
                raise ApiError(404)
            try:
                lines, following, total = thread_page(box, q, label, token)
            except ApiError as error:
                raise Refusal(f"Không tìm được với “{q}”: {error.message}") from error
        return self._site.page(
            request, "mailbox.html", mailbox=box.address, folders=folders, label=label, q=q, lines=lines,
            following=following, total=total, heading=f"Kết quả tìm “{q}”" if q else here["name"], first=not token,
        )  # fmt: skip

    def thread(self, request: Request) -> Response:
        """The whole thread of a message (or of a thread's id), opened at the message asked for."""
        with self._box(request) as box:
            wanted = checked_id(request.path_params["gmail_id"])
            message = store.find(box, wanted)
            messages = store.of_thread(box, message.thread if message else wanted)
            if not messages:
                raise ApiError(404)
            views = [view_of(box, one) for one in messages]
            folders = _folders(box)
        opened = message.id if message else messages[-1].id
        unread = {view.id for view in views if "UNREAD" in view.labels}
        marks = {label for view in views for label in view.labels}
        return self._site.page(
            request, "thread.html", mailbox=box.address, views=views, opened=opened, folders=folders, marks=marks,
            subject=views[0].head.subject, thread=messages[0].thread, unread=unread, label="",
        )  # fmt: skip

    def change(self, request: Request, form: FormData) -> Response:
        """``do``: what the buttons above a thread say, for all its messages."""
        asked = str(form.get("do", ""))
        change = CHANGES.get(asked)
        if change is None:
            raise Refusal("Không có việc này.")
        with self._site.state.transaction() as db:
            box = self._found(find_box(self._site.state, db, request.path_params["mailbox"]))
            message = store.get(box, checked_id(request.path_params["gmail_id"]))
            for one in store.of_thread(box, message.thread):
                change(box, one)
        if request.headers.get("x-quiet"):
            return Response(status_code=204)
        here = quote(box.address, safe="")
        stay = asked in ("star", "unstar", "untrash", "inbox")
        return go(f"/mail/{here}/{message.id}" if stay else f"/mail/{here}")

    def html(self, request: Request) -> Response:
        """The mail's HTML alone, for the frame of its page."""
        with self._box(request) as box:
            document = html_document(self._parsed(box, request))
        if document is None:
            raise ApiError(404)
        return Response(document, media_type="text/html; charset=utf-8", headers=page_headers(HTML_POLICY))

    def source(self, request: Request) -> Response:
        with self._box(request) as box:
            message = store.get(box, checked_id(request.path_params["gmail_id"]))
            raw = store.raw_of(box, message)
        root = mime.parse(raw)
        return self._site.page(
            request, "source.html", mailbox=box.address, id=message.id, fields=root.headers, size=len(raw),
            text=headers.decode_bytes(raw[:SOURCE_SHOWN], None), cut=len(raw) > SOURCE_SHOWN,
            subject=root.first("subject"),
        )  # fmt: skip

    def raw(self, request: Request) -> Response:
        with self._box(request) as box:
            message = store.get(box, checked_id(request.path_params["gmail_id"]))
            return _download(store.raw_of(box, message), f"{message.id}.eml")

    def part(self, request: Request) -> Response:
        wanted = request.path_params["part"]
        if not PART_ID.fullmatch(wanted):
            raise ApiError(404)
        with self._box(request) as box:
            root = self._parsed(box, request)
        for part in root.walk():
            if part.is_attachment and (part.part_id or "-") == wanted:
                return _download(part.data, part.filename or f"phan-{wanted}")
        raise ApiError(404)

    @staticmethod
    def _parsed(box: Box, request: Request) -> mime.Part:
        return mime.parse(store.raw_of(box, store.get(box, checked_id(request.path_params["gmail_id"]))))

    @contextmanager
    def _box(self, request: Request) -> Iterator[Box]:
        """The mailbox of the path, in a snapshot; 404 if there is none (the office's is always there)."""
        state, address = self._site.state, request.path_params["mailbox"].lower()
        if address == state.office_mailbox:
            with state.transaction() as db:
                open_box(state, db, address)
        with state.reading() as db:
            yield self._found(find_box(state, db, address))

    @staticmethod
    def _found(box: Box | None) -> Box:
        if box is None:
            raise Refusal("Không có hộp thư này. Hộp thư của một địa chỉ có từ khi có thư gửi đến nó.", 404)
        return box


def _folders(box: Box) -> list[dict[str, Any]]:
    """The folders at the left: the system's, all mail, then the labels people made, with unread counts."""
    unread = dict(
        box.db.execute(
            "SELECT l.label, count(DISTINCT m.thread) FROM gmail_message_labels l JOIN gmail_messages m"
            " ON m.number = l.message WHERE l.mailbox = ? AND EXISTS (SELECT 1 FROM gmail_message_labels u"
            " WHERE u.message = l.message AND u.label = 'UNREAD') GROUP BY l.label",
            (box.number,),
        ).fetchall()
    )
    out = [{"id": one, "name": SYSTEM_NAMES[one], "unread": unread.get(one, 0), "user": False} for one in FOLDERS]
    for one in out:
        if one["id"] in ("SENT", "TRASH", "SPAM"):
            one["unread"] = 0
    out.append({"id": ALL, "name": "Tất cả thư", "unread": 0, "user": False})
    made = [one for one in labels.listing(box) if one["type"] == "user"]
    for one in sorted(made, key=lambda item: item["name"].casefold()):
        tint = one.get("color", {}).get("backgroundColor", "")
        out.append(
            {"id": one["id"], "name": one["name"], "unread": unread.get(one["id"], 0), "user": True, "tint": tint}
        )
    return out


def _download(data: bytes, name: str) -> Response:
    """A file to keep, never to be shown: its name may be anything."""
    plain = re.sub(r"[\x00-\x1f\x7f/\\]+", "_", name)[-150:] or "tep"
    disposition = f"attachment; filename*=UTF-8''{quote(plain, safe='')}"
    extra = page_headers(FILE_POLICY) | {"content-disposition": disposition}
    return Response(data, media_type="application/octet-stream", headers=extra)
