"""The corpus of mails with the truth about each, built in memory. ``python tests/core/mail/build_corpus.py FOLDER``
writes it down as ``.eml`` files with a table of the truth, to be looked at."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.core.mail.corpus import cases_others, cases_plans, cases_rows, cases_senders
from tests.core.mail.corpus.letters import Case


def corpus() -> tuple[Case, ...]:
    """Every case; those that come after another stand behind it."""
    return tuple(case for part in (cases_plans, cases_rows, cases_senders, cases_others) for case in part.cases())


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "truth.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["name", "outcome", "unit", "kinds"])
        for case in corpus():
            (folder / f"{case.name}.eml").write_bytes(case.raw.raw)
            table.writerow([case.name, case.truth.outcome, case.truth.unit or "", case.truth.kinds])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
