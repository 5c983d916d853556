"""Mails a second, from bytes to judgement, without attachments and with one of each kind.

Beside each figure its floor (the standard library only parses the message; an attachment only passes to a forked
process and back), and a plain script of the usual kind: ``policy.default``, python-docx, openpyxl and pdfplumber in
its own process, no limits, a few keywords.
"""

from __future__ import annotations

import email
import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from email import policy
from pathlib import Path
from typing import Any

from service.adapters.attachments import IsolatedReader
from service.core.mail.judge import judge
from service.core.mail.mime import take_apart
from service.core.records import RawMail
from service.core.settings import Limits
from tests.core.mail.corpus import documents as make
from tests.core.mail.corpus.letters import authenticated, letter
from tests.core.mail.corpus.office import ADDRESSES, MAILBOX, at, context
from tests.core.mail.corpus.papers import form, plan, report, report_title

SENDER = ADDRESSES["STC"]
SECONDS = 2.0
QUICK = {"seconds": 0.2}


def _mail(*files: tuple[str, bytes], body: str = "Kính gửi Văn phòng Đoàn Khối.\n\nTrân trọng.") -> RawMail:
    raw = authenticated(letter(SENDER, "Chi đoàn Sở Tài chính gửi văn bản", body, files=files), "pass", SENDER)
    return RawMail("g1", "t1", ("INBOX",), at(13), raw)


def mails() -> dict[str, RawMail]:
    """The kinds of mail that are timed."""
    table = [[cell or "" for cell in row] for row in report()]
    return {
        "no attachment": _mail(),
        "plan in the body": _mail(body="\n".join(plan("STC"))),
        "plan .docx": _mail(("kh.docx", make.word(plan("STC")))),
        "form .xlsx": _mail(("dk.xlsx", make.excel(form("STC")))),
        "plan .pdf": _mail(("kh.pdf", make.pdf(plan("STC")))),
        "report .pdf with a table": _mail(("bc.pdf", make.pdf(report_title(), table))),
        "plan and form": _mail(("kh.docx", make.word(plan("STC"))), ("dk.xlsx", make.excel(form("STC")))),
    }


def rate(work: Callable[[], object], seconds: float) -> float:
    """Times a second, after one call to warm up."""
    work()
    began, done = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < seconds:
        work()
        done += 1
    return done / passed


def ours(raw: RawMail, reader: IsolatedReader) -> object:
    apart = take_apart(raw, frozenset({MAILBOX}))
    found = [one for part in apart.parts for one in reader.read(part.name, part.media_type, part.content)]
    return judge(replace(apart.mail, attachments=tuple(found)), _CONTEXT)


_CONTEXT = context()


def floor(raw: RawMail, reader: IsolatedReader) -> object:
    message = email.message_from_bytes(raw.raw)
    for part in message.walk():
        if part.get_filename():
            reader.read("x.txt", "text/plain", b"x")
    return message


def plain(raw: RawMail) -> str:
    """A script of the usual kind."""
    import docx
    import openpyxl
    import pdfplumber

    message = email.message_from_bytes(raw.raw, policy=policy.default)
    texts = [str(message["Subject"])]
    for part in message.walk():
        name = (part.get_filename() or "").lower()
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        held = io.BytesIO(content)
        if name.endswith(".docx"):
            document = docx.Document(held)
            texts += [paragraph.text for paragraph in document.paragraphs]
            texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        elif name.endswith(".xlsx"):
            book = openpyxl.load_workbook(held)
            texts += [
                str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell
            ]
        elif name.endswith(".pdf"):
            with pdfplumber.open(held) as pages:
                for page in pages.pages:
                    texts.append(page.extract_text() or "")
                    texts += [
                        str(cell) for table in page.extract_tables() for row in table for cell in row if cell
                    ]
        else:
            texts.append(content.decode("utf-8", "replace"))
    text = "\n".join(texts).lower()
    return next((kind for kind in ("kế hoạch", "đăng ký", "báo cáo") if kind in text), "")


def new_process_per_file() -> float:
    """Files a second when each gets an interpreter of its own instead of a fork of a warm one."""
    began = time.perf_counter()
    code = "import lxml.etree, python_calamine, pypdfium2, pdfplumber"
    times = 3
    for _ in range(times):
        subprocess.run([sys.executable, "-c", code], check=True)
    return times / (time.perf_counter() - began)


def run(seconds: float = SECONDS) -> dict[str, Any]:
    """Mails a second by kind: ours, the floor, and the plain script; memory of the worker and of the fork server."""
    results: dict[str, Any] = {}
    with IsolatedReader(Limits()) as reader:
        for name, raw in mails().items():
            results[name] = {
                "mails_per_second": round(rate(lambda raw=raw: ours(raw, reader), seconds), 1),  # type: ignore[misc]
                "floor": round(rate(lambda raw=raw: floor(raw, reader), seconds), 1),  # type: ignore[misc]
                "plain script": round(rate(lambda raw=raw: plain(raw), seconds), 1),  # type: ignore[misc]
            }
        server = reader._server
        pages = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1]) if server else 0
        results["fork server megabytes"] = round(pages * resource.getpagesize() / 1e6, 1)
    results["files per second, an interpreter each"] = round(new_process_per_file(), 1)
    return results


if __name__ == "__main__":
    print(json.dumps(run(), indent=2, ensure_ascii=False))  # noqa: T201
