"""Whose mailbox a bearer token opens.

A token that is a mailbox address, or was issued by ``/token`` for a refresh token or JWT subject that is one,
opens that mailbox; any other opens the office's. Issued tokens expire after an hour of real time, whatever the
sandbox's clock says, because clients judge expiry by their own clock.
"""

from __future__ import annotations

import re
import secrets
import time

from starlette.datastructures import Headers

from .errors import ApiError, Shape
from .state import State

TOKEN_SCHEMA = """
CREATE TABLE IF NOT EXISTS access_tokens (
  token TEXT PRIMARY KEY, mailbox TEXT NOT NULL, expires REAL NOT NULL, source TEXT NOT NULL, scope TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS revoked_tokens (token TEXT PRIMARY KEY);
"""

TOKEN_SECONDS = 3599
ADDRESS = re.compile(r"[^@\s/]+@[^@\s/]+\.[^@\s/]+")
NO_CREDENTIALS = (
    "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or "
    "other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
UNREGISTERED = (
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key "
    "or other form of API consumer identity to call this API."
)


def invalid_token() -> ApiError:
    """401 for a token that is expired or revoked."""
    return ApiError(
        401,
        reason="authError",
        location=("header", "Authorization"),
        headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'},
    )


def caller(state: State, headers: Headers, shape: Shape, access_token: str | None = None) -> str:
    """The mailbox address of the caller; raises 401 (Gmail) or 403 (Sheets, Drive) when no token came."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else ""
    token = token or (access_token or "")
    if not token:
        if shape is Shape.GMAIL:
            raise ApiError(401, NO_CREDENTIALS, "required", location=("header", "Authorization"))
        raise ApiError(403, UNREGISTERED, "forbidden")
    return mailbox_of(state, token)


def mailbox_of(state: State, token: str) -> str:
    with state.reading() as db:
        if db.execute("SELECT 1 FROM revoked_tokens WHERE token = ?", (token,)).fetchone():
            raise invalid_token()
        row = db.execute("SELECT mailbox, expires FROM access_tokens WHERE token = ?", (token,)).fetchone()
    if row is None:
        return named_mailbox(state, token)
    if row[1] <= time.time():
        raise invalid_token()
    return str(row[0])


def named_mailbox(state: State, text: str) -> str:
    """The address that a token or subject is, lower-cased; the office's mailbox if it is none."""
    return text.lower() if ADDRESS.fullmatch(text) else state.office_mailbox


def issue_token(state: State, mailbox: str, source: str, scope: str) -> str:
    """A new access token for a mailbox. ``source`` is the refresh token or subject it was issued for."""
    token = "ya29." + secrets.token_urlsafe(32)
    with state.transaction() as db:
        db.execute(
            "INSERT INTO access_tokens VALUES (?, ?, ?, ?, ?)",
            (token, mailbox, time.time() + TOKEN_SECONDS, source, scope),
        )
    return token


def revoke(state: State, token: str) -> None:
    """Revokes a token, and with a refresh token every access token issued for it."""
    with state.transaction() as db:
        db.execute("INSERT OR IGNORE INTO revoked_tokens VALUES (?)", (token,))
        db.execute(
            "INSERT OR IGNORE INTO revoked_tokens SELECT token FROM access_tokens WHERE source = ?", (token,)
        )


def is_revoked(state: State, token: str) -> bool:
    with state.reading() as db:
        return db.execute("SELECT 1 FROM revoked_tokens WHERE token = ?", (token,)).fetchone() is not None
