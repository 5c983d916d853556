"""Other plans of the office by configuration alone (design 2: "another list, no code")."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.acceptance.conftest import Founding
from tests.scenarios.acceptance.town import (
    BAOTANG,
    BUUDIEN,
    HOMES,
    LAMNGHIEP,
    NHAHAT,
    THUVIEN,
    THUYLOI,
    at,
    campaign,
    docx,
    report_row,
)

TRAINING: dict[str, Any] = {
    "id": "tap-huan",
    "title": "Báo cáo tập huấn quý",
    "recurrence": "quarterly",
    "source": "submission",
    "recognise": ["tập huấn"],
    "parts": {"report": ["báo cáo kết quả tập huấn"], "list": ["danh sách đoàn viên tham gia"]},
    "required": ["report", "list"],
    "minimum": 2,
    "due": {"day": 20},
}
REPORT = ("Bao cao tap huan.docx", "BÁO CÁO KẾT QUẢ TẬP HUẤN quý II/2020", "Đã tập huấn kỹ năng cho đoàn viên.")
LIST = ("Danh sach.docx", "DANH SÁCH ĐOÀN VIÊN THAM GIA TẬP HUẤN quý II/2020", "1. Nguyễn Văn An")


def paper(kind: tuple[str, str, str], unit: str) -> tuple[str, bytes]:
    name, title, text = kind
    return name, docx(f"BCH {unit.upper()}", title, text)


def test_a_quarterly_report_with_two_attachments(found: Founding) -> None:
    """Due at the end of 20 July 2020."""
    town = found(quiet=True, campaign=campaign([TRAINING], assessed_from="2020-04-01"))
    subject = "Báo cáo tập huấn quý II/2020"
    both = (REPORT, LIST)
    for home, when, papers in (
        (BUUDIEN, "2020-07-20T23:59:59", both),
        (THUVIEN, "2020-07-21T00:00:00", both),
        (BAOTANG, "2020-07-10T08:00:00", (REPORT,)),
    ):
        town.mail(at(when), home.email, subject, files=[paper(p, home.name) for p in papers])
    town.mail(at("2020-07-18T08:00"), LAMNGHIEP.email, subject, files=[paper(REPORT, LAMNGHIEP.name)])
    town.mail(at("2020-07-23T08:00"), LAMNGHIEP.email, subject, files=[paper(LIST, LAMNGHIEP.name)])
    town.tick("2020-07-10T10:00")
    early = town.status("2020-07-10T10:00")
    assert early.state(BAOTANG, "tap-huan", "2020-Q2") == "incomplete"
    assert early.state(BUUDIEN, "tap-huan", "2020-Q2") == "not_due"
    assert early(BUUDIEN, "tap-huan", "2020-Q2")["due"] == "2020-07-21T00:00:00+07:00"
    town.tick("2020-07-24T08:00")
    board = town.status("2020-07-24T08:00")
    states = {home.code: board.state(home, "tap-huan", "2020-Q2") for home in HOMES}
    assert states == {
        "BD": "on_time",
        "TV": "late",
        "BT": "incomplete",
        "LN": "late",
        "TL": "missing",
        "NH": "missing",
    }
    assert board(THUVIEN, "tap-huan", "2020-Q2")["days_late"] == 1
    assert board(LAMNGHIEP, "tap-huan", "2020-Q2")["days_late"] == 3
    assert board.counts("tap-huan", "2020-Q3") == {"not_due": 6}


@pytest.mark.prove
def test_a_yearly_paper_and_weeks_due_on_a_weekday(found: Founding) -> None:
    """A yearly list due at the end of 15 January; a week's row due by Tuesday 17:00 of the next week."""
    yearly = {
        "id": "tong-ket", "title": "Báo cáo tổng kết năm", "recurrence": "yearly", "source": "submission",
        "recognise": ["tổng kết năm", "báo cáo tổng kết"], "due": {"day": 15},
    }  # fmt: skip
    weekly = {
        "id": "sinh-hoat", "title": "Sinh hoạt tuần", "recurrence": "weekly", "source": "activity",
        "required": ["content", "participants"], "due": {"weekday": "tuesday", "at": "17:00"},
    }  # fmt: skip
    town = found(quiet=True, campaign=campaign([yearly, weekly], assessed_from="2020-12-14"))
    town.report(report_row(BUUDIEN.name, "12", "21-27/12/2020"))
    town.tick("2020-12-28T08:00")
    board = town.status("2020-12-28T08:00")
    assert board.state(BUUDIEN, "sinh-hoat", "2020-W52") == "on_time"
    assert board.state(THUVIEN, "sinh-hoat", "2020-W52") == "not_updated"
    assert board(THUVIEN, "sinh-hoat", "2020-W52")["due"] == "2020-12-29T17:00:00+07:00"
    town.tick("2020-12-29T16:59")
    assert town.status("2020-12-29T16:59").state(THUVIEN, "sinh-hoat", "2020-W52") == "not_updated"
    town.tick("2020-12-29T17:00")
    town.report(report_row(THUVIEN.name, "12", "21-27/12/2020"))
    for home, when in ((THUYLOI, "2021-01-15T23:00"), (NHAHAT, "2021-01-16T08:00")):
        files = [("Tong ket.docx", docx(f"BCH {home.name.upper()}", "BÁO CÁO TỔNG KẾT NĂM 2020"))]
        town.mail(at(when), home.email, "Báo cáo tổng kết năm 2020", files=files)
    town.tick("2020-12-29T18:00")
    assert town.status("2020-12-29T18:00").state(THUVIEN, "sinh-hoat", "2020-W52") == "late"
    assert town.status("2020-12-29T18:00").state(BAOTANG, "sinh-hoat", "2020-W52") == "missing"
    town.tick("2021-01-17T08:00")
    late = town.status("2021-01-17T08:00")
    assert late(THUYLOI, "tong-ket", "2020")["due"] == "2021-01-16T00:00:00+07:00"
    assert late.state(THUYLOI, "tong-ket", "2020") == "on_time"
    assert (late.state(NHAHAT, "tong-ket", "2020"), late(NHAHAT, "tong-ket", "2020")["days_late"]) == ("late", 1)
    assert late.state(BUUDIEN, "tong-ket", "2020") == "missing"


def test_only_some_sectors_owe_it(found: Founding) -> None:
    owed = {**TRAINING, "sectors": ["Doanh nghiệp"]}
    town = found(quiet=True, campaign=campaign([owed], assessed_from="2020-04-01"))
    town.tick("2020-07-24T08:00")
    assert [i["unit"] for i in town.status("2020-07-24T08:00").items if i["period"] == "2020-Q2"] == ["TL"]


def test_full_participation_may_be_required_and_more_than_one_activity(found: Founding) -> None:
    weekly, report = (dict(o) for o in campaign()["obligations"][2:])
    weekly |= {"participation_required": True, "minimum": 2}
    town = found(quiet=True, campaign=campaign([weekly, report]))
    rows = {BUUDIEN: ("20", "20"), THUVIEN: ("12",), BAOTANG: ("9", "9")}
    for home, people in rows.items():
        contents = ("Vệ sinh phòng làm việc", "Hiến máu tình nguyện")
        town.report(*(report_row(home.name, "4", "4", n, c) for n, c in zip(people, contents, strict=False)))
    town.tick("2020-04-22T08:00")
    board = town.status("2020-04-22T08:00")
    states = [board.state(home, "hoat-dong", "2020-W17") for home in (BUUDIEN, THUVIEN, BAOTANG, NHAHAT)]
    assert states == ["on_time", "incomplete", "incomplete", "not_due"]
