"""The real Gmail client pointed at a sandbox, over httplib2 and over requests, every answer held against the
packaged discovery document."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from functools import cache
from typing import Any

import google_auth_httplib2
import httplib2
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError
from googleapiclient.http import HttpRequest, build_http

OFFICE = "dkcqtravinh@gmail.com"


class RequestsHttp:
    """The httplib2 interface over a requests session: one call is one request."""

    def __init__(self, session: requests.Session) -> None:
        self._session = session
        self.redirect_codes: frozenset[int] = frozenset()

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: Mapping[str, str] | None = None, **_: Any
    ) -> tuple[httplib2.Response, bytes]:
        answer = self._session.request(method, uri, data=body, headers=headers, allow_redirects=False, timeout=30)
        head = {key.lower(): value for key, value in answer.headers.items()} | {"status": str(answer.status_code)}
        return httplib2.Response(head), answer.content

    def close(self) -> None:
        self._session.close()


class CheckedRequest(HttpRequest):
    """A request whose answer must fit the response schema of its method."""

    def __init__(self, http: Any, postproc: Callable[..., Any], uri: str, **options: Any) -> None:
        method_id = str(options.get("methodId"))

        def checked(response: Any, content: Any) -> Any:
            result = postproc(response, content)
            check_answer(method_id, result)
            return result

        super().__init__(http, checked, uri, **options)


def service(url: str, over: str, token: str = "a-token") -> Any:
    """The Gmail client; ``over`` is "httplib2" or "requests"."""
    document = json.loads(get_static_doc("gmail", "v1"))
    document["rootUrl"] = document["baseUrl"] = url + "/"
    document.pop("mtlsRootUrl", None)
    credentials = Credentials(token)
    if over == "httplib2":
        http: Any = google_auth_httplib2.AuthorizedHttp(credentials, http=build_http())
    else:
        http = RequestsHttp(AuthorizedSession(credentials))
    return build_from_document(document, http=http, requestBuilder=CheckedRequest)


@cache
def _document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(get_static_doc("gmail", "v1"))
    return found


@cache
def _response_schemas() -> dict[str, str]:
    out: dict[str, str] = {}
    stack = [_document()]
    while stack:
        resource = stack.pop()
        for method in resource.get("methods", {}).values():
            out[method["id"]] = method.get("response", {}).get("$ref", "")
        stack.extend(resource.get("resources", {}).values())
    return out


def check_answer(method_id: str, answer: Any) -> None:
    """Fails unless an answer of a method fits its schema: names, types, formats and enums."""
    schema = _response_schemas()[method_id]
    if not schema:
        assert answer in ("", b"", {}), f"{method_id} answers nothing"
        return
    _check({"$ref": schema}, answer, method_id)


FORMATS = {
    "int64": r"-?\d+",
    "uint64": r"\d+",
    "byte": r"[A-Za-z0-9_-]*={0,2}",
}


def _check(schema: Mapping[str, Any], value: Any, where: str) -> None:
    if "$ref" in schema:
        schema = _document()["schemas"][schema["$ref"]]
    kind = schema.get("type")
    if kind == "object":
        assert isinstance(value, dict), where
        for key, item in value.items():
            assert key in schema["properties"], f"{where}.{key} is no field"
            _check(schema["properties"][key], item, f"{where}.{key}")
    elif kind == "array":
        assert isinstance(value, list), where
        for item in value:
            _check(schema["items"], item, f"{where}[]")
    elif kind == "string":
        assert isinstance(value, str), where
        assert re.fullmatch(FORMATS.get(schema.get("format", ""), r"(?s).*"), value), f"{where}: {value[:80]}"
        assert value in schema.get("enum", [value]), f"{where}: {value}"
    elif kind == "integer":
        assert isinstance(value, int) and not isinstance(value, bool), where
        assert schema.get("format") != "uint32" or value >= 0, where
    elif kind == "boolean":
        assert isinstance(value, bool), where
    else:
        raise AssertionError(f"{where}: unknown type {kind}")


def raw64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def mail(
    to: str = "",
    subject: str = "Kế hoạch",
    text: str = "Kính gửi Đoàn Khối",
    sender: str = "",
    files: Mapping[str, bytes] | None = None,
    **fields: str,
) -> bytes:
    """A mail as its bytes; ``fields`` are further headers, ``_`` for ``-``."""
    message = EmailMessage()
    for name, value in {"From": sender, "To": to, "Subject": subject, **fields}.items():
        if value:
            message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, data in (files or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def refusal(call: Callable[[], Any]) -> tuple[int, str, str]:
    """(status, message, reason) of the error that a call ends in; its body must have Gmail's shape."""
    try:
        call()
    except HttpError as error:
        body = json.loads(error.content)["error"]
        assert body["code"] == error.resp.status
        assert body["status"] == body["status"].upper()
        assert body["errors"][0]["message"] == body["message"]
        return body["code"], body["message"], body["errors"][0]["reason"]
    raise AssertionError("the call was not refused")


class Office:
    """A sandbox as tests use it: clients, raw deliveries and the control routes."""

    def __init__(self, url: str, over: str) -> None:
        self.url = url
        self.over = over
        self.api = service(url, over)
        self.users = self.api.users()

    def as_user(self, address: str) -> Any:
        """The users resource of another mailbox."""
        return service(self.url, self.over, token=address).users()

    def deliver(self, raw: bytes, **query: str) -> dict[str, str]:
        answer = requests.post(f"{self.url}/sandbox/deliver", params=query, data=raw, timeout=30)
        assert answer.status_code == 200, answer.text
        found: dict[str, str] = answer.json()
        return found

    def put(self, name: str, value: Any) -> Any:
        answer = requests.put(f"{self.url}/sandbox/{name}", json=value, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def clock(self, text: str) -> None:
        self.put("clock", {"now": text})

    def insert(self, raw: bytes, *labels: str, **query: Any) -> dict[str, Any]:
        body = {"raw": raw64(raw), "labelIds": list(labels)}
        found: dict[str, Any] = self.users.messages().insert(userId="me", body=body, **query).execute()
        return found

    def get(self, message_id: str, **query: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.users.messages().get(userId="me", id=message_id, **query).execute()
        return found

    def raw(self, message_id: str, users: Any = None) -> bytes:
        call = (users or self.users).messages().get(userId="me", id=message_id, format="raw")
        return base64.urlsafe_b64decode(call.execute()["raw"])

    def found(self, q: str, users: Any = None, **query: Any) -> list[str]:
        """Ids of the messages a search finds."""
        call = (users or self.users).messages().list(userId="me", q=q, **query)
        return [message["id"] for message in call.execute().get("messages", [])]

    def cursor(self) -> str:
        return str(self.users.getProfile(userId="me").execute()["historyId"])


def header(message: Mapping[str, Any], name: str) -> str:
    """The first header of that name of a message in full or metadata format; "" if there is none."""
    fields = message["payload"].get("headers", [])
    return next((one["value"] for one in fields if one["name"].lower() == name.lower()), "")
