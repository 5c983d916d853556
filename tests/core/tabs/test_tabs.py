"""What the tabs say of the small office."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from service.core.evaluation.words import NOT_YET
from service.core.questions import of_submissions
from service.core.records import Decision, Guess, MailKind, Outcome, State, Verdict
from service.core.tabs.model import Moment, Rich, WantedTab, text_of
from service.core.tabs.titles import COMMENDATION, HISTORY, OUTPUT_TITLES, QUESTIONS, SUBMISSIONS, WEEKLY, WEEKS
from service.core.tabs.values import plain, same
from service.core.tabs.view import Links, RankedUnit
from service.core.tabs.words import SIGNS
from service.core.tabs.workbook import build
from tests.core.evaluation.shipped import at
from tests.core.tabs.small_office import AS_OF, BOOK, assessments, mail, office_view, questions, sheet, submissions


def cell(tab: WantedTab, key: str, title: str) -> str:
    row = next(row for row in tab.rows if row.key == key)
    return text_of(row.cells[tab.index(title)])


def test_tabs_stand_in_their_order() -> None:
    assert tuple(tab.title for tab in build(office_view()).tabs) == OUTPUT_TITLES


def test_totals_of_every_obligation_sum_to_the_expected_units() -> None:
    for head in build(office_view()).tab(WEEKLY).head[4:]:
        expected, *states = [value for value in head.cells[1:9] if isinstance(value, int)]
        assert sum(states) == expected == 4


def test_weeks_without_anything_to_show_leave_their_totals_blank() -> None:
    view = office_view(as_of=at("2020-04-09T08:00"))
    line = next(head for head in build(view).tab(WEEKLY).head if head.anchor == "Hoạt động tuần · tuần trước ·")
    assert text_of(line.cells[0]) == "Hoạt động tuần · tuần trước · chưa đến kỳ"
    assert set(line.cells[1:]) == {None}


def test_most_urgent_units_come_first_then_roster_order() -> None:
    keys = [row.key for row in build(office_view()).tab(WEEKLY).rows]
    assert keys == ["STP", "SXD", "BIDV", "SYT", "CDN"]
    calm = {key: replace(found, state=State.ON_TIME) for key, found in assessments().items()}
    keys = [row.key for row in build(office_view(assessments=calm)).tab(WEEKLY).rows]
    assert keys == ["SYT", "SXD", "STP", "CDN", "BIDV"]


def test_every_state_has_a_sign_of_its_own_and_words() -> None:
    assert len(set(SIGNS.values())) == len(State)
    tab = build(office_view()).tab(WEEKLY)
    assert cell(tab, "SXD", "Kế hoạch") == "● Trễ hạn (2 ngày)"
    assert cell(tab, "STP", "Hoạt động tuần · tuần trước") == "✖ Không thực hiện"
    assert cell(tab, "STP", "Báo cáo tháng") == "✖ Chưa nộp"
    assert all(any(rule.sign == sign for rule in tab.colourings) for sign in SIGNS.values())


def test_restated_state_shows_what_stood_when_the_period_closed() -> None:
    found = assessments()
    key = ("STP", "ke-hoach", "once")
    found[key] = replace(found[key], state=State.LATE, days_late=20, restated_from=State.MISSING)
    tab = build(office_view(assessments=found)).tab(WEEKLY)
    assert cell(tab, "STP", "Kế hoạch") == "● Trễ hạn (20 ngày) (khi khóa sổ: Chưa nộp)"


def test_shortcomings_link_to_the_very_row_and_mail() -> None:
    tab = build(office_view()).tab(WEEKLY)
    row = next(row for row in tab.rows if row.key == "SXD")
    where = row.cells[tab.index("Nơi cần xem")]
    assert isinstance(where, Rich)
    (first, _) = where.links
    assert where.text[first[0] : first[1]] == "BÁO CÁO!I12"
    assert first[2] == f"https://docs.google.com/spreadsheets/d/{BOOK}/edit#gid=12&range=I12"
    assert Links().to(mail("18a1")).endswith("#all/18a1")
    assert Links().to(sheet("KHÔNG CÓ", "A1")) == ""


def test_state_a_person_must_clear_up_links_to_what_is_asked() -> None:
    tab = build(office_view()).tab(WEEKLY)
    row = next(row for row in tab.rows if row.key == "BIDV")
    where = row.cells[tab.index("Nơi cần xem")]
    assert isinstance(where, Rich)
    assert where.links[0][2].endswith("18a0000000000002")
    guessed = tuple(
        replace(q, unit=None, guesses=tuple(Guess(f"U{n}", 90) for n in range(4))) for q in questions()
    )
    unclear = build(office_view(questions=guessed)).tab(WEEKLY)
    assert cell(unclear, "BIDV", "Nơi cần xem") == "Tệp ke hoach.pdf"


def test_participation_is_this_weeks_or_else_says_that_it_is_last_weeks() -> None:
    found = assessments()
    assert cell(build(office_view()).tab(WEEKLY), "SYT", "Tham gia") == "58/60 · Chưa đạt 100%"
    this = ("SYT", "hoat-dong", "2020-W19")
    found[this] = replace(found[this], state=State.NOT_DUE, participants=None)
    last = ("SYT", "hoat-dong", "2020-W18")
    found[last] = replace(found[last], participants=60)
    assert cell(build(office_view(assessments=found)).tab(WEEKLY), "SYT", "Tham gia") == "60/60 (tuần trước)"


def test_shortcomings_of_several_weeks_stand_on_one_line() -> None:
    tab = build(office_view()).tab(WEEKLY)
    told = cell(tab, "STP", "Còn thiếu")
    assert "Hoạt động tuần: tuần 4 (20–26/4): chưa có; tuần 5 (27/4–3/5): chưa có" in told


def test_report_that_lacks_only_weeks_to_come_asks_nothing_of_the_unit() -> None:
    """May's, incomplete from its first row on, though the unit did all it could so far."""
    ahead = tuple(f"tuần {n}: {NOT_YET}" for n in (2, 3, 4))
    found = {
        key: replace(a, state=State.INCOMPLETE, missing=ahead, reasons=("week_without_row",))
        if key[1:] == ("bao-cao", "2020-05") and key[0] in ("SYT", "BIDV")
        else replace(a, state=State.ON_TIME, reasons=(), missing=())
        for key, a in assessments().items()
    }
    lacking = ("BIDV", "bao-cao", "2020-05")
    found[lacking] = replace(found[lacking], missing=("tuần 1: cột Kết quả hoạt động", *ahead[1:]))
    view = office_view(as_of=at("2020-05-20T08:00"), assessments=found, questions=())
    tab = build(view).tab(WEEKLY)
    assert cell(tab, "SYT", "Báo cáo tháng") == "▲ Thiếu thông tin (chưa hết kỳ)"
    assert [cell(tab, "SYT", title) for title in ("Còn thiếu", "Nơi cần xem", "Vì sao")] == ["", "", ""]
    assert cell(tab, "BIDV", "Báo cáo tháng") == "▲ Thiếu thông tin"
    assert "cột Kết quả hoạt động" in cell(tab, "BIDV", "Còn thiếu")
    assert [row.key for row in tab.rows][:2] == ["BIDV", "SYT"]


