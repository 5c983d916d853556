"""The diagnosis of what Google needs: the files, the account, the spreadsheets, the day's budget."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from service.adapters.google import SCOPES, refuse_readable_by_others
from service.application.consent import MEANING, client_of
from service.application.finding import Line
from service.application.label_mails import LACKING, RECEIVED, SKIPPED, TO_DECIDE
from service.application.office import Office
from service.application.read_sheets import needed_fields
from service.core.errors import GoogleError, NhacViecError
from service.core.parsing.headers import words_on_sheet
from service.core.parsing.tables import find_table
from service.core.ports import Grid, SpreadsheetInfo
from service.core.records import Place, PlaceKind, Source
from service.core.settings import GoogleSettings, OfficeSettings, SheetRef

ANEW = "Run nhacviec auth beside its config.yaml, then: nhacviec offices add --replace"
TESTING_DAYS = 7
"""How long the consent of an app left in testing lasts."""
CONSUMER_RECIPIENTS = 500
"""Recipients a day of a mailbox at gmail.com."""


def google_files(google: GoogleSettings) -> Iterator[Line]:
    if google.endpoint:
        yield Line("google", None, f"A sandbox at {google.endpoint}; no real account is used.")
        return
    if google.secrets is not None:
        info = google.secrets.token
        yield Line(
            "token", info is not None, "It is kept, encrypted." if info else "There is none.", "" if info else ANEW
        )
    else:
        yield _attempt("credentials", lambda: f"{google.credentials.name}: {_client_kind(google)}")
        if not google.token.exists():
            text = f"There is no {google.token.name}: nobody consented yet."
            yield Line("token", False, text, "Run: nhacviec auth")
            return
        yield _attempt("token", lambda: _permissions(google.token))
        info = _json(google.token)
        if info is None:
            yield Line("token", False, f"{google.token.name} cannot be read.", "Run: nhacviec auth")
    if info is not None:
        yield _scopes(info)
        yield _expiry(info, datetime.now(UTC))


def _client_kind(google: GoogleSettings) -> str:
    info = _json(google.credentials)
    if info is not None and info.get("type") == "service_account":
        refuse_readable_by_others(google.credentials)
        return "a service account, for Sheets"
    client_of(google)
    return "an OAuth client of a desktop app, readable by its owner alone"


def _permissions(path: Path) -> str:
    refuse_readable_by_others(path)
    return f"{path.name} is readable by its owner alone"


def _scopes(info: Mapping[str, Any]) -> Line:
    held = info.get("scopes") or ()
    missing = [MEANING[scope] for scope in SCOPES if scope not in held]
    if missing:
        text = f"The token does not hold the permission to {' and to '.join(missing)}."
        return Line("scopes", False, text, "Run nhacviec auth again and tick every box.")
    return Line("scopes", True, "The token may " + " and ".join(MEANING[scope] for scope in SCOPES) + ".")


def _expiry(info: Mapping[str, Any], now: datetime) -> Line:
    """Google says when the consent to an app in testing ends; without its word, a consent that lived over a week is
    none of those."""
    publish = "Publish the app (Google Cloud console, OAuth consent screen), then run nhacviec auth again."
    ends = _moment(info.get("consent_ends"))
    if ends is not None:
        days = (ends - now).total_seconds() / 86400
        text = "has ended" if days < 0 else f"ends in {days:.1f} days"
        return Line("consent", False, f"The app was left in testing: its consent {text}.", publish)
    consented = _moment(info.get("consented"))
    if consented is None or not info.get("refresh_token"):
        return Line("consent", None, "When consent was given is not known.", "")
    age = now - consented
    if age < timedelta(days=TESTING_DAYS):
        text = "Consent is younger than 7 days. If the app is still in testing it will end then."
        return Line("consent", None, text, publish)
    return Line("consent", True, f"Consent is {age.days} days old and lasts.")


def mailbox(office: Office) -> Iterator[Line]:
    wanted = office.settings.mailbox
    try:
        address = office.mailbox.profile().address
    except GoogleError as problem:
        yield Line.of("mailbox", problem)
        return
    todo = "Run nhacviec auth as the office, or correct office.mailbox in config.yaml."
    yield Line("mailbox", address == wanted, f"The account is {address}.", "" if address == wanted else todo)
    try:
        missing = office.mailbox.missing_labels((RECEIVED, LACKING, TO_DECIDE, SKIPPED))
    except GoogleError as problem:
        yield Line.of("labels", problem)
        return
    if missing:
        yield Line("labels", None, f"To be made: {', '.join(missing)}.", "nhacviec setup makes them now.")
    else:
        yield Line("labels", True, "All labels are there.")


def spreadsheets(office: Office) -> Iterator[Line]:
    for spreadsheet in office.spreadsheets():
        try:
            info = office.sheets.describe(spreadsheet)
        except GoogleError as problem:
            yield Line.of(f"spreadsheet …{spreadsheet[-6:]}", problem)
        else:
            yield from _spreadsheet(office, info)
            yield from _tabs(office, info)


def _spreadsheet(office: Office, info: SpreadsheetInfo) -> Iterator[Line]:
    what = f"spreadsheet «{info.title}»"
    if info.id == office.refs.output:
        same = {"properties": {"title": info.title}, "fields": "title"}
        try:
            office.sheets.apply(info.id, [{"updateSpreadsheetProperties": same}])
        except GoogleError as problem:
            yield Line(what, False, f"It can be read, not written: {problem.sentence}", problem.hint)
        else:
            yield Line(what, True, "It can be read and written.")
    else:
        yield Line(what, True, "It can be read.")
    zone = office.settings.zone.key
    good = info.time_zone == zone
    text = f"It is {info.time_zone}, the office's is {zone}."
    yield Line(f"time zone of «{info.title}»", good, text, "" if good else "File › Settings › Time zone.")


def _tabs(office: Office, info: SpreadsheetInfo) -> Iterator[Line]:
    """The office's lists that stand in this spreadsheet."""
    refs = {source: ref for source in Source if (ref := office.ref(source)) and ref.spreadsheet == info.id}
    there = {tab.title for tab in info.tabs}
    wanted = [ref.tab for ref in refs.values() if ref.tab in there]
    try:
        grids: Mapping[str, Grid] = office.sheets.read(info.id, wanted) if wanted else {}
    except GoogleError as problem:
        yield Line.of("tabs", problem)
        return
    for source, ref in refs.items():
        if ref.each_unit:
            yield Line(f"{source} in «{info.title}»", None, f"One tab a unit, among its {len(there)} tabs.")
        elif ref.tab not in grids:
            todo = "nhacviec setup makes it; or correct `sheets` in config.yaml."
            yield Line(f"tab {ref.tab}", False, "It is not there.", todo)
        else:
            yield _tab(office.settings, source, ref, grids[ref.tab])


