"""The whole job on PostgreSQL: the same ticks come to the same as on SQLite."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.adapters.store.conftest import new_database, postgresql_server
from tests.core.evaluation.shipped import at
from tests.scenarios import showing
from tests.scenarios.stage import Stage

FIRST, SECOND = at("2020-04-08T08:00"), at("2020-04-10T12:00")
SQLITE = "sqlite:///data/nhacviec.sqlite3"


def lived(folder: Path, database: str) -> dict[str, Any]:
    """What two ticks with days between come to; a third at the same time does nothing."""
    with Stage(folder, clock=FIRST) as stage:
        if database != SQLITE:
            stage.write_config(**{SQLITE: database})
        reports = [stage.live(FIRST), stage.live(SECOND)]
        assert stage.ticked(SECOND + timedelta(minutes=10), "--dry-run")["would_send"] == []
        stage.counted()
        assert stage.ticked(SECOND)["written"] == [] and sum(stage.counted().values()) == 2
        held = stage.ticked(FIRST, code=3)
        return {
            "reports": [{**report, "as_of": None} for report in (*reports, held)],
            "answers": [stage.ask(question, SECOND) for question in ("status", "inbox", "activities")],
            "tabs": showing.tabs(stage),
            "mails": sorted(showing.key_of(mail) for mail in showing.sent(stage)),
        }


def test_on_postgresql_as_on_sqlite(tmp_path: Path) -> None:
    with postgresql_server() as server:
        there = lived(tmp_path / "postgresql", new_database(server))
    here = lived(tmp_path / "sqlite", SQLITE)
    assert len(here["mails"]) > 50
    for part in here:
        assert there[part] == here[part], part
