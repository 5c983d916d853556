"""Our tabs and set-up against the sandbox, through the real client: calls, what stands, and other people meanwhile."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import gspread
import orjson
import pytest
import requests
from google.oauth2.credentials import Credentials

from service.adapters.google import Wire
from service.adapters.sheets import GoogleSheets
from service.core.errors import BadRequest
from service.core.ports import Grid, SpreadsheetInfo
from service.core.records import Source
from service.core.setup.forms import Choices, forms, names_area
from service.core.setup.looks import FIELDS as LOOKS
from service.core.setup.looks import Looks, read_looks, sample_ranges
from service.core.setup.ours import repair_ours
from service.core.setup.plan import HEADER, Setup, plan_setup
from service.core.tabs.after import after
from service.core.tabs.decisions import read_decisions
from service.core.tabs.diff import Publication, plan
from service.core.tabs.end_line import SENTENCE
from service.core.tabs.filters import FILTERS, bounded
from service.core.tabs.guards import refused_by_guard
from service.core.tabs.model import KnownLayout, Workbook
from service.core.tabs.split import LIMIT, split
from service.core.tabs.titles import COMMENDATION, JOURNAL, OUTPUT_TITLES, QUESTIONS, WEEKLY, WEEKS
from service.core.tabs.view import JournalEntry
from service.core.tabs.workbook import build
from service.sandbox.server import SandboxServer
from tests.core.evaluation.shipped import at
from tests.core.tabs.small_office import AS_OF, office_view

UNITS_TAB, EXEMPTIONS_TAB, FORM_TAB, REPORT_TAB = "DANH MỤC ĐƠN VỊ", "MIỄN – GIA HẠN", "ĐĂNG KÝ", "BÁO CÁO"


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with SandboxServer() as running:
        yield running


class Book:
    """One spreadsheet of the sandbox, as the product and as another client sees it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sheets = GoogleSheets(Wire(Credentials(token="office"), url, sleep=lambda _: None))
        headers = {"Authorization": "Bearer office"}
        body = {"properties": {"title": "Sổ", "locale": "vi_VN"}}
        made = requests.post(f"{url}/v4/spreadsheets", json=body, headers=headers, timeout=10)
        self.id: str = made.json()["spreadsheetId"]
        self.known = KnownLayout()

    def info(self) -> SpreadsheetInfo:
        return self.sheets.describe(self.id)

    def read(self) -> dict[str, Grid]:
        return dict(self.sheets.read(self.id, [tab.title for tab in self.info().tabs]))

    def plan(self, wanted: Workbook) -> Publication:
        return plan(wanted, self.read(), self.info(), self.known)

    def publish(self, wanted: Workbook) -> Publication:
        made = self.plan(wanted)
        for batch in split(made.requests, made.guards):
            self.sheets.apply(self.id, batch)
        self.known = made.known
        return made

    def other(self) -> gspread.Spreadsheet:
        """Another client of the same office, as a person's browser would act."""
        client = gspread.authorize(None, session=_Session(self.url))  # type: ignore[arg-type]
        return client.open_by_key(self.id)

    def looks(self) -> dict[str, Looks]:
        return read_looks(self.sheets.inspect(self.id, sample_ranges(self.info()), LOOKS))

    def set_up(self, apply: bool = True) -> Setup:
        info, standing = self.info(), self.read()
        titles = {
            Source.UNITS: (UNITS_TAB,),
            Source.EXEMPTIONS: (EXEMPTIONS_TAB,),
            Source.REGISTRATIONS: (FORM_TAB,),
            Source.REPORTS: (REPORT_TAB,),
        }
        names = Choices(area=names_area(UNITS_TAB, standing.get(UNITS_TAB, ())))
        made = plan_setup(
            forms(titles, ("Kế hoạch", "Báo cáo tháng"), names, Choices(area=f"'{WEEKS}'!$A$3:$A")),
            info,
            standing,
            self.looks(),
        )
        if apply and made.requests:
            self.sheets.apply(self.id, made.requests)
        return made


class _Session(requests.Session):
    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.headers["Authorization"] = "Bearer office"

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **options: Any) -> requests.Response:
        target = str(url).replace("https://sheets.googleapis.com", self._url)
        return super().request(method, target.replace("https://www.googleapis.com", self._url), *args, **options)


@pytest.fixture
def book(server: SandboxServer) -> Book:
    return Book(server.url)


