"""What rows do over time: edited, deleted, typed anew, sorted; and what a closed period shows (design 11.3)."""

from __future__ import annotations

import pytest

from tests.scenarios.acceptance.town import (
    BAOTANG,
    BUUDIEN,
    HOMES,
    JPEG,
    LAMNGHIEP,
    NHAHAT,
    REPORTED,
    THUVIEN,
    THUYLOI,
    Home,
    Town,
    at,
    plan,
    report_row,
)

W17, APRIL = ("hoat-dong", "2020-W17"), ("bao-cao", "2020-04")


def april(home: Home, content: str = "Vệ sinh phòng làm việc") -> list[list[str]]:
    return [report_row(home.name, "4", week, content=content) for week in ("4", "5")]


def test_rows_sorted_or_moved_after_the_deadline_keep_their_time(town: Town) -> None:
    rows = [*april(BUUDIEN), *april(THUVIEN), *april(BAOTANG)]
    town.report(*rows)
    town.tick("2020-05-05T08:00")
    town.tick("2020-05-06T08:00")
    town.rewrite(REPORTED, [[], *reversed(rows), [], *april(NHAHAT)], 3)
    town.tick("2020-05-07T08:00")
    board = town.status("2020-05-07T08:00")
    for home in (BUUDIEN, THUVIEN, BAOTANG):
        assert board.state(home, *W17) == board.state(home, *APRIL) == "on_time"
    assert board.state(NHAHAT, *APRIL) == "late"
    cells = {home: board(home, *W17)["evidence"][0]["cell"] for home in (BUUDIEN, BAOTANG)}
    assert cells == {BUUDIEN: "B9", BAOTANG: "B5"}  # where the row stands now


def test_edits_after_the_deadline(town: Town) -> None:
    """A correction of what was complete does no harm; taking something away does; filling a gap is late."""
    first = town.report(*april(BUUDIEN), *april(THUVIEN), *april(BAOTANG))
    town.put(REPORTED, first + 4, [report_row(BAOTANG.name, "4", "4", people="")])
    town.tick("2020-05-05T08:00")
    town.tick("2020-05-06T08:00")
    town.put(REPORTED, first, [report_row(BUUDIEN.name, "4", "4", "19/20", result="Sạch 6 phòng")])
    town.put(REPORTED, first + 2, [report_row(THUVIEN.name, "4", "4", content="")])
    town.put(REPORTED, first + 4, [report_row(BAOTANG.name, "4", "4", "9")])
    town.tick("2020-05-07T08:00")
    board = town.status("2020-05-07T08:00")
    assert board.state(BUUDIEN, *W17) == board.state(BUUDIEN, *APRIL) == "on_time"
    assert board(BUUDIEN, *W17)["participants"] == 19
    assert board.state(THUVIEN, *W17) == board.state(THUVIEN, *APRIL) == "incomplete"
    assert board.state(BAOTANG, *W17) == board.state(BAOTANG, *APRIL) == "late"
    assert board(BAOTANG, *W17)["days_late"] == 2


def test_deleted_before_and_after_the_deadline_and_typed_anew(town: Town) -> None:
    first = town.report(*april(BUUDIEN), *april(THUVIEN))
    town.tick("2020-05-04T08:00")
    town.wipe(REPORTED, first, 2)
    town.tick("2020-05-05T08:00")
    before = town.status("2020-05-05T08:00")
    assert (before.state(BUUDIEN, *W17), before.state(BUUDIEN, *APRIL)) == ("not_updated", "not_due")
    town.tick("2020-05-06T08:00")
    town.wipe(REPORTED, first + 2, 2)
    town.report(*april(NHAHAT))  # the tab does not stand empty
    town.tick("2020-05-06T12:00")
    gone = town.status("2020-05-06T12:00")
    assert gone.state(THUVIEN, *W17) == gone.state(THUVIEN, *APRIL) == "missing"
    assert gone(THUVIEN, *W17)["restated_from"] is None  # not closed yet
    town.report(*april(THUVIEN))
    town.tick("2020-05-07T08:00")
    back = town.status("2020-05-07T08:00")
    assert back.state(THUVIEN, *W17) in ("on_time", "late")


