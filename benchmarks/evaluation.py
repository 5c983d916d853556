"""How long the judgement of many units takes, beside reading its columns once, a plain numpy pass, and a usual script.

U units × 143 weeks, 0.9 rows a unit-week, in the order in which they were first seen. Every way runs in a process of
its own over the same columns, so that its peak memory is its own. The numpy pass answers the same question without the
finer rules (no benefit of the doubt, no closing, no reasons, no exemptions); the script goes through the frame row by
row. Fifty units are also judged from records, as one office is in every tick.

    python -m benchmarks.evaluation [units ...]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from service.core.evaluation.columns import Columns, Flag
from service.core.evaluation.evaluating import evaluate, evaluate_columns
from service.core.evaluation.inputs import Inputs
from service.core.evaluation.instants import NEVER, micros, moment
from service.core.evaluation.partition import count
from service.core.evaluation.terms import Terms, terms_of
from service.core.obligations import (
    Campaign,
    DueKind,
    DueRule,
    Obligation,
    ObligationSource,
    Recurrence,
)
from service.core.records import Activity, Field, Place, PlaceKind, Seen, Sighting, Unit
from service.core.settings import CalendarSettings, OfficeSettings
from service.core.weeks import Week

SIZES = (50, 2_000, 60_000)
QUICK = {"sizes": (50, 2_000)}
ONE_OFFICE = 50
"""Units up to which the ways of one office run; the script takes hours beyond."""
AS_OF = datetime(2023, 2, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
NAMES = ("unit", "period", "after", "by", "gone", "participants", "groups", "week_flags", "report_flags")

_HOUR = 3_600_000_000
_WEEKLY, _REPORT = "hoat-dong", "bao-cao"
_OK = int(Flag.SOME | Flag.COMPLETE)


def office() -> OfficeSettings:
    """The shipped campaign, assessed from 6/4/2020: 143 weeks. No holidays, as the plain ways know none."""
    weekly = Obligation(
        _WEEKLY,
        "Hoạt động tuần",
        Recurrence.WEEKLY,
        ObligationSource.ACTIVITY,
        DueRule(DueKind.WITH, obligation=_REPORT),
        required=("content", "participants"),
    )
    report = Obligation(
        _REPORT,
        "Báo cáo tháng",
        Recurrence.MONTHLY,
        ObligationSource.REPORT,
        DueRule(DueKind.END_OF_DAY, day=5),
        required=("content", "participants", "result"),
        of=_WEEKLY,
    )
    campaign = Campaign("30-phut", "", date(2020, 4, 1), date(2022, 12, 31), date(2020, 4, 6), (weekly, report))
    settings = OfficeSettings("Đoàn Khối", "dkcqtravinh@gmail.com", ZoneInfo("Asia/Ho_Chi_Minh"), campaign)
    return replace(settings, calendar=CalendarSettings(country=""))


def terms(units: int) -> dict[str, Terms]:
    roster = [Unit(f"U{n}", f"Chi đoàn {n}", members=25) for n in range(units)]
    return terms_of(office(), roster, (), AS_OF)


def rows(units: int, seed: int = 1) -> dict[str, npt.NDArray[Any]]:
    """Columns in the order of intake: month after month, in it the units as they came, in them the weeks."""
    random = np.random.default_rng(seed)
    owed = terms(1)
    weeks = owed[_WEEKLY]
    months: dict[int, list[int]] = {}
    for p in range(len(weeks.periods)):
        months.setdefault(int(weeks.due[p]), []).append(p)
    parts = [_month(random, units, np.array(inside, np.int16), due) for due, inside in months.items()]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in NAMES}
    intake = np.argsort(columns["by"], kind="stable")
    return {name: column[intake] for name, column in columns.items()}


def _month(
    random: np.random.Generator, units: int, weeks: npt.NDArray[np.int16], due: int
) -> dict[str, npt.NDArray[Any]]:
    order = random.permutation(units).astype(np.int32)
    unit, period = np.repeat(order, weeks.size), np.tile(weeks, units)
    copies = random.choice([0, 1, 2], unit.size, p=[0.2, 0.7, 0.1])
    unit, period = np.repeat(unit, copies), np.repeat(period, copies)
    size = unit.size
    by = due + random.integers(-20 * 24, 16 * 24, units)[unit] * _HOUR  # polled every hour
    gone = np.where(random.random(size) < 0.03, by + random.integers(1, 400, size) * _HOUR, NEVER)
    lacks = random.random(size)
    return {
        "unit": unit,
        "period": period,
        "after": by - _HOUR,
        "by": by,
        "gone": gone,
        "participants": random.integers(10, 30, size, dtype=np.int32),
        "groups": (1 << random.integers(0, 18, size)).astype(np.uint32),
        "week_flags": np.where(lacks < 0.03, np.uint8(Flag.SOME), np.uint8(_OK)),
        "report_flags": np.where(lacks < 0.08, np.uint8(Flag.SOME), np.uint8(_OK)),
    }


# -- the ways -------------------------------------------------------------------------------------


def floor(columns: dict[str, npt.NDArray[Any]], _: int) -> Callable[[], object]:
    """Reads every column once."""
    return lambda: [int(column.sum()) for column in columns.values()]


def numpy_way(columns: dict[str, npt.NDArray[Any]], units: int) -> Callable[[], object]:
    """States of weeks and reports and their counts, by scatter and reduce over whole arrays."""
    owed = terms(1)
    weeks, report = owed[_WEEKLY], owed[_REPORT]
    at, periods = micros(AS_OF), len(weeks.periods)
    starts = np.searchsorted(weeks.due, np.unique(weeks.due))

    def run() -> object:
        cell = columns["period"].astype(np.intp) * units + columns["unit"]
        known = columns["by"] <= at
        stands = known & (columns["gone"] > at)
        shape, size = (periods, units), periods * units
        answers = []
        for name in ("week_flags", "report_flags"):
            complete = known & ((columns[name] & Flag.COMPLETE) != 0)
            first = np.full(size, NEVER, np.int64)
            np.minimum.at(first, cell[complete], columns["by"][complete])
            flags = np.zeros(size, np.uint8)
            np.bitwise_or.at(flags, cell[stands], columns[name][stands])
            answers.append((first.reshape(shape), flags.reshape(shape)))
        best = np.full(size, -1, np.int32)
        np.maximum.at(best, cell[stands], columns["participants"][stands])
        groups = np.zeros(size, np.uint32)
        np.bitwise_or.at(groups, cell[stands], columns["groups"][stands])
        (week_first, week_flags), (told, report_flags) = answers
        done, some = (week_flags & Flag.COMPLETE) != 0, week_flags != 0
        states = np.where(done, np.where(week_first < weeks.due[:, None], 0, 1), np.where(some, 2, 4))
        all_told = np.logical_and.reduceat((report_flags & Flag.COMPLETE) != 0, starts, axis=0)
        any_told = np.logical_or.reduceat(report_flags != 0, starts, axis=0)
        last = np.maximum.reduceat(told, starts, axis=0)
        reports = np.where(all_told, np.where(last < report.due[:, None], 0, 1), np.where(any_told, 2, 4))
        counts = [np.bincount(row, minlength=8) for row in states]
        counts += [np.bincount(row, minlength=8) for row in reports]
        return states, reports, best, groups, counts

    return run


def ours(columns: dict[str, npt.NDArray[Any]], units: int) -> Callable[[], object]:
    """All rules, and the partition of every period asserted."""
    owed = terms(units)
    flags = {_WEEKLY: columns["week_flags"], _REPORT: columns["report_flags"]}
    rows_in = Columns(**{name: columns[name] for name in NAMES[:7]}, flags=flags, flags_then={})
    members = np.full(units, 25, np.int32)

    def run() -> object:
        grids = evaluate_columns(owed, rows_in, members, AS_OF)
        counts = {
            id: count(
                grid.state,
                owed[id].standing[: owed[id].opened],
                np.arange(len(grid.state))[:, None],
                len(grid.state),
            )
            for id, grid in grids.items()
        }
        return grids, counts

    return run


def script(columns: dict[str, npt.NDArray[Any]], units: int) -> Callable[[], object]:
    """The weekly states alone, the usual way: a frame gone through row by row."""
    import pandas as pd

    frame = pd.DataFrame({name: columns[name] for name in ("unit", "period", "by", "gone", "week_flags")})
    weeks = terms(1)[_WEEKLY]
    at = micros(AS_OF)

    def run() -> object:
        first: dict[tuple[int, int], int] = {}
        some: dict[tuple[int, int], bool] = {}
        for _, row in frame.iterrows():
            key = (int(row["unit"]), int(row["period"]))
            if row["by"] > at:
                continue
            if int(row["week_flags"]) & Flag.COMPLETE:
                first[key] = min(first.get(key, NEVER), int(row["by"]))
            some[key] = some.get(key, False) or row["gone"] > at
        states: dict[tuple[int, int], str] = {}
        for unit in range(units):
            for period in range(len(weeks.periods)):
                by = first.get((unit, period), NEVER)
                if by != NEVER:
                    states[unit, period] = "on_time" if by < weeks.due[period] else "late"
                else:
                    states[unit, period] = "incomplete" if some.get((unit, period)) else "missing"
        return states

    return run


def records(columns: dict[str, npt.NDArray[Any]], units: int) -> Callable[[], object]:
    """The same from one office's records, as every tick does it."""
    given = inputs(columns, units)
    return lambda: evaluate(given, AS_OF)


