"""Other people edit, sort, insert, delete, rename and move while a tick runs: nothing of theirs is ever changed, and
our tabs come to say what they would have said. ``make test`` samples boundaries; ``make prove`` does every deed at
every boundary between the tick's calls to Google."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from tests.core.evaluation.shipped import at
from tests.core.mail.corpus import documents
from tests.core.mail.corpus.letters import letter
from tests.core.mail.corpus.papers import plan
from tests.scenarios import meddling
from tests.scenarios.lived import INSTANTS, Lived
from tests.scenarios.meddling import DEEDS, LAST, Deed, Meddled
from tests.scenarios.stage import Stage

BEFORE = INSTANTS[3]  # 6 May, 08:00
NOW = at("2020-05-07T12:00")  # new rows, a report by mail, a stranger's mail, a decision of the office, a reminder
STRANGER = letter(
    "aido@hopthu.test",
    "KH 30 phút",
    "Kính gửi.",
    files=[
        ("kh.docx", documents.word([line for line in plan("SYT", headed=False) if "y tế" not in line.lower()]))
    ],
)


@dataclass
class Ground:
    """The office just before the tick, to be copied for each life; what our tabs say in the end, by deeds."""

    kept: Path
    folder: Path
    calls: Sequence[str] = ()
    comes_to: dict[tuple[Deed, ...], dict[str, list[str]]] = field(default_factory=dict)
    _lives: int = 0

    @property
    def boundaries(self) -> int:
        """Of the tick: one before each call to Google and one after it."""
        return 2 * len(self.calls)

    @property
    def write(self) -> int:
        """Place of the call that writes our tabs."""
        return next(number for number, call in enumerate(self.calls) if call.endswith(":batchUpdate"))

    def live(self, deeds: Sequence[tuple[int | None, Deed]]) -> tuple[dict[str, list[str]], Sequence[str]]:
        """Our tabs in the end, and the calls of the tick."""
        self._lives += 1
        folder = self.folder / str(self._lives)
        with Stage.copied(self.kept, folder, NOW) as stage:
            life = Meddled(stage, NOW, deeds)
            life.run()
            found = meddling.ours(stage)
        shutil.rmtree(folder)
        return found, life.calls

    def prove(self, deeds: Sequence[tuple[int | None, Deed]]) -> None:
        """The same deeds done before the tick tell what our tabs must say after it."""
        done = tuple(deed for _, deed in deeds)
        if done not in self.comes_to:
            self.comes_to[done], _ = self.live([(None, deed) for deed in done])
        found, _ = self.live(deeds)
        for title, lines in self.comes_to[done].items():
            wrong, gone = Counter(found[title]) - Counter(lines), Counter(lines) - Counter(found[title])
            assert (list(wrong), list(gone)) == ([], []), f"{title} after {meddling.names(deeds)}"


@pytest.fixture(scope="module")
def ground(lived: Lived, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    folder = tmp_path_factory.mktemp("other-people")
    with lived.stage(BEFORE, folder) as stage:
        stage.ticked(BEFORE)
        stage.play(NOW)
        stage.deliver(STRANGER, NOW - timedelta(hours=1))
        meddling.furnish(stage)
    kept = next(folder.iterdir())
    made = Ground(kept, folder)
    made.comes_to[()], made.calls = made.live([])
    return made


SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.prove) for seed in range(1, 40))]


@pytest.mark.parametrize("seed", SEEDS)
def test_many_people_at_once(ground: Ground, seed: int) -> None:
    """Every deed once, in two ticks of which each sees half of them."""
    chance = random.Random(seed)
    shuffled = chance.sample(DEEDS, len(DEEDS))
    for half in (shuffled[::2], shuffled[1::2]):
        deeds = sorted(half, key=lambda deed: LAST.index(deed) + 1 if deed in LAST else 0)
        moments = sorted(chance.choices(range(ground.boundaries), k=len(deeds)))
        ground.prove(list(zip(moments, deeds, strict=True)))


@pytest.mark.prove
@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_every_deed_at_every_boundary(ground: Ground, deed: Deed) -> None:
    for boundary in range(ground.boundaries):
        ground.prove([(boundary, deed)])


@pytest.mark.parametrize(
    "deed",
    [
        meddling.owner_inserts_into_the_week,
        meddling.owner_inserts_into_the_journal,
        meddling.owner_writes_right_under_the_history,
    ],
    ids=lambda deed: deed.__name__,
)
def test_row_typed_into_a_closed_tab_between_our_read_and_our_write_stands(ground: Ground, deed: Deed) -> None:
    """Only the file's owner can type there. Our rows are written where they were read, and the write is refused when
    they are not there any more. Every other boundary is among those of the deeds above."""
    for boundary in (2 * ground.write - 1, 2 * ground.write):
        ground.prove([(boundary, deed)])


def test_what_the_owner_wrote_under_the_line_stands_as_it_was_while_the_tables_grow(ground: Ground) -> None:
    ground.prove([(0, meddling.owner_writes_below_the_history), (2 * ground.write, meddling.owner_sorts_the_week)])


def test_rows_put_in_again_and_again_leave_the_tabs_to_the_next_tick(ground: Ground) -> None:
    """Read and planned again twice; then it is said, and nothing was written over."""
    again = [2 * (ground.write + 4 * turn) - turn for turn in range(3)]  # a refused call has no boundary after it
    _, calls = ground.live([(boundary, meddling.owner_inserts_into_the_week) for boundary in again])
    ground.prove([(boundary, meddling.owner_inserts_into_the_week) for boundary in again])
    assert sum(call.endswith(":batchUpdate") for call in calls) == 3


def test_row_that_moves_costs_the_tick_one_more_look(ground: Ground) -> None:
    """Usually one read and one write; after a refusal the tabs, what is merged and all values are read once more."""
    _, calls = ground.live([(2 * ground.write, meddling.owner_inserts_into_the_week)])
    asked = [call.rsplit("/", 1)[-1].split("?")[0] for call in calls if "/v4/spreadsheets/" in call]
    usual = [call.rsplit("/", 1)[-1].split("?")[0] for call in ground.calls if "/v4/spreadsheets/" in call]
    assert [call.rpartition(":")[2] for call in usual] == ["batchGet", "batchUpdate"]
    assert [call.rpartition(":")[2] for call in asked][:2] == ["batchGet", "batchUpdate"]
    assert len(asked) == 6 and asked[-1].endswith(":batchUpdate")
