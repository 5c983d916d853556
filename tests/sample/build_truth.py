"""Writes what is true at five instants from `judgements.txt`, and what attached reports say (`mail_reports.txt`).

Run as ``python tests/sample/build_truth.py``. The judgement stands in those files; here only the calendar of the
plan is added: what a period is before anything came. Nothing of the product is used.

`truth/states-<as of>.csv` has a row a unit, obligation and period. A state "a|b" leaves open what the design
leaves open; "-" is no assessment at all. `days_late` is given for `late` only.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

HERE = Path(__file__).parent
UNITS = HERE.parent.parent / "service" / "sandbox" / "sample" / "units.csv"
HANOI = timezone(timedelta(hours=7))
STATES_HEADER = ["unit", "obligation", "period", "state", "days_late", "restated_from", "reason"]


def at(text: str) -> datetime:
    """`24/04 16:45` or `24/04 16:45:10` of 2020."""
    form = "%Y/%d/%m %H:%M:%S" if text.count(":") == 2 else "%Y/%d/%m %H:%M"
    return datetime.strptime(f"2020/{text}", form).replace(tzinfo=HANOI)


INSTANTS = tuple(map(at, ("15/04 08:00", "20/04 07:30", "04/05 07:30", "06/05 08:00", "10/05 20:00")))


@dataclass(frozen=True, slots=True)
class Period:
    obligation: str
    label: str
    opens: datetime
    over: datetime  # from then on "not updated", for weeks; the due time for the rest
    due: datetime


PERIODS = {
    "ke-hoach": Period("ke-hoach", "once", at("01/04 00:00"), at("15/04 00:00"), at("15/04 00:00")),
    "dang-ky": Period("dang-ky", "once", at("01/04 00:00"), at("15/04 00:00"), at("15/04 00:00")),
    "W17": Period("hoat-dong", "2020-W17", at("20/04 00:00"), at("27/04 00:00"), at("06/05 00:00")),
    "W18": Period("hoat-dong", "2020-W18", at("27/04 00:00"), at("04/05 00:00"), at("06/05 00:00")),
    "W19": Period("hoat-dong", "2020-W19", at("04/05 00:00"), at("11/05 00:00"), at("06/06 00:00")),
    "2020-04": Period("bao-cao", "2020-04", at("01/04 00:00"), at("06/05 00:00"), at("06/05 00:00")),
    "2020-05": Period("bao-cao", "2020-05", at("01/05 00:00"), at("06/06 00:00"), at("06/06 00:00")),
}
# Due times of their own: extensions granted, and 14 days after opening.
OWN_DUE = {
    ("VPTU", "ke-hoach"): at("21/04 00:00"),
    ("XSKT", "ke-hoach"): at("05/05 00:00"),
    ("XSKT", "dang-ky"): at("05/05 00:00"),
    ("SNNPTNT", "W17"): at("09/05 00:00"),
    ("SNNPTNT", "W18"): at("09/05 00:00"),
    ("SNNPTNT", "2020-04"): at("09/05 00:00"),
}
# Whether a month opens on its first day or with its first assessed week is left open, and so is whether a unit
# that opens later is listed before.
MAY_LACK = {("XSKT", "ke-hoach"), ("XSKT", "dang-ky")}


@dataclass(frozen=True, slots=True)
class Judgement:
    unit: str
    period: str
    states: tuple[tuple[datetime, str], ...]  # since when, what
    restated_from: str
    reason: str


def read(path: Path) -> list[Judgement]:
    out: list[Judgement] = []
    unit = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            unit = line[3:].strip()
        elif line and not line.startswith("#"):
            period, states, reason = (cell.strip() for cell in line.split(" | ", 2))
            parts = [part.strip() for part in states.split(";")]
            dated = [part.split(" @ ") for part in parts if " @ " in part]
            restated = next((part.split()[1] for part in parts if part.startswith("restated ")), "")
            entries = tuple((at(when), state) for state, when in dated)
            out.append(Judgement(unit, period.rstrip("| "), entries, restated, reason))
    return out


def states(judgements: list[Judgement], instant: datetime) -> Iterator[list[str]]:
    for judgement in judgements:
        period = PERIODS[judgement.period]
        if period.opens > instant:
            continue
        reached = [state for since, state in judgement.states if since <= instant]
        state, _, late = (reached[-1] if reached else before(judgement, instant)).partition("+")
        restated = judgement.restated_from if late else ""
        reason = judgement.reason if reached else BEFORE[state]
        if judgement.period == "2020-04" and 0 < len(reached) < len(judgement.states):
            reason = "only one of the assessed weeks has a row yet"
        first = instant == INSTANTS[0]
        if first and (judgement.period == "2020-04" or (judgement.unit, judgement.period) in MAY_LACK):
            state += "|-"
        yield [judgement.unit, period.obligation, period.label, state, late, restated, reason]


BEFORE = {
    "not_due": "nothing yet, and not due",
    "not_updated": "the week is over; its month's report is not due yet",
    "missing": "due, and nothing came",
}


def before(judgement: Judgement, instant: datetime) -> str:
    """The state while nothing has come."""
    period = PERIODS[judgement.period]
    due = OWN_DUE.get((judgement.unit, judgement.period), period.due)
    if instant >= due:
        return "missing"
    return "not_updated" if period.obligation == "hoat-dong" and instant >= period.over else "not_due"


def attached_rows(path: Path) -> Iterator[list[str]]:
    """Unit, week, participants, groups of the rows in attached reports."""
    unit = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            unit = line[3:].partition(" ")[0]
        elif " => " in line and not line.startswith("#"):
            week, participants, groups = line.partition(" => ")[2].split(";", 2)
            yield [unit, f"2020-{week.strip()}", participants, groups.replace(",", ";")]


def write(path: Path, header: list[str], rows: Iterator[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([header, *rows])


def main() -> None:
    judgements = read(HERE / "judgements.txt")
    for instant in INSTANTS:
        write(HERE / "truth" / f"states-{instant:%Y-%m-%dT%H%M}.csv", STATES_HEADER, states(judgements, instant))
    rows = attached_rows(HERE / "mail_reports.txt")
    write(HERE / "truth" / "attached_activities.csv", ["unit", "week", "participants", "groups"], rows)


if __name__ == "__main__":
    main()