def spelt(columns: dict[str, npt.NDArray[Any]], units: int) -> Callable[[], object]:
    """And every assessment spelt out, with its phrases and places."""
    given = inputs(columns, units)
    return lambda: evaluate(given, AS_OF).assessments


def inputs(columns: dict[str, npt.NDArray[Any]], units: int) -> Inputs:
    zone = AS_OF.tzinfo or ZoneInfo("UTC")
    weeks = [Week.of(p.first) for p in terms(1)[_WEEKLY].periods]
    seen = []
    for row, values in enumerate(zip(*(columns[name].tolist() for name in NAMES), strict=True)):
        unit, period, after, by, gone, participants, groups, week_flags, report_flags = values
        blank = {Field.RESULT} if report_flags & Flag.COMPLETE == 0 else set()
        blank |= {Field.CONTENT} if week_flags & Flag.COMPLETE == 0 else set()
        left = None if gone == NEVER else moment(gone, zone)
        record = Activity(
            unit=f"U{unit}",
            guesses=(),
            week=weeks[period],
            month=weeks[period].month,
            held=True,
            explanation="",
            participants=participants,
            members=None,
            groups=(str(groups),),
            place="Trụ sở",
            content="Vệ sinh trụ sở",
            form="Trực tiếp",
            result="Tốt",
            blank=frozenset(blank),
            uncertain=frozenset(),
            where=Place(PlaceKind.SHEET, tab="BÁO CÁO", cell=f"A{row}"),
            digest=str(row),
        )
        seen.append(Seen(record, Sighting(moment(after, zone), moment(by, zone), left, left)))
    roster = tuple(Unit(f"U{n}", f"Chi đoàn {n}", members=25) for n in range(units))
    return Inputs(office(), roster, activities=tuple(seen))


