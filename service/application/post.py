"""One notice through Gmail: claimed, drafted, sent, confirmed; and found again after a crash.

Between any two steps the process may die or an answer get lost. What is stored then tells what to look for: a
claimed notice may have a draft that carries its key, a drafted one is still a draft, or in SENT, or a person threw
the draft away. Nothing is sent again before that was looked at (design, rule 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.core.errors import BadRequest, GoogleBusy, GoogleError, GoogleUnreachable, NotFound
from service.core.notices.outbox import Outbox, OutboxEntry
from service.core.ports import Mailbox
from service.core.records import Delivery, Notice


class Outcome(StrEnum):
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"  # for good
    WAITING = "waiting"  # nothing was done; the next tick tries again
    DOUBTFUL = "doubtful"  # something may have been done; the next tick looks first
    ELSEWHERE = "elsewhere"  # another process has it


DRAFT_GONE = "Bản nháp không còn và chưa thấy trong Thư đã gửi; lần sau xem lại rồi mới gửi."
OVERTAKEN = "Đơn vị đã gửi hoặc tình trạng đã thay đổi trước khi thư đi."


@dataclass(frozen=True, slots=True)
class Post:
    """Sends the notices of one office. ``token`` is this run's own, never used again; ``compose`` makes the raw
    message; ``wanted`` looks at the evidence once more."""

    outbox: Outbox
    mailbox: Mailbox
    compose: Callable[[Notice], bytes]
    wanted: Callable[[Notice], bool]
    token: str
    as_of: datetime

    def send(self, entry: OutboxEntry) -> Outcome:
        """A waiting notice from claim to confirmation: two calls. Raises GoogleError only for what stops all
        mails (consent, permission), after the notice was given back."""
        notice = entry.notice
        if not self.wanted(notice):
            return self._cancel(notice)
        raw = self.compose(notice)
        if not self.outbox.claim(notice.key, self.token, self.as_of):
            return Outcome.ELSEWHERE
        try:
            draft_id = self._create(raw, notice)
        except BadRequest as problem:
            self.outbox.fail(notice.key, self.token, problem.sentence)
            return Outcome.FAILED
        except GoogleError as problem:
            if effect_unknown(problem):
                return Outcome.DOUBTFUL
            self.outbox.give_back(notice.key, self.token, notice.not_before, problem.sentence)
            if isinstance(problem, GoogleBusy):
                return Outcome.WAITING
            raise
        if not self.outbox.drafted(notice.key, self.token, draft_id):
            self.mailbox.delete_draft(draft_id)
            return Outcome.ELSEWHERE
        return self._send_draft(notice, draft_id)

    def settle(self, entry: OutboxEntry, drafts: Mapping[str, str], may_leave: bool) -> Outcome:
        """Look for what became of a notice whose sender died or got no answer, and finish it.

        ``drafts``: our drafts by key. ``may_leave`` False: look and confirm, but send nothing."""
        notice = entry.notice
        if not self.outbox.take_over(notice.key, entry.holder, self.token, self.as_of):
            return Outcome.ELSEWHERE
        draft_id = self._living_draft(entry, drafts)
        if draft_id is None:
            return self._draft_gone(entry)
        if not may_leave:
            return Outcome.DOUBTFUL
        if not self.wanted(notice):
            self.mailbox.delete_draft(draft_id)
            return self._cancel(notice)
        if entry.draft_id != draft_id and not self.outbox.drafted(notice.key, self.token, draft_id):
            return Outcome.ELSEWHERE
        return self._send_draft(notice, draft_id)

    # -- steps ------------------------------------------------------------------------------------

    def _create(self, raw: bytes, notice: Notice) -> str:
        """A thread the office deleted meanwhile is no reason to lose the mail."""
        try:
            return self.mailbox.create_draft(raw, notice.thread_id)
        except NotFound:
            if not notice.thread_id:
                raise
            return self.mailbox.create_draft(raw, "")

    def _send_draft(self, notice: Notice, draft_id: str) -> Outcome:
        try:
            gmail_id, thread_id = self.mailbox.send_draft(draft_id)
        except NotFound:
            return self._confirm(notice) or self._looked(notice)
        except BadRequest as problem:
            self.outbox.fail(notice.key, self.token, problem.sentence)
            self.mailbox.delete_draft(draft_id)
            return Outcome.FAILED
        except (GoogleBusy, GoogleUnreachable):
            return Outcome.DOUBTFUL
        self.outbox.sent(notice.key, gmail_id, thread_id, self.as_of)
        return Outcome.SENT

    def _living_draft(self, entry: OutboxEntry, drafts: Mapping[str, str]) -> str | None:
        if entry.delivery is Delivery.DRAFTED:
            return entry.draft_id if self.mailbox.draft_exists(entry.draft_id) else None
        return drafts.get(entry.notice.key)

    def _draft_gone(self, entry: OutboxEntry) -> Outcome:
        """Sent, or never made, or thrown away by a person. Only when SENT was looked at in two runs is a stored
        draft taken for thrown away: Gmail's search may lag behind a mail that has just left."""
        sent = self._confirm(entry.notice)
        if sent is not None:
            return sent
        if entry.delivery is Delivery.DRAFTED and not entry.looks:
            return self._looked(entry.notice)
        self.outbox.give_back(entry.notice.key, self.token, entry.notice.not_before, DRAFT_GONE)
        return Outcome.WAITING

    def _confirm(self, notice: Notice) -> Outcome | None:
        found = self.mailbox.find_sent(notice.key, notice.thread_id, notice.recipients[0])
        if found is None:
            return None
        self.outbox.sent(notice.key, *found, self.as_of)
        return Outcome.SENT

    def _looked(self, notice: Notice) -> Outcome:
        self.outbox.look(notice.key, self.token, DRAFT_GONE)
        return Outcome.DOUBTFUL

    def _cancel(self, notice: Notice) -> Outcome:
        self.outbox.cancel(notice.key, OVERTAKEN, self.token)
        return Outcome.CANCELLED


def effect_unknown(problem: GoogleError) -> bool:
    """Whether Google may have done what was asked: no answer, a broken one, or a failure of its own."""
    return isinstance(problem, GoogleUnreachable) or (isinstance(problem, GoogleBusy) and not problem.refused)
