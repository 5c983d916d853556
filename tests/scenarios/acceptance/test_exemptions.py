"""MIỄN – GIA HẠN, days without work, and units that open or close (design 11.6, 11.10)."""

from __future__ import annotations

from dataclasses import replace

from tests.scenarios.acceptance.conftest import Founding
from tests.scenarios.acceptance.town import (
    BAOTANG,
    BUUDIEN,
    LAMNGHIEP,
    NHAHAT,
    THUVIEN,
    THUYLOI,
    Town,
    at,
    campaign,
    plan,
    report_row,
)

W17, W18, APRIL = ("hoat-dong", "2020-W17"), ("hoat-dong", "2020-W18"), ("bao-cao", "2020-04")


def test_dates_are_inclusive_and_words_are_read_kindly(town: Town) -> None:
    town.exempt(
        [BUUDIEN.name, "Hoạt động tuần", "20/04/2020", "26/04/2020", "Miễn", "", "Trực dịch", "BTV"],
        ["CĐ Thư viện tỉnh", "hoat-dong", "27-04-2020", "3/5/2020", "miễn ", "", "Trực dịch", "BTV"],
        [BAOTANG.name, "", "01/04/2020", "31/05/2020", "Miễn thực hiện", "", "Giải thể", "BTV"],
        [LAMNGHIEP.name, "Kế hoạch", "01/04/2020", "30/04/2020", "Gia hạn", "20/04/2020", "Đi công tác", "BTV"],
        [THUYLOI.name, "ke hoach", "1/4/2020", "30/4/2020", "gia han", "20/04/2020", "Đi công tác", "BTV"],
        [NHAHAT.name, "Hoạt động tuần", "20/04/2020", "26/04/2020", "Tạm dừng", "", "Giãn cách", "BTV"],
    )
    for home, when in ((LAMNGHIEP, "2020-04-20T23:59:59"), (THUYLOI, "2020-04-21T00:00:00")):
        town.mail(at(when), home.email, "Kế hoạch", files=[("KH.docx", plan(home.name))])
    town.tick("2020-04-29T08:00")
    board = town.status("2020-04-29T08:00")
    assert (board.state(BUUDIEN, *W17), board.state(BUUDIEN, *W18)) == ("exempt", "not_due")
    assert (board.state(THUVIEN, *W17), board.state(THUVIEN, *W18)) == ("not_updated", "exempt")
    for period in (("ke-hoach", "once"), ("dang-ky", "once"), W17, W18, APRIL):
        assert board.state(BAOTANG, *period) == "exempt"
    longer = board(LAMNGHIEP, "ke-hoach")
    assert (longer["state"], longer["due"]) == ("on_time", "2020-04-21T00:00:00+07:00")
    assert (board.state(THUYLOI, "ke-hoach"), board(THUYLOI, "ke-hoach")["days_late"]) == ("late", 1)
    assert board.state(THUYLOI, "dang-ky") == "missing"
    assert board.state(NHAHAT, *W17) == "exempt" and "suspended" in board(NHAHAT, *W17)["reasons"]
    assert board.state(NHAHAT, *W18) == "not_due"


def test_an_exempt_week_is_not_asked_of_the_month(town: Town) -> None:
    town.exempt([BUUDIEN.name, "Hoạt động tuần", "20/04/2020", "26/04/2020", "Miễn", "", "Trực", "BTV"])
    town.report(report_row(BUUDIEN.name, "4", "5"))
    town.tick("2020-05-04T08:00")
    assert town.status("2020-05-04T08:00").state(BUUDIEN, *APRIL) == "on_time"


def test_an_empty_unit_and_an_empty_obligation_mean_all(town: Town) -> None:
    town.exempt(["", "", "20/04/2020", "26/04/2020", "Tạm dừng", "", "Giãn cách xã hội", "BTV"])
    town.tick("2020-04-29T08:00")
    counts = town.status("2020-04-29T08:00").counts(*W17)
    assert counts == {"exempt": 6}
    assert town.status("2020-04-29T08:00").counts(*W18) == {"not_due": 6}


