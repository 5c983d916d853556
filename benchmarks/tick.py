"""A tick of the sample office against the sandbox: nothing new, a row corrected, 200 mails at once, after 143 weeks.

Beside it the least that could be done (the calls of an idle tick, their answers only parsed) and a plain gspread
script of the usual kind that keeps one status tab: a worksheet looked up for each tab, ``get_all_records``, ``find``
and ``update_cell`` a unit. The sandbox runs in a process of its own; processor seconds are those of the product
alone, without the processes that read attachments. Calls are HTTP requests.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import gspread
import requests

from benchmarks.ground import Ground, at, peak_mb, sandbox, timed
from benchmarks.letters import letters
from service.application.office import Office
from service.application.tick import run_tick
from service.core.weeks import Week
from service.sandbox.seed import OFFICE_MAILBOX, SPREADSHEET_ID

LIVED = ("2020-04-01T08:00", "2020-04-15T08:00", "2020-04-28T08:00", "2020-05-04T09:00")
UNITS, FORMS, REPORTS, STATUS = "DANH MỤC ĐƠN VỊ", "ĐĂNG KÝ", "BÁO CÁO", "THEO DÕI"
MAILS = 200
REPEATS = 7
MONTHS = 32  # after May 2020: the campaign's end
MINUTE = timedelta(minutes=1)
QUICK = {"quick": True}


def run(quick: bool = False) -> dict[str, Any]:
    """Figures by situation: ``ours``, ``floor`` and ``plain script`` with calls, seconds and processor seconds."""
    repeats = 3 if quick else REPEATS
    with tempfile.TemporaryDirectory() as folder, sandbox() as url:
        ground = Ground(url, Path(folder))
        with ground.office() as office:
            found = _sample_office(ground, office, LIVED[-1:] if quick else LIVED, repeats)
            found["intake of mails"] = _intake(ground, office, 20 if quick else MAILS)
            found["after more months"] = _grown(ground, office, 1 if quick else MONTHS, repeats)
        found["peak_mb"] = peak_mb()
    return found


def _sample_office(ground: Ground, office: Office, lived: Sequence[str], repeats: int) -> dict[str, Any]:
    """``lived``: instants at which the office had ticked before."""
    for text in lived:
        ground.play(at(text))
        run_tick(office, at(text))
    now = at(LIVED[-1])
    book = ground.book()
    reports = book.worksheet(REPORTS)
    clock = _clock(now)
    _settle(office, clock)
    gc.collect()
    gc.freeze()  # what the imports left behind is not walked through again and again
    floor = _measured(ground, repeats, lambda _: _least(ground))
    idle = _measured(ground, repeats, lambda _: run_tick(office, next(clock)))
    busy = _measured(
        ground,
        repeats,
        lambda _: run_tick(office, next(clock)),
        before=lambda n: _correct(reports, n),
    )
    script = _measured(ground, 1, lambda _: plain_script(ground.book()), before=lambda _: _status_tab(book))
    return {
        "idle tick": {"ours": idle, "floor": floor, "plain script": script},
        "busy tick": {"ours": busy, "floor": floor, "plain script": script},
    }


def _correct(reports: gspread.Worksheet, number: int) -> None:
    """The last row of an assessed week loses its content, or has it again: states and tabs change with it."""
    row = max(n for n, week in enumerate(reports.col_values(4), 1) if week == "Tuần 4" or " - " in str(week))
    reports.update_acell(f"G{row}", "" if number % 2 == 0 else "Tổng vệ sinh")


def _clock(now: datetime) -> Iterator[datetime]:
    while True:
        now += MINUTE
        yield now


def _settle(office: Office, clock: Iterator[datetime]) -> None:
    """Ticks until one finds nothing to do."""
    for _ in range(3):
        run_tick(office, next(clock))


def _measured(
    ground: Ground,
    repeats: int,
    act: Callable[[int], object],
    before: Callable[[int], object] = lambda _: None,
) -> dict[str, Any]:
    """Medians over the repeats, and the calls of the last one."""
    times = []
    for number in range(repeats):
        before(number)
        ground.counted()
        times.append(timed(lambda number=number: act(number)))  # type: ignore[misc]
        calls = ground.counted()
    medians = {key: statistics.median(one[key] for one in times) for key in times[0]}
    return {**medians, "most_cpu_seconds": max(one["cpu_seconds"] for one in times), **_told(calls)}


def _told(calls: dict[str, int]) -> dict[str, Any]:
    return {"calls": sum(calls.values()), "methods": calls}


def _least(ground: Ground) -> object:
    """The two calls of an idle tick, their answers parsed."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {OFFICE_MAILBOX}"
    profile = session.get(f"{ground.url}/gmail/v1/users/me/profile", timeout=10).json()
    ranges = [("ranges", f"'{tab}'") for tab in (UNITS, FORMS, REPORTS)]
    values = session.get(
        f"{ground.url}/v4/spreadsheets/{SPREADSHEET_ID}/values:batchGet", params=ranges, timeout=30
    )
    return profile, values.json()


