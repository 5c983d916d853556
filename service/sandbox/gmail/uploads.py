"""How a message comes in: raw in JSON, or by the upload protocols (media, multipart, resumable)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ..api import Answer, Call
from ..errors import ApiError
from ..state import State
from . import contract, fields
from .errors import bad_request
from .render import decoded

SEND_LIMIT = 36_700_160
INSERT_LIMIT = 157_286_400
CHUNK = 262_144
RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")
MISSING = "'raw' RFC822 payload message string or uploading message via /upload/* URL required"


@dataclass(frozen=True, slots=True)
class Upload:
    """What a call brings: its JSON, and the message's bytes if they came beside it."""

    metadata: Mapping[str, Any]
    media: bytes | None

    def raw(self, message: Mapping[str, Any], where: str, limit: int) -> bytes | None:
        """The message's bytes, from the upload or the JSON's ``raw``; None if neither; 413 over the limit."""
        raw = self.media
        if raw is None and message.get("raw") is not None:
            raw = decoded(str(message["raw"]), where)
        if raw is not None and len(raw) > limit:
            raise too_large()
        return raw


def too_large() -> ApiError:
    return ApiError(413, "Request Entity Too Large", "uploadTooLarge")


def required(raw: bytes | None) -> bytes:
    if not raw:
        raise bad_request(MISSING)
    return raw


def receive(state: State, call: Call, limit: int) -> Upload | Answer:
    """The upload of a call, once it is whole; until then the answer of a resumable one's step."""
    if not call.path.startswith("/upload/"):
        return Upload(contract.body_of(call), None)
    kind = call.query.get("uploadType", call.query.get("upload_protocol", "media"))
    if kind == "resumable":
        session = call.query.get("upload_id")
        return _resume(state, call, session, limit) if session else _begin(state, call, limit)
    if kind == "multipart":
        return _related(call)
    if kind not in ("media", "raw"):
        raise bad_request(f"Invalid upload type: {kind}")
    return Upload({}, call.body)


def _related(call: Call) -> Upload:
    """multipart/related: the JSON, then the message."""
    found = re.search(r'boundary="?([^";]+)"?', call.headers.get("content-type", ""))
    pieces = call.body.split(b"--" + found[1].strip().encode()) if found else []
    bodies = [_part_body(piece) for piece in pieces[1:] if not piece.startswith(b"--")]
    if len(bodies) != 2:
        raise bad_request("Multipart must have exactly two parts: metadata and media")
    (_, metadata), (encoding, media) = bodies
    return Upload(
        contract.parsed(call.method_id, metadata),
        decoded(media.decode("latin-1"), "media") if encoding == b"base64" else media,
    )


def _part_body(piece: bytes) -> tuple[bytes, bytes]:
    """(transfer encoding, content) of a part, without the line end that belongs to the boundary."""
    newline = b"\r\n" if b"\r\n" in piece[:2] or b"\r\n\r\n" in piece[:2000] else b"\n"
    piece = piece.removeprefix(newline).removesuffix(newline)
    head, _, content = piece.partition(newline * 2)
    encoding = fields.first(fields.with_crlf(head) + b"\r\n", "content-transfer-encoding") or b""
    return encoding.strip().lower(), content


def _begin(state: State, call: Call, limit: int) -> Answer:
    total = call.headers.get("x-upload-content-length")
    if total and total.isdigit() and int(total) > limit:
        raise too_large()
    session = secrets.token_urlsafe(48)
    contract.parsed(call.method_id, call.body)
    with state.transaction() as db:
        db.execute(
            "INSERT INTO gmail_uploads VALUES (?, ?, ?, ?, ?)",
            (session, call.mailbox, call.method_id, call.body, int(total) if total and total.isdigit() else None),
        )
    others = [(key, value) for key, value in call.query.multi_items() if key != "uploadType"]
    query = urlencode([*others, ("uploadType", "resumable"), ("upload_id", session)])
    location = f"{call.base_url}{call.path}?{query}"
    return Answer(headers={"Location": location, "X-GUploader-UploadID": session}, media_type="text/plain")


def _resume(state: State, call: Call, session: str, limit: int) -> Upload | Answer:
    with state.transaction() as db:
        row = db.execute(
            "SELECT metadata, total FROM gmail_uploads WHERE id = ? AND mailbox = ? AND method = ?",
            (session, call.mailbox, call.method_id),
        ).fetchone()
        if row is None:
            raise ApiError(404, "Not Found")
        have = _length(db, session)
        first, total = _range_of(call, have, row[1])
        if call.body:
            if first != have:
                raise bad_request(f"Invalid request. The chunk must begin at byte {have}.")
            if have + len(call.body) > (total if total is not None else limit):
                raise too_large() if total is None else bad_request("Invalid request. More bytes than declared.")
            if total is None or have + len(call.body) < total:
                _check_chunk(len(call.body))
            db.execute("INSERT INTO gmail_upload_chunks VALUES (?, ?, ?)", (session, have, call.body))
            have += len(call.body)
        if total is None or have < total:
            span = {"Range": f"bytes=0-{have - 1}"} if have else {}
            return Answer(status=308, headers={**span, "X-GUploader-UploadID": session}, media_type="text/plain")
        chunks = db.execute("SELECT data FROM gmail_upload_chunks WHERE upload = ? ORDER BY at", (session,))
        return Upload(contract.parsed(call.method_id, bytes(row[0])), b"".join(chunk[0] for chunk in chunks))


def _length(db: Any, session: str) -> int:
    row = db.execute(
        "SELECT coalesce(sum(length(data)), 0) FROM gmail_upload_chunks WHERE upload = ?", (session,)
    ).fetchone()
    return int(row[0])


def _range_of(call: Call, have: int, declared: int | None) -> tuple[int, int | None]:
    """(first byte of the chunk, size of the whole if known); without Content-Range it is the whole rest."""
    text = call.headers.get("content-range")
    if text is None:
        return have, have + len(call.body) if call.body or declared == 0 else declared
    match = RANGE.fullmatch(text.strip())
    if not match:
        raise bad_request(f"Failed to parse Content-Range header: {text}")
    total = declared if match[3] == "*" else int(match[3])
    if match[1] is None:
        return have, total
    if int(match[2]) - int(match[1]) + 1 != len(call.body):
        raise bad_request("Invalid request. The Content-Range does not fit the bytes sent.")
    return int(match[1]), total


def _check_chunk(size: int) -> None:
    if size % CHUNK:
        raise bad_request(f"Invalid request. The chunk of {size} bytes is no multiple of {CHUNK} bytes.")


def forget(state: State, call: Call) -> None:
    """Drops the session of a finished resumable upload."""
    if session := call.query.get("upload_id"):
        with state.transaction() as db:
            db.execute("DELETE FROM gmail_upload_chunks WHERE upload = ?", (session,))
            db.execute("DELETE FROM gmail_uploads WHERE id = ?", (session,))
