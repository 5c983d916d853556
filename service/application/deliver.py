"""Deliver: settle what an earlier run left in doubt, then send what may leave now, two calls a mail."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from service.application.post import Outcome, Post
from service.core.errors import ConsentLost, GoogleBusy, GoogleError, GoogleUnreachable
from service.core.notices.budget import REMINDING, Hours, Selection, select, week_before
from service.core.notices.compose import compose
from service.core.notices.outbox import Outbox, OutboxEntry
from service.core.notices.steps import Workdays, next_morning
from service.core.ports import Mailbox
from service.core.records import Delivery, Notice, NoticeKind
from service.core.settings import OfficeSettings

AT_MOST = 1000
"""Mails looked at in one run; the day's budget is well below."""
GIVE_UP_AFTER = 3
"""Calls in a row that found Google away or busy before the rest is left to the next run."""
EVERY_KIND = frozenset(NoticeKind)

SUPERSEDED = "Thư nhắc mới hơn của cùng đơn vị đã thay thư này."
CAPPED = "Đơn vị đã nhận đủ số thư nhắc trong tuần."
OVER_BUDGET = "Vượt số người nhận trong ngày; gửi vào sáng ngày làm việc kế tiếp."


@dataclass
class DeliveryReport:
    """Keys by what became of them. ``left``: not tried, because Google was away. ``problem``: why it stopped, in
    English for the log; ``consent_lost``: a person must consent again."""

    sent: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    postponed: list[str] = field(default_factory=list)
    postponed_until: datetime | None = None
    left: list[str] = field(default_factory=list)
    problem: str = ""
    consent_lost: bool = False

    @property
    def partly_failed(self) -> bool:
        return bool(self.failed or self.waiting or self.doubtful or self.left)

    def note(self, key: str, outcome: Outcome) -> None:
        for keys in (self.sent, self.cancelled, self.failed, self.waiting, self.doubtful, self.elsewhere):
            if key in keys:
                keys.remove(key)
        getattr(self, outcome.value).append(key)


def deliver(
    outbox: Outbox,
    mailbox: Mailbox,
    recheck: Callable[[Notice], bool],
    office: OfficeSettings,
    workdays: Workdays,
    as_of: datetime,
    token: str,
    kinds: Collection[NoticeKind] = EVERY_KIND,
    stopping: Callable[[], bool] = lambda: False,
) -> DeliveryReport:
    """Send what waits, each notice exactly once. Never raises for Google; the report tells.

    ``recheck`` says of a reminder, just before it leaves, whether what it is about is still owed. ``token`` is
    unique to this run. ``kinds``: only these are sent (alerts alone while everything is held). ``stopping`` is
    asked between mails."""
    run = _Run(outbox, mailbox, recheck, office, workdays, as_of, token, frozenset(kinds), stopping)
    run.settle_doubts()
    run.send_waiting()
    if run.report.doubtful and not run.gave_up:
        run.settle_doubts(own=True)
    return run.report


