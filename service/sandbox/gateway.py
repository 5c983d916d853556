"""The way every API call takes: route, log, token, fault, quota, endpoint, answer.

HTTP requests come in through ``Gateway.__call__`` (ASGI), the parts of a batch through ``Gateway.part``; both
take the same way, so a batch's parts are counted, limited and disturbed by their own method ids.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, QueryParams
from starlette.types import Message, Receive, Scope, Send

from .api import Answer, ApiRoute, Call, answer_error, answer_json, find_route
from .errors import ApiError, Shape
from .faults import Faults, Kind, Rule
from .identity import caller
from .quotas import Quotas
from .state import State
from .traffic import RequestLog

log = logging.getLogger(__name__)

SECRET_PARAMETERS = {"access_token", "key"}


class ConnectionDropped(Exception):
    """The connection is to be closed without an answer."""


@dataclass(frozen=True, slots=True)
class _Incoming:
    http: str
    path: str
    query: str
    headers: Headers
    body: bytes
    base_url: str
    part: bool = False


@dataclass(frozen=True, slots=True)
class _Outgoing:
    answer: Answer
    truncated: bool = False


class Gateway:
    """ASGI application over the API routes.

    ``state``, ``request_log``, ``faults`` and ``quotas`` are public: the control routes steer them.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.routes: list[ApiRoute] = []
        self.request_log = RequestLog()
        self.faults = Faults()
        self.quotas = Quotas()

    def add(self, routes: Sequence[ApiRoute]) -> None:
        self.routes.extend(routes)

    def part(self, http: str, target: str, headers: Headers, body: bytes, base_url: str) -> Answer:
        """Answers one part of a batch: ``target`` is its path with query (``/gmail/v1/…?format=raw``).

        ``headers`` must hold the part's Authorization (the outer request's, where the part has none). Errors
        come back as answers in the service's shape; a fault that drops the connection drops the whole batch.
        """
        path, _, query = target.partition("?")
        return self._serve(_Incoming(http, path, query, headers, body, base_url, part=True)).answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        incoming = _Incoming(
            http=scope["method"],
            path=scope["raw_path"].decode("latin-1").partition("?")[0],
            query=scope["query_string"].decode("latin-1"),
            headers=headers,
            body=await _body(receive),
            base_url=f"{scope.get('scheme', 'http')}://{headers.get('host', 'localhost')}",
        )
        try:
            outgoing = await run_in_threadpool(self._serve, _overridden(incoming))
        except ConnectionDropped:
            await _drop(scope, receive)
            return
        await _send(outgoing, scope, receive, send)

    def _serve(self, incoming: _Incoming) -> _Outgoing:
        try:
            route, params = find_route(self.routes, incoming.http, incoming.path)
        except ApiError as error:
            return _Outgoing(answer_error(error, Shape.DRIVE))
        if route.public:
            return _Outgoing(self._answer(route, self._call(route, params, incoming, "")))
        return self._disturbed(route, params, incoming)

    def _disturbed(self, route: ApiRoute, params: dict[str, str], incoming: _Incoming) -> _Outgoing:
        started = time.perf_counter()
        rule = self.faults.hit(route.method_id, lambda: self._caller(route, incoming))
        mailbox, status = "", 0
        try:
            mailbox, answer = self._admit(route, params, incoming, rule)
            if rule and rule.kind is Kind.DROP_AFTER:
                raise ConnectionDropped
            status = answer.status
            return _Outgoing(answer, truncated=rule is not None and rule.kind is Kind.TRUNCATE)
        finally:
            self.request_log.add(
                at=self.state.now().isoformat(),
                method=route.method_id,
                http=incoming.http,
                path=incoming.path + _shown_query(incoming.query),
                mailbox=mailbox,
                status=status,
                fault=rule.kind.value if rule else "",
                part=incoming.part,
                milliseconds=round((time.perf_counter() - started) * 1000, 2),
            )

    def _caller(self, route: ApiRoute, incoming: _Incoming) -> str:
        """The mailbox of who calls; "" when that cannot be told."""
        if route.open:
            return ""
        try:
            token = QueryParams(incoming.query).get("access_token")
            return caller(self.state, incoming.headers, route.shape, token)
        except ApiError:
            return ""

    def _admit(
        self, route: ApiRoute, params: dict[str, str], incoming: _Incoming, rule: Rule | None
    ) -> tuple[str, Answer]:
        if rule and rule.kind is Kind.DROP_BEFORE:
            raise ConnectionDropped
        if rule and rule.kind is Kind.DELAY:
            time.sleep(rule.seconds)
        mailbox = ""
        try:
            if not route.open:
                token = QueryParams(incoming.query).get("access_token")
                mailbox = caller(self.state, incoming.headers, route.shape, token)
            failing = rule is not None and rule.kind in (Kind.STATUS, Kind.EXPIRED_TOKEN, Kind.STALE_HISTORY)
            if rule and failing and not rule.effect:
                raise rule.error(route.shape, self.state.now())
            self.quotas.spend(route.method_id, mailbox, self.state.frozen_clock())
        except ApiError as error:
            return mailbox, answer_error(error, route.shape)
        answer = self._answer(route, self._call(route, params, incoming, mailbox))
        if rule and failing:
            answer = answer_error(rule.error(route.shape, self.state.now()), route.shape)
        return mailbox, answer

    def _call(self, route: ApiRoute, params: dict[str, str], incoming: _Incoming, mailbox: str) -> Call:
        return Call(
            method_id=route.method_id,
            http_method=incoming.http,
            path=incoming.path,
            params=params,
            query=QueryParams(incoming.query),
            headers=incoming.headers,
            body=incoming.body,
            mailbox=mailbox,
            base_url=incoming.base_url,
        )

    @staticmethod
    def _answer(route: ApiRoute, call: Call) -> Answer:
        try:
            result = route.endpoint(call)
        except ApiError as error:
            return answer_error(error, route.shape)
        except ConnectionDropped:
            raise
        except Exception:
            log.exception("the sandbox failed in %s", route.method_id)
            return answer_error(ApiError(500), route.shape)
        return result if isinstance(result, Answer) else answer_json(result)


