"""``nhacviec check | auth | backup | restore | export``: looking after an office."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
import typer
from rich.text import Text

from service.application.finding import Line
from service.application.office import Office
from service.bootstrap import now, open_office, open_store
from service.cli.output import ERR, OUT, print_json
from service.config import Config
from service.core.errors import ConfigError, StoreError
from service.tenure import Tenure, name_of_this_process

SIGNS = {True: ("good", "green"), False: ("bad ", "red"), None: ("note", "dim")}


def check_office(config: Config, json: bool) -> bool:
    """Print every line; whether none is bad."""
    from service.adapters.google_clock import google_skew
    from service.application.check import diagnose

    found: list[Line] = []
    lines = diagnose(
        config.google,
        config.database,
        lambda: open_store(config),
        lambda: open_office(config),
        google_skew,
        now(config),
    )
    for line in lines:
        found.append(line)
        if not json:
            _show(line)
    if json:
        print_json([asdict(line) for line in found])
    return all(line.good is not False for line in found)


def check_worker(config: Config, json: bool) -> bool:
    """Whether a worker serves the office and is well: by its health page, else by its hold on the office."""
    line = _by_page(config.health.port) if config.health.port is not None else _by_hold(config)
    if json:
        print_json([asdict(line)])
    else:
        _show(line)
    return line.good is True


def _by_page(port: int) -> Line:
    try:
        told = requests.get(f"http://127.0.0.1:{port}/healthz", timeout=10).json()
    except (requests.RequestException, ValueError) as problem:
        return Line(
            "worker", False, f"Its page does not answer ({type(problem).__name__}).", "Start: nhacviec run"
        )
    troubles = [f"{trouble['what']} {trouble['todo']}" for trouble in told["troubles"]]
    text = f"It is {told['status']}; last cycle {told['last_cycle'] or 'none yet'}."
    return Line("worker", told["status"] != "unwell", text, " ".join(troubles))


def _by_hold(config: Config) -> Line:
    store = open_store(config)
    try:
        with store.transaction() as transaction:
            holder, last = transaction.runs.holder(), transaction.runs.last()
    finally:
        store.close()
    if holder is None or holder[1] < datetime.now(UTC):
        return Line("worker", False, "None holds this office.", "Start: nhacviec run")
    late = 2 * timedelta(minutes=config.schedule.sheets_minutes) + timedelta(minutes=10)
    if last is not None and now(config) - last.as_of > late:
        told = f"Its last cycle was at {last.as_of.astimezone(config.office.zone):%H:%M %d/%m/%Y}."
        return Line("worker", False, told, "Look at its log.")
    return Line("worker", True, f"{holder[0]} holds this office.")


def _show(line: Line) -> None:
    word, style = SIGNS[line.good]
    text = Text(f"{word}  ", style=style) + Text(f"{line.what}: {line.text}")
    if line.todo:
        text += Text(f"\n      → {line.todo}", style="bold" if line.good is False else "dim")
    OUT.print(text, highlight=False)


def give_consent(config: Config, browser: bool) -> None:
    from service.application.check_google import ANEW
    from service.application.consent import consent

    if config.google.secrets is not None:
        raise ConfigError("The secrets of this office are kept in the database.", f"{ANEW}.")
    if not browser and not sys.stdin.isatty():
        ERR.print("Reading the pasted address from standard input.", style="dim")
    address = consent(
        config.google,
        config.office.mailbox,
        browser,
        lambda text: OUT.print(text, markup=False, highlight=False, soft_wrap=True),
        _answer,
    )
    OUT.print(f"{address} consented; {config.google.token} is written. A running worker takes it by itself.")


def _answer(question: str) -> str:
    try:
        return str(typer.prompt(question.rstrip(": "), prompt_suffix=": "))
    except typer.Abort:
        raise ConfigError("Nothing was pasted.", "Run nhacviec auth again; nothing was kept.") from None


def save_database(config: Config, target: Path) -> None:
    from service.application.backup import back_up

    size = back_up(config.database, target)
    OUT.print(f"{target}: {size // 1024:,} KB, one moment's state.", markup=False, highlight=False)


def put_back(config: Config, backup: Path, yes: bool) -> None:
    """Restore while no worker serves the office; what stood is kept beside it."""
    from service.application.backup import restore

    question = f"Put {backup} in the place of the present database?"
    if not yes and not typer.confirm(question, err=True):
        raise typer.Abort
    with _nobody_at_work(config):
        kept = restore(config.database, backup, datetime.now(UTC))
    if kept is not None:
        OUT.print(f"What stood before is kept in {kept}.", markup=False, highlight=False)
    open_store(config).close()  # to the newest schema
    OUT.print("Restored. Before anything is mailed, the next cycle looks in SENT for what left since the backup.")


@contextmanager
def _nobody_at_work(config: Config) -> Iterator[None]:
    """A database that cannot be opened has no worker either."""
    try:
        store = open_store(config)
    except StoreError as problem:
        ERR.print(problem.sentence, style="yellow")
        yield
        return
    tenure = Tenure(store, name_of_this_process(), config.database)
    tenure.begin()
    try:
        store.close()
        yield
    finally:
        tenure.end()
        store.close()


def hand_out(office: Office, as_of: datetime, unit: str, target: Path | None) -> None:
    """The archive of a unit, readable by its owner alone."""
    from service.application.export_unit import export_unit

    made = export_unit(office, as_of, unit)
    path = target or Path(f"{made.unit.code}.zip")
    if path.exists():
        raise ConfigError(f"{path} exists already.", "Name another file with --file.")
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(made.archive)
    OUT.print(f"{path}: {made.unit.name}, {made.mails} mails, {made.originals} as they came.", markup=False)
