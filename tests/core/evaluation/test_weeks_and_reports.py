"""The weekly activity and the monthly report (design, section 11, rules 1, 2, 4, 5, 8)."""

import pytest

from service.core.evaluation import Reason
from service.core.records import Field, State, Unit, Verdict
from tests.core.evaluation.building import activity, cell, decided, inputs, item, mail, sheet, state
from tests.core.evaluation.shipped import at

WEEK, NEXT = "2020-W17", "2020-W18"
IN_TIME = sheet("2020-05-04T08:00")


def test_the_life_of_a_week_without_a_row() -> None:
    empty = inputs()
    assert state(empty, "2020-04-26T23:59", "hoat-dong", WEEK).state is State.NOT_DUE
    past = state(empty, "2020-04-27", "hoat-dong", WEEK)
    assert (past.state, past.reasons) == (State.NOT_UPDATED, (Reason.AWAITING_REPORT,))
    assert past.missing == ("tuần 4 (20–26/4): chưa có dòng báo cáo",)
    assert state(empty, "2020-05-05T23:59", "hoat-dong", WEEK).state is State.NOT_UPDATED
    assert state(empty, "2020-05-06", "hoat-dong", WEEK).state is State.MISSING


def test_a_row_is_on_time_until_its_months_report_is_due() -> None:
    in_time = inputs(activities=[(activity("A", WEEK), sheet("2020-05-05T23:00"))])
    assert state(in_time, "2020-05-07", "hoat-dong", WEEK).state is State.ON_TIME
    late = inputs(activities=[(activity("A", WEEK), sheet("2020-05-06T08:00", after="2020-05-06"))])
    found = state(late, "2020-05-07", "hoat-dong", WEEK)
    assert (found.state, found.days_late, found.reasons[0]) == (State.LATE, 1, Reason.AFTER_DEADLINE)


@pytest.mark.parametrize("after", ["2020-05-05T23:59", None])
def test_a_deadline_inside_the_interval_gives_the_benefit_of_the_doubt(after: str | None) -> None:
    given = inputs(activities=[(activity("A", WEEK, 25), sheet("2020-05-08T08:00", after=after))])
    found = state(given, "2020-05-09", "hoat-dong", WEEK)
    assert (found.state, found.reasons) == (State.ON_TIME, (Reason.BENEFIT_OF_DOUBT,))
    assert found.fulfilled == at("2020-05-08T08:00")


@pytest.mark.parametrize("lacking", [Field.CONTENT, Field.PARTICIPANTS])
def test_content_and_participants_are_needed(lacking: Field) -> None:
    given = inputs(activities=[(activity("A", WEEK, blank=[lacking]), IN_TIME)])
    found = state(given, "2020-05-05", "hoat-dong", WEEK)
    assert (found.state, found.reasons[0]) == (State.INCOMPLETE, Reason.MISSING_COLUMN)


def test_other_columns_are_needed_for_the_report_alone_and_the_number_never() -> None:
    rows = [
        (activity("A", WEEK, blank=[Field.STT]), IN_TIME),
        (activity("A", NEXT, blank=[Field.RESULT]), IN_TIME),
    ]
    given = inputs(activities=rows)
    assert state(given, "2020-05-05", "hoat-dong", NEXT).state is State.ON_TIME
    report = state(given, "2020-05-05", "bao-cao", "2020-04")
    assert (report.state, report.reasons) == (State.INCOMPLETE, (Reason.MISSING_COLUMN,))
    assert report.missing == ("tuần 5 (27/4–3/5): cột Kết quả hoạt động",)


def test_the_first_report_covers_the_assessed_weeks_alone() -> None:
    rows = [(activity("A", week), IN_TIME) for week in (WEEK, NEXT)]
    assert state(inputs(activities=rows), "2020-05-05", "bao-cao", "2020-04").state is State.ON_TIME
    early = inputs(activities=[(activity("A", "2020-W15"), IN_TIME), *rows[:1]])
    found = state(early, "2020-05-05", "bao-cao", "2020-04")
    assert found.state is State.INCOMPLETE
    assert found.missing == ("tuần 5 (27/4–3/5): chưa có dòng báo cáo",)
    only_early = inputs(activities=[(activity("A", "2020-W15"), IN_TIME)])
    assert state(only_early, "2020-05-07", "bao-cao", "2020-04").state is State.MISSING


