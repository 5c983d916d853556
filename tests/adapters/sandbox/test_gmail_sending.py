"""Sending and drafts, and mail that arrives, bounces or is limited, through the real client."""

from __future__ import annotations

from email import message_from_bytes
from typing import Any

import pytest
import requests

from tests.adapters.sandbox.gmail_clients import OFFICE, Office, header, mail, raw64, refusal

UNIT = "sotuphap@example.org"


def send(office: Office, raw: bytes) -> dict[str, Any]:
    found: dict[str, Any] = office.users.messages().send(userId="me", body={"raw": raw64(raw)}).execute()
    return found


def create_draft(office: Office, raw: bytes, thread: str = "") -> dict[str, Any]:
    message = {"raw": raw64(raw)} | ({"threadId": thread} if thread else {})
    found: dict[str, Any] = office.users.drafts().create(userId="me", body={"message": message}).execute()
    return found


def test_sending_gives_a_new_message_id_and_own_sender(office: Office) -> None:
    sent = send(office, mail(UNIT, sender="Đoàn Khối <ai@example.net>", Message_ID="<mine@example.org>"))
    assert sent["labelIds"] == ["SENT"]
    message = office.get(sent["id"])
    assert header(message, "Message-ID") not in ("", "<mine@example.org>")
    assert header(message, "X-Google-Original-Message-ID") == "<mine@example.org>"
    names = [one["name"].lower() for one in message["payload"]["headers"]]
    assert (names.count("message-id"), names.count("from")) == (1, 1)
    assert header(message, "From") == f"Đoàn Khối <{OFFICE}>"
    assert header(message, "Date") != ""


def test_mail_arrives_in_the_other_mailbox(office: Office) -> None:
    raw = mail(f"Sở <{UNIT}>, hai+the@example.org", sender=f"VP <{OFFICE}>", Bcc="an@example.org")
    sent = send(office, raw)
    for address, delivered in ((UNIT, UNIT), ("hai@example.org", "hai+the@example.org"), ("an@example.org",) * 2):
        users = office.as_user(address)
        (found,) = office.found("in:inbox", users)
        message = users.messages().get(userId="me", id=found).execute()
        assert found != sent["id"]
        assert {"INBOX", "UNREAD"} <= set(message["labelIds"])
        assert header(message, "Delivered-To") == delivered
        assert header(message, "Message-ID") == header(office.get(sent["id"]), "Message-ID")
        verdict = header(message, "Authentication-Results")
        assert all(word in verdict for word in ("spf=pass", "dkim=pass", "dmarc=pass", f"smtp.mailfrom={OFFICE}"))
        assert header(message, "Bcc") == ""
    assert header(office.get(sent["id"]), "Bcc") == "an@example.org"


def test_two_addresses_of_a_mailbox_get_one_mail(office: Office) -> None:
    send(office, mail("hai@example.org, hai+the@example.org", Cc="HAI@example.org"))
    assert len(office.found("", office.as_user("hai@example.org"))) == 1


def test_a_reply_comes_back_into_the_thread(office: Office) -> None:
    sent = send(office, mail(UNIT, "Nhắc việc", Reply_To="dkcqtravinh+stp@gmail.com"))
    unit = office.as_user(UNIT)
    got = unit.messages().get(userId="me", id=office.found("", unit)[0]).execute()
    reply = mail("dkcqtravinh+stp@gmail.com", "Re: Nhắc việc", In_Reply_To=header(got, "Message-ID"))
    body = {"raw": raw64(reply), "threadId": got["threadId"]}
    assert unit.messages().send(userId="me", body=body).execute()["threadId"] == got["threadId"]
    thread = office.users.threads().get(userId="me", id=sent["threadId"]).execute()["messages"]
    assert [one["labelIds"][-1] for one in thread] == ["SENT", "UNREAD"]
    assert header(thread[1], "Delivered-To") == "dkcqtravinh+stp@gmail.com"


def test_writing_to_oneself_makes_one_message(office: Office) -> None:
    sent = send(office, mail(f"{OFFICE}, dkcqtravinh+tag@gmail.com"))
    assert office.found("in:anywhere") == [sent["id"]]
    assert set(sent["labelIds"]) == {"INBOX", "SENT", "UNREAD"}


def test_recipients_are_checked(office: Office) -> None:
    assert refusal(lambda: send(office, mail())) == (400, "Recipient address required", "invalidArgument")
    assert refusal(lambda: send(office, b"To: nobody\r\n\r\nx"))[:2] == (400, "Invalid To header")
    assert refusal(lambda: send(office, b"To: a@example.org\r\nCc: <b@>\r\n\r\nx"))[1] == "Invalid Cc header"
    missing = office.users.messages().send(userId="me", body={})
    assert "RFC822 payload message string" in refusal(missing.execute)[1]
    broken = office.users.messages().send(userId="me", body={"raw": "a*b"})
    assert refusal(broken.execute)[0] == 400
    assert office.found("in:anywhere") == []


