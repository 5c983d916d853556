"""What the office is asked: one question a mail or row, its key for ever, and only what only a person can tell."""

from __future__ import annotations

from dataclasses import replace

from service.core import questions as asking
from service.core.records import (
    Guess,
    Issue,
    MailKind,
    Outcome,
    Place,
    PlaceKind,
    Seen,
    Severity,
    Submission,
    SubmissionItem,
)
from tests.core.evaluation.building import activity, registration, sheet
from tests.core.evaluation.shipped import CAMPAIGN, at

CELL = Place(PlaceKind.SHEET, spreadsheet="1bang", tab="BÁO CÁO", cell="F96")
FILE = Place(PlaceKind.ATTACHMENT, gmail_id="m1", file="kế hoạch.pdf")
T = at("2020-04-14T08:40")


def mail(gmail_id: str = "m1", outcome: Outcome = Outcome.TRIAGE, **changes: object) -> Submission:
    base = Submission(
        gmail_id=gmail_id,
        received=T,
        sender="lan@hopthu.test",
        subject="CĐ Y tế gửi KH 30 phút",
        unit=None,
        guesses=(Guess("SYT", 90.0), Guess("CDYT", 80.0)),
        outcome=outcome,
        kinds=(MailKind.PLAN,),
        items=(),
        rows=(),
        touches=("ke-hoach",),
        issues=(),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def issue(severity: Severity, text: str = "Ghi 11/12: là số hay là ngày?") -> Issue:
    return Issue("count.date", severity, CELL, "11/12", text)


def item(readable: bool, period: str | None = None) -> SubmissionItem:
    return SubmissionItem("ke-hoach", period, frozenset(), frozenset(), readable, FILE)


def test_only_mails_that_wait_for_a_person_are_asked_about() -> None:
    asked = asking.of_submissions([mail(outcome=outcome) for outcome in Outcome])
    assert len(asked) == 2
    assert [mail(outcome=o).outcome for o in (Outcome.TRIAGE, Outcome.NEEDS_REVIEW)] == ["triage", "needs_review"]


def test_a_mail_s_question_says_whose_it_may_be_and_leads_to_what_is_meant() -> None:
    (asked,) = asking.of_submissions([mail(items=(item(readable=False, period="2020-04"),))])
    assert asked.key == "mail:m1" and asked.guesses[0].unit == "SYT"
    assert (asked.obligations, asked.periods, asked.raised) == (("ke-hoach",), ("2020-04",), T)
    assert asked.where == FILE and "lan@hopthu.test" in asked.text and asked.raw == "CĐ Y tế gửi KH 30 phút"
    (plain,) = asking.of_submissions([mail(items=(item(readable=True),))])
    assert plain.where == Place(PlaceKind.MAIL, gmail_id="m1")


def test_notes_are_not_asked_and_nothing_is_said_twice() -> None:
    issues = (
        issue(Severity.NOTE, "Đúng hạn."),
        issue(Severity.FAULT, "Tệp hỏng."),
        issue(Severity.FAULT, "Tệp hỏng."),
    )
    (asked,) = asking.of_submissions([mail(outcome=Outcome.NEEDS_REVIEW, unit="SGTVT", issues=issues)])
    assert asked.text == "Tệp hỏng."
    (silent,) = asking.of_submissions([mail(outcome=Outcome.NEEDS_REVIEW, unit="SGTVT")])
    assert silent.text


def test_a_row_of_an_unknown_unit_is_one_question_however_many_weeks_it_names() -> None:
    rows = [
        Seen(activity(None, week, guesses=("SYT",), digest="d1"), sheet(T)) for week in ("2020-W17", "2020-W18")
    ]
    (asked,) = asking.of_activities(rows, CAMPAIGN)
    assert asked.key == "row:d1" and asked.periods == ("2020-W17", "2020-W18")
    assert asked.obligations == ("hoat-dong", "bao-cao") and asked.raised == T
    assert asked.text == "Chưa rõ dòng này của đơn vị nào."


def test_a_known_unit_s_row_is_asked_about_only_when_it_has_a_question() -> None:
    clear = activity("SXD", "2020-W17")
    faulty = replace(clear, issues=(issue(Severity.FAULT),))
    doubtful = replace(clear, issues=(issue(Severity.QUESTION),))
    assert asking.of_activities([Seen(clear, sheet(T)), Seen(faulty, sheet(T))], CAMPAIGN) == ()
    (asked,) = asking.of_activities([Seen(doubtful, sheet(T))], CAMPAIGN)
    assert (asked.unit, asked.where, asked.raw) == ("SXD", CELL, "11/12")
    assert asked.text == "Ghi 11/12: là số hay là ngày?"


def test_equal_rows_have_keys_of_their_own() -> None:
    assert asking.row_key("d", 0) == "row:d" and asking.row_key("d", 1) == "row:d:1"


def test_registrations_are_asked_about_only_for_their_unit() -> None:
    known, unknown = registration("SXD", digest="k"), registration(None, digest="u")
    asked = asking.of_registrations([Seen(known, sheet(T)), Seen(unknown, sheet(T))], CAMPAIGN)
    assert [(q.key, q.obligations) for q in asked] == [("row:u", ("dang-ky",))]


def test_a_question_lifts_the_units_about_as_likely_as_the_best() -> None:
    guesses = (Guess("SYT", 90.0), Guess("CDYT", 75.0), Guess("BVDK", 74.9))
    (lifted,) = asking.lifting(asking.of_submissions([mail(guesses=guesses)]))
    assert [guess.unit for guess in lifted.guesses] == ["SYT", "CDYT"]
    assert asking.lifting(asking.of_submissions([mail(guesses=())]))[0].guesses == ()


def test_a_known_unit_s_row_speaks_for_itself() -> None:
    doubtful = replace(activity("SXD", "2020-W17"), issues=(issue(Severity.QUESTION),))
    assert asking.lifting(asking.of_activities([Seen(doubtful, sheet(T))], CAMPAIGN)) == ()


def test_a_mail_that_was_overtaken_is_asked_no_more() -> None:
    scan = asking.of_submissions([mail(outcome=Outcome.NEEDS_REVIEW, unit="SGTVT", items=(item(False),))])
    asked: list[tuple[str, str, tuple[str, ...]]] = []

    def done(unit: str, obligation: str, periods: tuple[str, ...]) -> bool:
        asked.append((unit, obligation, periods))
        return True

    assert asking.still_asked(scan, done) == () and asked == [("SGTVT", "ke-hoach", ())]
    assert asking.still_asked(scan, lambda *_: False) == scan
    strangers = asking.of_submissions([mail()])
    assert asking.still_asked(strangers, lambda *_: True) == strangers, "whose it is, is still asked"
    about_nothing = asking.of_submissions([mail(outcome=Outcome.NEEDS_REVIEW, unit="BDT", touches=())])
    assert asking.still_asked(about_nothing, lambda *_: True) == about_nothing


def test_an_unknown_address_that_wrote_for_one_unit_is_offered() -> None:
    once = mail("m1", Outcome.CREDITED, unit="CTK", new_address="ctk@hopthu.test")
    again = mail("m2", Outcome.CREDITED, unit="CTK", new_address="ctk@hopthu.test")
    (offered,) = asking.of_addresses([once, again], {})
    assert (offered.unit, offered.raw, offered.obligations) == ("CTK", "ctk@hopthu.test", ())
    assert asking.of_addresses([once], {"ctk@hopthu.test": "CTK"}) == (), "known by now"
    other = mail("m3", Outcome.CREDITED, unit="STC", new_address="ctk@hopthu.test")
    assert asking.of_addresses([once, other], {}) == (), "nobody's own"
