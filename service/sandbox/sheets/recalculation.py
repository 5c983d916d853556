"""Recalculating a book: every formula, in the order of what they need."""

from __future__ import annotations

from ..state import State
from .book import Book, Sheet
from .cells import Scalar
from .evaluation import Evaluator
from .formula_values import CIRCULAR

Place = tuple[int, int, int]
"""(sheet id, row, column)"""


class _Needed(Exception):
    """A formula cell must be computed first."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.place = place


def recalculate(book: Book, state: State) -> None:
    """Computes every formula of a forked book and stores what changed. Nothing needs recursion however deep."""
    formulas = _formulas(book)
    if not formulas:
        book.has_formulas = False
        return
    done: dict[Place, Scalar] = {}

    def lookup(sheet: Sheet, row: int, column: int) -> Scalar:
        place = (sheet.id, row, column)
        if place in formulas:
            if place not in done:
                raise _Needed(place)
            return done[place]
        return sheet.cell(row, column).value

    evaluator = Evaluator(book, lookup, state.now())
    for place in formulas:
        _compute(place, formulas, done, evaluator)
    for place, value in done.items():
        sheet = formulas[place][0]
        cell = sheet.cell(place[1], place[2])
        if cell.value != value or type(cell.value) is not type(value):
            sheet.put(place[1], place[2], cell._replace(value=value))


def _formulas(book: Book) -> dict[Place, tuple[Sheet, str]]:
    return {
        (sheet.id, index, column): (sheet, cell.formula)
        for sheet in book.sheets
        for index, row in sheet.filled()
        for column, cell in enumerate(row)
        if cell is not None and cell.formula is not None
    }


def _compute(
    place: Place, formulas: dict[Place, tuple[Sheet, str]], done: dict[Place, Scalar], evaluator: Evaluator
) -> None:
    waiting = [place]
    waited = {place}
    while waiting:
        top = waiting[-1]
        if top in done:
            waiting.pop()
            continue
        sheet, formula = formulas[top]
        try:
            done[top] = evaluator.evaluate(formula, sheet, top[1], top[2])
            waiting.pop()
        except _Needed as needed:
            if needed.place in waited and needed.place in waiting:
                for member in waiting[waiting.index(needed.place) :]:
                    done[member] = CIRCULAR
                continue
            waited.add(needed.place)
            waiting.append(needed.place)
