"""NHẬT KÝ: the newest things that happened, mails and runs, one row each."""

from __future__ import annotations

from collections.abc import Mapping

from service.core.notices.wording import count as thousands
from service.core.tabs.model import MOMENT, Column, HeadRow, TabRow, WantedTab, linked
from service.core.tabs.titles import JOURNAL
from service.core.tabs.view import JournalEntry, OfficeView
from service.core.tabs.words import moment, place_words

AT, NUMBER, KIND, UNIT, TEXT, RESULT, WHERE, KEY = (
    "Lúc",
    "STT",
    "Việc",
    "Đơn vị",
    "Nội dung",
    "Kết quả",
    "Nơi xem",
    "Mã",
)
MOST_ROWS = 1_000


def journal(view: OfficeView) -> WantedTab:
    """The last entries, newest on top; older ones stay in the store."""
    entries = sorted(view.journal, key=lambda entry: (entry.at, entry.key))
    numbered = list(enumerate(entries, 1))[-MOST_ROWS:]
    names = view.names()
    return WantedTab(
        title=JOURNAL,
        columns=(
            Column(AT, width=130, format=MOMENT),
            Column(NUMBER, width=60, centred=True),
            Column(KIND, width=110),
            Column(UNIT, width=220),
            Column(TEXT, width=420),
            Column(RESULT, width=200),
            Column(WHERE, width=140, links=True),
            Column(KEY, width=160, clipped=True),
        ),
        key=KEY,
        order=NUMBER,
        newest_first=True,
        layout_version=2,
        rows=tuple(_row(view, entry, number, names) for number, entry in reversed(numbered)),
        head=(HeadRow(JOURNAL, (f"{JOURNAL}: {thousands(MOST_ROWS)} việc gần nhất, việc mới ở trên",)),),
    )


def _row(view: OfficeView, entry: JournalEntry, number: int, names: Mapping[str, str]) -> TabRow:
    where = linked([(place_words(entry.where), view.links.to(entry.where))]) if entry.where else None
    return TabRow(
        entry.key,
        (
            moment(entry.at, view.settings.zone),
            number,
            entry.kind,
            names.get(entry.unit, entry.unit) if entry.unit else "",
            entry.text,
            entry.result,
            where,
            entry.key,
        ),
    )