# -- the plain script -----------------------------------------------------------------------------


def _status_tab(book: gspread.Spreadsheet) -> None:
    names = [row[1] for row in book.worksheet(UNITS).get_all_values()[1:]]
    tab = book.add_worksheet(STATUS, len(names) + 5, 4)
    tab.update([["Đơn vị", "Đăng ký", "Báo cáo"], *([name, "", ""] for name in names)], "A1")


def plain_script(book: gspread.Spreadsheet) -> None:
    """Who registered, who reported, written unit by unit; names must be spelt as in the roster."""
    units = book.worksheet(UNITS).get_all_records()
    registered = {row["Đơn vị"] for row in book.worksheet(FORMS).get_all_records(expected_headers=["Đơn vị"])}
    reports = book.worksheet(REPORTS).get_all_values()[2:]
    reported = {row[1] for row in reports}
    for unit in units:
        name = str(unit["Tên đơn vị"])
        tab = book.worksheet(STATUS)
        cell = tab.find(name)
        if cell is None:
            continue
        tab.update_cell(cell.row, 2, "Đã đăng ký" if name in registered else "Chưa đăng ký")
        tab.update_cell(cell.row, 3, "Đã báo cáo" if name in reported else "Chưa báo cáo")


# -- many mails, many weeks -----------------------------------------------------------------------


def _intake(ground: Ground, office: Office, mails: int) -> dict[str, Any]:
    """Mails of units without attachments, all arrived since the last tick; receipts are sent in the same tick."""
    now = at(LIVED[-1]) + timedelta(hours=2)
    for number, raw in enumerate(letters(mails, now.date())):
        ground.deliver(raw, now + timedelta(seconds=number))
    told = _measured(ground, 1, lambda _: run_tick(office, now + timedelta(minutes=30)))
    return {"mails": mails, "ours": told}


def _grown(ground: Ground, office: Office, months: int, repeats: int) -> dict[str, Any]:
    """The same office after more months of weekly rows, each month seen when it ended."""
    book = ground.book()
    reports = book.worksheet(REPORTS)
    roster = [(row[1], int(row[4] or 20)) for row in book.worksheet(UNITS).get_all_values()[1:] if row[1]]
    used = len(reports.get_all_values())
    weeks = 4
    first = Week.of(date(2020, 5, 11))
    for _ in range(months):
        lines: list[list[str | int]] = []
        month = first.month
        while first.month == month:
            lines += [_line(name, members, first, n) for n, (name, members) in enumerate(roster) if n % 10]
            first, weeks = first.next(), weeks + 1
        reports.add_rows(len(lines))
        reports.update(lines, f"A{used + 1}", value_input_option="RAW")  # type: ignore[arg-type]
        used += len(lines)
        instant = datetime.combine(first.monday, at(LIVED[-1]).time(), tzinfo=at(LIVED[-1]).tzinfo)
        requests.put(f"{ground.url}/sandbox/clock", json={"now": instant.isoformat()}, timeout=10)
        run_tick(office, instant)
    clock = _clock(instant)
    _settle(office, clock)
    idle = _measured(ground, repeats, lambda _: run_tick(office, next(clock)))
    busy = _measured(
        ground,
        repeats,
        lambda _: run_tick(office, next(clock)),
        before=lambda n: _correct(reports, n),
    )
    return {"weeks": weeks, "rows": used, "idle tick": {"ours": idle}, "busy tick": {"ours": busy}}


def _line(name: str, members: int, week: Week, number: int) -> list[str | int]:
    month = f"{week.month.number}/{week.month.year}"
    span = f"{week.monday:%d/%m/%Y} - {week.sunday:%d/%m/%Y}"
    count = max(1, members - number % 5)
    text = f"Vệ sinh cơ quan đợt {week.number}"
    return ["", name, month, span, f"Trụ sở {number}", count, text, "Tập trung", f"Tốt {number}"]


if __name__ == "__main__":
    print(json.dumps(run("--quick" in sys.argv), indent=2, ensure_ascii=False))  # noqa: T201
