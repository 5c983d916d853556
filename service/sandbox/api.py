"""What an endpoint is: a route with a discovery method id, a call in, an answer out.

Endpoints are plain functions ``(Call) -> Answer | dict``, run in a thread; they raise ``ApiError`` for errors. The
method id (``sheets.spreadsheets.values.get``) is what the request log, the faults and the quotas go by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import orjson
from starlette.datastructures import Headers, QueryParams

from .errors import ApiError, Shape

JSON_TYPE = "application/json; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one API method.

    ``params`` are the decoded variables of the path; ``path`` is the raw path (percent-encoded); ``mailbox``
    is the address whose token came (the caller's identity in Sheets and Drive too); ``base_url`` has no
    trailing slash.
    """

    method_id: str
    http_method: str
    path: str
    params: Mapping[str, str]
    query: QueryParams
    headers: Headers
    body: bytes
    mailbox: str
    base_url: str

    def json(self) -> dict[str, Any]:
        """The JSON object of the body ({} for an empty one); 400 in Google's words otherwise."""
        if not self.body.strip():
            return {}
        try:
            value = orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise ApiError(400, f"Invalid JSON payload received. {error.msg}") from error
        if not isinstance(value, dict):
            raise ApiError(400, 'Invalid JSON payload received. Unknown name "": Root element must be a message.')
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean query parameter, in any of the spellings clients send."""
        text = self.query.get(name)
        return default if text is None or text == "" else text.lower() in ("true", "1", "yes")


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: status, body bytes, media type, further headers."""

    body: bytes = b""
    status: int = 200
    media_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)


Endpoint = Callable[[Call], "Answer | Mapping[str, Any]"]


def answer_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(orjson.dumps(value), status, JSON_TYPE, headers or {})


def answer_error(error: ApiError, shape: Shape) -> Answer:
    return answer_json(error.body(shape), error.status, error.headers)


@dataclass(frozen=True, slots=True)
class ApiRoute:
    """An API method: where it is called and what answers it.

    ``path`` is a template over the raw path: ``{name}`` matches within a segment (also percent-encoded
    slashes), ``{name:path}`` across segments; what follows a variable (``:batchUpdate``) is literal. The first
    route that matches wins, so list ``…/{id}:verb`` before ``…/{id}``. ``http`` are its HTTP methods. A
    ``public`` route asks for no token and is neither logged, counted against quotas nor hit by faults; an
    ``open`` one asks for no token only.
    """

    path: str
    http: tuple[str, ...]
    method_id: str
    endpoint: Endpoint
    shape: Shape
    public: bool = False
    open: bool = False
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", _pattern(self.path))

    def match(self, raw_path: str) -> dict[str, str] | None:
        """The decoded variables if the path is this route's, else None."""
        found = self.pattern.fullmatch(raw_path)
        return {k: unquote(v) for k, v in found.groupdict().items()} if found else None


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)(:path)?\}", template)
    out = ""
    for literal, name, spread in zip(parts[0::3], [*parts[1::3], None], [*parts[2::3], None], strict=True):
        out += re.escape(literal)
        if name:
            out += f"(?P<{name}>{'.+' if spread else '[^/]+'})"
    return re.compile(out)


def find_route(routes: Sequence[ApiRoute], http: str, raw_path: str) -> tuple[ApiRoute, dict[str, str]]:
    """The route for a request; 404 where no path matches, 405 where only the HTTP method does not."""
    known = False
    for route in routes:
        params = route.match(raw_path)
        if params is not None:
            if http in route.http:
                return route, params
            known = True
    raise ApiError(405 if known else 404, "Method Not Allowed" if known else "Not Found", "notFound", "NOT_FOUND")
