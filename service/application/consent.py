"""Consent: a person lets the product into the office's account, once, in a browser on this machine or on another.

The flow is OAuth's for desktop apps: Google's page sends the browser to an address on loopback with a code in it.
Where no browser runs, the page is opened on another machine; its last address, which leads nowhere there, is pasted
here. The token is kept only when it is the configured mailbox's and holds every permission asked for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

from service.adapters.google import READ, SCOPES, Wire, refuse_readable_by_others
from service.core.errors import ConfigError, GoogleUnreachable, NhacViecError
from service.core.settings import GoogleSettings

PROFILE = "https://gmail.googleapis.com/gmail/v1/users/me/profile"
ELSEWHERE = "http://127.0.0.1:8399/"
"""Where Google sends a browser on another machine; nothing listens there, and the address bar keeps the code."""
MEANING = {SCOPES[0]: "read, label and send mail", SCOPES[1]: "see and edit the spreadsheets"}


def consent(
    settings: GoogleSettings,
    mailbox: str,
    with_browser: bool,
    tell: Callable[[str], None],
    ask: Callable[[str], str],
) -> str:
    """Let a person consent and write the token file; the address of the account.

    ``tell`` shows the address to open; ``ask`` reads what was pasted. ConfigError when the client file cannot be
    used, the wrong account consented, or a permission was left out."""
    flow = _flow(settings)
    options = {"access_type": "offline", "prompt": "consent", "login_hint": mailbox}
    with _loopback_allowed(settings.endpoint):
        credentials = _in_browser(flow, options, tell) if with_browser else _pasted(flow, options, tell, ask)
    granted = _scopes(credentials)
    missing = [meaning for scope, meaning in MEANING.items() if scope not in granted]
    if missing and not settings.endpoint:
        raise ConfigError(
            f"The permission to {' and to '.join(missing)} was not given.",
            "Run nhacviec auth again and tick every box on Google's page.",
        )
    if not credentials.refresh_token:
        raise ConfigError("Google gave no lasting token.", "Run nhacviec auth again.")
    address = str(Wire(credentials, settings.endpoint).send("GET", PROFILE, READ).json()["emailAddress"]).lower()
    if address != mailbox:
        raise ConfigError(
            f"{address} consented, but office.mailbox in config.yaml is {mailbox}.",
            "Sign in to Google as the office, then run nhacviec auth again. Nothing was kept.",
        )
    _keep(settings.token, _token_file(credentials, flow.oauth2session.token))
    return address


def _scopes(credentials: Any) -> set[str]:
    told = credentials.granted_scopes or credentials.scopes or ()
    return set(told.split() if isinstance(told, str) else told)


# -- the flow -------------------------------------------------------------------------------------


def _flow(settings: GoogleSettings) -> Any:
    from google_auth_oauthlib.flow import InstalledAppFlow

    return InstalledAppFlow.from_client_config(client_of(settings), list(SCOPES))


def client_of(settings: GoogleSettings) -> dict[str, Any]:
    """The OAuth client of the credentials file; with a sandbox, one that the sandbox serves."""
    if settings.endpoint:
        uris = {"auth_uri": settings.endpoint + "/o/oauth2/auth", "token_uri": settings.endpoint + "/token"}
        return {"installed": {"client_id": "sandbox", "client_secret": "sandbox", **uris}}
    hint = "In the Google Cloud console make an OAuth client of type Desktop app and save it as this file."
    name = settings.credentials.name
    if not settings.credentials.exists():
        raise ConfigError(f"There is no {name}.", hint)
    refuse_readable_by_others(settings.credentials)
    try:
        info = json.loads(settings.credentials.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ConfigError(f"{name} is no JSON file.", hint) from None
    if not isinstance(info, dict) or "installed" not in info:
        kind = (
            "a service account" if isinstance(info, dict) and info.get("type") == "service_account" else "another"
        )
        raise ConfigError(f"{name} is of {kind} kind, not an OAuth client of a desktop app.", hint)
    return info


def _in_browser(flow: Any, options: dict[str, str], tell: Callable[[str], None]) -> Any:
    import webbrowser

    try:
        webbrowser.get()
    except webbrowser.Error:
        raise ConfigError("No browser is found on this machine.", "Run: nhacviec auth --no-browser") from None
    tell("A browser opens; sign in as the office and allow what is asked.")
    return flow.run_local_server(
        host="127.0.0.1",
        port=0,
        authorization_prompt_message="If none opens, open: {url}",
        success_message="Xong: có thể đóng trang này.",
        timeout_seconds=600,
        **options,
    )


def _pasted(flow: Any, options: dict[str, str], tell: Callable[[str], None], ask: Callable[[str], str]) -> Any:
    flow.redirect_uri = ELSEWHERE
    address, state = flow.authorization_url(**options)
    tell("Open this address in a browser on any machine, sign in as the office, and allow what is asked:")
    tell(address)
    tell("The browser then shows a page that cannot be opened. That is right: copy its whole address.")
    answer = ask("Paste that address here: ").strip()
    flow.fetch_token(code=code_in(answer, state))
    return flow.credentials


def code_in(answer: str, state: str) -> str:
    """The code of a pasted address, or the code itself. ConfigError when it is none, or of another attempt."""
    if "://" not in answer:
        if not answer:
            raise ConfigError("Nothing was pasted.", "Run nhacviec auth --no-browser again.")
        return answer
    told = parse_qs(urlparse(answer).query)
    if "error" in told:
        raise ConfigError(f"Google says: {told['error'][0]}.", "Run nhacviec auth again and allow what is asked.")
    if "code" not in told:
        raise ConfigError("There is no code in that address.", "Copy the address of the last page, whole.")
    if told.get("state", [state])[0] != state:
        raise ConfigError("That address is of another attempt.", "Open the address printed last, and paste anew.")
    return told["code"][0]


@contextmanager
def _loopback_allowed(endpoint: str) -> Iterator[None]:
    """oauthlib refuses plain http, which a sandbox on loopback speaks, and a list of scopes in another order."""
    wanted = {"OAUTHLIB_RELAX_TOKEN_SCOPE": "1"} | ({"OAUTHLIB_INSECURE_TRANSPORT": "1"} if endpoint else {})
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    except NhacViecError:
        raise
    except OSError as problem:
        raise GoogleUnreachable(
            f"Google gave no answer ({type(problem).__name__}).", "Check the network."
        ) from problem
    except Exception as problem:  # oauthlib has a tree of its own errors, with sentences from Google
        raise ConfigError(f"The consent failed: {problem}", "Run nhacviec auth again.") from problem
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


# -- the token file -------------------------------------------------------------------------------


def _token_file(credentials: Any, told: dict[str, Any]) -> dict[str, Any]:
    """What google-auth reads, and beside it when consent was given and, where Google said so (an app left in
    testing), when it ends."""
    info: dict[str, Any] = json.loads(credentials.to_json())
    now = datetime.now(UTC)
    info["consented"] = now.isoformat(timespec="seconds")
    ends = ends_at(told, now)
    return {**info, "consent_ends": ends} if ends else info


def ends_at(told: dict[str, Any], now: datetime) -> str | None:
    """When a refresh token ends by Google's own word (``refresh_token_expires_in``, seconds)."""
    seconds = told.get("refresh_token_expires_in")
    if not isinstance(seconds, int | float):
        return None
    return (now + timedelta(seconds=seconds)).isoformat(timespec="seconds")


def _keep(path: Path, info: dict[str, Any]) -> None:
    """Readable by its owner alone from its first moment, and whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        json.dump(info, file, indent=2)
    partial.replace(path)