def test_a_closed_period_is_frozen_and_a_change_is_a_restatement(town: Town) -> None:
    """April closes at 16 May 00:00."""
    first = town.report(*april(BUUDIEN), *april(THUVIEN))
    town.tick("2020-05-05T08:00")
    town.tick("2020-05-15T12:00")
    town.report(*april(BAOTANG))
    town.tick("2020-05-15T23:00")
    town.tick("2020-05-16T08:00")
    town.wipe(REPORTED, first + 2, 2)
    town.report(*april(NHAHAT), *april(LAMNGHIEP)[:1])
    town.tick("2020-05-17T08:00")
    board = town.status("2020-05-17T08:00")
    kept, open_still, after = board(BUUDIEN, *APRIL), board(BAOTANG, *APRIL), board(NHAHAT, *APRIL)
    assert (kept["state"], kept["restated_from"]) == ("on_time", None)
    assert (open_still["state"], open_still["restated_from"], open_still["days_late"]) == ("late", None, 10)
    assert (after["state"], after["restated_from"], after["days_late"]) == ("late", "missing", 12)
    assert (board(NHAHAT, *W17)["state"], board(NHAHAT, *W17)["restated_from"]) == ("late", "missing")
    for period in (W17, APRIL):
        deleted = board(THUVIEN, *period)
        assert (deleted["state"], deleted["restated_from"]) == ("missing", "on_time")
    some = board(LAMNGHIEP, *APRIL)
    assert (some["state"], some["restated_from"]) == ("incomplete", "missing")
    assert board(THUYLOI, *APRIL)["restated_from"] is None
    past = town.status("2020-05-16T08:00")
    assert past.state(NHAHAT, *APRIL) == "missing" and past.state(THUVIEN, *APRIL) == "on_time"
    assert past(NHAHAT, *APRIL)["restated_from"] is None
    history = " ".join(" ".join(map(str, row)) for row in town.read("LỊCH SỬ"))
    assert "Không thực hiện" in history or "✖" in history


def test_a_late_acceptance_is_a_restatement_too(town: Town) -> None:
    """The one-off closes at 25 April 00:00; the mail came in time."""
    town.mail(at("2020-04-14T09:00"), BUUDIEN.email, "Kế hoạch của Chi đoàn Bưu điện", files=[("KH.jpg", JPEG)])
    town.tick("2020-04-14T10:00")
    town.tick("2020-04-16T10:00")
    assert town.status("2020-04-16T10:00").state(BUUDIEN, "ke-hoach") == "needs_review"
    town.tick("2020-04-26T10:00")
    town.decide("KH.jpg", decision="Chấp nhận")
    town.tick("2020-04-27T10:00")
    now = town.status("2020-04-27T10:00")(BUUDIEN, "ke-hoach")
    assert (now["state"], now["restated_from"], now["days_late"]) == ("on_time", "needs_review", 0)
    assert now["fulfilled"] == "2020-04-14T09:00:00+07:00"
    assert "decision" in [e["kind"] for e in now["evidence"]]
    assert town.status("2020-04-26T10:00").state(BUUDIEN, "ke-hoach") == "needs_review"


@pytest.mark.prove
def test_a_plan_mailed_after_the_close(town: Town) -> None:
    town.tick("2020-04-14T08:00")
    town.tick("2020-04-25T08:00")
    town.mail(at("2020-04-26T09:00"), BUUDIEN.email, "Kế hoạch", files=[("KH.docx", plan(BUUDIEN.name))])
    town.tick("2020-04-26T10:00")
    now = town.status("2020-04-26T10:00")(BUUDIEN, "ke-hoach")
    assert (now["state"], now["restated_from"], now["days_late"]) == ("late", "missing", 12)


@pytest.mark.parametrize("where", ["content", "participants and result", "result"])
def test_not_held_for_a_reason(town: Town, where: str) -> None:
    row = {
        "content": report_row(BUUDIEN.name, "4", "4", "", "Không tổ chức do cả đơn vị trực chốt kiểm dịch", "", "", ""),
        "participants and result": report_row(BUUDIEN.name, "4", "4", "0", "Không tổ chức", "", "",
                                              "Lý do: trực chốt phòng chống dịch"),
        "result": report_row(BUUDIEN.name, "4", "4", "-", "", "", "", "Không tổ chức được vì trực chống dịch"),
    }[where]  # fmt: skip
    town.report(row, report_row(BUUDIEN.name, "4", "5"))
    town.tick("2020-04-28T08:00")
    board = town.status("2020-04-28T08:00")
    week = board(BUUDIEN, *W17)
    assert week["state"] == "missing" and "explained" in week["reasons"]  # at once
    assert board.state(BUUDIEN, *APRIL) == "on_time"
    assert week["participants"] in (None, 0)


@pytest.mark.parametrize("people", ["0", "-", 0])
def test_nobody_and_no_reason(town: Town, people: object) -> None:
    town.report(
        report_row(BUUDIEN.name, "4", "4", people, content="", place="", form="", result=""),
        report_row(BUUDIEN.name, "4", "5"),
        report_row(THUVIEN.name, "4", "4", "", content="Không tổ chức", place="", form="", result=""),
        report_row(THUVIEN.name, "4", "5"),
    )
    town.tick("2020-04-28T08:00")
    board = town.status("2020-04-28T08:00")
    for home in (BUUDIEN, THUVIEN):
        assert board.state(home, *W17) == "missing"
        assert "explained" not in board(home, *W17)["reasons"]
        assert board.state(home, *APRIL) == "incomplete"


