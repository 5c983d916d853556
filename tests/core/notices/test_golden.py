"""The mails as their readers get them, kept as text and HTML; set NHACVIEC_GOLDEN=1 to write them anew."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

import pytest

from service.core.notices.render import Templates
from tests.core.notices.goldens import goldens

FOLDER = Path(__file__).parent / "golden"
MAILS = goldens()
FORBIDDEN = ("cảnh báo", "vi phạm", "None", "{{", "}}")


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("kind", ["txt", "html"])
def test_the_mail_reads_as_kept(name: str, kind: str) -> None:
    notice = MAILS[name]
    told = f"Tiêu đề: {notice.subject}\n\n{notice.text}" if kind == "txt" else notice.html
    kept = FOLDER / f"{name}.{kind}"
    if os.environ.get("NHACVIEC_GOLDEN"):
        kept.write_text(told, encoding="utf-8")
    assert told == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MAILS)
def test_the_mail_keeps_the_offices_tone(name: str) -> None:
    notice = MAILS[name]
    for body in (notice.subject, notice.text, notice.html):
        assert unicodedata.is_normalized("NFC", body)
        assert not [word for word in FORBIDDEN if word in body]
        assert "\n\n\n\n" not in body


@pytest.mark.parametrize("name", MAILS)
def test_html_says_what_text_says(name: str) -> None:
    """Every word of the text part stands in the HTML part, but for addresses of links."""
    words = set(re.findall(r"[^\W_]{4,}", re.sub(r"https?://\S+", "", MAILS[name].text)))
    assert {w.lower() for w in words} - {w.lower() for w in re.findall(r"[^\W_]+", MAILS[name].html)} <= _TEXT_ONLY


_TEXT_ONLY = {"liệu", "trực", "tuyến"}


def test_an_office_may_have_templates_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "alert.txt.j2").write_text("Thư riêng: {{ subject }}", encoding="utf-8")
    templates = Templates.load(tmp_path)
    assert templates.text("alert", subject="A", sentences=[], todo=[], as_of="") == "Thư riêng: A\n"
    assert templates.environment.get_template("reminder.txt.j2") is not None
