"""What was registered, what the plan says and what was reported, held against one another: contradictions are notes
with the places of both sides, never faults."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.core.evaluation import words
from service.core.evaluation.inputs import Inputs
from service.core.records import Activity, Issue, MailKind, Place, Registration, Seen, Severity, Submission
from service.core.weeks import Week

_WEEKDAYS = ("", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class Planned:
    """What the plan of a unit says, as far as its text could be read. Empty sets: it says nothing of it.
    ``officers`` are names as written; ``weekdays`` 1 = Monday."""

    unit: str
    where: Place
    weekdays: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()
    officers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two places that do not agree. ``week`` None: of the whole registration."""

    code: str
    unit: str
    week: Week | None
    places: tuple[Place, ...]
    text: str

    def issue(self) -> Issue:
        return Issue(self.code, Severity.NOTE, self.places[0], "", self.text)


def three_way(inputs: Inputs, as_of: datetime, plans: Sequence[Planned] = ()) -> tuple[Issue, ...]:
    """The contradictions known at ``as_of`` as notes; the first place of each is the note's."""
    return tuple(found.issue() for found in contradictions(inputs, as_of, plans))


def contradictions(inputs: Inputs, as_of: datetime, plans: Sequence[Planned] = ()) -> tuple[Contradiction, ...]:
    """By unit in roster order; of the whole registration first, then week by week."""
    registered: dict[str, list[Registration]] = defaultdict(list)
    reported: dict[str, list[Activity]] = defaultdict(list)
    sent: dict[str, list[Submission]] = defaultdict(list)
    for form in inputs.registrations:
        if form.record.unit is not None and _stands(form, as_of):
            registered[form.record.unit].append(form.record)
    for row in inputs.activities:
        if row.record.unit is not None and _stands(row, as_of):
            reported[row.record.unit].append(row.record)
    for mail in inputs.submissions:
        if mail.unit is not None and mail.received <= as_of:
            sent[mail.unit].append(mail)
    known = {plan.unit: plan for plan in plans}
    found: list[Contradiction] = []
    for unit in inputs.units:
        rows = registered[unit.code]
        found += _members(unit.code, unit.members, rows)
        found += _plan(unit.code, rows, sent[unit.code], known.get(unit.code))
        found += _weeks(unit.code, rows, reported[unit.code])
    return tuple(found)


def _stands(seen: Seen[Registration] | Seen[Activity], as_of: datetime) -> bool:
    gone = seen.sighting.gone_by
    return seen.sighting.by <= as_of and (gone is None or gone > as_of)


# -- registration against roster and plan ---------------------------------------------------------


def _members(unit: str, members: int | None, rows: Sequence[Registration]) -> Iterator[Contradiction]:
    declared = next((row for row in rows if row.members and members and row.members != members), None)
    if declared is not None:
        yield Contradiction(
            "members_differ",
            unit,
            None,
            (declared.where,),
            f"{unit}: đăng ký ghi {declared.members} đoàn viên, danh mục ghi {members}.",
        )


def _plan(
    unit: str, rows: Sequence[Registration], mails: Sequence[Submission], plan: Planned | None
) -> Iterator[Contradiction]:
    plan_mails = [mail for mail in mails if MailKind.PLAN in mail.kinds]
    named = next((row for row in rows if row.plan_ref), None)
    if named is not None and not plan_mails:
        yield Contradiction(
            "plan_named_not_received",
            unit,
            None,
            (named.where,),
            f"{unit}: đăng ký ghi kế hoạch «{named.plan_ref}» nhưng chưa nhận được kế hoạch.",
        )
    if plan is None:
        return
    for row in rows:
        yield from _against_plan(unit, row, plan)


def _against_plan(unit: str, row: Registration, plan: Planned) -> Iterator[Contradiction]:
    both = (row.where, plan.where)
    if row.weekday is not None and plan.weekdays and row.weekday not in plan.weekdays:
        planned = ", ".join(_WEEKDAYS[day] for day in sorted(plan.weekdays))
        text = f"{unit}: đăng ký {_WEEKDAYS[row.weekday]}, kế hoạch ghi {planned}."
        yield Contradiction("other_day", unit, None, both, text)
    if row.groups and plan.groups and not plan.groups & set(row.groups):
        text = f"{unit}: nội dung đăng ký «{row.content}» không có trong kế hoạch."
        yield Contradiction("content_not_planned", unit, None, both, text)
    officers = {_plain(name) for name in plan.officers}
    if row.officer and officers and _plain(row.officer) not in officers:
        text = f"{unit}: người phụ trách đăng ký «{row.officer}» không có trong phân công của kế hoạch."
        yield Contradiction("officer_not_planned", unit, None, both, text)


# -- reports against the registration -------------------------------------------------------------


def _weeks(unit: str, rows: Sequence[Registration], reports: Sequence[Activity]) -> Iterator[Contradiction]:
    if not rows:
        return
    by_week: dict[Week, list[Activity]] = defaultdict(list)
    for report in reports:
        if report.week is not None:
            by_week[report.week].append(report)
    for week in sorted(by_week):
        chosen = [row for row in rows if _meant_for(row, week)]
        if chosen:
            yield from _one_week(unit, week, chosen, by_week[week])


def _meant_for(row: Registration, week: Week) -> bool:
    """A row names weeks, or every week, of a month or of all months."""
    if row.weeks:
        return week in row.weeks
    return row.every_week and row.month in (None, week.month)


def _one_week(
    unit: str, week: Week, rows: Sequence[Registration], reports: Sequence[Activity]
) -> Iterator[Contradiction]:
    held = [report for report in reports if report.held]
    places = (reports[0].where, rows[0].where)
    name = f"{unit}, {words.week(week)}"
    if not held:
        yield Contradiction("registered_not_held", unit, week, places, f"{name}: đã đăng ký nhưng không tổ chức.")
        return
    wanted = {group for row in rows for group in row.groups}
    done = {group for report in held for group in report.groups}
    if wanted and done and not wanted & done:
        text = f"{name}: đăng ký «{rows[0].content}», báo cáo «{held[0].content}»."
        yield Contradiction("other_content", unit, week, places, text)
    best = max((r.participants for r in held if r.participants is not None), default=None)
    members = max((row.members for row in rows if row.members), default=None)
    if best is not None and members is not None and best < members:
        text = f"{name}: đăng ký {members} đoàn viên, tham gia {best}."
        yield Contradiction("fewer_people", unit, week, places, text)
    times = max((row.times_per_week for row in rows if row.times_per_week), default=None)
    if times is not None and len(held) < times:
        text = f"{name}: đăng ký {times} lần trong tuần, báo cáo {len(held)}."
        yield Contradiction("fewer_times", unit, week, places, text)
    if not any(row.officer for row in rows):
        text = f"{name}: đăng ký chưa ghi Ủy viên BCH phụ trách."
        yield Contradiction("officer_missing", unit, week, (rows[0].where, reports[0].where), text)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