def _overridden(incoming: _Incoming) -> _Incoming:
    """The call meant by a POST with X-HTTP-Method-Override, which is how Google's client sends a GET of over 2,048
    characters: its query is the body."""
    meant = incoming.headers.get("x-http-method-override", "").upper()
    if incoming.http != "POST" or not meant:
        return incoming
    form = incoming.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    if meant != "GET" or not form:
        return replace(incoming, http=meant)
    query = "&".join(part for part in (incoming.query, incoming.body.decode("latin-1")) if part)
    return replace(incoming, http=meant, query=query, body=b"")


def _shown_query(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    return "?" + urlencode([(k, "…" if k in SECRET_PARAMETERS else v) for k, v in pairs], safe="/,!:'()")


async def _body(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return b"".join(chunks)


async def _send(outgoing: _Outgoing, scope: Scope, receive: Receive, send: Send) -> None:
    answer = outgoing.answer
    headers = {"content-type": answer.media_type, "vary": "Origin, X-Origin, Referer", **answer.headers}
    headers["content-length"] = str(len(answer.body))
    start: Message = {
        "type": "http.response.start",
        "status": answer.status,
        "headers": [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()],
    }
    await send(start)
    if not outgoing.truncated:
        await send({"type": "http.response.body", "body": answer.body})
        return
    half = answer.body[: len(answer.body) // 2]
    await send({"type": "http.response.body", "body": half, "more_body": True})
    await _drop(scope, receive)


async def _drop(scope: Scope, receive: Receive) -> None:
    """Closes the TCP connection; waits until the server has noticed, so that it sends nothing of its own."""
    scope["state"]["transport"].close()
    while (await receive())["type"] != "http.disconnect":
        pass
