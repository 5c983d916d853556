"""The mailbox port over the real client, against the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import requests
from google.oauth2.credentials import Credentials

from service.adapters.gmail import Gmail
from service.adapters.google import Wire
from service.core.errors import CursorExpired, GoogleBusy, GoogleUnreachable, NotFound
from service.sandbox.server import SandboxServer
from tests.core.evaluation.shipped import at
from tests.core.mail.corpus.letters import letter

START = at("2020-04-16T08:00")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(clock=START) as running:
        yield running


class Box:
    """A mailbox of one's own, and what the world does to it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.address = f"m{uuid4().hex[:10]}@example.org"
        self.labels: dict[str, str] = {}
        self.waited: list[float] = []
        self.gmail = Gmail(self.wire(), self.labels, START - timedelta(days=60))

    def wire(self) -> Wire:
        return Wire(Credentials(token=self.address), self.url, sleep=self.waited.append)

    def arrives(self, subject: str, when: Any = START) -> str:
        raw = letter("lan@example.org", subject, "Kính gửi.", to=self.address)
        query = {"at": when.isoformat(), "to": self.address}
        told = requests.post(f"{self.url}/sandbox/deliver", params=query, data=raw, timeout=10)
        told.raise_for_status()
        return str(told.json()["id"])

    def faults(self, *rules: dict[str, Any]) -> None:
        requests.put(f"{self.url}/sandbox/faults", json={"rules": list(rules)}, timeout=10).raise_for_status()

    def counted(self) -> dict[str, int]:
        counted: dict[str, int] = requests.get(f"{self.url}/sandbox/requests?reset=true", timeout=10).json()[
            "methods"
        ]
        return counted


@pytest.fixture
def box(sandbox: SandboxServer) -> Iterator[Box]:
    made = Box(sandbox.url)
    made.gmail.profile()
    made.counted()
    yield made
    made.faults()


def draft(key: str, subject: str = "Nhắc việc") -> bytes:
    return letter(
        "vanphong@example.org", subject, "Kính gửi.", headers={"X-Nhac-Viec-Key": key}, to="bt@example.org"
    )


def test_news_since_a_cursor_in_one_call(box: Box) -> None:
    before = box.gmail.profile().history_id
    first, second = box.arrives("một"), box.arrives("hai")
    box.counted()
    changes = box.gmail.changes(before)
    assert changes.added == (first, second)
    assert box.gmail.changes(changes.history_id).added == ()
    assert box.counted() == {"gmail.users.history.list": 2}


def test_drafts_of_ours_are_no_news_but_what_left_is(box: Box) -> None:
    before = box.gmail.profile().history_id
    draft_id = box.gmail.create_draft(draft("k1"), "")
    assert box.gmail.changes(before).added == ()
    sent, _ = box.gmail.send_draft(draft_id)
    assert box.gmail.changes(before).added == (sent,)


def test_a_cursor_too_old_is_told_apart(box: Box) -> None:
    box.faults({"kind": "stale_history", "method": "gmail.users.history.list"})
    with pytest.raises(CursorExpired):
        box.gmail.changes("1")


def test_the_listing_is_oldest_first_and_knows_no_drafts(box: Box) -> None:
    ids = [box.arrives(f"thư {n}", START - timedelta(hours=9 - n)) for n in range(3)]
    box.arrives("quá cũ", START - timedelta(days=90))
    box.gmail.create_draft(draft("k"), "")
    assert list(box.gmail.listing()) == ids


def test_messages_come_raw_fifty_a_call_without_those_that_went(box: Box) -> None:
    ids = [box.arrives(f"thư {n}") for n in range(60)]
    box.counted()
    mails = box.gmail.fetch([*ids[:30], "170000000000ffff", *ids[30:]])
    assert box.counted() == {"gmail.batch": 2}
    assert [mail.gmail_id for mail in mails] == ids
    assert mails[0].received == START and "INBOX" in mails[0].labels and b"Subject" in mails[0].raw


