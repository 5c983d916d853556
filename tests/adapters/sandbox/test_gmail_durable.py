"""What was answered stays: across restarts, and with many writers at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from service.sandbox.server import SandboxServer
from tests.adapters.sandbox.gmail_clients import OFFICE, Office, mail, raw64

WRITERS, EACH = 4, 15


def test_a_mailbox_outlives_its_server(tmp_path: Path) -> None:
    with SandboxServer(tmp_path) as running:
        first = Office(running.url, "requests")
        stored = first.deliver(mail(OFFICE, "Kế hoạch", sender="a@example.org"))
        body = {"message": {"raw": raw64(mail("a@example.org", "Nháp"))}}
        draft = first.users.drafts().create(userId="me", body=body).execute()
        cursor = first.cursor()
        first.put("mailboxes", {"ai@example.org": {"exists": False}})
    with SandboxServer(tmp_path) as running:
        again = Office(running.url, "requests")
        assert again.cursor() == cursor
        assert again.found("subject:hoạch") == [stored["id"]]
        assert again.users.drafts().get(userId="me", id=draft["id"]).execute()["id"] == draft["id"]
        assert "ai@example.org" in again.put("mailboxes", {})["rules"]
        newer = again.deliver(mail(OFFICE, "Khác", sender="a@example.org"))
        assert newer["id"] not in (stored["id"], draft["message"]["id"])
        assert int(again.cursor()) > int(cursor)


def test_writers_at_once_lose_nothing() -> None:
    with SandboxServer() as running:
        office = Office(running.url, "requests")
        office.clock("2020-04-16T08:00:00+07:00")
        start = office.cursor()

        def write(number: int) -> list[str]:
            mine = Office(running.url, "requests")
            return [mine.insert(mail(subject=f"{number}-{n}"), "INBOX")["id"] for n in range(EACH)]

        with ThreadPoolExecutor(WRITERS) as pool:
            ids = [one for written in pool.map(write, range(WRITERS)) for one in written]
        assert len(set(ids)) == WRITERS * EACH
        assert set(office.found("in:inbox", maxResults=500)) == set(ids)
        call = office.users.history().list(userId="me", startHistoryId=start, maxResults=500)
        records = call.execute()["history"]
        assert {one["messagesAdded"][0]["message"]["id"] for one in records} == set(ids)
        numbers = [int(one["id"]) for one in records]
        assert numbers == sorted(set(numbers))
