"""The first steps of an explanation: what is owed, until when, by which rule, and who moved or lifted it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from service.core.evaluation import words
from service.core.evaluation.exempting import exempts
from service.core.evaluation.inputs import Inputs
from service.core.evaluation.reasons import Reason, reasons_of
from service.core.evaluation.steps import Step, StepKind
from service.core.evaluation.terms import Standing, Terms
from service.core.obligations import DueKind, DueRule, ObligationSource
from service.core.periods import last_day_of
from service.core.records import Exemption, ExemptionKind, Field

_WEEKDAYS = ("", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_CALENDAR = (
    Reason.VOLUNTARY,
    Reason.NO_WORKING_DAY,
    Reason.SUSPENDED,
    Reason.NO_ASSESSED_WEEK,
)


class OwedSteps:
    """For one cell."""

    def __init__(self, inputs: Inputs, terms: Terms, period: int, unit: int) -> None:
        self._inputs, self._terms, self._period, self._u = inputs, terms, period, unit
        self._unit = inputs.units[unit]

    def steps(self) -> Iterator[Step]:
        duty, period = self._terms.obligation, self._terms.periods[self._period]
        span = words.period(duty, period)
        yield Step(
            StepKind.DUTY, f"{self._unit.name}: {duty.title}{', ' + span if span else ''}.", self._unit.where
        )
        yield Step(StepKind.RULE, self._rule())
        yield from self._deadline()
        yield from self._standing()

    # -- the rule ---------------------------------------------------------------------------------

    def _rule(self) -> str:
        duty = self._terms.obligation
        titles = words.FORM_COLUMNS if duty.source is ObligationSource.REGISTRATION else words.REPORT_COLUMNS
        if duty.source is ObligationSource.SUBMISSION:
            parts = ", ".join(words.part(name) for name in duty.required)
            files = f", ít nhất {duty.minimum} tệp đính kèm" if duty.minimum > 1 else ""
            return f"Đủ khi các thư của đơn vị có {parts or 'nội dung đọc được'}{files}."
        columns = words.columns((Field(name) for name in duty.required), titles)
        if duty.source is ObligationSource.REGISTRATION:
            return f"Đủ khi có ít nhất một dòng đăng ký và mọi dòng đều có {columns}."
        if duty.source is ObligationSource.REPORT:
            return f"Đủ khi mỗi tuần phải thực hiện đều có dòng với {columns}, hoặc có lý do không tổ chức."
        many = f"{duty.minimum} hoạt động" if duty.minimum > 1 else "một hoạt động"
        return f"Đủ khi trong kỳ có ít nhất {many} với {columns}."

    def _deadline(self) -> Iterator[Step]:
        period = self._terms.periods[self._period]
        said = f"Hạn chung: {words.due_day(period.due)} ({self._due_rule(self._terms.obligation.due)})"
        moved = ", đã dời vì rơi vào ngày nghỉ" if period.moved else ""
        yield Step(StepKind.DEADLINE, f"{said}{moved}.", None, period.due)
        if self._terms.obligation.grace:
            hours = self._terms.obligation.grace / timedelta(hours=1)
            yield Step(StepKind.DEADLINE, f"Được châm chước thêm {hours:g} giờ.")
        own = self._terms.own.get((self._period, self._u))
        if own is None:
            return
        if own.reason is Reason.OPENED_LATER and self._unit.opens is not None:
            days = self._terms.obligation.late_units_days
            text = (
                f"Đơn vị thành lập ngày {words.day(self._unit.opens)}, có {days} ngày: {words.due_day(own.due)}."
            )
            yield Step(StepKind.EXTENSION, text, self._unit.where, own.due)
            return
        row = self._granting(last_day_of(own.due))
        said = f" theo {row.granted_by}, lý do: {row.reason}" if row else ""
        text = f"Văn phòng gia hạn đến hết ngày {words.day(last_day_of(own.due))}{said}."
        yield Step(StepKind.EXTENSION, text, row.where if row else None, own.due)

    def _due_rule(self, rule: DueRule) -> str:
        if rule.kind is DueKind.BEFORE_DATE:
            return "ngày cố định của kế hoạch"
        if rule.kind is DueKind.END_OF_DAY:
            after = "sau" if rule.months == 1 else f"thứ {rule.months} sau đó"
            return f"hết ngày {rule.day} của tháng {after}"
        if rule.kind is DueKind.WEEKDAY:
            return f"{_WEEKDAYS[rule.weekday or 0]} của tuần sau"
        if rule.kind is DueKind.LAST_WORKING_DAY:
            return "ngày làm việc cuối của kỳ"
        other = self._inputs.office.campaign.obligation(rule.obligation or "")
        return f"cùng hạn với {words.uncapitalised(other.title)}"

    # -- who lifted it ----------------------------------------------------------------------------

    def _standing(self) -> Iterator[Step]:
        standing = self._terms.standing[self._period, self._u]
        if standing == Standing.OUTSIDE:
            yield Step(StepKind.EXEMPTION, f"Nghĩa vụ này không dành cho khối «{self._unit.sector}».")
        if standing == Standing.CLOSED:
            yield Step(StepKind.EXEMPTION, self._closed(), self._unit.where)
        if standing != Standing.EXEMPT:
            return
        for reason in reasons_of(int(self._terms.reasons[self._period, self._u])):
            if reason in _CALENDAR:
                yield Step(StepKind.EXEMPTION, reason.sentence)
        duty, period = self._terms.obligation, self._terms.periods[self._period]
        for row in self._inputs.exemptions:
            lifts = row.kind is not ExemptionKind.EXTENDED and row.unit in (None, self._unit.code)
            if lifts and exempts(row, duty, period):
                yield Step(StepKind.EXEMPTION, _granted(row), row.where)

    def _closed(self) -> str:
        opens, closes = self._unit.opens, self._unit.closes
        said = [f"từ ngày {words.day(opens)}"] if opens else []
        said += [f"đến ngày {words.day(closes)}"] if closes else []
        return f"Đơn vị hoạt động {' '.join(said)}, không mở vào cuối kỳ này."

    def _granting(self, day: date) -> Exemption | None:
        own = (None, self._unit.code)
        return next((r for r in self._inputs.exemptions if r.extended_to == day and r.unit in own), None)


def _granted(row: Exemption) -> str:
    since = f" từ {words.day(row.since)}" if row.since else ""
    until = f" đến hết {words.day(row.until)}" if row.until else ""
    by = f", {row.granted_by} duyệt" if row.granted_by else ""
    why = f", lý do: {row.reason}" if row.reason else ""
    return f"{row.kind.value}{since}{until}{by}{why}."
