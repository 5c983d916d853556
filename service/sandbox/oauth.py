"""The OAuth endpoints google-auth calls: refresh token, authorization code, service-account JWT, revocation."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.datastructures import QueryParams

from .api import Answer, ApiRoute, Call, answer_json
from .errors import ApiError, Shape
from .identity import TOKEN_SECONDS, is_revoked, issue_token, named_mailbox, revoke
from .state import State

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
DEFAULT_SCOPE = (
    "https://mail.google.com/ https://www.googleapis.com/auth/drive https://www.googleapis.com/auth/spreadsheets"
)


def routes(state: State) -> list[ApiRoute]:
    """Token, revocation, token info and a consent endpoint that consents at once."""
    oauth = _OAuth(state)

    def route(path: str, http: tuple[str, ...], method_id: str, endpoint: Any) -> ApiRoute:
        return ApiRoute(path, http, method_id, endpoint, Shape.OAUTH, open=True)

    return [
        route("/token", ("POST",), "oauth2.token", oauth.token),
        route("/oauth2/v4/token", ("POST",), "oauth2.token", oauth.token),
        route("/revoke", ("POST", "GET"), "oauth2.revoke", oauth.revoke),
        route("/tokeninfo", ("GET", "POST"), "oauth2.tokeninfo", oauth.tokeninfo),
        route("/o/oauth2/auth", ("GET",), "oauth2.auth", oauth.consent),
        route("/o/oauth2/v2/auth", ("GET",), "oauth2.auth", oauth.consent),
    ]


class _OAuth:
    def __init__(self, state: State) -> None:
        self._state = state

    def token(self, call: Call) -> Answer:
        form = _form(call)
        grant = form.get("grant_type", "")
        if grant == "refresh_token":
            return self._refresh(form)
        if grant == "authorization_code":
            return self._code(form)
        if grant == JWT_GRANT:
            return self._assertion(form)
        raise ApiError(400, f"Invalid grant_type: {grant}", "unsupported_grant_type")

    def _refresh(self, form: Mapping[str, str]) -> Answer:
        refresh = form.get("refresh_token", "")
        if not refresh:
            raise ApiError(400, "Missing required parameter: refresh_token", "invalid_request")
        if is_revoked(self._state, refresh):
            raise ApiError(400, "Token has been expired or revoked.", "invalid_grant")
        return self._issued(named_mailbox(self._state, refresh), refresh, form.get("scope") or DEFAULT_SCOPE)

    def _code(self, form: Mapping[str, str]) -> Answer:
        code = form.get("code", "")
        if not code:
            raise ApiError(400, "Missing required parameter: code", "invalid_request")
        mailbox = named_mailbox(self._state, code)
        return self._issued(mailbox, mailbox, form.get("scope") or DEFAULT_SCOPE, refresh_token=mailbox)

    def _assertion(self, form: Mapping[str, str]) -> Answer:
        claims = _claims(form.get("assertion", ""))
        source, subject = str(claims.get("iss", "")), str(claims.get("sub", ""))
        if is_revoked(self._state, source) or is_revoked(self._state, subject):
            raise ApiError(400, "Invalid grant: account not found", "invalid_grant")
        scope = str(claims.get("scope") or DEFAULT_SCOPE)
        return self._issued(named_mailbox(self._state, subject), subject or source, scope)

    def _issued(self, mailbox: str, source: str, scope: str, **more: str) -> Answer:
        token = issue_token(self._state, mailbox, source, scope)
        answer = {
            "access_token": token,
            "expires_in": TOKEN_SECONDS,
            "scope": scope,
            "token_type": "Bearer",
            **more,
        }
        return answer_json(answer, headers={"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"})

    def revoke(self, call: Call) -> Answer:
        token = _form(call).get("token") or call.query.get("token")
        if not token:
            raise ApiError(400, "Token is required", "invalid_request")
        revoke(self._state, token)
        return answer_json({})

    def tokeninfo(self, call: Call) -> Answer:
        token = call.query.get("access_token") or _form(call).get("access_token", "")
        with self._state.reading() as db:
            row = db.execute(
                "SELECT mailbox, scope, CAST(expires - unixepoch() AS INTEGER) FROM access_tokens"
                " WHERE token = ? AND expires > unixepoch()",
                (token,),
            ).fetchone()
        if row is None or is_revoked(self._state, token):
            raise ApiError(400, "Invalid Value", "invalid_token")
        return answer_json({"email": row[0], "scope": row[1], "expires_in": str(row[2]), "access_type": "offline"})

    def consent(self, call: Call) -> Answer:
        """Consents for ``login_hint`` (else the office) and sends the browser back with a code."""
        target = call.query.get("redirect_uri", "")
        if not target.startswith(("http://localhost", "http://127.0.0.1")):
            raise ApiError(400, "Only loopback redirect URIs are allowed", "redirect_uri_mismatch")
        code = named_mailbox(self._state, call.query.get("login_hint", ""))
        query = {"code": code, "scope": call.query.get("scope", "")}
        if "state" in call.query:
            query["state"] = call.query["state"]
        joint = "&" if "?" in target else "?"
        return Answer(status=302, media_type="text/html", headers={"Location": target + joint + urlencode(query)})


def _form(call: Call) -> dict[str, str]:
    """The parameters of the body: a form, or JSON as some clients send it."""
    if call.headers.get("content-type", "").startswith("application/json"):
        return {key: str(value) for key, value in call.json().items()}
    return dict(QueryParams(call.body.decode("utf-8", "replace")))


def _claims(assertion: str) -> dict[str, Any]:
    """The claims of a JWT; its signature is not checked: the sandbox knows no keys."""
    try:
        payload = assertion.split(".")[1]
        claims = orjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, binascii.Error, orjson.JSONDecodeError) as error:
        raise ApiError(400, "Bad Request", "invalid_grant") from error
    if not isinstance(claims, dict):
        raise ApiError(400, "Bad Request", "invalid_grant")
    return claims
