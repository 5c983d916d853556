"""Writes the timed rows of BÁO CÁO, the corrections and the truth about each row from `activities.txt`.

Run as ``python -m tests.sample.build_tabs``; it uses nothing of the product. In the truth, `row` is the
row number in the tab, `weeks` ISO weeks, `guesses` the units an ambiguous name may mean.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SAMPLE = HERE.parent.parent / "service" / "sandbox" / "sample"
TRUTH = HERE / "truth"
REPORT_TAB, REGISTRATION_TAB = "BÁO CÁO", "ĐĂNG KÝ"
HEADER_ROWS = {REPORT_TAB: 2, REGISTRATION_TAB: 1}
REPORT_COLUMNS = [
    "STT",
    "Đơn vị",
    "Tháng",
    "Tuần",
    "Địa điểm tổ chức",
    "Số lượng ĐVTN tham gia",
    "Nội dung tổ chức",
    "Hình thức tổ chức",
    "Kết quả hoạt động",
]


@dataclass(frozen=True, slots=True)
class Row:
    at: str  # ISO time
    unit: str  # code, or "?A,B" when only a person can tell
    numbered: bool
    cells: tuple[str, ...]  # from Đơn vị to Kết quả hoạt động
    truth: tuple[str, ...]  # weeks, participants, groups


@dataclass(frozen=True, slots=True)
class Correction:
    at: str
    tab: str
    row_typed_at: str
    column: str
    value: str


def read(path: Path) -> tuple[list[Row], list[Correction]]:
    """Rows in the order they were typed (ties in file order), and the corrections likewise."""
    rows: list[Row] = []
    corrections: list[Correction] = []
    unit, numbered = "", True
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            unit, _, mark = line[3:].partition(" ")
            numbered = mark != "-"
        elif line and not line.startswith("#"):
            at, second, *rest = [cell.strip() for cell in line.partition(" => ")[0].split(" | ")]
            if second.startswith("edit "):
                typed_at, column, value = rest
                corrections.append(Correction(_iso(at), second[5:], _iso(typed_at), column, value))
            else:
                truth = tuple(part.strip() for part in line.partition(" => ")[2].split(";"))
                rows.append(Row(_iso(at), unit, numbered, (second, *rest), truth))
    return sorted(rows, key=lambda row: row.at), sorted(corrections, key=lambda edit: edit.at)


def _iso(text: str) -> str:
    """`24/04 16:45` of 2020 in Asia/Ho_Chi_Minh."""
    return f"2020-{text[3:5]}-{text[:2]}T{text[6:]}:00+07:00"


def report_rows(rows: list[Row]) -> Iterator[list[str]]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.unit] += 1
        yield [row.at, str(counts[row.unit]) if row.numbered else "", *row.cells]


def edit_rows(rows: list[Row], corrections: list[Correction]) -> Iterator[list[str]]:
    with (SAMPLE / "registrations.csv").open(encoding="utf-8", newline="") as file:
        header, *registrations = csv.reader(file)
    typed = {REPORT_TAB: [row.at for row in rows], REGISTRATION_TAB: [row[0] for row in registrations]}
    columns = {REPORT_TAB: REPORT_COLUMNS, REGISTRATION_TAB: header[1:]}
    for edit in corrections:
        row = HEADER_ROWS[edit.tab] + typed[edit.tab].index(edit.row_typed_at) + 1
        column = chr(ord("A") + columns[edit.tab].index(edit.column))
        yield [edit.at, edit.tab, f"{column}{row}", edit.value]


def truth_rows(rows: list[Row]) -> Iterator[list[str]]:
    for number, row in enumerate(rows, HEADER_ROWS[REPORT_TAB] + 1):
        weeks, participants, groups = row.truth
        known = not row.unit.startswith("?")
        yield [
            str(number),
            row.unit if known else "",
            "" if known else row.unit[1:].replace(",", ";"),
            weeks.replace("W", "2020-W").replace(",", ";"),
            participants,
            groups.replace(",", ";"),
        ]


def write(path: Path, header: list[str], lines: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def main() -> None:
    rows, corrections = read(HERE / "activities.txt")
    write(SAMPLE / "reports.csv", ["lúc", *REPORT_COLUMNS], report_rows(rows))
    write(SAMPLE / "edits.csv", ["lúc", "tab", "cell", "value"], edit_rows(rows, corrections))
    header = ["row", "unit", "guesses", "weeks", "participants", "groups"]
    write(TRUTH / "activities.csv", header, truth_rows(rows))


if __name__ == "__main__":
    main()
