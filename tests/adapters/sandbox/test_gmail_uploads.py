"""Messages that come by the upload protocols, and how large they may be."""

from __future__ import annotations

import io
from typing import Any

import pytest
import requests
from googleapiclient.http import MediaIoBaseUpload, MediaUpload

from tests.adapters.sandbox.gmail_clients import OFFICE, Office, mail, raw64, refusal

UNIT = "sotuphap@example.org"
CHUNK = 262_144
HEADERS = {"Authorization": "Bearer a-token"}


def media(raw: bytes, resumable: bool = False) -> MediaUpload:
    return MediaIoBaseUpload(io.BytesIO(raw), "message/rfc822", chunksize=CHUNK, resumable=resumable)


def letter(subject: str, **fields: str) -> bytes:
    """A mail in seven bits: the client itself cannot put any other into multipart/related."""
    return mail(UNIT, subject, "Kinh gui", sender=OFFICE, **fields)


def big(size: int = 700_000) -> bytes:
    return mail(UNIT, "Lớn", "Kinh gui", OFFICE, {"a.bin": bytes(range(256)) * (size // 256)})


def crlf(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.mark.parametrize("resumable", [False, True])
def test_insert_and_import_by_upload(office: Office, resumable: bool) -> None:
    messages = office.users.messages()
    body = {"labelIds": ["INBOX", "UNREAD"]}
    raw = big()
    for method in (messages.insert, messages.import_):
        stored = method(userId="me", body=body, media_body=media(raw, resumable)).execute()
        assert stored["labelIds"] == ["INBOX", "UNREAD"]
        assert office.raw(stored["id"]) == crlf(raw)
    bare = messages.insert(userId="me", media_body=media(letter("Một"), resumable)).execute()
    assert office.raw(bare["id"]) == crlf(letter("Một"))


@pytest.mark.parametrize("resumable", [False, True])
def test_send_and_drafts_by_upload(office: Office, resumable: bool) -> None:
    first = office.deliver(mail(OFFICE, "Hỏi", sender=UNIT, Message_ID="<q@example.org>"))
    reply = letter("Re: Hỏi", In_Reply_To="<q@example.org>")
    thread = {"threadId": first["threadId"]}
    messages, drafts = office.users.messages(), office.users.drafts()
    sent = messages.send(userId="me", body=thread, media_body=media(reply, resumable)).execute()
    assert sent["threadId"] == first["threadId"]
    draft = drafts.create(userId="me", body={"message": thread}, media_body=media(reply, resumable)).execute()
    assert draft["message"]["threadId"] == first["threadId"]
    updated = drafts.update(userId="me", id=draft["id"], media_body=media(big(), resumable)).execute()
    assert updated["message"]["id"] != draft["message"]["id"]
    assert len(office.raw(updated["message"]["id"])) > 700_000
    body = {"id": draft["id"]}
    sent = drafts.send(userId="me", body=body, media_body=media(letter("Cuối"), resumable)).execute()
    assert office.found("subject:cuối in:sent") == [sent["id"]]
    assert refusal(drafts.get(userId="me", id=draft["id"]).execute)[0] == 404


def begin(office: Office, total: int | None = None) -> str:
    size = {} if total is None else {"X-Upload-Content-Length": str(total)}
    url = f"{office.url}/upload/gmail/v1/users/me/messages?uploadType=resumable&internalDateSource=dateHeader"
    answer = requests.post(url, json={"labelIds": ["INBOX"]}, headers=HEADERS | size, timeout=30)
    assert (answer.status_code, answer.content) == (200, b"")
    return answer.headers["Location"]


def step(location: str, data: bytes, span: str) -> requests.Response:
    headers = HEADERS | {"Content-Range": span}
    return requests.put(location, data=data, headers=headers, allow_redirects=False, timeout=30)


def test_a_resumable_upload_goes_on_where_it_stopped(office: Office) -> None:
    raw = big()
    location = begin(office, len(raw))
    assert step(location, b"", f"bytes */{len(raw)}").status_code == 308
    answer = step(location, raw[:CHUNK], f"bytes 0-{CHUNK - 1}/{len(raw)}")
    assert (answer.status_code, answer.headers["Range"]) == (308, f"bytes=0-{CHUNK - 1}")
    assert step(location, b"", f"bytes */{len(raw)}").headers["Range"] == f"bytes=0-{CHUNK - 1}"
    again = step(location, raw[:CHUNK], f"bytes 0-{CHUNK - 1}/{len(raw)}")
    assert again.status_code == 400
    odd = step(location, raw[CHUNK : CHUNK + 10], f"bytes {CHUNK}-{CHUNK + 9}/{len(raw)}")
    assert odd.status_code == 400
    answer = step(location, raw[CHUNK:], f"bytes {CHUNK}-{len(raw) - 1}/{len(raw)}")
    assert answer.status_code == 200
    assert office.raw(answer.json()["id"]) == crlf(raw)
    assert office.get(answer.json()["id"], format="minimal")["labelIds"] == ["INBOX"]
    assert step(location, b"", f"bytes */{len(raw)}").status_code == 404


def test_a_resumable_upload_of_unknown_size(office: Office) -> None:
    raw = big()
    location = begin(office)
    assert step(location, raw[:CHUNK], f"bytes 0-{CHUNK - 1}/*").status_code == 308
    answer = step(location, raw[CHUNK:], f"bytes {CHUNK}-{len(raw) - 1}/{len(raw)}")
    assert office.raw(answer.json()["id"]) == crlf(raw)


def test_an_upload_belongs_to_who_began_it(office: Office) -> None:
    location = begin(office, 10)
    headers = {"Authorization": "Bearer ai@example.org"}
    answer = requests.put(location, data=b"0123456789", headers=headers, timeout=30)
    assert answer.status_code == 404


def too_large(office: Office, path: str, size: int) -> tuple[int, Any]:
    url = f"{office.url}/upload/gmail/v1/users/me/{path}?uploadType=resumable"
    answer = requests.post(url, headers=HEADERS | {"X-Upload-Content-Length": str(size)}, timeout=30)
    return answer.status_code, answer


def test_size_limits(office: Office) -> None:
    limits = {
        "messages/send": 36_700_160,
        "drafts": 36_700_160,
        "messages": 157_286_400,
        "messages/import": 157_286_400,
    }
    for path, limit in limits.items():
        assert too_large(office, path, limit)[0] == 200
        status, answer = too_large(office, path, limit + 1)
        assert (status, answer.json()["error"]["errors"][0]["reason"]) == (413, "uploadTooLarge")


def test_a_message_too_large_to_send_may_be_inserted(office: Office) -> None:
    raw = b"To: a@example.org\r\nSubject: x\r\n\r\n" + b"a" * 36_700_160
    url = f"{office.url}/upload/gmail/v1/users/me/messages"
    headers = HEADERS | {"Content-Type": "message/rfc822"}
    sent = requests.post(f"{url}/send?uploadType=media", data=raw, headers=headers, timeout=60)
    assert sent.status_code == 413
    assert office.found("in:sent") == []
    inserted = requests.post(f"{url}?uploadType=media", data=raw, headers=headers, timeout=60)
    assert office.get(inserted.json()["id"], format="minimal")["sizeEstimate"] == len(raw)


def test_broken_uploads_are_refused(office: Office) -> None:
    url = f"{office.url}/upload/gmail/v1/users/me/messages"
    for query, content_type, data in (
        ("uploadType=multipart", "multipart/related; boundary=x", b"--x\r\n\r\n{}\r\n--x--"),
        ("uploadType=multipart", "multipart/related", b""),
        ("uploadType=multipart", "multipart/related; boundary=x", b"--x\r\n\r\n{\r\n--x\r\n\r\na: b\r\n--x--"),
        ("uploadType=other", "message/rfc822", b"a: b"),
        ("uploadType=media", "message/rfc822", b""),
    ):
        answer = requests.post(
            f"{url}?{query}", data=data, headers=HEADERS | {"Content-Type": content_type}, timeout=30
        )
        assert answer.status_code == 400, (query, answer.text)
    located = begin(office, 5)
    assert step(located, b"12345", "octets 0-4").status_code == 400
    assert step(located, b"12345", "bytes 0-9/10").status_code == 400


def test_json_raw_is_base64url_padded_or_not(office: Office) -> None:
    raw = mail(subject="đệm")
    for text in (raw64(raw), raw64(raw).rstrip("="), raw64(raw).replace("-", "+").replace("_", "/")):
        stored = office.users.messages().insert(userId="me", body={"raw": text}).execute()
        assert office.raw(stored["id"]) == crlf(raw)