def _tab(settings: OfficeSettings, source: Source, ref: SheetRef, grid: Grid) -> Line:
    what = f"tab {ref.tab}"
    table, _ = find_table(source, grid, Place(PlaceKind.SHEET, ref.spreadsheet, ref.tab))
    if table.header_rows is None:
        return Line(what, False, "Its header row is not found.", "nhacviec setup --dry-run shows what is missing.")
    lost = [field for field in needed_fields(settings, source) if field not in table.fields]
    if lost:
        names = ", ".join(sorted(words_on_sheet(source, field) for field in lost))
        return Line(
            what, False, f"Columns not found: {names}.", "Put them back; nhacviec setup --dry-run shows where."
        )
    if source is Source.UNITS and not table.rows:
        return Line(what, False, "It lists no unit.", "Type the units in, one a row, with their mail addresses.")
    return Line(what, True, f"{len(table.rows)} rows, and every column that is needed.")


def budget(office: Office, as_of: datetime) -> Iterator[Line]:
    with office.store.transaction() as transaction:
        spent = transaction.outbox.recipients_since(as_of - timedelta(hours=24))
    allowed = office.settings.reminders.daily_recipients
    text = f"{spent} of {allowed} recipients in the last 24 hours."
    consumer = office.settings.mailbox.endswith("@gmail.com")
    if consumer and allowed > CONSUMER_RECIPIENTS - 50:
        todo = "Set reminders.daily_recipients to at most 450: people write from this mailbox too."
        yield Line("budget", False, f"{text} A gmail.com mailbox may write to {CONSUMER_RECIPIENTS} a day.", todo)
    else:
        yield Line("budget", spent < allowed, text, "" if spent < allowed else "What is over leaves tomorrow.")


def _attempt(what: str, look: Callable[[], str]) -> Line:
    try:
        return Line(what, True, look() + ".")
    except NhacViecError as problem:
        return Line.of(what, problem)


def _json(path: Path) -> dict[str, Any] | None:
    try:
        info = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return info if isinstance(info, dict) else None


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