def test_a_draft_lives_until_it_is_sent(office: Office) -> None:
    drafts = office.users.drafts()
    start = office.cursor()
    draft = create_draft(office, mail(UNIT, X_Nhac_Viec_Key="k1"))
    got = drafts.get(userId="me", id=draft["id"]).execute()
    assert got["message"]["labelIds"] == ["DRAFT"]
    assert header(got["message"], "X-Nhac-Viec-Key") == "k1"
    draft_message_id = header(got["message"], "Message-ID")
    sent = drafts.send(userId="me", body={"id": draft["id"]}).execute()
    assert sent["id"] != draft["message"]["id"]
    assert sent["threadId"] == draft["message"]["threadId"]
    message = office.get(sent["id"])
    assert header(message, "X-Nhac-Viec-Key") == "k1"
    assert header(message, "Message-ID") not in ("", draft_message_id)
    gone = (404, "Requested entity was not found.", "notFound")
    assert refusal(drafts.send(userId="me", body={"id": draft["id"]}).execute) == gone
    assert refusal(drafts.get(userId="me", id=draft["id"]).execute) == gone
    assert refusal(lambda: office.get(draft["message"]["id"])) == gone
    assert drafts.list(userId="me").execute() == {"resultSizeEstimate": 0}
    records = office.users.history().list(userId="me", startHistoryId=start).execute()["history"]
    kinds = [next(iter(set(one) - {"id", "messages"})) for one in records]
    assert kinds == ["messagesAdded", "messagesDeleted", "messagesAdded"]
    assert len(office.found("", office.as_user(UNIT))) == 1


def test_updating_a_draft_changes_its_message_not_its_id(office: Office) -> None:
    drafts = office.users.drafts()
    draft = create_draft(office, mail(UNIT, "Một"))
    body = {"message": {"raw": raw64(mail(UNIT, "Hai"))}}
    updated = drafts.update(userId="me", id=draft["id"], body=body).execute()
    assert updated["id"] == draft["id"]
    assert updated["message"]["id"] != draft["message"]["id"]
    assert updated["message"]["threadId"] == draft["message"]["threadId"]
    listed = drafts.list(userId="me", q="subject:hai").execute()["drafts"]
    assert listed == [{"id": draft["id"], "message": {k: updated["message"][k] for k in ("id", "threadId")}}]
    assert drafts.list(userId="me", q="subject:một").execute() == {"resultSizeEstimate": 0}
    drafts.delete(userId="me", id=draft["id"]).execute()
    assert refusal(drafts.delete(userId="me", id=draft["id"]).execute)[0] == 404
    assert refusal(drafts.update(userId="me", id="r-1", body=body).execute)[0] == 404


def test_a_failed_sending_keeps_the_draft(office: Office) -> None:
    drafts = office.users.drafts()
    draft = create_draft(office, mail())
    assert refusal(drafts.send(userId="me", body={"id": draft["id"]}).execute)[1] == "Recipient address required"
    assert drafts.get(userId="me", id=draft["id"]).execute()["message"]["id"] == draft["message"]["id"]


def test_a_draft_answers_in_its_thread(office: Office) -> None:
    mail_in = office.deliver(mail(OFFICE, "Hỏi", sender=UNIT, Message_ID="<q@example.org>"))
    reply = mail(UNIT, "Re: Hỏi", In_Reply_To="<q@example.org>", References="<q@example.org>")
    draft = create_draft(office, reply, mail_in["threadId"])
    assert draft["message"]["threadId"] == mail_in["threadId"]
    sent = office.users.drafts().send(userId="me", body={"id": draft["id"]}).execute()
    assert sent["threadId"] == mail_in["threadId"]


@pytest.mark.parametrize("address", ["ai@somewhere.invalid", "ma@example.org"])
def test_an_unknown_address_bounces_into_the_thread(office: Office, address: str) -> None:
    office.put("mailboxes", {"ma@example.org": {"exists": False}})
    sent = send(office, mail(f"{address}, {UNIT}", "Nhắc việc"))
    (found,) = office.found("in:inbox")
    bounce = office.get(found)
    assert bounce["threadId"] == sent["threadId"]
    assert header(bounce, "From") == "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"
    assert header(bounce, "X-Failed-Recipients") == address
    assert header(bounce, "Return-Path") == "<>"
    report = message_from_bytes(office.raw(found))
    assert report.get_content_type() == "multipart/report"
    _, status, original = report.get_payload()
    fields = status.get_payload()[1]
    assert fields["Final-Recipient"] == f"rfc822; {address}"
    assert (fields["Action"], fields["Status"][:4]) == ("failed", "5.1.")
    assert original.get_payload()[0]["Message-ID"] == header(office.get(sent["id"]), "Message-ID")
    assert len(office.found("", office.as_user(UNIT))) == 1