def test_a_report_is_complete_when_its_last_week_is() -> None:
    given = inputs(
        activities=[
            (activity("A", WEEK, groups=["1"]), sheet("2020-05-04")),
            (activity("A", NEXT, groups=["3c"]), sheet("2020-05-07")),
        ]
    )
    found = state(given, "2020-05-08", "bao-cao", "2020-04")
    assert (found.state, found.fulfilled, found.days_late) == (State.LATE, at("2020-05-07"), 2)
    assert found.groups == ("1", "3c")


def test_not_held_with_a_reason_is_missing_at_once_and_does_not_hurt_the_report() -> None:
    rows = [
        (activity("A", WEEK, held=False, why="cả cơ quan đi công tác"), sheet("2020-04-27")),
        (activity("A", NEXT), IN_TIME),
    ]
    given = inputs(activities=rows)
    week = state(given, "2020-04-28", "hoat-dong", WEEK)
    assert (week.state, week.reasons) == (State.MISSING, (Reason.EXPLAINED,))
    assert week.missing == ("tuần 4 (20–26/4): không tổ chức (cả cơ quan đi công tác)",)
    assert state(given, "2020-05-05", "bao-cao", "2020-04").state is State.ON_TIME


def test_zero_without_a_reason_is_missing_at_once_and_the_report_lacks_it() -> None:
    given = inputs(
        activities=[(activity("A", WEEK, held=False), sheet("2020-04-27")), (activity("A", NEXT), IN_TIME)]
    )
    assert state(given, "2020-04-28", "hoat-dong", WEEK).reasons == (Reason.UNEXPLAINED,)
    report = state(given, "2020-05-05", "bao-cao", "2020-04")
    assert (report.state, report.reasons) == (State.INCOMPLETE, (Reason.WEEK_UNEXPLAINED,))
    assert report.missing == ("tuần 4 (20–26/4): lý do không tổ chức",)


def test_the_best_of_several_activities_counts_and_their_groups_unite() -> None:
    given = inputs(
        activities=[
            (activity("A", WEEK, 12, groups=["2a"]), IN_TIME),
            (activity("A", WEEK, 25, groups=["1"]), IN_TIME),
            (activity("A", WEEK, blank=[Field.CONTENT], participants=None), IN_TIME),
        ]
    )
    found = state(given, "2020-05-05", "hoat-dong", WEEK)
    assert (found.state, found.participants, found.members) == (State.ON_TIME, 25, 25)
    assert found.groups == ("1", "2a")
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("participants", "reason"), [(24, Reason.PARTICIPATION_BELOW), (26, Reason.PARTICIPATION_ABOVE)]
)
def test_participation_beside_the_members_is_told_and_the_week_counts(participants: int, reason: Reason) -> None:
    given = inputs(activities=[(activity("A", WEEK, participants), IN_TIME)])
    found = state(given, "2020-05-05", "hoat-dong", WEEK)
    assert (found.state, found.reasons) == (State.ON_TIME, (reason,))


def test_members_the_roster_does_not_say_are_those_declared() -> None:
    given = inputs(
        units=[Unit("A", "Chi đoàn A")],
        activities=[(activity("A", WEEK, 10, members=12), IN_TIME)],
    )
    assert state(given, "2020-05-05", "hoat-dong", WEEK).members == 12


def test_a_value_that_could_mean_two_things_needs_a_person() -> None:
    unsure = activity("A", WEEK, None, uncertain=[Field.PARTICIPANTS])
    found = state(inputs(activities=[(unsure, IN_TIME)]), "2020-05-07", "hoat-dong", WEEK)
    assert (found.state, found.reasons) == (State.NEEDS_REVIEW, (Reason.AMBIGUOUS_VALUE,))
    clear = inputs(activities=[(unsure, IN_TIME), (activity("A", WEEK), IN_TIME)])
    assert state(clear, "2020-05-07", "hoat-dong", WEEK).state is State.ON_TIME
    harmless = activity("A", WEEK, uncertain=[Field.FORM])
    assert state(inputs(activities=[(harmless, IN_TIME)]), "2020-05-07", "hoat-dong", WEEK).state is State.ON_TIME