def test_a_real_activity_beside_a_week_not_held(town: Town) -> None:
    town.report(
        report_row(BUUDIEN.name, "4", "4", "", "Không tổ chức do họp", "", "", ""),
        report_row(BUUDIEN.name, "4", "4"),
    )
    town.tick("2020-04-28T08:00")
    assert town.status("2020-04-28T08:00").state(BUUDIEN, *W17) == "on_time"


def test_several_activities_a_week(town: Town) -> None:
    """The best one's participation, the union of groups, members of the roster."""
    town.report(
        report_row(BUUDIEN.name, "4", "4", "12", "Vệ sinh phòng làm việc"),
        report_row(BUUDIEN.name, "4", "4", "18/20", "Hiến máu tình nguyện"),
        report_row(BUUDIEN.name, "4", "4", "5", "Học tiếng Anh giao tiếp"),
        report_row(BUUDIEN.name, "4", "5", "7", "Tuyên truyền an toàn giao thông"),
    )
    town.tick("2020-05-04T08:00")
    board = town.status("2020-05-04T08:00")
    week, month = board(BUUDIEN, *W17), board(BUUDIEN, *APRIL)
    assert (week["participants"], week["members"]) == (18, 20)
    assert week["groups"] == ["1", "2b", "3a"]
    assert month["groups"] == ["1", "2a", "2b", "3a"]
    read = [a for a in town.activities("2020-05-04T08:00") if a["unit"] == "BD"]
    assert sorted(a["participants"] for a in read) == [5, 7, 12, 18]
    assert {a["members"] for a in read} == {20}


def test_weeks_before_the_first_assessed_one_count_neither_way(town: Town) -> None:
    town.report(report_row(BUUDIEN.name, "4", "2"), report_row(BUUDIEN.name, "4", "3"),
                *april(THUVIEN), report_row(THUVIEN.name, "4", "1", people=""))  # fmt: skip
    town.tick("2020-04-22T08:00")
    board = town.status("2020-04-22T08:00")
    assert board.state(BUUDIEN, *APRIL) == "not_due"  # nothing of an assessed week yet
    assert board.state(THUVIEN, *APRIL) == "on_time"
    assert board.periods("hoat-dong") == ["2020-W17"]
    weeks = sorted(a["week"] for a in town.activities("2020-04-22T08:00") if a["unit"] == "BD")
    assert weeks == ["2020-W15", "2020-W16"]
    town.tick("2020-05-06T08:00")
    assert town.status("2020-05-06T08:00").state(BUUDIEN, *APRIL) == "missing"


def test_more_people_than_members_is_a_question_and_the_week_counts(town: Town) -> None:
    town.report(report_row(BUUDIEN.name, "4", "4", "35"))
    town.tick("2020-04-22T08:00")
    board = town.status("2020-04-22T08:00")
    assert board.state(BUUDIEN, *W17) == "on_time"
    assert board(BUUDIEN, *W17)["participants"] == 35
    assert next(a for a in town.activities("2020-04-22T08:00") if a["unit"] == "BD")["issues"]


def test_the_partition_sums_everywhere(town: Town) -> None:
    from tests.scenarios.acceptance.town import EXEMPT  # noqa: F401

    town.exempt([BAOTANG.name, "", "20/04/2020", "26/04/2020", "Miễn", "", "Trực dịch", "BTV"])
    town.report(
        *april(BUUDIEN), report_row(THUVIEN.name, "4", "4", people=""), report_row(NHAHAT.name, "4", "hàng tuần")
    )
    town.tick("2020-05-05T08:00")
    town.tick("2020-05-07T08:00")
    for when in ("2020-04-14T08:00", "2020-04-22T08:00", "2020-05-05T08:00", "2020-05-07T08:00"):
        board = town.status(when)
        for obligation in ("ke-hoach", "dang-ky", "hoat-dong", "bao-cao"):
            for period in board.periods(obligation):
                counts = board.counts(obligation, period)
                assert sum(counts.values()) == len(HOMES), (obligation, period)
                assert set(counts) <= {"on_time", "late", "incomplete", "needs_review", "missing", "not_updated",
                                       "not_due", "exempt"}  # fmt: skip
                due = next(i["due"] for i in board.items if (i["obligation"], i["period"]) == (obligation, period))
                assert not counts["not_due"] or at(when).isoformat() < due