def test_monthly_column_shows_the_month_before_until_it_closes() -> None:
    tab = build(office_view(as_of=at("2020-05-15T23:00"))).tab(WEEKLY)
    assert cell(tab, "STP", "Báo cáo tháng") == "✖ Chưa nộp"
    tab = build(office_view(as_of=at("2020-05-16T00:00"))).tab(WEEKLY)
    assert cell(tab, "STP", "Báo cáo tháng") == "○ Chưa đến hạn"


def test_questions_wait_until_decided_and_then_say_what_was_decided() -> None:
    key = "mail:18a0000000000003"
    tab = build(office_view()).tab(QUESTIONS)
    assert cell(tab, key, "Tình trạng").startswith("Chờ quyết định · #")
    decision = Decision(key, "SXD", Verdict.ACCEPT, "", at("2020-05-07T07:30"), mail("x"))
    decided = build(office_view(decisions=(decision,))).tab(QUESTIONS)
    words = "Đã chấp nhận cho Chi đoàn Sở Xây dựng lúc 07:30 7/5/2020 · #"
    assert cell(decided, key, "Tình trạng").startswith(words)
    assert decided.ending is not None and decided.ending(key).startswith(words)
    assert decided.ending("row:abc123").startswith("Không còn cần quyết định · #")
    assert decided.ending("ghi chú của tôi") == ""


