"""Explanations: from what is owed over the evidence to the verdict."""

import json
from datetime import date

import pytest

from service.core.evaluation import Inputs, evaluate
from service.core.evaluation.explain import Explanation, NothingToExplain, StepKind, Unknown, explain
from service.core.records import ExemptionKind, Field, Unit, Verdict
from tests.core.evaluation.building import (
    FULL_PLAN,
    activity,
    decided,
    exemption,
    inputs,
    item,
    mail,
    question,
    registration,
    sheet,
)
from tests.core.evaluation.random_offices import random_office
from tests.core.evaluation.shipped import at


def explained(given: Inputs, when: str, obligation: str, period: str = "once", unit: str = "A") -> Explanation:
    return explain(given, evaluate(given, at(when)), unit, obligation, period)


def texts(found: Explanation, kind: StepKind) -> list[str]:
    return [step.text for step in found.steps if step.kind is kind]


def test_a_late_plan_from_mail_to_verdict() -> None:
    given = inputs(submissions=[mail("m1", "2020-04-16T09:12", "A", item("m1", "ke-hoach", FULL_PLAN))])
    found = explained(given, "2020-04-17", "ke-hoach")
    assert texts(found, StepKind.DUTY) == ["Chi đoàn A: Kế hoạch."]
    assert texts(found, StepKind.DEADLINE) == ["Hạn chung: trước ngày 15/4/2020 (ngày cố định của kế hoạch)."]
    (step,) = [step for step in found.steps if step.kind is StepKind.MAIL]
    assert step.text.startswith("Thư «Gửi kế hoạch» nhận lúc 09:12 ngày 16/4/2020, tệp ke-hoach.docx: có phần")
    assert step.where is not None
    assert (step.where.gmail_id, step.at) == ("m1", at("2020-04-16T09:12"))
    assert found.steps[-1].text == "Kết luận: Trễ hạn (2 ngày), đủ nội dung lúc 09:12 ngày 16/4/2020."


def test_a_row_with_its_interval_its_edit_and_the_close() -> None:
    given = inputs(
        activities=[
            (
                activity("A", "2020-W17", 20, blank=[Field.CONTENT], digest="old"),
                sheet("2020-05-04T08:00", gone_by="2020-05-08T08:00"),
            ),
            (activity("A", "2020-W17", 20, digest="new"), sheet("2020-05-08T08:00")),
        ]
    )
    found = explained(given, "2020-05-20", "hoat-dong", "2020-W17")
    kinds = [step.kind for step in found.steps]
    assert kinds.index(StepKind.ROW) < kinds.index(StepKind.ROW_GONE) < kinds.index(StepKind.CLOSE)
    first, second = texts(found, StepKind.ROW)
    assert "thiếu cột Nội dung tổ chức; xuất hiện sau 07:00 ngày 4/5/2020, thấy lần đầu lúc 08:00" in first
    assert "đủ nội dung" in second
    assert texts(found, StepKind.CLOSE) == ["Kỳ đã khóa lúc 00:00 ngày 16/5/2020; kết quả giữ nguyên."]


def test_questions_decisions_and_restatements_are_steps() -> None:
    scan = mail("m1", "2020-04-14", "A", item("m1", "ke-hoach", readable=False))
    asked = question("mail:m1", "2020-04-14", ["ke-hoach"], unit="A")
    accepted = decided("mail:m1", "2020-04-27", Verdict.ACCEPT)
    given = inputs(submissions=[scan], questions=[asked], decisions=[accepted])
    found = explained(given, "2020-04-28", "ke-hoach")
    assert len(texts(found, StepKind.QUESTION)) == 1
    assert texts(found, StepKind.DECISION) == ["Văn phòng quyết định lúc 00:00 ngày 27/4/2020: Chấp nhận."]
    assert texts(found, StepKind.CLOSE)[0].endswith("khi khóa là «Cần làm rõ», nay được điều chỉnh.")
    before = explained(given, "2020-04-20", "ke-hoach")
    assert texts(before, StepKind.DECISION) == []


def test_exemptions_and_extensions_name_who_granted_them() -> None:
    freed = inputs(exemptions=[exemption("A", "ke-hoach")])
    assert texts(explained(freed, "2020-04-20", "ke-hoach"), StepKind.EXEMPTION) == [
        "Miễn, Bí thư duyệt, lý do: lý do."
    ]
    longer = inputs(exemptions=[exemption("A", "ke-hoach", kind=ExemptionKind.EXTENDED, to="2020-04-20")])
    (step,) = [s for s in explained(longer, "2020-04-20", "ke-hoach").steps if s.kind is StepKind.EXTENSION]
    assert step.text == "Văn phòng gia hạn đến hết ngày 20/4/2020 theo Bí thư, lý do: lý do."
    assert step.where is not None


def test_a_unit_that_was_not_open() -> None:
    young = inputs(units=[Unit("A", "Chi đoàn A", opens=date(2020, 6, 1))])
    found = explained(young, "2020-06-20", "hoat-dong", "2020-W17")
    assert found.assessment is None
    assert "từ ngày 1/6/2020" in texts(found, StepKind.EXEMPTION)[0]
    assert "không tính" in found.steps[-1].text


def test_a_report_tells_of_each_week() -> None:
    given = inputs(activities=[(activity("A", "2020-W17"), sheet("2020-05-04"))])
    weeks = texts(explained(given, "2020-05-20", "bao-cao", "2020-04"), StepKind.WEEK)
    assert len(weeks) == 2
    assert weeks[1] == "tuần 5 tháng 4 (27/4–3/5): chưa có dòng báo cáo."


def test_the_form_tells_which_cell_lacks_what() -> None:
    given = inputs(registrations=[(registration("A", blank=[Field.OFFICER]), sheet("2020-04-10"))])
    (row,) = texts(explained(given, "2020-04-20", "dang-ky"), StepKind.ROW)
    assert row.startswith("Tab ĐĂNG KÝ, ô G3 «Vệ sinh trụ sở»: thiếu cột Ủy viên BCH phụ trách")


@pytest.mark.parametrize(
    ("unit", "obligation", "period", "what"),
    [
        ("X", "ke-hoach", "once", Unknown.UNIT),
        ("A", "khac", "once", Unknown.OBLIGATION),
        ("A", "hoat-dong", "2020-W30", Unknown.PERIOD),
    ],
)
def test_what_does_not_exist_is_said(unit: str, obligation: str, period: str, what: Unknown) -> None:
    with pytest.raises(NothingToExplain) as raised:
        explained(inputs(), "2020-04-20", obligation, period, unit)
    assert raised.value.what is what


@pytest.mark.parametrize("seed", range(25))
def test_every_state_can_be_explained_and_written_as_json(seed: int) -> None:
    given, as_of = random_office(seed)
    evaluation = evaluate(given, as_of)
    for a in evaluation.assessments:
        found = explain(given, evaluation, a.unit, a.obligation, a.period)
        assert found.assessment == a
        written = json.loads(json.dumps(found.as_json(), ensure_ascii=False))
        assert written["state"] == a.state.value
        assert all(step["text"].strip() for step in written["steps"])
        assert all(
            step["at"] is None or step["at"] <= as_of.isoformat() or step["kind"] in ("deadline", "extension")
            for step in written["steps"]
        )
