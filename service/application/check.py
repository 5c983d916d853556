"""The diagnosis: everything a cycle needs, looked at piece by piece.

Nothing is changed. Whether a spreadsheet may be written is tried by giving it the title it has."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from service.adapters.store import Store
from service.application.check_google import budget, google_files, mailbox, spreadsheets
from service.application.finding import Line
from service.application.office import Office
from service.core.errors import NhacViecError
from service.core.settings import GoogleSettings

FREE = 500 * 1024 * 1024
SKEW = timedelta(minutes=2)


def diagnose(
    google: GoogleSettings,
    database: str,
    open_store: Callable[[], Store],
    open_office: Callable[[], Office],
    skew: Callable[[], timedelta | None],
    as_of: datetime,
) -> Iterator[Line]:
    """Every line, as it is found. ``skew``: this clock minus Google's. What cannot be opened is a line, too."""
    yield from google_files(google)
    if not google.endpoint:
        yield _clock(skew())
    yield from _disk(database)
    try:
        store = open_store()
    except NhacViecError as problem:
        yield Line.of("database", problem)
        return
    store.close()
    yield Line("database", True, "It opens, at the newest schema.")
    try:
        office = open_office()
    except NhacViecError as problem:
        yield Line.of("google account", problem)
        return
    try:
        yield from _store(office, as_of)
        yield from mailbox(office)
        yield from spreadsheets(office)
        yield from budget(office, as_of)
    finally:
        office.store.close()
    yield from _programs()


def _clock(off: timedelta | None) -> Line:
    if off is None:
        return Line("clock", None, "Google did not tell its time.")
    seconds = round(off.total_seconds())
    text = f"It is {abs(seconds)} seconds {'ahead of' if seconds > 0 else 'behind'} Google's."
    good = abs(off) <= SKEW
    return Line("clock", good, text, "" if good else "Switch time synchronisation on (timedatectl set-ntp true).")


def _disk(database: str) -> Iterator[Line]:
    prefix = "sqlite:///"
    if not database.startswith(prefix):
        return
    folder = Path(database.removeprefix(prefix)).parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    todo = "" if free >= FREE else "Make room: at least 500 MB."
    yield Line("disk", free >= FREE, f"{free // 2**20:,} MB are free.", todo)


def _programs() -> Iterator[Line]:
    for program, use in (
        ("tesseract", "scans and photos"),
        ("antiword", "old .doc files"),
        ("soffice", "other old formats"),
    ):
        if shutil.which(program) is None:
            text = f"{program} is not installed: {use} are left to a person."
            yield Line(
                "reading", None, text, "Debian: apt-get install tesseract-ocr-vie antiword libreoffice-writer"
            )


def _store(office: Office, as_of: datetime) -> Iterator[Line]:
    with office.store.transaction() as transaction:
        last = transaction.runs.last()
        holder = transaction.runs.holder()
    if last is None:
        yield Line("last cycle", None, "None yet.")
    elif last.as_of > as_of + timedelta(minutes=5):
        text = f"It says {last.as_of.astimezone(office.settings.zone):%H:%M %d/%m/%Y}, which is to come."
        yield Line("last cycle", False, text, "A clock was wrong. When it is right now: nhacviec outbox release")
    elif last.held:
        yield Line("last cycle", False, f"Held: {last.held}", "See docs/huong-dan.md, Khi thấy “Tạm dừng”.")
    else:
        yield Line("last cycle", True, f"{last.as_of.astimezone(office.settings.zone):%H:%M %d/%m/%Y}")
    if holder is None:
        yield Line("worker", None, "None runs now.")
    else:
        yield Line("worker", None, f"{holder[0]} holds this office.")
