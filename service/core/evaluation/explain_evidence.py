"""The middle steps of an explanation: every row, mail, decision and question that was known, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from service.core.evaluation import words
from service.core.evaluation.asked import asked_units
from service.core.evaluation.evaluation import Evaluation
from service.core.evaluation.evidence import Evidence, MailPiece, Piece
from service.core.evaluation.inputs import Inputs
from service.core.evaluation.instants import micros
from service.core.evaluation.registered import required_fields
from service.core.evaluation.rulings import plain_key
from service.core.evaluation.steps import Step, StepKind
from service.core.evaluation.submitted import of_another_year
from service.core.evaluation.targets import Targets
from service.core.evaluation.terms import Standing, Terms, covered_weeks
from service.core.obligations import ObligationSource
from service.core.records import Activity, Decision, Field, Place, PlaceKind, Registration, Seen, Sighting


class EvidenceSteps:
    """For one cell of one evaluation."""

    def __init__(self, inputs: Inputs, evaluation: Evaluation, terms: Terms, period: int, unit: int) -> None:
        self._inputs, self._evaluation, self._terms = inputs, evaluation, terms
        self._period, self._unit = period, unit
        self._as_of, self._zone = evaluation.as_of, inputs.office.zone
        own = dict(evaluation.terms)
        self._evidence = Evidence(inputs, own, evaluation.codes, micros(evaluation.as_of))
        self._targets = Targets(own)

    def steps(self) -> list[Step]:
        found = [*self._rows(), *self._mails(), *self._questions(), *self._decisions()]
        found.sort(key=lambda step: step.at or self._as_of)
        return [*found, *self._weeks()]

    # -- rows -------------------------------------------------------------------------------------

    def _rows(self) -> Iterator[Step]:
        source, id = self._terms.obligation.source, self._terms.obligation.id
        cell = (self._period, self._unit)
        if source is ObligationSource.REGISTRATION:
            for form in self._evidence.forms[id].get(cell, []):
                yield from self._form_row(form)
        if source is ObligationSource.ACTIVITY:
            for piece in self._evidence.rows[id].get(cell, []):
                yield from self._activity_row(piece)
        if source in (ObligationSource.ACTIVITY, ObligationSource.REPORT):
            of = id if source is ObligationSource.ACTIVITY else self._terms.obligation.of or ""
            for piece in self._evidence.loose[of].get(self._unit, []):
                yield from self._seen(piece.seen, "không đọc được tuần")

    def _activity_row(self, piece: Piece[Activity]) -> Iterator[Step]:
        row = piece.seen.record
        required = {Field(name) for name in self._terms.obligation.required}
        yield from self._seen(piece.seen, _said(row, required))

    def _form_row(self, piece: Piece[Registration]) -> Iterator[Step]:
        lacks = words.columns(
            piece.seen.record.blank & required_fields(self._terms.obligation), words.FORM_COLUMNS
        )
        yield from self._seen(piece.seen, f"thiếu {lacks}" if lacks else "đủ nội dung")

    def _seen(self, seen: Seen[Activity] | Seen[Registration], said: str) -> Iterator[Step]:
        record, sighting = seen.record, seen.sighting
        about = f" «{record.content}»" if record.content else ""
        text = f"{_place(record.where)}{about}: {said}; {self._appeared(sighting, record.where)}."
        yield Step(StepKind.ROW, text, record.where, sighting.by)
        if sighting.gone_by is not None and sighting.gone_by <= self._as_of:
            since = f"sau {self._instant(sighting.gone_after)}, " if sighting.gone_after else ""
            text = f"{_place(record.where)}{about}: không còn như trước; {since}nhận thấy lúc "
            yield Step(
                StepKind.ROW_GONE, f"{text}{self._instant(sighting.gone_by)}.", record.where, sighting.gone_by
            )

    def _appeared(self, sighting: Sighting, where: Place) -> str:
        by = self._instant(sighting.by)
        if where.kind is not PlaceKind.SHEET:
            return f"thư nhận lúc {by}"
        if sighting.after is None:
            return f"thấy lần đầu lúc {by}, trước đó chưa đọc lần nào"
        return f"xuất hiện sau {self._instant(sighting.after)}, thấy lần đầu lúc {by}"

    # -- mails, questions, decisions --------------------------------------------------------------

    def _mail_pieces(self) -> list[MailPiece]:
        return self._evidence.mails[self._terms.obligation.id].get((self._period, self._unit), [])

    def _mails(self) -> Iterator[Step]:
        for piece in self._mail_pieces():
            mail, item = piece.submission, piece.item
            file = f", tệp {item.where.file}" if item.where.file else ""
            has = ", ".join(words.part(name) for name in self._terms.obligation.required if name in item.parts)
            said = (f"có {has}" if has else "đọc được") if item.readable else "không đọc được, cần người xem"
            said += ", nhưng ghi năm ngoài giai đoạn" if of_another_year(item) else ""
            text = f"Thư «{mail.subject}» nhận lúc {self._instant(mail.received)}{file}: {said}."
            yield Step(StepKind.MAIL, text, item.where, mail.received)
            for why in mail.why:
                yield Step(StepKind.MAIL, why, item.where, mail.received)

    def _questions(self) -> Iterator[Step]:
        codes = self._evaluation.codes
        for question in self._inputs.questions:
            if question.raised > self._as_of or self._unit not in asked_units(question, codes.units):
                continue
            raised = codes.clock(question.raised)
            for id in question.obligations:
                asked = self._evaluation.terms.get(id)
                places = self._targets.touched(asked, question.periods, raised) if asked else []
                if any(owner is self._terms and p == self._period for owner, p in places):
                    text = f"Câu hỏi chờ Văn phòng: {question.text}"
                    yield Step(StepKind.QUESTION, text, question.where, question.raised)
                    break

    def _decisions(self) -> Iterator[Step]:
        keys = {f"mail:{piece.submission.gmail_id}" for piece in self._mail_pieces()}
        for pieces in self._row_pieces():
            keys |= {f"row:{piece.seen.record.digest}" for piece in pieces}
            keys |= {f"mail:{piece.seen.record.where.gmail_id}" for piece in pieces}
        keys |= {plain_key(q.key) for q in self._inputs.questions if self._asks(q.unit, q.guesses)}
        for decision in self._inputs.decisions:
            if plain_key(decision.key) in keys and decision.decided_at <= self._as_of:
                yield Step(StepKind.DECISION, self._decided(decision), decision.where, decision.decided_at)

    def _row_pieces(self) -> Iterator[list[Piece[Activity]] | list[Piece[Registration]]]:
        source, id = self._terms.obligation.source, self._terms.obligation.id
        cell = (self._period, self._unit)
        if source is ObligationSource.REGISTRATION:
            yield self._evidence.forms[id].get(cell, [])
        if source is ObligationSource.ACTIVITY:
            yield self._evidence.rows[id].get(cell, [])

    def _asks(self, unit: str | None, guesses: Iterable[object]) -> bool:
        code = self._inputs.units[self._unit].code
        return unit == code or any(getattr(guess, "unit", None) == code for guess in guesses)

    def _decided(self, decision: Decision) -> str:
        said = [decision.verdict.value] if decision.verdict else []
        said += [f"gán cho đơn vị {decision.unit}"] if decision.unit else []
        note = f" ({decision.note})" if decision.note else ""
        return (
            f"Văn phòng quyết định lúc {self._instant(decision.decided_at)}: {', '.join(said) or 'ghi chú'}{note}."
        )

    # -- weeks of a report ------------------------------------------------------------------------

    def _weeks(self) -> Iterator[Step]:
        if self._terms.obligation.source is not ObligationSource.REPORT:
            return
        weeks = self._evaluation.terms[self._terms.obligation.of or ""]
        required = {Field(name) for name in self._terms.obligation.required}
        for week in range(*covered_weeks(self._terms, weeks)[self._period]):
            name = words.period(weeks.obligation, weeks.periods[week])
            if weeks.standing[week, self._unit] != Standing.EXPECTED:
                yield Step(StepKind.WEEK, f"{name}: không tính.")
                continue
            pieces = self._evidence.rows[weeks.obligation.id].get((week, self._unit), [])
            standing = self._evidence.standing(pieces, micros(self._as_of) + 1, False)
            if not standing:
                yield Step(StepKind.WEEK, f"{name}: chưa có dòng báo cáo.")
            for piece in standing:
                row = piece.seen.record
                said = f"{name}: {_place(row.where)}, {_said(row, required)}"
                text = f"{said}; {self._appeared(piece.seen.sighting, row.where)}."
                yield Step(StepKind.WEEK, text, row.where, piece.seen.sighting.by)

    def _instant(self, value: datetime) -> str:
        return words.instant(value.astimezone(self._zone))


def _said(row: Activity, required: set[Field]) -> str:
    if not row.held:
        return (
            f"không tổ chức, lý do: {row.explanation}" if row.explanation else "không có hoạt động, chưa nêu lý do"
        )
    doubtful = words.columns(row.uncertain & (required | {Field.WEEK, Field.MONTH}), words.REPORT_COLUMNS)
    lacks = words.columns((row.blank & required) - row.uncertain, words.REPORT_COLUMNS)
    said = [f"thiếu {lacks}"] if lacks else []
    said += [f"cần làm rõ {doubtful}"] if doubtful else []
    return ", ".join(said) or "đủ nội dung"


def _place(where: Place) -> str:
    if where.kind is PlaceKind.SHEET:
        return f"Tab {where.tab}, ô {where.cell}" if where.cell else f"Tab {where.tab}"
    return ", ".join(part for part in (f"Tệp {where.file}" if where.file else "Thư", where.spot) if part)
