"""All our tabs of one office."""

from __future__ import annotations

from service.core.tabs.commendation import commendation
from service.core.tabs.history import history
from service.core.tabs.journal import journal
from service.core.tabs.model import Workbook
from service.core.tabs.monthly import monthly
from service.core.tabs.questions import questions
from service.core.tabs.submissions import submissions
from service.core.tabs.view import OfficeView
from service.core.tabs.weekly import weekly
from service.core.tabs.weeks import weeks


def build(view: OfficeView) -> Workbook:
    """The tabs in the order of :data:`service.core.tabs.titles.OUTPUT_TITLES`."""
    return Workbook(
        (
            weekly(view),
            questions(view),
            history(view),
            monthly(view),
            submissions(view),
            commendation(view),
            weeks(view),
            journal(view),
        )
    )