def calls(act: Callable[[], object]) -> list[str]:
    """Methods and paths of the calls that ``act`` made."""
    seen: list[str] = []
    original = Wire.send

    def counted(self: Wire, method: str, url: str, *args: Any, **options: Any) -> Any:
        seen.append(f"{method} {url.rsplit('/', 1)[-1].split('?')[0]}")
        return original(self, method, url, *args, **options)

    patch = pytest.MonkeyPatch()
    patch.setattr(Wire, "send", counted)
    try:
        act()
    finally:
        patch.undo()
    return seen


# -- publishing -----------------------------------------------------------------------------------


def test_everything_is_made_in_one_write_and_the_second_run_finds_nothing_to_do(book: Book) -> None:
    wanted = build(office_view())
    made = book.plan(wanted)
    assert len(calls(lambda: book.sheets.apply(book.id, made.requests))) == 1
    assert [tab.title for tab in book.info().tabs][1:] == list(OUTPUT_TITLES)
    again = book.plan(wanted)
    assert again.requests == () and again.changes == ()
    later = build(office_view(as_of=at("2020-05-07T17:00")))
    assert book.plan(later).requests == ()


def test_known_sizes_and_ids_follow_what_was_written(book: Book) -> None:
    before = book.info()
    made = book.publish(build(office_view()))
    assert after(before, made.requests) == book.info()


def test_formula_like_text_numbers_and_links_are_read_back_as_meant(book: Book) -> None:
    book.publish(build(office_view()))
    fields = "sheets(properties(title),data(rowData(values(userEnteredValue,textFormatRuns,dataValidation))))"
    told = book.sheets.inspect(book.id, [f"'{QUESTIONS}'!A1:L6", f"'{WEEKLY}'!A1:P20"], fields)
    cells = {
        sheet["properties"]["title"]: [
            cell for block in sheet["data"] for row in block.get("rowData", ()) for cell in row.get("values", ())
        ]
        for sheet in told["sheets"]
        if "data" in sheet
    }
    assert {"stringValue": "=1+1"} in [cell.get("userEnteredValue") for cell in cells[QUESTIONS]]
    assert not [
        cell for sheet in cells.values() for cell in sheet if "formulaValue" in cell.get("userEnteredValue", {})
    ]
    linked = [cell for cell in cells[WEEKLY] if cell.get("textFormatRuns")]
    assert linked[0]["textFormatRuns"][0]["format"]["link"]["uri"].endswith("#gid=12&range=I12")
    assert sum("dataValidation" in cell for cell in cells[QUESTIONS]) == 6


def test_person_sorts_filters_widens_and_notes_and_it_survives(book: Book) -> None:
    view = office_view()
    book.publish(build(view))
    weekly = book.other().worksheet(WEEKLY)
    header = 1 + next(n for n, row in enumerate(weekly.get_all_values()) if "Ưu tiên" in row)
    weekly.sort((3, "des"), range=f"A{header + 1}:P{header + 5}")
    weekly.update_note(f"A{header + 1}", "đã gọi điện")
    order = weekly.col_values(3)[header:]
    units = tuple(replace(unit, sector="Khối mới") for unit in view.units)
    book.publish(build(replace(view, units=units)))
    assert weekly.col_values(3)[header:] == order
    assert weekly.get_note(f"A{header + 1}") == "đã gọi điện"
    assert set(weekly.col_values(4)[header:]) == {"Khối mới"}
    assert book.plan(build(replace(view, units=units))).requests == ()


def test_deleted_and_renamed_tabs_are_made_again(book: Book) -> None:
    book.publish(build(office_view()))
    other = book.other()
    other.del_worksheet(other.worksheet(COMMENDATION))
    other.worksheet(WEEKLY).update_title("Bản của tôi")
    made = book.publish(build(office_view()))
    assert set(made.made_again) == {COMMENDATION, WEEKLY}
    assert "Bản của tôi" in [tab.title for tab in book.info().tabs]
    assert book.plan(build(office_view())).requests == ()


def test_write_to_a_tab_that_went_meanwhile_changes_nothing_at_all(book: Book) -> None:
    book.publish(build(office_view()))
    made = book.plan(build(office_view(hold=("Mất dữ liệu.",), questions=())))
    other = book.other()
    other.del_worksheet(other.worksheet(WEEKLY))
    before = book.read()
    with pytest.raises(BadRequest):
        book.sheets.apply(book.id, made.requests)
    assert book.read() == before


