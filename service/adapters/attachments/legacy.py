"""Word of the nineties and its relatives: antiword or LibreOffice where they are, striprtf for .rtf."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from service.adapters.attachments.reading import Problem, Reading, Unreadable, bounded
from service.adapters.attachments.tools import run_tool
from service.adapters.attachments.word import read_word
from service.adapters.attachments.workbook import read_workbook

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" \
oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" \
oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def read_old_word(content: bytes) -> Reading:
    """A .doc. antiword is quick and gives text; where that text shows a table, LibreOffice gives the cells."""
    _refuse_encrypted(content)
    text = _antiword(content)
    if text is None or "|" in text:
        converted = convert(content, "doc", "docx")
        if converted is not None:
            return read_word(converted)
    if text is None:
        raise Unreadable(Problem.UNSUPPORTED if not _any_word_tool() else Problem.BROKEN)
    lines, tables = bars_to_tables(text, opening=True)
    return bounded("\n".join(lines), tables)


def read_old_workbook(content: bytes) -> Reading:
    """A .xls by calamine, else through LibreOffice."""
    _refuse_encrypted(content)
    try:
        return read_workbook(content)
    except Unreadable:
        raise
    except Exception:  # calamine's errors share no class
        converted = convert(content, "xls", "xlsx")
        if converted is None:
            raise Unreadable(Problem.BROKEN) from None
        return read_workbook(converted)


def read_open_text(content: bytes) -> Reading:
    """An .odt through LibreOffice."""
    converted = convert(content, "odt", "docx")
    if converted is None:
        raise Unreadable(Problem.UNSUPPORTED)
    return read_word(converted)


def read_rich_text(content: bytes) -> Reading:
    """An .rtf: the cells of its tables come parted by bars."""
    from striprtf.striprtf import rtf_to_text

    text: str = rtf_to_text(content.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    lines, tables = bars_to_tables(text, opening=False)
    return bounded("\n".join(lines), tables)


def bars_to_tables(text: str, *, opening: bool) -> tuple[list[str], list[list[list[str | None]]]]:
    """Lines with the bars of table rows made tabs, and runs of such rows as tables. ``opening``: rows begin with a
    bar, as antiword's do; striprtf only ends each cell with one."""
    lines: list[str] = []
    tables: list[list[list[str | None]]] = []
    open_table = False
    for line in text.splitlines():
        if line.count("|") < 2:
            lines.append(line)
            open_table = open_table and not line.strip()
            continue
        cells: list[str | None] = [
            " ".join(cell.split()) or None for cell in _between_bars(line, opening).split("|")
        ]
        if not open_table:
            tables.append([])
            open_table = True
        tables[-1].append(cells)
        lines.append("\t".join(cell or "" for cell in cells))
    return lines, tables


def _between_bars(line: str, opening: bool) -> str:
    """Without the bars at the ends: blank cells at the edges stay."""
    line = line.strip()
    return line[opening and line.startswith("|") : len(line) - line.endswith("|")]


def convert(content: bytes, suffix: str, target: str) -> bytes | None:
    """The file as LibreOffice writes it, in a profile of its own with macros and outside links off; None where
    LibreOffice is not there or fails."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return None
    profile = Path("profile/user")
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    source = Path(f"in.{suffix}")
    source.write_bytes(content)
    run_tool(
        office,
        f"-env:UserInstallation={Path('profile').absolute().as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        target,
        "--outdir",
        "out",
        str(source),
    )
    result = Path(f"out/in.{target}")
    return result.read_bytes() if result.exists() else None


def _antiword(content: bytes) -> str | None:
    antiword = shutil.which("antiword")
    if antiword is None:
        return None
    Path("in.doc").write_bytes(content)
    output = run_tool(antiword, "-m", "UTF-8.txt", "-w", "0", "in.doc")
    text = output.decode("utf-8", "replace") if output else ""
    return text if re.search(r"\w", text) else None


def _any_word_tool() -> bool:
    return any(shutil.which(tool) for tool in ("antiword", "soffice", "libreoffice"))


def _refuse_encrypted(content: bytes) -> None:
    import io

    import msoffcrypto

    try:
        encrypted = msoffcrypto.OfficeFile(io.BytesIO(content)).is_encrypted()
    except Exception:  # not whole enough to tell: the readers will say
        return
    if encrypted:
        raise Unreadable(Problem.ENCRYPTED)
