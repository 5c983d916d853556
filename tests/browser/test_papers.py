"""The papers laid out by LibreOffice; NHACVIEC_GOLDEN=1 keeps them with pictures of their first pages."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from service.core.papers import commendation, forms, periodic
from service.core.papers.weekly import week_report
from service.core.weeks import Month, Week
from tests.core.evaluation.shipped import at
from tests.core.notices.samples import OFFICE
from tests.core.papers.sample_facts import facts

KEPT = Path(__file__).parents[2] / "docs/papers"
KNOWN = facts(at("2020-07-13T07:30"))
WEEK = Week(2020, 28)
DOCUMENTS = {
    "bao-cao-tuan": lambda: periodic.weekly_docx(KNOWN, week_report(KNOWN, WEEK)),
    "bao-cao-thang": lambda: periodic.monthly_docx(KNOWN, Month(2020, 6)),
    "bao-cao-quy": lambda: periodic.quarterly_docx(KNOWN, 2020, 2),
    "bao-cao-nam": lambda: periodic.yearly_docx(facts(at("2020-12-21T07:30")), 2020),
    "to-trinh-khen-thuong": lambda: commendation.commendation_docx(facts(at("2020-12-21T07:30")), 2020),
    "mau-dang-ky": lambda: forms.registration_form(OFFICE),
    "mau-bao-cao": lambda: forms.report_template(OFFICE, 2020),
}


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every paper as PDF, by one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("papers")
    for name, make in DOCUMENTS.items():
        (folder / f"{name}.docx").write_bytes(make())
    profile = f"-env:UserInstallation=file://{folder}/profile"
    files = [str(folder / f"{name}.docx") for name in DOCUMENTS]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_paper_lays_out(laid_out: Path, name: str) -> None:
    pdf = pypdfium2.PdfDocument(laid_out / f"{name}.pdf")
    pages = [page.get_textpage().get_text_range() for page in pdf]
    assert "TNCS" in pages[0]  # a PDF keeps accents apart from their letters
    if name.startswith("mau-"):
        assert len(pages) == 1  # a form is one page
    else:
        assert not pages[0].lstrip().startswith("1\r") and pages[1].lstrip().startswith("2")
        assert pdf[len(pdf) - 1].get_width() > pdf[len(pdf) - 1].get_height()  # the annex is turned
    if os.environ.get("NHACVIEC_GOLDEN"):
        KEPT.mkdir(parents=True, exist_ok=True)
        shutil.copy(laid_out / f"{name}.docx", KEPT)
        pdf[0].render(scale=1.1).to_pil().quantize(32).save(KEPT / f"{name}.png", optimize=True)