def test_decisions_come_back_after_another_client_sorted_and_typed(book: Book) -> None:
    book.publish(build(office_view()))
    questions = book.other().worksheet(QUESTIONS)
    questions.update([["Chi đoàn Sở Xây dựng", "Chấp nhận", "đã gọi"]], "H5:J5")
    questions.sort((1, "des"), range="A4:L6")
    rows, issues = read_decisions(book.read()[QUESTIONS], book.id)
    assert issues == ()
    (said,) = [row for row in rows if row.verdict_text]
    assert (said.key, said.unit_text, said.note) == ("mail:18a0000000000003", "Chi đoàn Sở Xây dựng", "đã gọi")


DEEDS = ("sort", "decide", "insert", "note")


@pytest.mark.parametrize("seed", range(12))
def test_another_client_between_read_and_write_loses_nothing(book: Book, seed: int) -> None:
    """Whatever order people act in while a plan is on its way, each decision stays beside its question."""
    chance = random.Random(seed)
    view = office_view()
    book.publish(build(replace(view, questions=view.questions[:2])))
    questions = book.other().worksheet(QUESTIONS)
    made = book.plan(build(replace(view, questions=view.questions[1:], decisions=())))
    theirs: dict[str, str] = {}
    for number in range(4):
        deed = chance.choice(DEEDS)
        rows = len(questions.get_all_values())
        row = chance.randint(4, rows)
        if deed == "sort":
            questions.sort((chance.choice((1, 3, 12)), chance.choice(("asc", "des"))), range=f"A4:L{rows}")
        elif deed == "decide" and (key := questions.cell(row, 12).value):
            questions.update_acell(f"J{row}", f"ý kiến {number}")
            theirs[f"ý kiến {number}"] = key
            theirs = {text: k for text, k in theirs.items() if k != key or text == f"ý kiến {number}"}
        elif deed == "insert":
            questions.insert_row([f"của tôi {number}"], row)
        else:
            questions.update_note(f"A{row}", "nhớ")
    own = [value for value in questions.col_values(1) if value.startswith("của tôi")]
    book.sheets.apply(book.id, made.requests)
    beside = {row[9]: row[11] for row in questions.get_all_values()[3:] if row[9]}
    assert beside == theirs
    assert [value for value in questions.col_values(1) if value.startswith("của tôi")] == own
    for row in questions.get_all_values()[3:]:
        if row[11] == "row:abc123":
            assert row[2] == "“CĐ Y tế” có thể là hai đơn vị." and row[10].startswith("Chờ")
        elif row[11] == "mail:18a0000000000002":
            assert row[10].startswith("Không còn cần quyết định")


def test_rows_beyond_the_first_grid_look_like_those_within(book: Book) -> None:
    """A tab is made with room for 200 more rows; Google formats none that it adds."""
    view = office_view()
    book.publish(build(view))
    entries = tuple(
        JournalEntry(f"run:{n:03d}", AS_OF - timedelta(hours=n), "Lượt chạy", None, "") for n in range(250)
    )
    asked = tuple(replace(view.questions[0], key=f"row:{n:03d}", raised=AS_OF) for n in range(250))
    book.publish(build(replace(view, journal=entries, questions=asked)))
    other = book.other()
    moments = [value for value in other.worksheet(JOURNAL).col_values(1)[2:] if value]
    assert len(moments) == 250 and (moments[0], moments[-1]) == ("07/05/2020 08:00", "26/04/2020 23:00")
    assert {value[2] + value[5] for value in moments} == {"//"}
    assert set(other.worksheet(QUESTIONS).col_values(1)[-250:]) == {"07/05/2020 08:00"}


