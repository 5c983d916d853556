"""What ``nhacviec offices`` does and prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import typer
from rich.table import Table
from rich.text import Text

from service.adapters.store import Database, Store
from service.adapters.store.registry import Level, Registered
from service.adapters.vault import Vault
from service.application.enrolment import (
    Enrolment,
    change,
    enrol,
    export_office,
    remove_office,
    seal_anew,
    secrets_of,
)
from service.application.rollup import sums_of
from service.board import HERE, WORDS
from service.bootstrap import open_store, present, registered
from service.cli.logs import log_to_stderr
from service.cli.output import ERR, OUT, print_json
from service.config import Config, load
from service.core import rollup
from service.core.board import Standing, standing_of
from service.core.errors import ConfigError
from service.core.offices import path_of
from service.core.papers.tally import COUNTED
from service.core.quotas import Limit, Metric
from service.core.rollup import Sum
from service.core.settings import Secrets
from service.core.tabs.words import column_name
from service.tenure import Tenure, name_of_this_process

STYLES = {
    Standing.AILING: "red",
    Standing.LATE: "red",
    Standing.SOUND: "green",
    Standing.NEW: "dim",
    Standing.PAUSED: "dim",
}


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """ConfigError when no database is named, or it would not keep offices apart."""
    if not url:
        raise ConfigError(
            "No database is named.", "Set NHACVIEC_DATABASE, or use --database postgresql://user@host/name"
        )
    database = Database.open(url, many=True)
    try:
        yield database
    finally:
        database.close()


# -- coming and going -----------------------------------------------------------------------------


def add_office(url: str, path: Path, under: str, replace: bool, past: bool) -> None:
    config = load(path)
    if config.templates is not None:
        raise ConfigError(
            "Own templates are files, and offices in a database have none.", "Leave out `templates`."
        )
    vault = Vault.from_environment()
    text = path.read_text(encoding="utf-8")
    with opened(url) as database, ExitStack() as ended:
        if replace:
            secrets = secrets_of(config.google) if config.google.token.exists() else Secrets()
            change(database, vault, _enrolment(config, under, text, secrets))
            OUT.print(f"{config.id}: the new settings hold from the next tick on.", markup=False)
            return
        who = _enrolment(config, under, text, secrets_of(config.google))
        copied = enrol(database, vault, who, present(), ended.enter_context(_past(config)) if past else None)
        came = f"; {copied:,} rows of its own database came along" if copied else ""
        OUT.print(f"{config.id} is registered and served from now on{came}.", markup=False, highlight=False)
        if copied:
            OUT.print("Do not start its own worker again: two would work on one office.", markup=False)


def _enrolment(config: Config, under: str, text: str, secrets: Secrets) -> Enrolment:
    return Enrolment(config.id, config.office.name, config.office.mailbox, under, text, secrets)


@contextmanager
def _past(config: Config) -> Iterator[Store | None]:
    """The office's own SQLite database while nobody works on it; None when there is none."""
    prefix = "sqlite:///"
    if not config.database.startswith(prefix) or not Path(config.database.removeprefix(prefix)).exists():
        yield None
        return
    store = open_store(config)
    tenure = Tenure(store, name_of_this_process(), config.database)
    try:
        tenure.begin()
        try:
            yield store
        finally:
            tenure.end()
    finally:
        store.close()


def drop_office(url: str, id: str, yes: bool) -> None:
    with opened(url) as database:
        with database.registry() as registry:
            entry = registry.entry(id)
        if not yes and not typer.confirm(f"Remove {entry.name} ({id}) and everything known of it?", err=True):
            raise typer.Abort
        tenure = Tenure(database.store(id), name_of_this_process())
        tenure.begin()
        try:
            rows = remove_office(database, id)
        finally:
            tenure.end()
    OUT.print(f"{id} is gone, {rows:,} rows with it.", markup=False, highlight=False)


def hand_out_office(url: str, id: str, folder: Path) -> None:
    with opened(url) as database:
        rows = export_office(database, Vault.from_environment(), id, folder)
    OUT.print(
        f"{folder}: {rows:,} rows. It goes on by itself there with: nhacviec run", markup=False, highlight=False
    )


def pause_office(url: str, id: str, paused: bool) -> None:
    with opened(url) as database, database.registry() as registry:
        registry.entry(id)
        registry.pause(id, present() if paused else None)
    OUT.print(f"{id} is {'paused' if paused else 'served again'}.", markup=False, highlight=False)


def rekey_offices(url: str) -> None:
    with opened(url) as database:
        count = seal_anew(database, Vault.from_environment())
    OUT.print(f"{count} offices: the old key is needed no longer.", markup=False, highlight=False)


def keep_quota(url: str, project: str, metric: str, per_project: int, per_user: int) -> None:
    known = {name.value.replace(" ", "-"): name for name in Metric}
    if metric not in known:
        raise ConfigError(f"{metric} is no quota.", f"Use one of {', '.join(known)}.")
    with opened(url) as database, database.registry() as registry:
        registry.keep_limits(project, [(known[metric], Limit(per_project, per_user))])
    OUT.print(f"{project}: {per_project:,} a minute, {per_user:,} for a user.", markup=False, highlight=False)


# -- looking --------------------------------------------------------------------------------------


