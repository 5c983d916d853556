"""What exactly is missing, one Vietnamese phrase a shortcoming: "tuần 3 (13–19/4): cột Kết quả hoạt động"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service.core.evaluation import words
from service.core.evaluation.encoding import Codes
from service.core.evaluation.evidence import Evidence, MailPiece, Piece, cutoff
from service.core.evaluation.reasons import Reason
from service.core.evaluation.registered import required_fields
from service.core.evaluation.rowrules import NOT_A_FAULT
from service.core.evaluation.submitted import files_of, of_another_year, parts_of
from service.core.evaluation.terms import Standing, Terms, covered_weeks
from service.core.obligations import ObligationSource, Recurrence
from service.core.records import Activity, Field, Place, Registration, State, Verdict
from service.core.weeks import Week

_DONE = frozenset({State.ON_TIME, State.LATE, State.NOT_DUE, State.EXEMPT})
_WHERE = frozenset({Field.UNIT, Field.WEEK, Field.MONTH})
_ASKED: dict[Reason, str] = {
    Reason.OPEN_QUESTION: "có nội dung Văn phòng đang làm rõ",
    Reason.UNREAD_SCAN: "tệp gửi là bản chụp hoặc chưa đọc được",
    Reason.WEEK_UNREADABLE: "có dòng không đọc được tuần",
}


@dataclass(frozen=True, slots=True)
class Shortcomings:
    """The phrases of one office at ``at`` (microseconds)."""

    terms: dict[str, Terms]
    evidence: Evidence
    codes: Codes
    at: int
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def of(
        self, terms: Terms, period: int, unit: int, state: State, reasons: Sequence[Reason], restated: bool
    ) -> tuple[str, ...]:
        """The phrases of one cell; none for what is done, not due, or not owed."""
        if state in _DONE:
            return ()
        before, at_close = cutoff(terms, period, unit, self.at, restated)
        source = terms.obligation.source
        if source is ObligationSource.ACTIVITY:
            found = self._activity(terms, period, unit, before, at_close)
        elif source is ObligationSource.REPORT:
            found = self._report(terms, period, unit, before, at_close, state)
        elif source is ObligationSource.REGISTRATION:
            found = self._registration(terms, period, unit, before, at_close)
        else:
            found = self._submission(terms, period, unit, before)
        asked = [text for reason, text in _ASKED.items() if reason in reasons]
        if state is State.NEEDS_REVIEW and asked:
            return tuple(asked)
        return tuple(dict.fromkeys([*found, *asked]))

    # -- rows of activities -----------------------------------------------------------------------

    def _activity(self, terms: Terms, period: int, unit: int, before: int, at_close: bool) -> list[str]:
        required = frozenset(Field(name) for name in terms.obligation.required) - NOT_A_FAULT
        rows = self._rows(terms, period, unit, before, at_close)
        said = self._lacking(rows, required, unit, terms.obligation.participation_required)
        least = terms.obligation.minimum
        if said is None:
            enough = f"mới có {len(rows)}/{least} hoạt động" if least > 1 else ""
            return [f"{self._name(terms, period)}: {enough}"] if enough else []
        return [f"{self._name(terms, period)}: {said}"]

    def _rows(self, terms: Terms, period: int, unit: int, before: int, at_close: bool) -> list[Activity]:
        pieces = self.evidence.rows[terms.obligation.id].get((period, unit), [])
        return [p.seen.record for p in self.evidence.standing(pieces, before, at_close)]

    def _lacking(
        self, rows: Sequence[Activity], required: frozenset[Field], unit: int, strict: bool = False
    ) -> str | None:
        """What the best row lacks; None when it lacks nothing."""
        held = [row for row in rows if row.held]
        if held:
            return self._best([self._of_row(row, required, unit, strict) for row in held])
        if not rows:
            return "chưa có dòng báo cáo"
        told = next((row.explanation for row in rows if row.explanation), "")
        return f"không tổ chức ({told})" if told else "lý do không tổ chức"

    def _best(self, lacks: Sequence[list[str]]) -> str | None:
        best = min(lacks, key=len)
        return ", ".join(best) if best else None

    def _of_row(self, row: Activity, required: frozenset[Field], unit: int, strict: bool) -> list[str]:
        if not row.uncertain and not row.blank & required and not strict:
            return []
        doubtful = row.uncertain & (required | _WHERE)
        blank = (row.blank & required) - row.uncertain
        lacks = [words.columns([f], words.REPORT_COLUMNS) for f in words.REPORT_COLUMNS if f in blank]
        if doubtful:
            lacks.append("cần làm rõ " + words.columns(doubtful, words.REPORT_COLUMNS))
        members = self.codes.members[unit]
        if strict and not lacks and members and row.participants is not None and row.participants < members:
            lacks.append(f"chưa đủ 100% đoàn viên tham gia ({row.participants}/{members})")
        return lacks

    def _report(
        self, terms: Terms, period: int, unit: int, before: int, at_close: bool, state: State
    ) -> list[str]:
        if state is State.MISSING:
            return [f"chưa có dòng báo cáo nào của {words.period(terms.obligation, terms.periods[period])}"]
        weeks = self.terms[terms.obligation.of or ""]
        required = frozenset(Field(name) for name in terms.obligation.required) - NOT_A_FAULT
        if terms.obligation.id not in self.spans:
            self.spans[terms.obligation.id] = covered_weeks(terms, weeks)
        start, stop = self.spans[terms.obligation.id][period]
        found: list[str] = []
        running: list[str] = []
        for week in range(start, stop):
            if weeks.standing[week, unit] != Standing.EXPECTED:
                continue
            rows = self._rows(weeks, week, unit, before, at_close)
            if any(not row.held and row.explanation for row in rows):
                continue
            said = self._lacking(rows, required, unit)
            if said is not None:
                ended = bool(weeks.ends[week] <= self.at) or bool(rows)
                (found if ended else running).append(f"{self._name(weeks, week)}: {said}")
        return found or [text.replace("chưa có dòng báo cáo", words.NOT_YET) for text in running]

    def _name(self, terms: Terms, period: int) -> str:
        span = terms.periods[period]
        if terms.obligation.recurrence is Recurrence.WEEKLY:
            return words.week(Week.of(span.first))
        return words.period(terms.obligation, span)

    # -- forms and mails --------------------------------------------------------------------------

    def _registration(self, terms: Terms, period: int, unit: int, before: int, at_close: bool) -> list[str]:
        pieces = self.evidence.forms[terms.obligation.id].get((period, unit), [])
        standing = self.evidence.standing(pieces, before, at_close)
        if not standing:
            return [f"chưa nhận được {words.uncapitalised(terms.obligation.title)}"]
        required = required_fields(terms.obligation)
        found = []
        for name, title in words.FORM_COLUMNS.items():
            if name not in required:
                continue
            lines = [_line(p.seen.record.where) for p in standing if _lacks(p, name)]
            if lines:
                found.append(f"cột {title}{_lines(lines)}")
        return found

    def _submission(self, terms: Terms, period: int, unit: int, before: int) -> list[str]:
        mails = [
            m for m in self.evidence.mails[terms.obligation.id].get((period, unit), []) if m.received < before
        ]
        counted = [m for m in mails if m.item.readable and m.ruling.verdict is not Verdict.RETURN]
        if not counted:
            return [f"chưa nhận được {words.uncapitalised(terms.obligation.title)}"]
        if all(of_another_year(m.item) for m in counted):
            return ["bản ghi đúng năm"]
        parts = frozenset[str]().union(*(parts_of(m.item) for m in counted))
        found = [words.part(name) for name in terms.obligation.required if name not in parts]
        return found + _files(counted, terms.obligation.minimum)


def _files(mails: Iterable[MailPiece], least: int) -> list[str]:
    names = {name for mail in mails for name in files_of(mail.item)}
    return [f"mới có {len(names)}/{least} tệp đính kèm"] if len(names) < least and least > 1 else []


def _lacks(piece: Piece[Registration], name: Field) -> bool:
    return piece.ruling.verdict is not Verdict.ACCEPT and name in piece.seen.record.blank


def _line(where: Place) -> str:
    return "".join(c for c in where.cell if c.isdigit()) or where.spot


def _lines(lines: Sequence[str]) -> str:
    named = [line for line in dict.fromkeys(lines) if line]
    if not named:
        return ""
    return f" ({', '.join(f'dòng {line}' if line.isdigit() else line for line in named)})"