WAYS = {
    "floor": floor,
    "numpy": numpy_way,
    "ours": ours,
    "records": records,
    "spelt": spelt,
    "script": script,
}
OF_ONE_OFFICE = ("records", "spelt", "script")


# -- measuring ------------------------------------------------------------------------------------


def measure(way: str, units: int, folder: Path) -> dict[str, float]:
    """Median seconds of the wall clock and of the processor, and the peak resident megabytes of the process."""
    columns = {name: np.load(folder / f"{name}.npy") for name in NAMES}
    run = WAYS[way](columns, units)
    times, busy = [], []
    for _ in range(_repeats(way, units)):
        wall, processor = time.perf_counter(), time.process_time()
        run()
        times.append(time.perf_counter() - wall)
        busy.append(time.process_time() - processor)
    return {
        "seconds": statistics.median(times),
        "processor_seconds": statistics.median(busy),
        "peak_mb": peak_mb(),
    }


def peak_mb() -> float:
    """Of this process alone: what getrusage tells begins with the peak of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _repeats(way: str, units: int) -> int:
    return 1 if way == "script" else 21 if units <= 2_000 else 3


def run(sizes: tuple[int, ...] = SIZES) -> dict[str, dict[str, dict[str, float]]]:
    """Figures by units and way; ``ratio`` of ours is its processor time over that of the numpy pass."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for units in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for column, values in rows(units).items():
                np.save(folder / f"{column}.npy", values)
            ways = [way for way in WAYS if way not in OF_ONE_OFFICE or units <= ONE_OFFICE]
            figures = {way: _apart(way, units, folder) for way in ways}
        figures["ours"]["ratio"] = figures["ours"]["processor_seconds"] / figures["numpy"]["processor_seconds"]
        found[str(units)] = figures
    return found


def _apart(way: str, units: int, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.evaluation", "--measure", way, str(units), str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--measure"]:
        way, units, folder = arguments[1:]
        sys.stdout.write(json.dumps(measure(way, int(units), Path(folder))))
        return
    sizes = tuple(int(size) for size in arguments) or SIZES
    for units, ways in run(sizes).items():
        for way, figures in ways.items():
            said = "  ".join(f"{name} {value:.4g}" for name, value in figures.items())
            sys.stdout.write(f"{units:>6} units  {way:<7}  {said}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
