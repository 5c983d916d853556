"""A notice as an RFC 5322 message: text and HTML alternatives, inline pictures, attachments, Vietnamese headers.

Gmail gives every mail it sends a Message-ID of its own, so none is set here; the notice is known again by its key
header. Nothing in it tracks who reads."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.header import Header, decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote

from service.core.notices.addresses import is_address
from service.core.records import Notice, NoticeKind, OutgoingFile
from service.core.settings import OfficeSettings

KEY_HEADER = "X-Nhac-Viec-Key"
SENDER_NAME = "Văn phòng {office}"


def compose(notice: Notice, office: OfficeSettings, date: datetime) -> bytes:
    """The raw message, CRLF line ends. ``date`` becomes its Date header, in the office's zone."""
    message = EmailMessage(policy=SMTP)
    message["To"] = tuple(Address(addr_spec=address) for address in notice.recipients if is_address(address))
    if notice.cc:
        message["Cc"] = tuple(Address(addr_spec=address) for address in notice.cc if is_address(address))
    if notice.reply_to:
        message["Reply-To"] = Address(addr_spec=notice.reply_to)
    message["Date"] = format_datetime(date.astimezone(office.zone))
    message["Content-Language"] = "vi"
    message.set_content(notice.text, subtype="plain", charset="utf-8", cte="base64")
    if notice.html:
        message.add_alternative(notice.html, subtype="html", charset="utf-8", cte="base64")
        _add_pictures(message, [file for file in notice.attachments if file.content_id])
    for file in notice.attachments:
        if not file.content_id:
            _attach(message, file)
    return _machine_headers(notice) + _worded_headers(notice, office) + message.as_bytes()


def _worded_headers(notice: Notice, office: OfficeSettings) -> bytes:
    name, subject = SENDER_NAME.format(office=office.name), " ".join(notice.subject.split())
    sender = Address(name, addr_spec=office.mailbox)
    shown = f'"{quote(name)}"' if name.isascii() else _words(name, "From")
    return _folded("From", sender, f"{name} <{office.mailbox}>", f"{shown} <{office.mailbox}>") + _folded(
        "Subject", subject, subject, _words(subject, "Subject")
    )


def _folded(header: str, value: Address | str, meant: str, otherwise: str) -> bytes:
    """The header as the standard library folds it, or ``otherwise`` when it would not be read as ``meant``: before
    Python 3.12.4 the space is lost where a long line breaks between two Vietnamese words."""
    message = EmailMessage(policy=SMTP)
    message[header] = value
    raw = message.as_bytes().removesuffix(b"\r\n")
    if str(make_header(decode_header(message_from_bytes(raw)[header]))) == meant:
        return raw
    return f"{header}: {otherwise}\r\n".encode("ascii")


def _words(text: str, header: str) -> str:
    return Header(text, maxlinelen=75, header_name=header).encode(linesep="\r\n")


def _add_pictures(message: EmailMessage, pictures: list[OutgoingFile]) -> None:
    """Pictures go beside the HTML part, which names them ``cid:…``."""
    if not pictures:
        return
    html = message.get_body(("html",))
    assert isinstance(html, EmailMessage)
    for picture in pictures:
        main, sub = picture.media_type.split("/", 1)
        html.add_related(
            picture.content, main, sub, cid=f"<{picture.content_id}>", filename=picture.name, disposition="inline"
        )


def _attach(message: EmailMessage, file: OutgoingFile) -> None:
    main, _, sub = file.media_type.partition("/")
    message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)


def _machine_headers(notice: Notice) -> bytes:
    """Headers of ids and tokens, written here because the standard library would encode long ids as words, and a
    thread or a key would be lost."""
    answered = "auto-replied" if notice.kind is NoticeKind.RECEIPT else "auto-generated"
    lines = [f"Auto-Submitted: {answered}", "X-Auto-Response-Suppress: All", f"{KEY_HEADER}: {notice.key}"]
    if notice.in_reply_to:
        lines.append(f"In-Reply-To: {_id(notice.in_reply_to)}")
    if notice.references:
        lines.append("References: " + "\r\n ".join(_id(reference) for reference in notice.references))
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _id(raw: str) -> str:
    """A message id that cannot break out of its header line."""
    return "".join(c for c in raw if "!" <= c <= "~")