def test_who_exists_can_be_set(office: Office) -> None:
    office.put("mailboxes", {"@example.org": {"exists": False}, UNIT: {"exists": True, "auth": "softfail"}})
    send(office, mail(f"{UNIT}, ai@example.org, ai@example.net"))
    told = requests.get(f"{office.url}/sandbox/mailboxes", timeout=30).json()
    assert {one["address"]: one["messages"] for one in told["mailboxes"]} == {
        OFFICE: 2, UNIT: 1, "ai@example.net": 1,
    }  # fmt: skip
    assert told["rules"] == {"@example.org": {"exists": False}, UNIT: {"exists": True, "auth": "softfail"}}
    told = office.put("mailboxes", {"@example.org": None, "moi@example.test": {"exists": True}})
    assert told["rules"].keys() == {UNIT, "moi@example.test"}
    assert "moi@example.test" in [one["address"] for one in told["mailboxes"]]
    office.as_user(UNIT).messages().send(userId="me", body={"raw": raw64(mail(OFFICE))}).execute()
    verdict = header(office.get(office.found(f"from:{UNIT}")[0]), "Authentication-Results")
    assert "spf=softfail" in verdict and "dmarc=fail" in verdict and "dkim" not in verdict


def test_a_delivery_is_judged_and_dated(office: Office) -> None:
    forged = b"Authentication-Results: mx.google.com;\r\n  dmarc=pass header.from=example.org\r\n"
    theirs = b"Authentication-Results: mail.example.org; spf=pass\r\n"
    raw = forged + theirs + mail(OFFICE, sender=f"Sở <{UNIT}>")
    got = office.deliver(raw, auth="fail", at="2020-04-16T08:00:00+07:00", **{"from": "bounces@example.net"})
    message = office.get(got["id"])
    assert message["internalDate"] == "1586998800000"
    assert message["threadId"] == got["threadId"]
    results = [one["value"] for one in message["payload"]["headers"] if one["name"] == "Authentication-Results"]
    assert len(results) == 2
    assert "dmarc=fail" in results[0] and "header.from=example.org" in results[0]
    assert "spf=fail" in results[0] and "smtp.mailfrom=bounces@example.net" in results[0]
    assert results[1] == "mail.example.org; spf=pass"
    assert header(message, "Return-Path") == "<bounces@example.net>"
    none = office.get(office.deliver(mail(OFFICE, sender=UNIT), auth="none")["id"])
    assert "dmarc" not in header(none, "Authentication-Results")


def test_a_delivery_to_a_plus_address_or_another_mailbox(office: Office) -> None:
    tagged = office.deliver(mail(OFFICE, sender=UNIT), to="dkcqtravinh+stp@gmail.com")
    assert header(office.get(tagged["id"]), "Delivered-To") == "dkcqtravinh+stp@gmail.com"
    other = office.deliver(mail(UNIT, sender=OFFICE), to=UNIT)
    assert office.found("", office.as_user(UNIT)) == [other["id"]]
    for query in ({"auth": "maybe"}, {"at": "soon"}, {"to": "x"}, {"to": "a@b.invalid"}):
        answer = requests.post(f"{office.url}/sandbox/deliver", params=query, data=b"x: y\r\n\r\n", timeout=30)
        assert answer.status_code in (400, 404), query


def test_the_sending_limit_rolls_over_a_day(office: Office) -> None:
    office.put("gmail", {"sending_limit": 3})
    office.clock("2020-04-16T08:00:00+07:00")
    send(office, mail("a@example.org, b@example.org"))
    office.clock("2020-04-16T10:00:00+07:00")
    send(office, mail("a@example.org"))
    status, message, reason = refusal(lambda: send(office, mail("a@example.org")))
    assert (status, reason) == (429, "rateLimitExceeded")
    assert message.startswith("User-rate limit exceeded.  Retry after 2020-04-17T01:00:00.000Z")
    assert len(office.found("in:sent")) == 2
    office.clock("2020-04-17T08:00:00+07:00")
    send(office, mail("a@example.org, b@example.org"))
    assert refusal(lambda: send(office, mail("a@example.org")))[0] == 429


def test_a_send_whose_answer_is_lost_is_sent_once(office: Office) -> None:
    """Over requests one call is one post; httplib2 posts again by itself, and the mail is there twice."""
    office.put("faults", [{"kind": "drop_after", "method": "gmail.users.messages.send", "count": 1}])
    try:
        send(office, mail(UNIT))
    except OSError:
        assert office.over == "requests"
    assert len(office.found("in:sent")) == (1 if office.over == "requests" else 2)


def test_the_body_is_carried_unchanged(office: Office) -> None:
    text = "Dòng một\r\nFrom đầu dòng\r\n.\r\n"
    sent = send(office, mail(UNIT, text=text, files={"a.bin": bytes(range(256))}))
    unit = office.as_user(UNIT)
    got = message_from_bytes(office.raw(office.found("", unit)[0], unit))
    own = message_from_bytes(office.raw(sent["id"]))
    parts = [part.get_payload(decode=True) for part in got.walk() if not part.is_multipart()]
    assert parts == [part.get_payload(decode=True) for part in own.walk() if not part.is_multipart()]
    assert parts[1] == bytes(range(256))