def test_taking_an_exemption_back(town: Town) -> None:
    first = town.exempt([BUUDIEN.name, "Kế hoạch", "01/04/2020", "30/04/2020", "Miễn", "", "Nhầm", "BTV"])
    town.tick("2020-04-16T08:00")
    town.wipe("MIỄN – GIA HẠN", first)
    town.tick("2020-04-17T08:00")
    assert town.status("2020-04-16T08:00").state(BUUDIEN, "ke-hoach") == "exempt"
    assert town.status("2020-04-17T08:00").state(BUUDIEN, "ke-hoach") == "missing"


def test_weeks_suspended_in_the_settings(found: Founding) -> None:
    suspended = [{"from": "2020-04-20", "to": "2020-04-26", "reason": "giãn cách xã hội"}]
    town = found(quiet=True, calendar={"suspended": suspended})
    town.report(report_row(BUUDIEN.name, "4", "5"))
    town.tick("2020-04-29T08:00")
    board = town.status("2020-04-29T08:00")
    assert board.counts(*W17) == {"exempt": 6} and "suspended" in board(BUUDIEN, *W17)["reasons"]
    assert board.state(BUUDIEN, *APRIL) == "on_time"


def test_tet(found: Founding) -> None:
    """8–14/2/2021 has two working days: voluntary. 31/1–6/2/2022 has none."""
    town = found(quiet=True, campaign=campaign() | {"from": "2021-01-01", "assessed_from": "2021-02-01"})
    town.report(report_row(BUUDIEN.name, "2/2021", "8-14/2", "15", "Hiến máu tình nguyện"),
                report_row(THUVIEN.name, "2/2021", "W05", "10"))  # fmt: skip
    town.tick("2021-02-16T08:00")
    board = town.status("2021-02-16T08:00")
    assert board.counts("hoat-dong", "2021-W06") == {"exempt": 6}
    assert board.state(THUVIEN, "hoat-dong", "2021-W05") == "on_time"
    assert board.state(BUUDIEN, "hoat-dong", "2021-W05") == "not_updated"
    shown = [a for a in town.activities("2021-02-16T08:00") if a["unit"] == "BD"]
    assert [a["week"] for a in shown] == ["2021-W06"] and shown[0]["groups"] == ["2b"]
    assert board(BUUDIEN, "hoat-dong", "2021-W06")["participants"] == 15  # still counts for commendation


def test_a_week_without_a_working_day(found: Founding) -> None:
    town = found(quiet=True, campaign=campaign() | {"from": "2022-01-01", "assessed_from": "2022-01-24"})
    town.tick("2022-02-08T08:00")
    board = town.status("2022-02-08T08:00")
    assert board.counts("hoat-dong", "2022-W05") == {"exempt": 6}
    assert board.counts("hoat-dong", "2022-W04") == {"missing": 6}  # January was due on the 5th


def test_units_that_open_and_close(found: Founding) -> None:
    homes = (
        BUUDIEN,
        replace(THUVIEN, opened="27/04/2020"),
        replace(BAOTANG, closed="30/04/2020"),
        replace(LAMNGHIEP, closed="29/04/2020"),
        replace(THUYLOI, opened="26/04/2020"),
        replace(NHAHAT, opened="14/04/2020"),
    )
    town = found(homes, quiet=True)
    town.report(report_row(BAOTANG.name, "4", "4"))
    town.tick("2020-05-04T08:00")
    board = town.status("2020-05-04T08:00")
    assert not board.has(THUVIEN, *W17) and board.state(THUVIEN, *W18) == "not_updated"
    assert board.state(BAOTANG, *W17) == "on_time" and not board.has(BAOTANG, *W18)
    assert board.state(BAOTANG, *APRIL) == "on_time"  # open on the month's last day; one week to report
    assert board.state(LAMNGHIEP, *W17) == "not_updated" and not board.has(LAMNGHIEP, *APRIL)
    assert board.state(THUYLOI, *W17) == "not_updated"  # open on its Sunday
    assert board.state(NHAHAT, "ke-hoach") == "missing"
    later = board(THUVIEN, "ke-hoach")
    assert later["state"] == "not_due" and later["due"][:10] in ("2020-05-11", "2020-05-12")
    assert board.state(BAOTANG, "ke-hoach") == board.state(BUUDIEN, "ke-hoach") == "missing"