def test_a_row_without_a_week_lifts_the_weeks_of_its_month_that_have_no_other() -> None:
    given = inputs(
        activities=[
            (activity("A", None, month="2020-04"), IN_TIME),
            (activity("A", WEEK, blank=[Field.CONTENT]), IN_TIME),
        ]
    )
    assert state(given, "2020-05-07", "hoat-dong", WEEK).state is State.INCOMPLETE
    lifted = state(given, "2020-05-07", "hoat-dong", NEXT)
    assert (lifted.state, lifted.reasons) == (State.NEEDS_REVIEW, (Reason.WEEK_UNREADABLE,))
    assert state(given, "2020-05-07", "hoat-dong", "2020-W19").state is State.NOT_DUE


def test_a_report_needs_review_when_only_open_questions_stand_before_it() -> None:
    loose = (activity("A", None, month="2020-04"), IN_TIME)
    full = inputs(activities=[loose, (activity("A", WEEK), IN_TIME)])
    assert state(full, "2020-05-07", "bao-cao", "2020-04").state is State.NEEDS_REVIEW
    gap = inputs(activities=[loose, (activity("A", WEEK, blank=[Field.PLACE]), IN_TIME)])
    assert state(gap, "2020-05-07", "bao-cao", "2020-04").state is State.INCOMPLETE


def test_an_unread_report_lifts_the_report_and_its_weeks() -> None:
    scan = mail("m1", "2020-05-04", "A", item("m1", "bao-cao", period="2020-04", readable=False, file="scan.pdf"))
    given = inputs(submissions=[scan])
    for obligation, period in (("bao-cao", "2020-04"), ("hoat-dong", WEEK), ("hoat-dong", NEXT)):
        found = state(given, "2020-05-07", obligation, period)
        assert (found.state, found.reasons) == (State.NEEDS_REVIEW, (Reason.UNREAD_SCAN,))
    accepted = inputs(submissions=[scan], decisions=[decided("mail:m1", "2020-05-07", Verdict.ACCEPT)])
    assert state(accepted, "2020-05-08", "bao-cao", "2020-04").state is State.ON_TIME
    week = state(accepted, "2020-05-08", "hoat-dong", WEEK)
    assert (week.state, week.fulfilled, week.participants) == (State.ON_TIME, at("2020-05-04"), None)


def test_decisions_about_a_row() -> None:
    unsure = activity("A", WEEK, uncertain=[Field.WEEK], digest="d1")
    for verdict, expected in (
        (Verdict.ACCEPT, State.ON_TIME),
        (Verdict.RETURN, State.MISSING),
        (Verdict.SKIP, State.MISSING),
    ):
        given = inputs(activities=[(unsure, IN_TIME)], decisions=[decided("row:d1", "2020-05-07T08:00", verdict)])
        assert state(given, "2020-05-07", "hoat-dong", WEEK).state is State.NEEDS_REVIEW
        assert state(given, "2020-05-08", "hoat-dong", WEEK).state is expected


def test_a_row_given_to_another_unit() -> None:
    units = [Unit("A", "Chi đoàn A"), Unit("B", "Chi đoàn B")]
    moved = decided("row:d1:2", "2020-05-07", unit="B")
    given = inputs(units=units, activities=[(activity("A", WEEK, digest="d1"), IN_TIME)], decisions=[moved])
    assert state(given, "2020-05-06", "hoat-dong", WEEK, "A").state is State.ON_TIME
    assert state(given, "2020-05-07", "hoat-dong", WEEK, "A").state is State.MISSING
    assert state(given, "2020-05-07", "hoat-dong", WEEK, "B").state is State.ON_TIME


def test_evidence_is_the_cells_of_the_standing_rows() -> None:
    given = inputs(
        activities=[
            (activity("A", WEEK, where=cell(5)), sheet("2020-05-01", gone_by="2020-05-03")),
            (activity("A", WEEK, 21, where=cell(6)), sheet("2020-05-03")),
        ]
    )
    found = state(given, "2020-05-05", "hoat-dong", WEEK)
    assert [place.cell for place in found.evidence] == ["G6"]
    assert found.fulfilled == at("2020-05-01")