class _Run:
    def __init__(
        self,
        outbox: Outbox,
        mailbox: Mailbox,
        recheck: Callable[[Notice], bool],
        office: OfficeSettings,
        workdays: Workdays,
        as_of: datetime,
        token: str,
        kinds: frozenset[NoticeKind],
        stopping: Callable[[], bool],
    ) -> None:
        self._outbox = outbox
        self._mailbox = mailbox
        self._office = office
        self._workdays = workdays
        self._as_of = as_of
        self._kinds = kinds
        self._stopping = stopping
        self._recheck = recheck
        self._hours = Hours(office.reminders, workdays, office.zone)
        self._post = Post(outbox, mailbox, self._raw, self._wanted, token, as_of)
        self._misses = 0
        self.report = DeliveryReport()

    @property
    def gave_up(self) -> bool:
        return bool(self.report.problem)

    def _raw(self, notice: Notice) -> bytes:
        return compose(notice, self._office, self._as_of)

    def _wanted(self, notice: Notice) -> bool:
        return notice.kind not in REMINDING or self._recheck(notice)

    # -- doubts -----------------------------------------------------------------------------------

    def settle_doubts(self, own: bool = False) -> None:
        """``own``: only those this run itself left, at its end; what it looked for already waits for the next."""
        doubts = [
            entry
            for entry in self._outbox.in_doubt()
            if not own or (entry.notice.key in self.report.doubtful and not entry.looks)
        ]
        if not doubts:
            return
        claimed = [entry.notice.key for entry in doubts if not entry.draft_id]
        drafts = self._mailbox_drafts(claimed) if claimed else {}
        for entry in doubts:
            if drafts is None or self.gave_up or self._stopping():
                self.report.note(entry.notice.key, Outcome.DOUBTFUL)
            else:
                self._settle(entry, drafts)

    def _settle(self, entry: OutboxEntry, drafts: dict[str, str]) -> None:
        notice = entry.notice
        may_leave = notice.kind in self._kinds and self._hours.allow(notice, self._as_of)
        self._try(entry, lambda: self._post.settle(entry, drafts, may_leave))

    def _mailbox_drafts(self, keys: list[str]) -> dict[str, str] | None:
        try:
            return dict(self._mailbox.find_drafts(keys))
        except GoogleError as problem:
            self._stop(problem)
            return None

    # -- what waits -------------------------------------------------------------------------------

    def send_waiting(self) -> None:
        waiting = [e for e in self._outbox.waiting(self._as_of, AT_MOST) if e.notice.kind in self._kinds]
        if not waiting:
            return
        log = self._outbox.log(week_before(self._as_of), REMINDING)
        spent = self._outbox.recipients_since(self._as_of - timedelta(hours=24))
        selection = select(waiting, log, spent, self._hours, self._as_of)
        self._put_aside(selection)
        for entry in selection.leaving:
            if self.gave_up or self._stopping():
                self.report.left.append(entry.notice.key)
            else:
                self._try(entry, lambda entry=entry: self._post.send(entry))  # type: ignore[misc]

    def _put_aside(self, selection: Selection) -> None:
        for entries, reason in ((selection.superseded, SUPERSEDED), (selection.capped, CAPPED)):
            for entry in entries:
                self._outbox.cancel(entry.notice.key, reason)
                self.report.note(entry.notice.key, Outcome.CANCELLED)
        if selection.postponed:
            until = next_morning(self._as_of, self._office.reminders, self._workdays, self._office.zone)
            keys = [entry.notice.key for entry in selection.postponed]
            self._outbox.postpone(keys, until, OVER_BUDGET)
            self.report.postponed.extend(keys)
            self.report.postponed_until = until

    # -- failures ---------------------------------------------------------------------------------

    def _try(self, entry: OutboxEntry, step: Callable[[], Outcome]) -> None:
        """One notice; what stops all of them ends the run, a passing failure only after a few in a row."""
        key = entry.notice.key
        try:
            outcome = step()
        except (GoogleBusy, GoogleUnreachable) as problem:
            self.report.note(key, self._standing(key))
            self._missed(problem)
            return
        except GoogleError as problem:
            self.report.note(key, self._standing(key))
            self._stop(problem)
            return
        self.report.note(key, outcome)
        if outcome in (Outcome.WAITING, Outcome.DOUBTFUL):
            self._missed(None)
        else:
            self._misses = 0

    def _standing(self, key: str) -> Outcome:
        """What the store says of a notice whose step broke off."""
        entry = self._outbox.entry(key)
        match entry.delivery if entry else None:
            case Delivery.FAILED:
                return Outcome.FAILED
            case Delivery.WAITING:
                return Outcome.WAITING
            case _:
                return Outcome.DOUBTFUL

    def _missed(self, problem: GoogleError | None) -> None:
        self._misses += 1
        if self._misses >= GIVE_UP_AFTER:
            self._stop(problem or GoogleUnreachable("Gmail was away or busy several times in a row."))

    def _stop(self, problem: GoogleError) -> None:
        self.report.problem = problem.sentence
        self.report.consent_lost = isinstance(problem, ConsentLost)
