"""CẦN XỬ LÝ: every question only a person can decide, with guesses, and three columns to answer in.

A row is appended when its question comes up and is never rewritten by address (see :mod:`.diff`); what changes is
the status, whose text ends in a code of its own so that it can be found by content alone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from service.core.records import Decision, Guess, PlaceKind, Question, Verdict
from service.core.tabs.model import (
    MOMENT,
    Colouring,
    Column,
    HeadRow,
    Look,
    Owner,
    TabRow,
    WantedTab,
    Writing,
    linked,
)
from service.core.tabs.titles import QUESTIONS
from service.core.tabs.view import OfficeView
from service.core.tabs.words import moment, place_words, stamp

RAISED, KIND, ASKED, RAW, GUESSES = "Ngày", "Loại", "Cần làm rõ", "Nguyên văn", "Gợi ý đơn vị"
DUTIES, WHERE, STATUS, KEY = "Nghĩa vụ", "Nơi xem", "Tình trạng", "Mã"
ASSIGN, VERDICT, NOTE = "Gán cho đơn vị", "Quyết định", "Ghi chú"

_LONGEST_RAW = 500
_OPEN = "Chờ quyết định"
_KINDS = ("mail:", "row:", "address:")
_VERDICTS = {Verdict.ACCEPT: "Đã chấp nhận", Verdict.RETURN: "Đã trả lại", Verdict.SKIP: "Đã bỏ qua"}
_GUIDE = (
    "Chọn đơn vị ở cột Gán cho đơn vị và chọn Quyết định (Chấp nhận, Trả lại, Bỏ qua); có hiệu lực ở lần cập nhật"
    " tiếp theo. Có thể sắp xếp, lọc tùy ý; xin giữ cột Mã."
)


def questions(view: OfficeView) -> WantedTab:
    decided = {decision.key: decision for decision in view.decisions}
    names = view.names()
    by_key = {question.key: question for question in view.questions}
    asked = sorted(by_key.values(), key=lambda question: (question.raised, question.key))
    return WantedTab(
        title=QUESTIONS,
        columns=_columns(view),
        key=KEY,
        rows=tuple(_row(view, question, decided.get(question.key), names) for question in asked),
        head=(
            HeadRow(QUESTIONS, (f"{QUESTIONS}: việc chỉ người mới quyết định được",)),
            HeadRow("Cách làm", (f"Cách làm: {_GUIDE}",)),
        ),
        writing=Writing.SHARED,
        colourings=(
            Colouring(STATUS, STATUS, _OPEN, Look.ASKED),
            Colouring(STATUS, STATUS, "Đã", Look.GOOD),
            Colouring(STATUS, STATUS, "Không", Look.QUIET),
        ),
        colour=Look.ASKED,
        status=STATUS,
        layout_version=2,
        ending=lambda key: _status(key, decided.get(key), names, asked=False, view=view),
    )


def _columns(view: OfficeView) -> tuple[Column, ...]:
    verdicts = tuple(verdict.value for verdict in Verdict)
    return (
        Column(RAISED, width=120, format=MOMENT),
        Column(KIND, width=70),
        Column(ASKED, width=330),
        Column(RAW, width=260),
        Column(GUESSES, width=220),
        Column(DUTIES, width=150),
        Column(WHERE, width=160, links=True),
        Column(ASSIGN, Owner.PERSON, width=220, choices_from=view.units_range),
        Column(VERDICT, Owner.PERSON, width=120, choices=verdicts),
        Column(NOTE, Owner.PERSON, width=220),
        Column(STATUS, width=240),
        Column(KEY, width=110, clipped=True),
    )


def _row(view: OfficeView, question: Question, decision: Decision | None, names: Mapping[str, str]) -> TabRow:
    titles = {obligation.id: obligation.title for obligation in view.obligations}
    kind = "Dòng" if question.where.kind is PlaceKind.SHEET else "Thư"
    return TabRow(
        question.key,
        (
            moment(question.raised, view.settings.zone),
            kind,
            question.text,
            question.raw[:_LONGEST_RAW],
            _guesses(question, names),
            ", ".join(titles.get(id, id) for id in question.obligations),
            linked([(place_words(question.where), view.links.to(question.where))]),
            None,
            None,
            None,
            _status(question.key, decision, names, asked=True, view=view),
            question.key,
        ),
    )


def _guesses(question: Question, names: Mapping[str, str]) -> str:
    if question.unit is not None:
        return f"Của {names.get(question.unit, question.unit)}"
    best: tuple[Guess, ...] = question.guesses[:3]
    if not best:
        return "Chưa đoán được"
    told = "; ".join(f"{names.get(guess.unit, guess.unit)} ({guess.score:.0f}%)" for guess in best)
    return f"Có thể: {told}"


def _status(key: str, decision: Decision | None, names: Mapping[str, str], asked: bool, view: OfficeView) -> str:
    """The status with its code. A question no longer asked and never decided has settled itself."""
    if not key.startswith(_KINDS):
        return ""
    if decision is None or (decision.verdict is None and decision.unit is None):
        words = _OPEN if asked else "Không còn cần quyết định"
    else:
        words = _VERDICTS[decision.verdict] if decision.verdict else "Đã ghi nhận"
        unit = f" cho {names.get(decision.unit, decision.unit)}" if decision.unit else ""
        words = f"{words}{unit} lúc {stamp(decision.decided_at, view.settings.zone)}"
    return f"{words} · #{code(key)}"


def code(key: str) -> str:
    """Eight letters and digits that stand for a key; 40 bits, so that two of one office never meet."""
    return base64.b32encode(hashlib.blake2s(key.encode(), digest_size=5).digest()).decode()