def test_decision_columns_are_a_persons_and_blank() -> None:
    tab = build(office_view()).tab(QUESTIONS)
    for title in ("Gán cho đơn vị", "Quyết định", "Ghi chú"):
        assert {row.cells[tab.index(title)] for row in tab.rows} == {None}
        assert tab.columns[tab.index(title)].owner == "person"


def test_all_144_weeks_with_their_ranges_and_kinds() -> None:
    tab = build(office_view()).tab(WEEKS)
    assert len(tab.rows) == 144
    assert cell(tab, "2020-W17", "Tuần") == "Tuần 4 (20–26/4/2020)"
    assert cell(tab, "2020-W16", "Cách tính").startswith("Trước kỳ tính")
    assert cell(tab, "2022-W05", "Cách tính") == "Tuần nghỉ, không tính"
    assert cell(tab, "2021-W06", "Cách tính") == "Không bắt buộc"


def test_submissions_and_journal_put_the_newest_on_top_and_keep_their_number() -> None:
    tab = build(office_view()).tab(SUBMISSIONS)
    assert [row.cells[tab.index("STT")] for row in tab.rows] == [3, 2, 1]
    assert "(không đọc được)" in cell(tab, "18a0000000000002", "Tệp")


def test_nothing_of_the_tabs_depends_on_the_time_of_day() -> None:
    """Else a second run would write again; only the row of "Cập nhật lúc" may differ."""
    early, late = build(office_view()), build(office_view(as_of=AS_OF.replace(hour=17)))
    for one, other in zip(early.tabs, late.tabs, strict=True):
        assert one.rows == other.rows
        assert [h for h in one.head if not h.volatile] == [h for h in other.head if not h.volatile]


def test_mail_the_office_is_no_longer_asked_about_waits_for_nobody() -> None:
    """A scan that a readable file followed: CẦN XỬ LÝ says the same of it."""
    gmail_id = "18a0000000000002"
    assert cell(build(office_view()).tab(SUBMISSIONS), gmail_id, "Kết quả") == "? Cần người xem"
    overtaken = tuple(question for question in questions() if question.key != f"mail:{gmail_id}")
    tab = build(office_view(questions=overtaken)).tab(SUBMISSIONS)
    assert cell(tab, gmail_id, "Kết quả") == "– Không còn cần xem"
    assert cell(tab, "18a0000000000003", "Kết quả") == "? Chưa rõ đơn vị"


def test_of_a_file_nobody_could_read_nothing_is_said_to_be_missing() -> None:
    scan = submissions()[1]
    item = replace(scan.items[0], readable=False, missing=frozenset({"assignment", "contents", "time"}))
    view = office_view(submissions=(replace(scan, items=(item,)),))
    assert cell(build(view).tab(SUBMISSIONS), scan.gmail_id, "Còn thiếu") == "Kế hoạch: chưa đọc được hết"
    read = office_view(submissions=(replace(scan, items=(replace(item, readable=True),)),))
    assert cell(build(read).tab(SUBMISSIONS), scan.gmail_id, "Còn thiếu") == (
        "Kế hoạch: thời gian thực hiện, nội dung hoạt động và phân công Ủy viên BCH phụ trách từng nội dung, từng tuần"
    )