def test_head_that_grows_keeps_the_header_where_it_is_drawn(book: Book) -> None:
    """A new version says more above the table and looks otherwise: both in one write."""
    view = office_view()
    book.publish(build(replace(view, ranking_formula="Cộng điểm.")))
    wanted = build(replace(view, ranking_formula="Cộng điểm từng tuần. " * 20))
    newer = Workbook(tuple(replace(tab, layout_version=99) for tab in wanted.tabs))
    book.publish(newer)
    rows = book.read()[COMMENDATION]
    header = next(n for n, row in enumerate(rows) if "Xếp hạng" in row)
    assert [str(row[0])[:13] for row in rows[1:header]] == ["Cách tính: Cộ", "Cách tính (2)", "Cách tính (3)"]
    fields = "sheets(properties(title,gridProperties),data(rowData(values(userEnteredFormat(textFormat(bold))))))"
    (sheet,) = book.sheets.inspect(book.id, [f"'{COMMENDATION}'!A2:A8"], fields)["sheets"]
    bold = [
        cell.get("values", [{}])[0].get("userEnteredFormat", {}).get("textFormat", {}).get("bold", False)
        for cell in sheet["data"][0]["rowData"]
    ]
    assert [n for n, is_bold in enumerate(bold, 1) if is_bold] == [header]
    assert sheet["properties"]["gridProperties"]["frozenRowCount"] == header + 1
    assert book.plan(newer).requests == ()


def test_large_office_goes_in_few_batches_below_two_megabytes() -> None:
    """2,000 units × 60 weeks: what a country-sized office writes at once."""
    view = office_view()
    units = tuple(replace(view.units[n % 5], code=f"U{n:04d}", name=f"Chi đoàn số {n}") for n in range(2000))
    wanted = build(replace(view, units=units, as_of=at("2021-06-15T08:00")))
    made = plan(wanted, {}, SpreadsheetInfo("x", "", "", "", ()), KnownLayout())
    batches = split(made.requests, made.guards)
    assert len(batches) <= 8
    guards = [request for batch in batches for request in batch if "unmergeCells" in request]
    assert [request for batch in batches for request in batch if request not in guards] == list(made.requests)
    assert guards and not any("unmergeCells" in request for request in batches[0])
    assert max(len(orjson.dumps({"requests": batch})) for batch in batches) <= LIMIT + 100


def test_rows_put_in_between_our_read_and_our_write_refuse_it_whole(book: Book) -> None:
    view = office_view()
    book.publish(build(view))
    made = book.plan(build(replace(view, hold=("Mất dữ liệu.",))))
    weekly = book.other().worksheet(WEEKLY)
    weekly.insert_row(["dòng riêng"], weekly.row_count - 200)
    before = book.read()
    (batch,) = split(made.requests, made.guards)
    with pytest.raises(BadRequest) as refused:
        book.sheets.apply(book.id, batch)
    assert refused_by_guard(refused.value.detail)
    assert book.read() == before


def test_filter_a_person_set_in_a_tab_from_before_ends_before_its_new_line(book: Book) -> None:
    """As :mod:`service.application.publish` does it: the filters are read once more, and written last."""
    view = office_view()
    book.publish(build(view))
    sheet_id = _id(book, WEEKLY)
    line = next(n for n, row in enumerate(book.read()[WEEKLY]) if SENTENCE in row)
    header = next(n for n, row in enumerate(book.read()[WEEKLY]) if "Ưu tiên" in row)
    book.other().worksheet(WEEKLY).delete_rows(line + 1)
    area = {"sheetId": sheet_id, "startRowIndex": header, "startColumnIndex": 0, "endColumnIndex": 16}
    specs = [{"columnIndex": 3, "filterCriteria": {"hiddenValues": ["Cơ quan"]}}]
    book.sheets.apply(book.id, [{"setBasicFilter": {"filter": {"range": area, "filterSpecs": specs}}}])
    made = book.plan(build(replace(view, hold=("Mất dữ liệu.",))))
    more = bounded(book.sheets.inspect(book.id, (), FILTERS), made.guards.drawn)
    book.sheets.apply(book.id, [*made.requests, *more])
    told = book.sheets.inspect(book.id, (), FILTERS)["sheets"]
    (found,) = [s["basicFilter"] for s in told if s["properties"].get("sheetId") == sheet_id]
    assert found["filterSpecs"] == specs
    assert (found["range"]["startRowIndex"], found["range"]["endRowIndex"]) == (header, line)


def test_rows_added_later_are_within_the_filter(book: Book) -> None:
    view = office_view()
    book.publish(build(view))
    units = (*view.units, *(replace(view.units[0], code=f"N{n}", name=f"Chi đoàn mới {n}") for n in range(7)))
    book.publish(build(replace(view, units=units)))
    line = next(n for n, row in enumerate(book.read()[WEEKLY]) if SENTENCE in row)
    told = book.sheets.inspect(book.id, (), FILTERS)["sheets"]
    (found,) = [s["basicFilter"] for s in told if s["properties"].get("sheetId") == _id(book, WEEKLY)]
    assert found["range"]["endRowIndex"] == line


