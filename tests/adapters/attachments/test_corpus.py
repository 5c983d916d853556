"""Every mail of the corpus comes out as a careful clerk would have it."""

from __future__ import annotations

import shutil
from functools import cache

import pytest

from service.adapters.attachments import IsolatedReader
from service.core.records import Submission
from tests.adapters.attachments.intake import judged
from tests.core.mail.build_corpus import corpus
from tests.core.mail.corpus.letters import Case

ALL = corpus()
CASES = {case.name: case for case in ALL}


def test_the_corpus_is_large_and_its_names_are_unique() -> None:
    assert len(CASES) == len(ALL) >= 150


@cache
def outcome(name: str, reader: IsolatedReader) -> Submission:
    case = CASES[name]
    return judged(case.raw, reader, [outcome(case.after, reader)] if case.after else [])


@pytest.mark.parametrize("name", CASES)
def test_mail_is_judged_right(name: str, reader: IsolatedReader) -> None:
    case = CASES[name]
    if case.needs and shutil.which(case.needs) is None:
        pytest.skip(f"{case.needs} is not installed")
    found = outcome(name, reader)
    assert _told(found, case) == _true(case), "\n".join([*found.why, *(issue.text for issue in found.issues)])


def _told(found: Submission, case: Case) -> dict[str, object]:
    truth = case.truth
    kinds = [str(kind) for kind in found.kinds]
    return {
        "outcome": found.outcome.value,
        "unit": found.unit,
        "kinds": ";".join(kinds) if truth.kinds else "",
        "missing": {item.obligation: set(item.missing) for item in found.items if item.missing and item.readable},
        "unread": {item.obligation for item in found.items if not item.readable} if truth.unread else set(),
        "periods": {item.period for item in found.items} if truth.periods else set(),
        "says": {str(issue.code) for issue in found.issues} & set(truth.says),
        "rows": len(found.rows),
        "guesses": {guess.unit for guess in found.guesses} if truth.guesses else set(),
    }


def _true(case: Case) -> dict[str, object]:
    truth = case.truth
    return {
        "outcome": truth.outcome,
        "unit": truth.unit,
        "kinds": truth.kinds,
        "missing": dict(truth.missing),
        "unread": set(truth.unread),
        "periods": set(truth.periods),
        "says": set(truth.says),
        "rows": truth.rows,
        "guesses": set(truth.guesses),
    }
