"""A worker lives long: what it remembers of the sheets between ticks must never stand in for what they say now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from service.adapters.attachments import IsolatedReader
from service.application.known_readings import KnownReadings
from service.application.known_tables import digest_of_grid
from service.application.office import Office
from service.application.tick import run_tick
from service.bootstrap import open_office
from service.config import load
from service.core.parsing.tables import find_table
from service.core.records import Field, Place, PlaceKind, Row, Source, Unit
from tests.core.evaluation.shipped import at
from tests.scenarios.stage import Stage

NOW = at("2020-04-21T09:00")
MINUTE = timedelta(minutes=1)
REPORTS = "BÁO CÁO"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Stage(tmp_path) as made:
        made.play(NOW)
        yield made


@pytest.fixture
def office(stage: Stage) -> Iterator[Office]:
    opened = open_office(load(stage.config))
    yield opened
    assert isinstance(opened.reader, IsolatedReader)
    opened.reader.close()
    opened.store.close()


def contents(office: Office) -> set[str]:
    """What the rows say that stand in the store."""
    with office.store.transaction() as transaction:
        rows = [seen.record for seen in transaction.rows.seen(Source.REPORTS) if seen.sighting.gone_by is None]
    return {str(row.values.get(Field.CONTENT)) for row in rows}


def test_a_row_first_seen_by_a_dry_run_is_kept_by_the_next_tick(stage: Stage, office: Office) -> None:
    run_tick(office, NOW)
    stage.book().worksheet(REPORTS).update_acell("G3", "Trồng cây")
    run_tick(office, NOW + MINUTE, dry_run=True)
    assert "Trồng cây" not in contents(office)
    run_tick(office, NOW + 2 * MINUTE)
    assert "Trồng cây" in contents(office)


def test_a_row_changed_and_changed_back_past_another_process_is_as_it_stands(stage: Stage, office: Office) -> None:
    tab = stage.book().worksheet(REPORTS)
    before = tab.acell("G3").value
    run_tick(office, NOW)
    tab.update_acell("G3", "Trồng cây")
    stage.ticked(NOW + MINUTE)  # another process
    tab.update_acell("G3", before or "")
    run_tick(office, NOW + 2 * MINUTE)
    assert before in contents(office) and "Trồng cây" not in contents(office)


def test_the_number_one_the_text_and_true_are_three_things() -> None:
    assert len({digest_of_grid(((value,),)) for value in (1, "1", True, 1.5)}) == 4


def test_rows_are_read_anew_when_they_the_roster_or_the_day_change() -> None:
    known = KnownReadings()
    asked: list[Sequence[Row]] = []
    place = Place(PlaceKind.SHEET, tab=REPORTS)
    header = ("Đơn vị", "Tháng", "Tuần", "Địa điểm", "Số lượng ĐVTN", "Nội dung", "Hình thức", "Kết quả")

    def read(rows: Sequence[Row]) -> Sequence[int]:
        asked.append(rows)
        return [len(asked)]

    def records(content: str, way: object) -> Sequence[int]:
        table, _ = find_table(Source.REPORTS, (header, ("Sở Y tế", 4, 2, "x", 5, content, "x", "x")), place)
        return known.records("april", table.rows, way, read)

    answers = [records(*words) for words in (("a", 1), ("a", 1), ("b", 1), ("b", 2), ("b", 2))]
    assert answers == [[1], [1], [2], [3], [3]]
    names = known.names((Unit("SYT", "Sở Y tế"),), {})
    assert known.names((Unit("SYT", "Sở Y tế"),), {}) is names
    learned = known.names((Unit("SYT", "Sở Y tế"),), {"CĐ Y": "SYT"})
    assert learned.match("CĐ Y").unit == "SYT"
    assert known.names((Unit("SYT", "Sở Xây dựng"),), {}).match("Sở Xây dựng").unit == "SYT"
