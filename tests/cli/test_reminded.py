"""What a person is told of a reminder: what it was about, and plainly when that is not known any more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from service.application.backup import back_up, restore
from service.config import load
from tests.core.evaluation.shipped import at
from tests.scenarios.stage import Stage

MORNING = at("2020-04-15T09:00")
LATER = MORNING + timedelta(minutes=20)
UNKNOWN = "không còn biết thư nhắc việc gì"


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stage, Stage, str, str]:
    """Two stores after a morning of reminders: as it was, and restored to the evening before; key and unit of one."""
    with Stage(tmp_path_factory.mktemp("office")) as stage:
        stage.play(MORNING)
        stage.ticked(MORNING - timedelta(hours=12))
        config = load(stage.config)
        back_up(config.database, stage.folder / "evening.sqlite3")
        stage.ticked(MORNING)
        key = min(item["key"] for item in stage.run("outbox", "list", "--all", "--json").json if is_reminder(item))
        copy = tmp_path_factory.mktemp("restored") / "office"
        stage.keep(copy)
    with Stage.copied(copy, copy.parent / "run", MORNING) as restored:
        config = load(restored.config)
        restore(config.database, restored.folder / "evening.sqlite3", MORNING)
        restored.ticked(LATER)
        return stage, restored, key, key.split("/")[2]


def is_reminder(item: dict[str, str]) -> bool:
    return item["kind"] == "reminder" and item["state"] == "sent" and "/2020-04-15/" in item["key"]


def explained(stage: Stage, unit: str) -> tuple[list[dict[str, Any]], str]:
    as_of = LATER.isoformat()
    return stage.ask("explain", LATER, unit), stage.run("explain", unit, "--as-of", as_of).out


def test_a_reminder_tells_what_it_is_about(stages: tuple[Stage, Stage, str, str]) -> None:
    stage, _, key, unit = stages
    shown = stage.run("outbox", "show", key).out
    assert "Tình trạng: đã gửi lúc 09:00 ngày 15/4/2020\n" in shown
    assert "\nVề: Mẫu đăng ký\n" in shown and UNKNOWN not in shown
    told, said = explained(stage, unit)
    assert {one["obligation"]: len(one["reminders"]) for one in told} == {
        "ke-hoach": 0,
        "dang-ky": 1,
        "bao-cao": 0,
    }
    assert said.count("✉ Đã nhắc lúc 09:00 ngày 15/4/2020: Nhắc việc tháng 4/2020") == 1
    assert all(one["reminders_unclear"] == [] for one in told) and UNKNOWN not in said


def test_a_reminder_found_again_after_a_restore_says_what_is_not_known(
    stages: tuple[Stage, Stage, str, str], tmp_path: Path
) -> None:
    _, stage, key, unit = stages
    page = tmp_path / "mail.html"
    shown = stage.run("outbox", "show", key, "--html", str(page)).out
    assert UNKNOWN in shown and "Nội dung không còn lưu ở đây. Nguyên văn ở mục Đã gửi" in shown
    assert not page.exists()
    told, said = explained(stage, unit)
    assert [one["reminders"] for one in told] == [[] for _ in told] and said.count(UNKNOWN) == 1
    assert all(len(one["reminders_unclear"]) == 1 for one in told)


def test_what_left_later_was_not_known_then(stages: tuple[Stage, Stage, str, str]) -> None:
    stage, _, _, unit = stages
    before = MORNING - timedelta(minutes=1)
    assert all(one["reminders"] == [] for one in stage.ask("explain", before, unit))