# -- set-up ---------------------------------------------------------------------------------------


def test_set_up_of_an_empty_spreadsheet_and_again(book: Book) -> None:
    book.publish(build(office_view()))
    made = book.set_up()
    assert made.problems == ()
    read = book.read()
    assert read[REPORT_TAB][0][:5] == ("STT", "Đơn vị", "Quy mô tổ chức", "", "Địa điểm tổ chức")
    assert read[REPORT_TAB][1] == ("", "", "Tháng", "Tuần")
    assert read[FORM_TAB][0][-1] == "Ghi chú" and len(read[FORM_TAB][0]) == 15
    assert read[UNITS_TAB][0][:2] == ("Mã", "Tên đơn vị")
    again = book.set_up()
    assert again.requests == () and again.lines == ()


def test_typed_dates_stay_what_was_typed_after_set_up(book: Book) -> None:
    book.set_up()
    other = book.other().worksheet(REPORT_TAB)
    other.update([["1", "Sở XD", "4", "2/4"]], "A3", value_input_option="USER_ENTERED")  # type: ignore[arg-type]
    assert book.read()[REPORT_TAB][2][3] == "2/4"


def test_set_up_touches_nothing_that_stands_in_a_lived_in_spreadsheet(book: Book) -> None:
    other = book.other()
    sheet = other.sheet1
    sheet.update_title(FORM_TAB)
    typed = [
        ["Danh sách đăng ký năm 2020"],
        ["TT", "Tên chi đoàn", "Nội dung", "Tuần", "Thời gian", "Phụ trách"],
        ["1", "Sở XD", "Vệ sinh", "2/4", "16h30", "Lan"],
    ]
    sheet.update(typed, "A1", value_input_option="USER_ENTERED")  # type: ignore[arg-type]
    sheet.freeze(rows=1)
    other.add_worksheet(REPORT_TAB, 50, 10).update([["ghi chú riêng"], ["không phải bảng"]], "A1")
    before = book.read()
    made = book.set_up()
    after_it = book.read()
    assert made.problems == (
        f"{REPORT_TAB}: no header row was found among what stands there; nothing was changed",
    )
    assert after_it[REPORT_TAB] == before[REPORT_TAB]
    for row, cells in enumerate(before[FORM_TAB]):
        assert after_it[FORM_TAB][row][: len(cells)] == cells
    assert after_it[FORM_TAB][1][6:] == (
        "Tổng số ĐVTN",
        "Nhóm nội dung",
        "Tháng",
        "Số lần/tuần",
        "Địa điểm",
        "Hình thức",
        "Điện thoại, email",
        "Số, ngày kế hoạch",
    )
    assert sheet.cell(3, 4).value == "2/4/2020" or "2" in str(sheet.cell(3, 4).value)
    assert not any("frozen" in line for line in made.lines if line.startswith(FORM_TAB))
    assert book.set_up().requests == ()


def test_set_up_repairs_what_was_taken_away(book: Book) -> None:
    book.publish(build(office_view()))
    book.set_up()
    area = next(
        a for a in book.other().list_protected_ranges(_id(book, FORM_TAB)) if a.get("description") == HEADER
    )
    book.sheets.apply(book.id, [{"deleteProtectedRange": {"protectedRangeId": area["protectedRangeId"]}}])
    assert book.set_up().lines == (f"{FORM_TAB}: header protected",)
    ours = book.other().list_protected_ranges(_id(book, WEEKLY))
    drop = [{"deleteProtectedRange": {"protectedRangeId": area["protectedRangeId"]}} for area in ours]
    drop.append({"deleteConditionalFormatRule": {"sheetId": _id(book, WEEKLY), "index": 0}})
    book.sheets.apply(book.id, drop)
    made = repair_ours(build(office_view()), book.info(), book.read(), book.looks())
    assert made.lines == (f"{WEEKLY}: protected again", f"{WEEKLY}: coloured again")
    book.sheets.apply(book.id, made.requests)
    assert repair_ours(build(office_view()), book.info(), book.read(), book.looks()).requests == ()


def _id(book: Book, title: str) -> int:
    return next(tab.sheet_id for tab in book.info().tabs if tab.title == title)
