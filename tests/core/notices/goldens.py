"""The mails kept as examples: one of each kind, as its reader gets it."""

from __future__ import annotations

from dataclasses import replace

from service.core.notices.alerts import bounce_alert, hold_alert
from service.core.notices.receipts import plan_receipts
from service.core.notices.reminders import plan_reminders
from service.core.notices.summary import plan_summary
from service.core.records import Assessment, Mail, Notice, Outcome, State, Submission
from tests.core.evaluation.shipped import at
from tests.core.notices.samples import (
    OFFICE,
    PERIODS,
    TEMPLATES,
    WORKDAYS,
    XD,
    YTE,
    assessed,
    in_sheet,
    links,
    plan,
)
from tests.core.notices.test_receipts import MAIL, NOW, PLAN, PLANNED, SUBMISSION
from tests.core.papers.sample_facts import facts


def goldens() -> dict[str, Notice]:
    return {
        "nhac-truoc-han": _reminder("2020-04-13T08:05", *_before()),
        "nhac-qua-han": _reminder("2020-05-06T08:05", *_after()),
        "nhac-bi-thu": _reminder("2020-05-12T08:05", *_silent()),
        "nhac-tuan": _reminder("2020-05-18T08:05", *_weeks()),
        "bien-nhan": _receipt(SUBMISSION, MAIL),
        "bien-nhan-cho-xem": _receipt(*_scan()),
        "bao-cao-tuan": _summary(),
        "tam-dung": hold_alert("dkcq", OFFICE, ("Tab BÁO CÁO không còn dòng nào.",), NOW, TEMPLATES, NOW),
        "tra-thu": bounce_alert("dkcq", OFFICE, YTE, "soyte@example.org", TEMPLATES, NOW),
    }


def _reminder(moment: str, *owed: Assessment) -> Notice:
    (notice,) = plan_reminders(owed, [XD], PERIODS, plan(), [], at(moment))
    return notice


def _before() -> tuple[Assessment, ...]:
    lacking = ("chưa ghi Ủy viên BCH phụ trách (dòng 7)",)
    form = assessed("XD", "dang-ky", "once", State.INCOMPLETE, missing=lacking, evidence=(in_sheet("L7"),))
    return assessed("XD", "ke-hoach", "once", State.NOT_DUE), form


def _after() -> tuple[Assessment, ...]:
    fourth = ("tuần 4 tháng 4 (20–26/4): chưa có dòng báo cáo",)
    fifth = ("tuần 5 tháng 4 (27/4–3/5): cột Kết quả hoạt động",)
    return (
        assessed("XD", "hoat-dong", "2020-W17", State.MISSING, missing=fourth),
        assessed("XD", "hoat-dong", "2020-W18", State.LATE),
        assessed("XD", "bao-cao", "2020-04", State.INCOMPLETE, missing=fourth + fifth, evidence=(in_sheet("J9"),)),
    )


def _silent() -> tuple[Assessment, ...]:
    fourth = ("tuần 4 tháng 4 (20–26/4): chưa có dòng báo cáo",)
    fifth = ("tuần 5 tháng 4 (27/4–3/5): chưa có dòng báo cáo",)
    return (
        assessed("XD", "ke-hoach", "once", State.MISSING, missing=("chưa nhận được kế hoạch",)),
        assessed("XD", "hoat-dong", "2020-W17", State.MISSING, missing=fourth),
        assessed("XD", "hoat-dong", "2020-W18", State.MISSING, missing=fifth),
        assessed("XD", "bao-cao", "2020-04", State.MISSING),
    )


def _weeks() -> tuple[Assessment, ...]:
    first = ("tuần 1 tháng 5 (4–10/5): chưa có dòng báo cáo",)
    second = ("tuần 2 tháng 5 (11–17/5): cột Số lượng ĐVTN tham gia",)
    return (
        assessed("XD", "hoat-dong", "2020-W19", State.NOT_UPDATED, missing=first),
        assessed("XD", "hoat-dong", "2020-W20", State.INCOMPLETE, missing=second, evidence=(in_sheet("G12"),)),
    )


def _receipt(submission: Submission, mail: Mail) -> Notice:
    (notice,) = plan_receipts([(mail, submission)], PLANNED, NOW)
    return notice


def _scan() -> tuple[Submission, Mail]:
    scanned = replace(PLAN, readable=False, missing=frozenset(), where=replace(PLAN.where, file="Scan_0001.pdf"))
    return replace(SUBMISSION, outcome=Outcome.NEEDS_REVIEW, items=(scanned,)), MAIL


def _summary() -> Notice:
    monday = at("2020-05-25T07:30")
    notice = plan_summary(facts(monday), WORKDAYS, TEMPLATES, "dkcq", monday, links())
    assert notice is not None
    return notice
