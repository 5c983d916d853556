"""The form to write a mail as a unit, or as anyone, and a reply in a thread. It takes the way of every mail that
comes in: ``POST /sandbox/deliver``."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from ..errors import ApiError
from ..gmail import conversation, headers, mime, store
from ..gmail.box import AUTH_VERDICTS, find_box, ms
from ..gmail.errors import checked_id
from ..gmail.text import plain_text
from . import wording
from .people import people
from .site import Refusal, Site, go

LARGEST = 25_000_000
LONGEST_LINE = 990
VERDICT_NAMES = {
    "pass": "đạt (pass) – đúng máy chủ của người gửi",
    "fail": "không đạt (fail) – có thể giả mạo",
    "softfail": "nghi ngờ (softfail)",
    "none": "không có (none)",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form when it opens."""

    sender: str = ""
    name: str = ""
    to: str = ""
    subject: str = ""
    text: str = ""
    answered: str = ""
    references: str = ""


def compose_routes(site: Site) -> list[BaseRoute]:
    pages = Compose(site)
    return [site.get("/compose", pages.form), site.post("/compose", pages.send)]


class Compose:
    def __init__(self, site: Site) -> None:
        self._site = site

    def form(self, request: Request) -> Response:
        """``from`` and ``to`` fill the form; ``mailbox`` and ``reply`` (a Gmail id) make it an answer to that mail."""
        query = request.query_params
        draft = Draft(sender=query.get("from", ""), to=query.get("to", "") or self._site.state.office_mailbox)
        if query.get("reply"):
            draft = self._reply(query.get("mailbox", ""), query["reply"], draft.sender)
        return self._shown(request, draft)

    def _shown(self, request: Request, draft: Draft, problem: str = "", status: int = 200) -> Response:
        return self._site.page(
            request, "compose.html", status=status, draft=draft, people=people(self._site), problem=problem,
            value=wording.for_input(self._site.state.now()), verdicts=VERDICT_NAMES,
        )  # fmt: skip

    def _reply(self, mailbox: str, gmail_id: str, sender: str) -> Draft:
        with self._site.state.reading() as db:
            box = find_box(self._site.state, db, mailbox)
            if box is None:
                raise ApiError(404)
            root = mime.parse(store.raw_of(box, store.get(box, checked_id(gmail_id))))
        return reply_draft(root, sender or box.address)

    def send(self, request: Request, form: FormData) -> Response:
        draft = Draft(
            *(
                str(form.get(name, ""))
                for name in ("from", "name", "to", "subject", "text", "answered", "references")
            )
        )
        try:
            at, auth = self._when(form), str(form.get("auth", "pass"))
            if auth not in AUTH_VERDICTS:
                raise Refusal("Kết quả xác thực không hợp lệ.")
            recipients = _addresses(draft.to, "Đến")
            raw = message_of(draft, _files(form), at)
            placed = [self._deliver(raw, recipient, draft.sender, at, auth) for recipient in recipients]
        except Refusal as refusal:
            return self._shown(request, draft, refusal.sentence, refusal.status)
        self._keep_copy(raw, draft.sender, at)
        return go(f"/mail/{quote(headers.base_address(recipients[0]), safe='')}/{placed[0]}")

    def _when(self, form: FormData) -> datetime:
        """The minute asked for; the clock's own second where that minute is the clock's."""
        text, now = str(form.get("at", "")), self._site.state.now()
        if not text or text == wording.for_input(now):
            return now
        when = wording.from_input(text)
        if when is None or not 2000 <= when.year <= 2100:
            raise Refusal("Không đọc được giờ nhận. Ví dụ: 2020-04-15T08:30")
        return when

    def _deliver(self, raw: bytes, to: str, sender: str, at: datetime, auth: str) -> str:
        query = urlencode({"to": to, "from": sender, "at": at.isoformat(), "auth": auth})
        answer = self._site.gateway.part("POST", f"/sandbox/deliver?{query}", Headers(), raw, "")
        body: Any = orjson.loads(answer.body)
        if answer.status == 404:
            raise Refusal(f"Không ai có địa chỉ {to}: thư sẽ bị trả lại.")
        if answer.status != 200:
            raise Refusal(f"Máy chủ thư không nhận: {body['error']['message']}")
        return str(body["id"])

    def _keep_copy(self, raw: bytes, sender: str, at: datetime) -> None:
        """The sender's own copy, where the sender has a mailbox here."""
        with self._site.state.transaction() as db:
            box = find_box(self._site.state, db, sender)
            if box is not None:
                store.add(box, raw, ("SENT",), conversation.thread_for(box, raw), ms(at))


def reply_draft(root: mime.Part, sender: str) -> Draft:
    """The answer to a mail: to its Reply-To, in its thread, its text quoted."""
    own = headers.base_address(sender)
    to = headers.addresses([root.first("reply-to") or root.first("from")])
    if to[:1] == [own]:
        to = headers.addresses([root.first("to")])
    subject = root.first("subject")
    subject = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    answered = root.first("message-id").strip()
    text = next((plain_text(part) for part in root.walk() if part.is_text), "")
    quoted = "\n".join(f"> {line}" for line in text.strip().splitlines()[:200])
    when = headers.date_ms(root.first("date"))
    day = f"Lúc {wording.moment(wording.from_ms(when))}, " if when is not None else ""
    written = f"\n\n{day}{root.first('from')} đã viết:\n{quoted}\n"
    references = f"{root.first('references')} {answered}".strip()
    return Draft(sender, "", ", ".join(to[:1]), subject, written, answered, references)


def message_of(draft: Draft, files: list[tuple[str, bytes]], at: datetime) -> bytes:
    """The raw message; raises Refusal where an address or the size will not do."""
    (sender,) = _addresses(draft.sender, "Từ")[:1]
    mail = EmailMessage(policy.SMTP.clone(max_line_length=78))
    local, _, domain = sender.rpartition("@")
    try:
        mail["From"] = Address(_line(draft.name), local, domain)
        mail["To"] = ", ".join(_addresses(draft.to, "Đến"))
    except (ValueError, IndexError) as error:
        raise Refusal(f"Địa chỉ không viết được vào thư: {sender}") from error
    mail["Subject"] = _line(draft.subject)
    mail["Date"] = format_datetime(at.astimezone(wording.ZONE))
    mail["Message-ID"] = make_msgid(domain=domain)
    for name, value in (("In-Reply-To", draft.answered), ("References", draft.references)):
        ids = " ".join(f"<{one}>" for one in headers.message_ids([value])[-50:])
        if ids:
            mail[name] = ids
    mail.set_content(draft.text.replace("\r\n", "\n"), cte="base64")
    for name, data in files:
        main, _, sub = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
        mail.add_attachment(data, maintype=main, subtype=sub, filename=_line(name))
    raw = mail.as_bytes()
    if len(raw) > LARGEST:
        raise Refusal(f"Thư quá lớn: {wording.size(len(raw))}, nhiều nhất 25 MB.", 413)
    return raw


def _files(form: FormData) -> list[tuple[str, bytes]]:
    """(name, content) of the files chosen."""
    chosen = [item for item in form.getlist("files") if isinstance(item, UploadFile) and item.filename]
    return [(str(item.filename), item.file.read()) for item in chosen]


def _addresses(text: str, field: str) -> list[str]:
    found = headers.addresses([_line(text)])
    if not found:
        raise Refusal(f"Ô “{field}” cần một địa chỉ thư, ví dụ chidoan@example.org.")
    return found[:20]


def _line(text: str) -> str:
    """Text for a header field: one line, no control characters."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", text).split())[:LONGEST_LINE]
