"""The settings' file: every problem at once, each with its line and what to do."""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from service.config import ENDPOINT_VARIABLE, Config, load, parse
from service.core.errors import ConfigError
from service.core.obligations import DueKind, Recurrence

SHIPPED = Path(__file__).parents[1] / "config.yaml"
TEXT = SHIPPED.read_text(encoding="utf-8")
HERE = Path("/office/config.yaml")


@pytest.fixture(autouse=True)
def no_endpoint_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENDPOINT_VARIABLE, raising=False)


def changed(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def problems(text: str) -> list[tuple[int, str]]:
    """(line, the rest) of each problem told."""
    with pytest.raises(ConfigError) as caught:
        parse(text, HERE)
    head, *lines = caught.value.sentence.splitlines()
    assert str(HERE) in head and caught.value.exit_code == 2
    found = [re.fullmatch(r"  line (\d+): (.+)", line) for line in lines]
    assert all(found), caught.value.sentence
    assert head.endswith("1 problem:" if len(lines) == 1 else f"{len(lines)} problems:")
    return [(int(match[1]), match[2]) for match in found if match]


def only(text: str) -> str:
    """The one problem there is; its line must be the one where the texts differ."""
    ((line, told),) = problems(text)
    different = [
        n for n, (a, b) in enumerate(zip(text.splitlines(), TEXT.splitlines(), strict=False), 1) if a != b
    ]
    assert line == different[0], told
    return told


def test_the_shipped_file_is_the_plan_of_the_office() -> None:
    config = load(SHIPPED)
    campaign = config.office.campaign
    assert [o.id for o in campaign.obligations] == ["ke-hoach", "dang-ky", "hoat-dong", "bao-cao"]
    assert campaign.obligations[0].due.kind is DueKind.BEFORE_DATE and not campaign.obligations[0].due.inclusive
    assert campaign.obligations[3].recurrence is Recurrence.MONTHLY
    assert config.office.zone == ZoneInfo("Asia/Ho_Chi_Minh")
    assert config.office.reminders.at == time(8) and config.office.reminders.quiet_from == time(18)
    assert config.office.limits.roster_shrink == 0.2


def test_paths_are_taken_from_the_file_s_folder() -> None:
    config = parse(TEXT, HERE)
    assert config.google.credentials == Path("/office/credentials.json")
    assert config.database == "sqlite:////office/data/nhacviec.sqlite3"
    kept = parse(changed(("sqlite:///data/nhacviec.sqlite3", "postgresql://u@h/nv")), HERE)
    assert kept.database == "postgresql://u@h/nv"


def test_the_environment_s_endpoint_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parse(TEXT, HERE).google.endpoint == "http://127.0.0.1:8765"
    monkeypatch.setenv(ENDPOINT_VARIABLE, "http://127.0.0.1:1234/")
    assert parse(TEXT, HERE).google.endpoint == "http://127.0.0.1:1234"
    monkeypatch.setenv(ENDPOINT_VARIABLE, "")
    assert parse(TEXT, HERE).google.endpoint == "http://127.0.0.1:8765"


def test_without_an_endpoint_it_is_google() -> None:
    assert parse(re.sub(r"  endpoint:.*\n", "", TEXT), HERE).google.endpoint == ""


BAD = {
    "unknown key": (
        ("  mailbox: ", "  mailbx: x\n  mailbox: "),
        "office.mailbx: is not a key",
        "Did you mean mailbox?",
    ),
    "unknown section": (("leadership:", "leadreship:"), "leadreship: is not a key", "Did you mean leadership?"),
    "nothing like it": (("schedule:", "zzz: 1\nschedule:"), "zzz: is not a key", "Remove it."),
    "unknown deep inside": (
        ("      kind: plan", "      kindd: plan"),
        "campaign.obligations[1].kindd",
        "Did you mean kind?",
    ),
    "a mailbox that is none": (("dkcqtravinh@gmail.com", "dkcqtravinh"), "office.mailbox", "Found 'dkcqtravinh'"),
    "a zone that is none": (
        ("timezone: Asia/Ho_Chi_Minh", "timezone: Asia/Hanoi"),
        "office.timezone",
        "time zone",
    ),
    "a date that is none": (("from: 2020-04-01", "from: 31/02/2020"), "campaign.from: is no date", "2020-04-15"),
    "a day there is not": (("to: 2022-12-31", "to: 2022-02-30"), "campaign.to: is no date", "2020-04-15"),
    "a time that is none": (('at: "08:00"', 'at: "8 giờ"'), "reminders.at: is no time of day", '"08:00"'),
    "an hour there is not": (('at: "08:00"', 'at: "25:00"'), "reminders.at: is no time of day", '"08:00"'),
    "a weekday that is none": (
        ("weekly_digest: monday", "weekly_digest: thu hai"),
        "reminders.weekly_digest",
        "weekday",
    ),
    "a share above one": (("roster_shrink: 0.20", "roster_shrink: 20"), "limits.roster_shrink", "Found 20"),
    "a count below zero": (("before: [7, 1]", "before: [7, -1]"), "reminders.before[2]", "Found -1"),
    "a list that is a word": (("after: [1, 7, 14]", "after: often"), "reminders.after", "Found 'often'"),
    "an endpoint that is none": (("http://127.0.0.1:8765", "localhost"), "google.endpoint", "Found 'localhost'"),
    "a recurrence that is none": (
        ("recurrence: weekly", "recurrence: daily"),
        "obligations[3].recurrence",
        "daily",
    ),
    "an id with a blank": (("- id: ke-hoach", "- id: kế hoạch"), "campaign.obligations[1].id", "kế hoạch"),
    "a rule too many": (
        ("due: {day: 5}", "due: {day: 5, weekday: friday}"),
        "obligations[4].due",
        "exactly one of",
    ),
    "a due rule that is empty": (("due: {day: 5}", "due: {}"), "obligations[4].due", "exactly one of"),
    "once with a day": (
        ("due: {before: 2020-04-15}     #", "due: {day: 15}     #"),
        "does not fit recurrence once",
        "before: DATE",
    ),
    "an obligation that is not there": (
        ("with: bao-cao", "with: bao-cáo"),
        "'bao-cáo', which is not there",
        "ke-hoach",
    ),
    "an id twice": (("- id: dang-ky", "- id: ke-hoach"), "'ke-hoach' is used twice", "its own id"),
    "assessed before it begins": (
        ("assessed_from: 2020-04-20", "assessed_from: 2020-03-20"),
        "campaign.assessed_from: lies outside the campaign",
        "leave it out",
    ),
    "a suspension that ends before it begins": (
        ("suspended: []   ", "suspended: [{from: 2021-07-19, to: 2021-07-01, reason: dịch}]   "),
        "calendar.suspended[1].to: lies before its from",
        "Swap",
    ),
    "a column there is not": (
        ("required: [content, time, officer]", "required: [content, time, oficer]"),
        "obligations[2].required[3]: 'oficer' is no column",
        "Did you mean officer?",
    ),
    "a report of no activity": (("of: hoat-dong", "of: dang-ky"), "'dang-ky' is no activity", "source: activity"),
    "a campaign that ends before it begins": (
        ("to: 2022-12-31", "to: 2020-03-31"),
        "lies before campaign.from",
        "Swap",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_one_problem_is_told_with_its_line_and_what_to_do(case: str) -> None:
    change, told, hint = BAD[case]
    said = only(changed(change))
    assert told in said and hint in said, said


def test_a_report_needs_what_it_sums_up() -> None:
    text = changed(("      of: hoat-dong\n", ""))
    ((_, told),) = problems(text)
    assert "a report needs of:" in told


def test_two_obligations_that_wait_for_each_other() -> None:
    found = problems(changed(("due: {day: 5}", "due: {with: hoat-dong}")))
    assert len(found) == 2 and all("falls due with another" in told for _, told in found)


def test_a_list_without_a_tab() -> None:
    text = re.sub(r"(reports: .*), tab: BÁO CÁO", r"\1", TEXT)
    assert "sheets.reports: needs a tab" in only(text)
    both = changed(("tab: BÁO CÁO}", "tab: BÁO CÁO, tabs: each-unit}"))
    assert "sheets.reports: needs a tab" in only(both)
    assert "sheets.reports.tab" in only(changed(("tab: BÁO CÁO}", 'tab: ""}')))


def test_every_problem_is_told_at_once_in_the_order_of_the_file() -> None:
    text = changed(
        ("  name: Đoàn Khối", "  nam: Đoàn Khối"),
        ("from: 2020-04-01", "from: hôm qua"),
        ('at: "08:00"', "at: sớm"),
        ("mail_minutes: 10", "mail_minutes: 0"),
    )
    found = problems(text)
    assert [line for line, _ in found] == sorted(line for line, _ in found)
    told = " ".join(said for _, said in found)
    for part in (
        "office.name: is missing",
        "office.nam: is not a key",
        "campaign.from",
        "reminders.at",
        "mail_minutes",
    ):
        assert part in told
    assert len(found) == 5


@pytest.mark.parametrize("text", ["", "null", "[]", "42", "office"])
def test_a_file_that_says_nothing(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text, HERE)
    assert "problem" in caught.value.sentence


def test_yaml_that_is_none() -> None:
    with pytest.raises(ConfigError, match="not valid YAML") as caught:
        parse("office: {name: [", HERE)
    assert "line 1" in caught.value.sentence and caught.value.hint


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no configuration file"):
        load(tmp_path / "none.yaml")
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG\xff")
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "picture.yaml")
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


def test_unquoted_times_and_dates_are_what_people_mean() -> None:
    config: Config = parse(changed(('at: "08:00"', "at: 10:30")), HERE)
    assert config.office.reminders.at == time(10, 30)


def test_grace_and_closing_are_spans() -> None:
    text = changed(("due: {day: 5}", "due: {day: 5}\n      grace_hours: 12\n      closes_after_days: 3"))
    report = parse(text, HERE).office.campaign.obligations[3]
    assert (report.grace, report.closes_after) == (timedelta(hours=12), timedelta(days=3))