def test_parts_that_were_busy_are_asked_again(box: Box) -> None:
    ids = [box.arrives(f"thư {n}") for n in range(5)]
    busy = {"kind": "status", "status": 429, "reason": "rateLimitExceeded", "method": "gmail.users.messages.get"}
    box.faults({**busy, "count": 3})
    box.counted()
    assert [mail.gmail_id for mail in box.gmail.fetch(ids)] == ids
    assert box.counted() == {"gmail.batch": 2} and len(box.waited) == 1, "after a pause"
    box.faults(busy)
    with pytest.raises(GoogleBusy):
        box.gmail.fetch(ids)
    assert len(box.waited) == 4


def test_a_batch_cut_short_is_no_answer(box: Box) -> None:
    ids = [box.arrives(f"thư {n}") for n in range(3)]
    box.faults({"kind": "truncate", "method": "gmail.batch"})
    with pytest.raises(GoogleUnreachable):
        box.gmail.fetch(ids)


def test_labels_are_made_once_and_sisters_taken_away(box: Box) -> None:
    ids = [box.arrives("một"), box.arrives("hai")]
    box.gmail.mark("Nhắc việc/Thiếu", ids)
    box.gmail.mark("Nhắc việc/Đã nhận", ids[:1])
    box.counted()
    box.gmail.mark("Nhắc việc/Đã nhận", ids[:1])
    assert box.counted() == {"gmail.users.messages.batchModify": 1}
    names = {label_id: name for name, label_id in box.labels.items()}
    borne = [
        {names[label] for label in mail.labels if label in names and "/" in names[label]}
        for mail in box.gmail.fetch(ids)
    ]
    assert borne == [{"Nhắc việc/Đã nhận"}, {"Nhắc việc/Thiếu"}]


def test_a_mail_leaves_in_two_calls(box: Box) -> None:
    draft_id = box.gmail.create_draft(draft("k"), "")
    gmail_id, thread_id = box.gmail.send_draft(draft_id)
    assert box.counted() == {"gmail.users.drafts.create": 1, "gmail.users.drafts.send": 1}
    assert gmail_id and thread_id
    assert not box.gmail.draft_exists(draft_id)
    with pytest.raises(NotFound):
        box.gmail.send_draft(draft_id)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "truncate"])
def test_a_send_without_an_answer_is_posted_once(box: Box, kind: str) -> None:
    draft_id = box.gmail.create_draft(draft("k"), "")
    box.faults({"kind": kind, "method": "gmail.users.drafts.send"})
    box.counted()
    with pytest.raises(GoogleUnreachable):
        box.gmail.send_draft(draft_id)
    assert box.counted() == {"gmail.users.drafts.send": 1}
    box.faults()
    found = box.gmail.find_sent("k", "", "bt@example.org")
    assert (found is None) == (kind == "drop_before")


def test_in_the_thread_it_answers(box: Box) -> None:
    (mail,) = box.gmail.fetch([box.arrives("hỏi")])
    answer = draft("k", "Re: hỏi").replace(
        b"MIME-Version", b"In-Reply-To: " + _message_id(mail.raw) + b"\r\nMIME-Version"
    )
    _, thread_id = box.gmail.send_draft(box.gmail.create_draft(answer, mail.thread_id))
    assert thread_id == mail.thread_id


def test_drafts_and_sent_mails_are_found_by_their_key(box: Box) -> None:
    ids = {key: box.gmail.create_draft(draft(key), "") for key in ("a/1", "a/2", "a/3")}
    assert box.gmail.find_drafts(["a/1", "a/3", "a/9"]) == {"a/1": ids["a/1"], "a/3": ids["a/3"]}
    sent = box.gmail.send_draft(ids["a/1"])
    assert box.gmail.find_sent("a/1", "", "bt@example.org") == sent
    assert box.gmail.find_sent("a/1", sent[1], "bt@example.org") == sent
    assert box.gmail.find_sent("a/2", "", "bt@example.org") is None
    box.gmail.delete_draft(ids["a/2"])
    box.gmail.delete_draft(ids["a/2"])
    assert list(box.gmail.find_drafts(["a/2", "a/3"])) == ["a/3"]


def _message_id(raw: bytes) -> bytes:
    return next(line.split(b": ", 1)[1] for line in raw.splitlines() if line.lower().startswith(b"message-id"))
