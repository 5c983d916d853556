"""POST /batch and /batch/gmail/v1: many calls in one multipart/mixed body, each answered for itself."""

from __future__ import annotations

import http
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from ..api import Answer, Call
from ..errors import ApiError
from ..gateway import Gateway

MOST_PARTS = 100
REQUEST_LINE = re.compile(r"([A-Z]+) (\S+)(?: HTTP/[\d.]+)?")


@dataclass(frozen=True, slots=True)
class _Inner:
    content_id: str
    http: str
    target: str
    headers: Headers
    body: bytes


class Batch:
    """Answers a batch through the gateway, so that every part is logged, limited and disturbed as a call."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def answer(self, call: Call) -> Answer:
        found = re.search(r'boundary="?([^";\s]+)"?', call.headers.get("content-type", ""))
        if not call.headers.get("content-type", "").lower().startswith("multipart/mixed") or not found:
            raise ApiError(400, "Failed to parse batch request, error: no multipart boundary.")
        parts = [_inner(piece, call) for piece in _pieces(call.body, found[1].encode())]
        if not parts:
            raise ApiError(400, "The batch request could not be processed since the request contained no parts.")
        if len(parts) > MOST_PARTS:
            raise ApiError(
                400, f"Inner request count exceeds the limit. Received: {len(parts)}, Limit: {MOST_PARTS}"
            )
        answers = [(part, self._part(part, call.base_url)) for part in parts]
        return _multipart(answers)

    def _part(self, part: _Inner, base_url: str) -> Answer:
        return self._gateway.part(part.http, part.target, part.headers, part.body, base_url)


def _pieces(body: bytes, boundary: bytes) -> list[bytes]:
    pieces = (b"\n" + body).split(b"\n--" + boundary)[1:]
    return [piece for piece in pieces if not piece.startswith(b"--")]


def _inner(piece: bytes, call: Call) -> _Inner:
    text = piece.replace(b"\r\n", b"\n").removeprefix(b"\n")
    outer, _, request = (b"", b"", text[1:]) if text.startswith(b"\n") else text.partition(b"\n\n")
    head, _, body = request.lstrip(b"\n").partition(b"\n\n")
    line, _, rest = head.decode("latin-1").partition("\n")
    match = REQUEST_LINE.fullmatch(line.strip())
    if not match:
        raise ApiError(400, "Failed to parse batch request, error: a part holds no HTTP request.")
    headers = _fields(rest)
    if "authorization" not in headers and "authorization" in call.headers:
        headers["authorization"] = call.headers["authorization"]
    target = urlsplit(match[2])
    query = f"?{target.query}" if target.query else ""
    length = headers.get("content-length", "")
    body = body[: int(length)] if length.isdigit() else body.removesuffix(b"\n")
    content_id = _fields(outer.decode("latin-1")).get("content-id", "")
    return _Inner(content_id, match[1], f"{target.path}{query}", Headers(headers), body)


def _fields(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.split("\n"))
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def _multipart(answers: Sequence[tuple[_Inner, Answer]]) -> Answer:
    boundary = f"batch_{secrets.token_urlsafe(24)}"
    out: list[bytes] = []
    for part, answer in answers:
        status = http.HTTPStatus(answer.status)
        head = [f"--{boundary}", "Content-Type: application/http"]
        if part.content_id:
            head.append(f"Content-ID: {_response_id(part.content_id)}")
        head += ["", f"HTTP/1.1 {status.value} {status.phrase}", f"Content-Type: {answer.media_type}"]
        head += [f"{name}: {value}" for name, value in answer.headers.items()]
        head += ["Vary: Origin, X-Origin, Referer", f"Content-Length: {len(answer.body)}", "", ""]
        out += ["\r\n".join(head).encode("latin-1", "replace"), answer.body, b"\r\n"]
    out.append(f"--{boundary}--\r\n".encode())
    return Answer(b"".join(out), media_type=f"multipart/mixed; boundary={boundary}")


def _response_id(content_id: str) -> str:
    inner = content_id.removeprefix("<").removesuffix(">")
    return f"<response-{inner}>"
