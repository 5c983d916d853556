"""What a reminder says: one digest with everything a unit owes, and exactly what is missing of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from service.core.notices import wording
from service.core.notices.escalation import Level
from service.core.notices.links import Links
from service.core.notices.owed import Debts, Owed
from service.core.notices.paste import Paste, form_line, report_lines
from service.core.notices.steps import Workdays
from service.core.obligations import ObligationSource
from service.core.records import Place, PlaceKind, State, Unit
from service.core.settings import OfficeSettings


class Phase(StrEnum):
    """How the mail opens, by the most pressing thing in it."""

    UPCOMING = "upcoming"
    LAST_DAY = "last_day"
    OVERDUE = "overdue"
    WEEKS = "weeks"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing owed, in words. ``how``: where to bring it; ``link`` goes to the row meant, or to the tab."""

    title: str
    due: str
    status: str
    missing: tuple[str, ...]
    how: str
    link: str
    link_text: str


@dataclass(frozen=True, slots=True)
class Digest:
    """The words of one reminder, ready for the template."""

    phase: Phase
    level: Level
    items: tuple[Item, ...]
    names: str
    due: str
    paste: Paste | None
    by: date | None
    days_over: int
    reminded: int


@dataclass(frozen=True, slots=True)
class Digester:
    """Puts debts into words. ``reminded``: how often each (obligation, period) was named to the unit before."""

    office: OfficeSettings
    links: Links
    workdays: Workdays
    as_of: datetime

    def digest(self, unit: Unit, debts: Debts, level: Level, reminded: Mapping[tuple[str, str], int]) -> Digest:
        today = self.as_of.astimezone(self.office.zone).date()
        phase = self._phase(debts, today)
        pressing = self._pressing(debts, phase, today)
        dues = list(dict.fromkeys(self._due(owed) for owed in pressing))
        items = [self._item(owed, today, reminded) for owed in debts.things]
        return Digest(
            phase=phase,
            level=level,
            items=(*items, *self._weeks_items(debts.weeks)),
            names=wording.listed([self._name(owed) for owed in pressing]),
            due=wording.listed(dues),
            paste=self._paste(unit, debts),
            by=self._by(today) if phase is Phase.OVERDUE else None,
            days_over=max((self._days_over(owed, today) for owed in pressing), default=0),
            reminded=max((reminded.get(owed.ground, 0) for owed in pressing), default=0),
        )

    def _phase(self, debts: Debts, today: date) -> Phase:
        days = [self._days_over(thing, today) for thing in debts.things]
        if any(over > 0 for over in days):
            return Phase.OVERDUE
        if any(over == 0 for over in days):
            return Phase.LAST_DAY
        return Phase.UPCOMING if days else Phase.WEEKS

    def _pressing(self, debts: Debts, phase: Phase, today: date) -> list[Owed]:
        match phase:
            case Phase.OVERDUE:
                return [thing for thing in debts.things if self._days_over(thing, today) > 0]
            case Phase.LAST_DAY:
                return [thing for thing in debts.things if self._days_over(thing, today) == 0]
            case Phase.UPCOMING:
                return list(debts.things)
            case _:
                return list(debts.weeks)

    def _days_over(self, owed: Owed, today: date) -> int:
        return (today - wording.last_day(owed.assessment.due, self.office.zone)).days

    def _due(self, owed: Owed) -> str:
        return wording.due_words(owed.obligation, owed.assessment.due, self.office.zone)

    def _by(self, today: date) -> date:
        """The day by which an overdue thing is asked for: the first worked day three days on."""
        return self.workdays.next_working(today + timedelta(days=3))

    @staticmethod
    def _name(owed: Owed) -> str:
        name = wording.duty_name(owed.obligation, owed.period.label)
        return name[:1].lower() + name[1:]

    def _item(self, owed: Owed, today: date, reminded: Mapping[tuple[str, str], int]) -> Item:
        over = self._days_over(owed, today)
        if over > 0:
            before = reminded.get(owed.ground, 0)
            status = f"quá hạn {wording.two(over)} ngày" + (
                f", đã nhắc {wording.two(before)} lần" if before else ""
            )
        else:
            status = "hôm nay là ngày cuối" if over == 0 else f"còn {wording.two(-over)} ngày"
        how, link, link_text = self._how(owed)
        return Item(
            title=wording.duty_name(owed.obligation, owed.period.label),
            due=self._due(owed),
            status=status,
            missing=_missing(owed),
            how=how,
            link=link,
            link_text=link_text,
        )

    def _how(self, owed: Owed) -> tuple[str, str, str]:
        source = owed.obligation.source
        evidence = [*owed.assessment.evidence, *(p for week in owed.weeks for p in week.assessment.evidence)]
        place = next((p for p in evidence if p.kind is PlaceKind.SHEET and self.links.row(p)), None)
        file = next((p.file for p in evidence if p.kind is PlaceKind.ATTACHMENT and p.file), "")
        if place is None and file:
            how = f"Bổ sung vào tệp “{file}” rồi trả lời thư này kèm tệp; hoặc điền vào bảng."
            if source is ObligationSource.REGISTRATION:
                return how, *self._link(None, self.links.registrations, "ĐĂNG KÝ")
            if source is not ObligationSource.SUBMISSION:
                return how, *self._link(None, self.links.reports, "BÁO CÁO")
        if source is ObligationSource.SUBMISSION:
            return f"Gửi tệp về {self.office.mailbox} (trả lời thư này cũng được).", "", ""
        if source is ObligationSource.REGISTRATION:
            how = "Điền vào tab ĐĂNG KÝ, hoặc trả lời thư này kèm mẫu đăng ký."
            return how, *self._link(place, self.links.registrations, "ĐĂNG KÝ")
        how = "Điền vào tab BÁO CÁO, mỗi tuần ít nhất một dòng, đủ các cột."
        return how, *self._link(place, self.links.reports, "BÁO CÁO")

    def _link(self, place: Place | None, tab_link: str, tab: str) -> tuple[str, str]:
        if place is not None:
            return self.links.row(place), f"Mở dòng của đơn vị ({place.tab or tab}, ô {place.cell})"
        return tab_link, f"Mở tab {tab}" if tab_link else ""

    def _weeks_items(self, weeks: tuple[Owed, ...]) -> list[Item]:
        """Weeks still to be reported: those without a row in one item, any that lacks something in its own."""
        items = []
        blank = [week for week in weeks if not week.assessment.evidence]
        if blank:
            link, link_text = self._link(None, self.links.reports, "BÁO CÁO")
            dues = wording.listed(list(dict.fromkeys(self._due(week) for week in blank)))
            names = tuple(_week_line(week) for week in blank)
            title = "Hoạt động tuần chưa cập nhật"
            how = "Điền vào tab BÁO CÁO; tuần không tổ chức thì ghi lý do."
            items.append(Item(title, dues, "chưa cập nhật", names, how, link, link_text))
        for week in weeks:
            if week not in blank:
                how, link, link_text = self._how(week)
                title = wording.duty_name(week.obligation, week.period.label)
                missing = tuple(wording.capital(phrase) for phrase in week.assessment.missing)
                items.append(Item(title, self._due(week), "thiếu thông tin", missing, how, link, link_text))
        return items

    def _paste(self, unit: Unit, debts: Debts) -> Paste | None:
        inner = tuple(week for thing in debts.things for week in thing.weeks)
        lines = report_lines(unit, inner + debts.weeks, self.links.reports)
        if lines is not None:
            return lines
        for thing in debts.things:
            if thing.obligation.source is ObligationSource.REGISTRATION and not thing.assessment.evidence:
                return form_line(unit, self.links.registrations)
        return None


def _missing(owed: Owed) -> tuple[str, ...]:
    nothing_yet = owed.assessment.state is not State.INCOMPLETE
    if owed.weeks and nothing_yet:
        return tuple(_week_line(week) for week in owed.weeks)
    if owed.assessment.missing:
        return tuple(wording.capital(phrase) for phrase in owed.assessment.missing)
    if owed.weeks:
        return tuple(_week_line(week) for week in owed.weeks)
    match owed.obligation.source:
        case ObligationSource.REGISTRATION:
            return ("Chưa có dòng đăng ký nào của đơn vị.",)
        case ObligationSource.SUBMISSION:
            return (f"Văn phòng chưa nhận được {owed.obligation.title.lower()} của đơn vị.",)
        case _:
            return ("Chưa có dòng nào của đơn vị.",)


def _week_line(week: Owed) -> str:
    """The evaluation's phrase, which names the week; or that there is no row."""
    if week.assessment.missing:
        return wording.capital("; ".join(week.assessment.missing))
    return f"{wording.capital(wording.period_name(week.obligation, week.period.label))}: chưa có dòng báo cáo"
