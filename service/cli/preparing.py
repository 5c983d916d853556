"""``nhacviec setup``: shows what it does, and can hand out blank forms."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from service.application.answers import judged_at
from service.application.office import Office
from service.application.setup import set_up
from service.cli.output import ERR, OUT
from service.core.papers.forms import registration_form, report_template


def prepare_office(office: Office, as_of: datetime, dry_run: bool, forms: Path | None) -> None:
    report = set_up(office, as_of, dry_run=dry_run)
    word = "would do" if dry_run else "done"
    for line in report.lines:
        OUT.print(f"  {word}: {line}", markup=False, highlight=False)
    for problem in report.problems:
        ERR.print(f"  look at: {problem}", markup=False, highlight=False, style="yellow")
    if not report.lines:
        OUT.print("Everything stands; nothing to do.")
    if forms is not None and not dry_run:
        _hand_out(office, as_of, forms)


def _hand_out(office: Office, as_of: datetime, folder: Path) -> None:
    """A registration form and a report template for each unit, its name filled in."""
    world, _ = judged_at(office, as_of)
    folder.mkdir(parents=True, exist_ok=True)
    for unit in world.roster.units:
        (folder / f"{unit.code}-mau-dang-ky.docx").write_bytes(registration_form(office.settings, unit))
        template = report_template(office.settings, as_of.year, unit)
        (folder / f"{unit.code}-mau-bao-cao.docx").write_bytes(template)
    OUT.print(f"{2 * len(world.roster.units)} forms written to {folder}.", markup=False, highlight=False)
