"""Taking in up to 1,000 mails at once: listed, fetched, judged and kept, each with an outcome; and how that grows.

Beside it the least that could be done (the same mails listed, fetched in batches and parsed by the standard library)
and a plain script of the usual kind, which lists the unread, gets them one by one, looks for a few words, notes them in
a file and marks each as read.
"""

from __future__ import annotations

import base64
import email
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from email import policy
from pathlib import Path
from typing import Any

import requests

from benchmarks.ground import Ground, at, peak_mb, sandbox, timed
from benchmarks.letters import letters
from service.application.office import Office
from service.application.poll_mail import poll_mail
from service.application.tick import run_tick
from service.sandbox.seed import OFFICE_MAILBOX

BEGIN = at("2020-04-15T08:00")
SIZES = (125, 250, 500, 1_000)
QUICK = {"sizes": (20, 40)}
IN_A_BATCH = 50
WORDS = ("kế hoạch", "báo cáo", "đăng ký")


def run(sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Figures by the number of mails, and how the processor time a mail grows from the fewest to the most."""
    found: dict[str, Any] = {f"{size} mails": _of_size(size) for size in sizes}
    first, last = (found[f"{size} mails"]["ours"]["cpu_seconds"] / size for size in (sizes[0], sizes[-1]))
    found["CPU a mail, most mails over fewest"] = last / first
    found["peak_mb"] = peak_mb()
    return found


def _of_size(size: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, sandbox() as url:
        ground = Ground(url, Path(folder))
        with ground.office() as office:
            ground.play(BEGIN)
            run_tick(office, BEGIN)
            later = BEGIN + timedelta(hours=2)
            for number, raw in enumerate(letters(size, later.date())):
                ground.deliver(raw, later + timedelta(seconds=number))
            ids = _unread(ground)[:size]
            ground.counted()
            floor = {**timed(lambda: _least(ground, ids)), "calls": _calls(ground)}
            ours = {**timed(lambda: _taken_in(office, size)), "calls": _calls(ground)}
            plain = {**timed(lambda: _plain_script(ground, Path(folder), ids)), "calls": _calls(ground)}
    return {"ours": ours, "floor": floor, "plain script": plain}


def _taken_in(office: Office, size: int) -> None:
    reading = poll_mail(office, BEGIN + timedelta(hours=4))
    assert reading.new == size, f"{reading.new} of {size} mails were taken in"


def _calls(ground: Ground) -> int:
    return sum(ground.counted().values())


def _session() -> requests.Session:
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {OFFICE_MAILBOX}"
    return session


def _unread(ground: Ground) -> list[str]:
    """Newest first, page after page."""
    session, found, page = _session(), [], ""
    while True:
        told = session.get(
            f"{ground.url}/gmail/v1/users/me/messages",
            params={"labelIds": "UNREAD", "maxResults": 500, **({"pageToken": page} if page else {})},
            timeout=60,
        ).json()
        found += [message["id"] for message in told.get("messages", [])]
        page = told.get("nextPageToken", "")
        if not page:
            return found


def _least(ground: Ground, ids: Sequence[str]) -> None:
    session = _session()
    for start in range(0, len(ids), IN_A_BATCH):
        parts = [
            f"--b\r\nContent-Type: application/http\r\nContent-ID: <{id}>\r\n\r\n"
            f"GET /gmail/v1/users/me/messages/{id}?format=raw\r\n\r\n"
            for id in ids[start : start + IN_A_BATCH]
        ]
        answer = session.post(
            f"{ground.url}/batch/gmail/v1",
            data="".join(parts) + "--b--",
            headers={"Content-Type": "multipart/mixed; boundary=b"},
            timeout=60,
        )
        answer.raise_for_status()
        for part in answer.text.split('"raw"')[1:]:
            raw = part.split('"')[1]
            email.message_from_bytes(base64.urlsafe_b64decode(raw + "=="), policy=policy.default).get_body()


def _plain_script(ground: Ground, folder: Path, ids: Sequence[str]) -> None:
    session = _session()
    with (folder / "noted.csv").open("w", encoding="utf-8") as noted:
        for id in ids:
            address = f"{ground.url}/gmail/v1/users/me/messages/{id}"
            raw = session.get(address, params={"format": "raw"}, timeout=60).json()["raw"]
            message = email.message_from_bytes(base64.urlsafe_b64decode(raw + "=="), policy=policy.default)
            body = message.get_body(("plain",))
            text = f"{message['subject']} {body.get_content() if body else ''}".lower()
            noted.write(f"{message['from']},{next((word for word in WORDS if word in text), '')}\n")
            session.post(f"{address}/modify", json={"removeLabelIds": ["UNREAD"]}, timeout=60).raise_for_status()


if __name__ == "__main__":
    print(json.dumps(run(**(QUICK if "--quick" in sys.argv else {})), indent=2, ensure_ascii=False))  # noqa: T201