def test_mail_that_asks_something_of_a_known_unit_is_not_of_an_unknown_one() -> None:
    asking = replace(
        submissions()[2], unit="SYT", items=(), kinds=(MailKind.QUESTION,), outcome=Outcome.TRIAGE, issues=()
    )
    (question,) = of_submissions([asking])
    assert question.text == "Đơn vị hỏi Văn phòng; đề nghị đọc và trả lời thư."
    tab = build(office_view(submissions=(asking,), questions=(question,))).tab(SUBMISSIONS)
    assert cell(tab, asking.gmail_id, "Kết quả") == "? Cần người xem"


def test_unit_without_a_week_to_score_has_no_place() -> None:
    """Exempt, or granted a later day: it stands in the list, and neither before nor behind the others."""
    late = RankedUnit("SXD", 2, None, 0, 0, 1.0, None)
    tab = build(office_view(ranking=(RankedUnit("SYT", 1, 0.0, 0, 2, 0.4, None), late))).tab(COMMENDATION)
    assert [cell(tab, "SXD", title) for title in ("Xếp hạng", "Điểm")] == ["", ""]
    assert [cell(tab, "SYT", title) for title in ("Xếp hạng", "Điểm")] == ["1", "0.0"]
    first_weeks = build(office_view(ranking=(late, RankedUnit("STP", 3, None, 0, 0, None, None)))).tab(
        COMMENDATION
    )
    assert [cell(first_weeks, unit, "Xếp hạng") for unit in ("SXD", "STP")] == ["2", ""]


def test_history_speaks_of_weeks() -> None:
    legend = text_of(build(office_view()).tab(HISTORY).head[1].cells[0])
    assert "✔ Đạt chỉ tiêu tuần" in legend and "✖ Không thực hiện" in legend


def test_moments_are_dates_that_sort_and_compare_as_what_they_show() -> None:
    made = Moment(datetime(2020, 4, 14, 8, 20))
    assert made.text == plain(made) == "14/04/2020 08:20"
    assert 43935 + (8 * 60 + 20) / 1440 <= made.serial < 43935 + (8 * 60 + 21) / 1440
    for shown in ("14/04/2020 08:20", "14-4-20", "thứ Ba 14/4", "4/14/2020 8:20:00", made.serial):
        assert same(made, shown), shown
    for other in ("15/04/2020 08:20", "14/04/2021 08:20", "14", "", None, "đã xem", made.serial + 0.01):
        assert not same(made, other), other
    tab = build(office_view()).tab(QUESTIONS)
    assert cell(tab, "row:abc123", "Ngày") == "02/05/2020 10:00"


def test_ranking_leaves_out_units_the_roster_no_longer_has() -> None:
    view = office_view()
    tab = build(replace(view, units=view.units[1:])).tab(COMMENDATION)
    assert [row.key for row in tab.rows] == ["SXD"]


def test_history_has_a_column_for_each_week_that_opened() -> None:
    tab = build(office_view()).tab(HISTORY)
    assert [column.title for column in tab.columns[4:]] == [
        "Tuần 4 · 4/2020\n20–26/4/2020",
        "Tuần 5 · 4/2020\n27/4–3/5/2020",
        "Tuần 1 · 5/2020\n4–10/5/2020",
    ]
    assert cell(tab, "SYT", "Tuần 5 · 4/2020\n27/4–3/5/2020") == "✔ 58/60"


def test_hold_is_told_on_the_first_lines() -> None:
    head = build(office_view(hold=("Danh mục đơn vị trống.",))).tab(WEEKLY).head
    assert text_of(head[2].cells[0]) == "Tình trạng: TẠM DỪNG: Danh mục đơn vị trống."


def test_two_rows_of_one_key_are_refused() -> None:
    tab = build(office_view()).tab(WEEKLY)
    with pytest.raises(ValueError, match="one key"):
        replace(tab, rows=(*tab.rows, tab.rows[0]))


def test_text_is_compared_as_google_gives_it_back() -> None:
    assert plain(" Ðoàn\r\n\x00x ") == "Ðoàn\nx"
    assert plain("") is None
    assert plain(3) == 3.0
    assert plain(True) is True
