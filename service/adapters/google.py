"""One way to Google for both clients: credentials, endpoint, retry by safety, and errors a person understands.

gspread and googleapiclient both send through :class:`Wire`, so a call is made once per attempt and an attempt is
repeated only when that cannot double its effect. httplib2 is never on the way: it posts again by itself when a
server closes without an answer.
"""

from __future__ import annotations

import json
import os
import random
import stat
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import requests
from google.auth import exceptions as auth_errors
from google.auth.credentials import Credentials as AnyCredentials
from google.auth.transport.requests import AuthorizedSession
from google.oauth2 import service_account
from google.oauth2.credentials import Credentials

from service.core import errors
from service.core.settings import GoogleSettings

SCOPES = ("https://www.googleapis.com/auth/gmail.modify", "https://www.googleapis.com/auth/spreadsheets")
GOOGLE_HOSTS = (
    "https://sheets.googleapis.com",
    "https://gmail.googleapis.com",
    "https://www.googleapis.com",
)
ATTEMPTS = 5
SANDBOX = "sandbox"
PASSING = frozenset({500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how patiently. ``safe``: repeating cannot double an effect, so a lost answer or a 5xx may be
    tried again; otherwise only a refusal before the effect (429, rateLimitExceeded) is."""

    safe: bool
    attempts: int = ATTEMPTS


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to connect, to wait for an answer (Sheets may take three minutes), and after which a call that failed is
    not tried again."""

    connect: float = 10.0
    answer: float = 180.0
    tries: float = float("inf")


class Turn(Protocol):
    """Waits until a call may be made, when many share Google's quotas. Raises GoogleBusy when that takes too long."""

    def __call__(self, method: str, url: str, body: str | bytes | None) -> None: ...


READ = Retry(safe=True)
WRITE = Retry(safe=False)
NEVER = Retry(safe=False, attempts=1)


class Wire:
    """An authorised HTTP session that speaks to Google or, with an endpoint, to a sandbox.

    Raises the errors of :mod:`service.core.errors`; never anything of requests or google-auth."""

    def __init__(
        self,
        credentials: AnyCredentials,
        endpoint: str = "",
        sleep: Callable[[float], None] = time.sleep,
        patience: Patience = Patience(),
        turn: Turn | None = None,
    ) -> None:
        self._session = AuthorizedSession(credentials, max_refresh_attempts=1)
        self.endpoint = endpoint
        self._sleep = sleep
        self._patience = patience
        self._turn = turn

    def send(
        self, method: str, url: str, retry: Retry, accept: frozenset[int] = frozenset(), **options: Any
    ) -> requests.Response:
        """One call with its retries; statuses in ``accept`` are answers, not errors."""
        target = self._at_endpoint(url)
        timeout = (self._patience.connect, self._patience.answer)
        began = time.monotonic()
        for attempt in range(1, retry.attempts + 1):
            last = attempt == retry.attempts or time.monotonic() - began >= self._patience.tries
            if self._turn is not None:
                self._turn(method, url, options.get("data"))
            try:
                response: requests.Response = self._session.request(method, target, timeout=timeout, **options)
            except (requests.RequestException, auth_errors.GoogleAuthError) as problem:
                error = self._lost(problem)
                if last or not retry.safe or not isinstance(error, errors.GoogleUnreachable):
                    raise error from problem
            else:
                if response.ok or response.status_code in accept:
                    return response
                error = error_of(response.status_code, response.content, response.headers)
                if last or not (refused_before_effect(error) or (retry.safe and response.status_code in PASSING)):
                    raise error
            self.pause(attempt, error)
        raise AssertionError("the last attempt returns or raises")

    def pause(self, attempt: int, error: errors.GoogleError) -> None:
        """Wait before the next of several attempts."""
        self._sleep(min(_pause(attempt, error), self._patience.tries))

    def _at_endpoint(self, url: str) -> str:
        if self.endpoint:
            for host in GOOGLE_HOSTS:
                if url.startswith(host):
                    return self.endpoint + url.removeprefix(host)
        return url

    def _lost(self, problem: Exception) -> errors.GoogleError:
        if isinstance(problem, auth_errors.RefreshError):
            return _consent_lost(str(problem))
        where = self.endpoint or "Google"
        hint = "Is the sandbox running? Start it with: nhacviec sandbox" if self.endpoint else "Check the network."
        return errors.GoogleUnreachable(f"{where} gave no answer ({type(problem).__name__}).", hint)


@dataclass(frozen=True, slots=True)
class Account:
    """Who speaks to Google, for whom, and how: what a wire is made of. ``project``: whose quotas its calls draw on."""

    credentials: AnyCredentials
    user: str
    project: str
    endpoint: str = ""

    def wire(self, patience: Patience = Patience(), turn: Turn | None = None) -> Wire:
        return Wire(self.credentials, self.endpoint, patience=patience, turn=turn)


def connect(settings: GoogleSettings, mailbox: str) -> Wire:
    """The wire of one office to its mailbox."""
    return mail_account(settings, mailbox).wire()


def connect_sheets(settings: GoogleSettings, mailbox: str) -> Wire:
    """Like :func:`connect`, to its spreadsheets."""
    return sheets_account(settings, mailbox).wire()


def mail_account(settings: GoogleSettings, mailbox: str) -> Account:
    """The office's own account. With an endpoint the real credentials stay unread unless the token was issued by
    that endpoint; a sandbox knows a mailbox by its bare address. ConfigError when nobody consented."""
    if settings.endpoint:
        return Account(_sandbox_credentials(settings, mailbox), mailbox, SANDBOX, settings.endpoint)
    if settings.secrets is None:
        refuse_readable_by_others(settings.credentials)
    token = _secret(settings, settings.token)
    if token is None:
        raise errors.ConfigError(
            f"There is no {settings.token.name}: nobody has given consent yet.", "Run: nhacviec auth"
        )
    return Account(_authorized_user(token), mailbox, str(token.get("client_id", "")).split("-")[0])


def sheets_account(settings: GoogleSettings, mailbox: str) -> Account:
    """The same account; when ``credentials`` is a service account, that one serves Sheets."""
    if not settings.endpoint:
        info = _secret(settings, settings.credentials)
        if info is not None and info.get("type") == "service_account":
            made = service_account.Credentials.from_service_account_info(dict(info), scopes=[SCOPES[1]])
            return Account(made, made.service_account_email, str(info.get("project_id", "")))
    return mail_account(settings, mailbox)


def _secret(settings: GoogleSettings, path: Path) -> Mapping[str, Any] | None:
    """What the credentials or the token file holds, or would hold; None when there is none."""
    if settings.secrets is not None:
        return settings.secrets.token if path == settings.token else settings.secrets.credentials
    refuse_readable_by_others(path)
    return secret_in(path) if path.exists() else None


def refused_before_effect(error: errors.GoogleError) -> bool:
    """Google says it did nothing: a quota, told as 429 or 403 rateLimitExceeded."""
    return isinstance(error, errors.GoogleBusy) and error.refused


def error_of(status: int, body: bytes, headers: Mapping[str, str]) -> errors.GoogleError:
    """Google's answer as one of our errors, its own sentence kept."""
    message, reasons = _told(body)
    if status == 401:
        return _consent_lost(message)
    if status == 429 or (status == 403 and reasons & {"rateLimitExceeded", "userRateLimitExceeded"}):
        wait = headers.get("Retry-After", "")
        return errors.GoogleBusy(
            f"Google asks us to slow down: {message}",
            "It will be tried again.",
            retry_after=float(wait) if wait.replace(".", "", 1).isdigit() else None,
            refused=True,
        )
    if status == 403:
        hint = "Share the spreadsheet with this account as an editor; for Gmail, consent again with: nhacviec auth"
        return errors.NotPermitted(f"Google does not permit it: {message}", hint)
    if status == 404:
        return errors.NotFound(f"Google does not find it: {message}", "Check the ids in config.yaml.")
    if status == 400:
        return errors.BadRequest(f"Google refuses the request: {message}", detail=message)
    return errors.GoogleBusy(f"Google failed with status {status}: {message}", "It will be tried again.")


def _told(body: bytes) -> tuple[str, set[str]]:
    try:
        error = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError):
        return "no explanation was given", set()
    if not isinstance(error, dict):
        return str(error), set()
    details = [*error.get("errors", []), *error.get("details", [])]
    reasons = {str(detail.get("reason", "")) for detail in details if isinstance(detail, dict)}
    return str(error.get("message", "no explanation was given")), reasons


def _consent_lost(detail: str) -> errors.ConsentLost:
    told = "invalid_grant" if "invalid_grant" in detail else "the access was refused"
    return errors.ConsentLost(
        f"The account no longer lets us in ({told}).",
        "A person must consent again: nhacviec auth. An app left in testing loses its consent after 7 days.",
    )


def _pause(attempt: int, error: errors.GoogleError) -> float:
    """Seconds to wait: what Google asks for, else min(2^n + jitter, 32) as its documentation advises."""
    asked = error.retry_after if isinstance(error, errors.GoogleBusy) else None
    return min(asked if asked is not None else 2 ** (attempt - 1) + random.random(), 32.0)


def refuse_readable_by_others(path: Path) -> None:
    """ConfigError when a secret file can be read by anyone but its owner."""
    if os.name == "posix" and path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise errors.ConfigError(
            f"{path.name} can be read by other users of this machine.", f"Run: chmod 600 {path.name}"
        )


def secret_in(path: Path) -> dict[str, Any]:
    """What a credentials or token file holds. ConfigError when it is none."""
    try:
        info = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        info = None
    if not isinstance(info, dict):
        raise errors.ConfigError(f"{path.name} is not a credentials file.", "See credentials.example.json.")
    return info


def _authorized_user(info: Mapping[str, Any], token_uri: str = "") -> Credentials:
    try:
        made: Credentials = Credentials.from_authorized_user_info(dict(info), list(SCOPES))
    except ValueError as problem:
        raise errors.ConfigError(f"The token file is incomplete: {problem}", "Run: nhacviec auth") from None
    if token_uri:
        made = made.with_token_uri(token_uri)
    return made


def _token_at_hand(settings: GoogleSettings) -> Mapping[str, Any] | None:
    """Its file's permissions do not matter: a sandbox's secrets open nothing else."""
    if settings.secrets is not None:
        return settings.secrets.token
    return secret_in(settings.token) if settings.token.exists() else None


def _sandbox_credentials(settings: GoogleSettings, mailbox: str) -> Credentials:
    info = _token_at_hand(settings)
    if info is not None and str(info.get("token_uri", "")).startswith(settings.endpoint):
        return _authorized_user(info, str(info["token_uri"]))
    return Credentials(token=mailbox)
