"""What other people do to a spreadsheet while a tick is on its way, and what must still stand afterwards.

Everybody picks rows by what they say, as a person does, so that a deed means the same at whatever moment it comes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import gspread

from service.core.tabs.end_line import SENTENCE
from service.core.tabs.titles import HISTORY, JOURNAL, OUTPUT_TITLES, QUESTIONS, WEEKLY
from tests.scenarios import showing
from tests.scenarios.crashing import watched
from tests.scenarios.stage import MAILBOX, Stage

CLERK = "canbo@example.org"
"""May edit the spreadsheet, but not what is protected."""
OWNER = MAILBOX
"""Owns the file, so nothing is protected from them."""
REPORTS, FORMS, UNITS, EXEMPTIONS = "BÁO CÁO", "ĐĂNG KÝ", "DANH MỤC ĐƠN VỊ", "MIỄN – GIA HẠN"
OWN = "Sổ tay của tôi"
OWN_ROW = "dòng riêng của Văn phòng"
ASSIGN, VERDICT, NOTE, KEY, MINE = "Gán cho đơn vị", "Quyết định", "Ghi chú", "Mã", "Của tôi"
OWNERS = (OWN_ROW, "ghi riêng", "cộng tay: 41", "Cộng tay của Văn phòng", "=B1")
"""What the owner types into closed tabs, wherever it comes to stand there."""
TYPED_IN = (ASSIGN, VERDICT, NOTE, MINE)

BLIND = re.compile(r"\| Tạm dừng \||\| Báo Văn phòng: ")

Deed = Callable[[Stage], None]


def tab(stage: Stage, title: str, person: str = CLERK) -> gspread.Worksheet:
    return stage.book(person).worksheet(title)


def row_of(sheet: gspread.Worksheet, words: str) -> int:
    """The last row that says so in a cell, 1-based."""
    rows = sheet.get_all_values()
    return max(number for number, row in enumerate(rows, 1) if any(words in cell for cell in row))


def column_of(sheet: gspread.Worksheet, title: str) -> int:
    return next(row.index(title) + 1 for row in sheet.get_all_values() if title in row)


# -- in the tabs of the units and of the office ---------------------------------------------------


def corrects_a_number(stage: Stage) -> None:
    sheet = tab(stage, REPORTS)
    sheet.update_cell(row_of(sheet, "ĐTN Sở Tư pháp"), 6, "18/20")


def reports_in_the_middle(stage: Stage) -> None:
    row = ["", "Chi đoàn Văn phòng Tỉnh ủy", "5", "1", "Trụ sở", "16/16", "Họp chi đoàn", "Tập trung", "Tốt"]
    tab(stage, REPORTS).insert_row(row, 60)


def deletes_a_report(stage: Stage) -> None:
    sheet = tab(stage, REPORTS)
    sheet.delete_rows(row_of(sheet, "Cty XSKT"))


def sorts_the_reports(stage: Stage) -> None:
    sheet = tab(stage, REPORTS)
    sheet.sort((2, "des"), range=f"A3:I{len(sheet.get_all_values())}")


def notes_beside_a_form(stage: Stage) -> None:
    sheet = tab(stage, FORMS)
    sheet.update_cell(5, 17, "=1+1")
    sheet.insert_row(["", "ghi chú giữa bảng"], 9)


def sorts_and_edits_the_roster(stage: Stage) -> None:
    sheet = tab(stage, UNITS)
    sheet.sort((2, "asc"), range=f"A2:J{len(sheet.get_all_values())}")
    sheet.update_cell(row_of(sheet, "Chi đoàn Sở Xây dựng"), 8, "0294 0000 001")


def grants_an_exemption(stage: Stage) -> None:
    row = ["Chi đoàn Báo Trà Vinh", "Hoạt động tuần", "4/5/2020", "10/5/2020", "Miễn", "", "Trực báo", "Chánh VP"]
    tab(stage, EXEMPTIONS).insert_row(row, 3)


# -- in CẦN XỬ LÝ ---------------------------------------------------------------------------------


def questions_area(sheet: gspread.Worksheet) -> tuple[int, int]:
    rows = sheet.get_all_values()
    return next(number for number, row in enumerate(rows, 1) if KEY in row) + 1, len(rows)


def notes_beside_a_question(stage: Stage) -> None:
    sheet = tab(stage, QUESTIONS)
    sheet.update_cell(row_of(sheet, "36/35"), column_of(sheet, NOTE), "đã gọi, chờ trả lời")


def decides_beside_a_question(stage: Stage) -> None:
    sheet = tab(stage, QUESTIONS)
    row = row_of(sheet, "hàng tuần")
    sheet.update_cell(row, column_of(sheet, VERDICT), "Bỏ qua")
    sheet.update_cell(row, column_of(sheet, MINE), "xong")


def sorts_the_questions(stage: Stage) -> None:
    sheet = tab(stage, QUESTIONS)
    first, last = questions_area(sheet)
    sheet.sort((column_of(sheet, "Nguyên văn"), "des"), range=f"A{first}:M{last}")


def sorts_the_questions_by_day(stage: Stage) -> None:
    sheet = tab(stage, QUESTIONS)
    first, last = questions_area(sheet)
    sheet.sort((1, "des"), range=f"A{first}:M{last}")


def inserts_among_the_questions(stage: Stage) -> None:
    sheet = tab(stage, QUESTIONS)
    sheet.insert_row(["", "", "việc của tôi: gọi Sở Y tế"], questions_area(sheet)[0] + 2)


def deletes_own_row_among_the_questions(stage: Stage) -> None:
    sheet = tab(stage, QUESTIONS)
    sheet.delete_rows(row_of(sheet, "dòng của tôi"))


# -- tabs themselves ------------------------------------------------------------------------------


def adds_a_tab(stage: Stage) -> None:
    stage.book(CLERK).add_worksheet("Nháp", 20, 5).update([["nháp", 1], ["=A1"]], "B2")


def renames_own_tab(stage: Stage) -> None:
    tab(stage, OWN).update_title("Sổ tay 2020")


def deletes_own_tab(stage: Stage) -> None:
    stage.book(CLERK).del_worksheet(tab(stage, "Cũ"))


def moves_tabs(stage: Stage) -> None:
    book = stage.book(CLERK)
    book.reorder_worksheets([book.worksheet(QUESTIONS), book.worksheet(REPORTS)])


def renames_the_reports_for_a_while(stage: Stage) -> None:
    tab(stage, REPORTS).update_title("BÁO CÁO tạm")


# -- in our tabs, as only the file's owner can ----------------------------------------------------


def owner_sorts_the_week(stage: Stage) -> None:
    sheet = tab(stage, WEEKLY, OWNER)
    first = 1 + next(number for number, row in enumerate(sheet.get_all_values(), 1) if KEY in row)
    sheet.sort((4, "asc"), (1, "des"), range=f"A{first}:R{row_of(sheet, SENTENCE) - 1}")


def owner_notes_beside_a_unit(stage: Stage) -> None:
    sheet = tab(stage, WEEKLY, OWNER)
    sheet.update_cell(row_of(sheet, "TAND"), 18, "hẹn gặp thứ Sáu")
    sheet.update_note(f"A{row_of(sheet, 'BIDV')}", "đã gọi điện")


def owner_inserts_into_the_week(stage: Stage) -> None:
    sheet = tab(stage, WEEKLY, OWNER)
    sheet.insert_row([OWN_ROW, *[""] * 16, "gọi lại"], row_of(sheet, "TAND"))


def owner_inserts_into_the_journal(stage: Stage) -> None:
    """A tab that grows with nearly every write."""
    sheet = tab(stage, JOURNAL, OWNER)
    sheet.insert_row([OWN_ROW, "", "", "ghi riêng"], 5)


def owner_writes_right_under_the_history(stage: Stage) -> None:
    sheet = tab(stage, HISTORY, OWNER)
    sheet.append_row(["", "", "", "", "cộng tay: 41"], table_range="A3")


def owner_writes_below_the_history(stage: Stage) -> None:
    sheet = tab(stage, HISTORY, OWNER)
    line = row_of(sheet, SENTENCE)
    sheet.update([["Cộng tay của Văn phòng", 41], ["", "=B1"]], f"C{line + 2}", raw=False)


def owner_renames_the_week(stage: Stage) -> None:
    tab(stage, WEEKLY, OWNER).update_title("Bản giữ lại")


def owner_deletes_the_history(stage: Stage) -> None:
    stage.book(OWNER).del_worksheet(tab(stage, HISTORY, OWNER))


DEEDS: tuple[Deed, ...] = (
    corrects_a_number,
    reports_in_the_middle,
    deletes_a_report,
    sorts_the_reports,
    notes_beside_a_form,
    sorts_and_edits_the_roster,
    grants_an_exemption,
    notes_beside_a_question,
    decides_beside_a_question,
    sorts_the_questions,
    sorts_the_questions_by_day,
    inserts_among_the_questions,
    deletes_own_row_among_the_questions,
    adds_a_tab,
    renames_own_tab,
    deletes_own_tab,
    moves_tabs,
    renames_the_reports_for_a_while,
    owner_sorts_the_week,
    owner_notes_beside_a_unit,
    owner_inserts_into_the_week,
    owner_inserts_into_the_journal,
    owner_writes_right_under_the_history,
    owner_writes_below_the_history,
    owner_renames_the_week,
    owner_deletes_the_history,
)
LAST = (owner_deletes_the_history, owner_renames_the_week, renames_the_reports_for_a_while)
"""After one of them nobody finds the tab any more."""
UNDONE_AFTERWARDS: dict[Deed, Deed] = {
    renames_the_reports_for_a_while: lambda stage: tab(stage, "BÁO CÁO tạm").update_title(REPORTS)
}


def furnish(stage: Stage) -> None:
    """What people have in the spreadsheet before: a tab of their own, a column and a row in CẦN XỬ LÝ."""
    book = stage.book(CLERK)
    book.add_worksheet(OWN, 20, 6).update([["Điện thoại", "0294 385 5000"], ["=2*21", "x"]], "A1")
    book.add_worksheet("Cũ", 5, 5).update([["bỏ"]], "A1")
    sheet = book.worksheet(QUESTIONS)
    first, last = questions_area(sheet)
    tab(stage, QUESTIONS, OWNER).update_cell(first - 1, 13, MINE)
    sheet.update_cell(row_of(sheet, "3 tổ"), 13, "hỏi đồng chí Lan")
    sheet.update_cell(last + 1, 3, "dòng của tôi")
    sheet.update_cell(row_of(sheet, "CĐ Sở KH"), column_of(sheet, ASSIGN), "Chi đoàn Sở Kế hoạch và Đầu tư")


# -- what must stand ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Theirs:
    """Everything of people's in the spreadsheet: their tabs in order, with all that was typed, what they wrote in CẦN
    XỬ LÝ: beside questions by their key, and in rows of their own; and what they wrote into tabs that are closed."""

    tabs: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    beside: dict[str, tuple[str, ...]]
    rows: Counter[tuple[str, ...]]
    elsewhere: Counter[str]


def theirs(stage: Stage) -> Theirs:
    book = stage.book(OWNER)
    titles = [sheet.title for sheet in book.worksheets()]
    told = book.values_batch_get([f"'{t}'" for t in titles], params={"valueRenderOption": "FORMULA"})
    grids = {
        title: tuple(tuple(map(str, row)) for row in found.get("values", []))
        for title, found in zip(titles, told["valueRanges"], strict=True)
    }
    foreign = tuple((t, grids[t]) for t in titles if t not in OUTPUT_TITLES and t != "Bản giữ lại")
    beside, rows = _in_questions(grids.get(QUESTIONS, ()))
    elsewhere = Counter(
        cell for row in [*grids.get(WEEKLY, ()), *grids.get("Bản giữ lại", ())] for cell in row[16:] if cell
    )
    elsewhere += Counter(cell for grid in grids.values() for row in grid for cell in row if cell in OWNERS)
    return Theirs(foreign, beside, rows, elsewhere)


def _in_questions(
    grid: tuple[tuple[str, ...], ...],
) -> tuple[dict[str, tuple[str, ...]], Counter[tuple[str, ...]]]:
    header = next((row for row in grid if KEY in row), ())
    if not header:
        return {}, Counter()
    wide = [(*row, *[""] * (len(header) - len(row))) for row in grid[grid.index(header) + 1 :]]
    places = [header.index(title) for title in TYPED_IN]
    beside: dict[str, tuple[str, ...]] = {}
    rows: Counter[tuple[str, ...]] = Counter()
    for row in wide:
        key, said = row[header.index(KEY)], tuple(row[place] for place in places)
        if key:
            assert key not in beside, f"{key} stands twice"
            if any(said):
                beside[key] = said
        elif any(row):
            rows[tuple(cell for cell in row if cell)] += 1
    return beside, rows


def ours(stage: Stage) -> dict[str, list[str]]:
    """Our tabs whatever order the rows were put in, without what is not content: a volatile line, people's cells;
    where a decision stood, and which of the ticks ten minutes apart saw a deed first; that it was blind for one."""
    shown = {}
    for title, text in showing.tabs(stage).items():
        text = re.sub(r"12:[123]0\b", "12:00", text)
        lines = [line for line in text.splitlines() if not line.startswith("Cập nhật lúc")]
        if title == JOURNAL:
            lines = [re.sub(r" \| \d+ \| ", " | ", line, count=1) for line in lines if not BLIND.search(line)]
            lines = [re.sub(rf"{QUESTIONS}!\w+", QUESTIONS, line) for line in lines]
        if title == WEEKLY:
            lines = [" | ".join(line.split(" | ")[:16]).rstrip(" |") for line in lines]
        shown[title] = sorted(line for line in lines if line)
    return shown


@dataclass
class Meddled:
    """A tick at ``now`` with ``deeds`` at boundaries of its calls to Google; a deed at None comes before it."""

    stage: Stage
    now: datetime
    deeds: Sequence[tuple[int | None, Deed]]
    calls: Sequence[str] = ()
    _stood: Theirs | None = field(default=None)

    def run(self) -> None:
        self._do(None)
        with watched(self._do) as calls:
            said = self.stage.tick(self.now)
        assert said.code in (0, 3, 4), said
        self.calls = calls
        self._check("the tick")
        for _, deed in self.deeds:
            if deed in UNDONE_AFTERWARDS:
                UNDONE_AFTERWARDS[deed](self.stage)
                self._stood = theirs(self.stage)
        for minutes in (10, 20):
            self.stage.ticked(self.now + timedelta(minutes=minutes))
            self._check(f"the tick {minutes} minutes later")
        again = self.stage.ticked(self.now + timedelta(minutes=30))
        assert (again["written"], again["sent"]) == ([], []), "it has settled"

    def _do(self, boundary: int | None) -> None:
        for when, deed in self.deeds:
            if when == boundary:
                self._check(f"boundary {boundary}")
                deed(self.stage)
                self._stood = theirs(self.stage)

    def _check(self, since: str) -> None:
        if self._stood is None:
            return
        found = theirs(self.stage)
        assert found.tabs == self._stood.tabs, since
        assert {key: found.beside.get(key) for key in self._stood.beside} == self._stood.beside, since
        assert found.rows == self._stood.rows, since
        assert found.elsewhere == self._stood.elsewhere, since


def names(deeds: Sequence[tuple[Any, Deed]]) -> str:
    return ", ".join(f"{deed.__name__}@{when}" for when, deed in deeds)