def list_offices(url: str, json: bool) -> None:
    with opened(url) as database, database.registry() as registry:
        entries = registry.entries()
    if json:
        hidden = {"config"}
        print_json([{k: v for k, v in asdict(entry).items() if k not in hidden} for entry in entries])
        return
    table = Table(title=f"{len(entries)} văn phòng")
    for title in ("Mã", "Tên", "Cấp trên", "Tình trạng", "Lần cuối", "Lần tới", "Giây"):
        table.add_column(title, overflow="fold", justify="right" if title == "Giây" else "left")
    instant = present()
    for entry in entries:
        seconds = f"{entry.seconds:.1f}" if entry.last_at else ""
        last, following = _moment(entry.last_at), _moment(None if entry.paused else entry.next_at)
        state = _state(entry, standing_of(entry, instant))
        table.add_row(entry.id, Text(entry.name), entry.path, state, last, following, seconds)
    OUT.print(table)


def _state(entry: Registered, standing: Standing) -> Text:
    sign, word = WORDS[standing]
    told = {
        Standing.PAUSED: f" từ {_moment(entry.paused)}",
        Standing.AILING: f" {entry.misses} lần: {entry.trouble}",
        Standing.LATE: f": đến lượt từ {_moment(entry.next_at)}",
    }
    return Text(f"{sign} {word}{told.get(standing, '')}", style=STYLES[standing])


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(HERE):%H:%M %d/%m/%Y}" if at else ""


def check_offices(url: str, ids: Sequence[str], json: bool) -> bool:
    """Whether no line of any of them is bad."""
    from service.cli.caring import check_office

    with opened(url) as database, database.registry() as registry:
        entries = [registry.entry(id) for id in ids] if ids else registry.entries()
    good = True
    for entry in entries:
        if not json:
            OUT.print(Text(f"{entry.id}: {entry.name}", style="bold"))
        good &= check_office(config_of(url, entry.id), json)
    return good


def config_of(url: str, id: str) -> Config:
    """The settings of a registered office, with what opens its account."""
    with opened(url) as database, database.registry() as registry:
        entry, sealed = registry.entry(id), registry.secrets(id)
    return registered(url, entry, Vault.from_environment().open(id, sealed) if sealed else Secrets())


# -- the sum --------------------------------------------------------------------------------------


def keep_level(url: str, path: str, name: str, spreadsheet: str, through: str, remove: bool) -> None:
    path = path_of(path)
    with opened(url) as database, database.registry() as registry:
        if remove:
            done = registry.drop_level(path)
            OUT.print(
                f"{path} {'is written no longer' if done else 'was not kept'}.", markup=False, highlight=False
            )
            return
        if not (path and name and spreadsheet and through):
            raise ConfigError(
                "A level needs a path, --name, --spreadsheet and --through.", "See docs/operations.md."
            )
        if not registry.entry(through).path.startswith(path):
            raise ConfigError(f"{through} is not below {path}.", "Name an office of that level.")
        registry.keep_level(Level(path, name, spreadsheet, through))
    OUT.print(f"{path}: its sum is written every hour.", markup=False, highlight=False)


def show_rollup(
    url: str, path: str, period: str, obligation: str, each: bool, xlsx: Path | None, json: bool
) -> None:
    with opened(url) as database:
        found = sums_of(database, path_of(path), by_office=each)
        titles = _titles(url, database, path_of(path))
    if not found:
        raise ConfigError(f"No office below {path} has been judged yet.", "nhacviec offices list shows them all.")
    if xlsx is not None:
        from service.core.papers.rollup import rollup_workbook

        xlsx.write_bytes(rollup_workbook(found, titles))
        ERR.print(f"{xlsx}: {len(found):,} lines.", markup=False, highlight=False)
    newest = {one.obligation: one.period for one in reversed(found)}
    shown = [
        one
        for one in found
        if obligation in ("", one.obligation) and one.period == (period or newest[one.obligation])
    ]
    if json:
        print_json([_plain(one) for one in shown])
        return
    legend = "   ".join(column_name(state) for state in COUNTED)
    table = Table(title=f"Tổng hợp {path}", caption=legend)
    for title in rollup.headings():
        narrow = title.split()[0] if title in {column_name(state) for state in COUNTED} else title
        table.add_column(narrow, no_wrap=title in (rollup.OBLIGATION, rollup.WHO), overflow="ellipsis")
    for one in shown:
        table.add_row(*(Text(_shown(cell)) for cell in rollup.cells(one, titles)), style="" if one.who else "bold")
    OUT.print(table)


def _plain(one: Sum) -> dict[str, object]:
    counts = {state.value: one.tally.count(state) for state in COUNTED}
    rates = {"completeness": one.tally.completeness, "timeliness": one.tally.timeliness}
    told = {"obligation": one.obligation, "period": one.period, "who": one.who, "name": one.name}
    return {
        **told,
        "offices": one.offices,
        "expected": one.expected,
        **counts,
        "exempt": one.tally.exempt,
        **rates,
    }


def _shown(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.0%}"
    return "" if cell is None else str(cell)


def _titles(url: str, database: Database, path: str) -> dict[str, str]:
    """Of obligations, as the first of the offices calls them."""
    with database.registry() as registry:
        entries = registry.entries(path)
    campaign = registered(url, entries[0], Secrets()).office.campaign if entries else None
    return {obligation.id: obligation.title for obligation in campaign.obligations} if campaign else {}


# -- the worker -----------------------------------------------------------------------------------


def serve(url: str, places: int, dead_after: float, port: int | None, logs: str) -> None:
    from service.country import serve_offices

    log_to_stderr(logs)
    with opened(url):
        pass
    serve_offices(url, Vault.from_environment(), places, dead_after, port)
