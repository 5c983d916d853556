"""Messages as the real client sees them: formats, part tree, labels, threads, trash and deletion."""

from __future__ import annotations

import base64
from email.message import EmailMessage

from tests.adapters.sandbox.gmail_clients import OFFICE, Office, header, mail, raw64, refusal


def plan() -> bytes:
    message = EmailMessage()
    message["From"] = "Đoàn Sở Tư pháp <sotuphap@example.org>"
    message["To"] = OFFICE
    message["Subject"] = "Kế hoạch 30 phút"
    message["Date"] = "Wed, 01 Apr 2020 08:00:00 +0700"
    message["Message-ID"] = "<plan-1@example.org>"
    message.set_content("Kính gửi <Ban Thường vụ> & các đồng chí")
    message.add_alternative("<p>Kính <b>gửi</b></p>", subtype="html")
    message.add_attachment(
        b"PK\x03\x04" + b"x" * 5000,
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename="Kế hoạch số 05.docx",
    )
    forwarded = EmailMessage()
    forwarded["Subject"] = "Bên trong"
    forwarded.set_content("Nội dung thư bên trong")
    message.add_attachment(forwarded, filename="thư.eml")
    return message.as_bytes()


def test_full_format_shows_the_true_part_tree(office: Office) -> None:
    message = office.get(office.insert(plan(), "INBOX", "UNREAD")["id"])
    payload = message["payload"]
    assert (payload["partId"], payload["mimeType"], payload["filename"]) == ("", "multipart/mixed", "")
    body, document, attached = payload["parts"]
    assert [(p["partId"], p["mimeType"]) for p in body["parts"]] == [("0.0", "text/plain"), ("0.1", "text/html")]
    assert "Ban Thường vụ" in base64.urlsafe_b64decode(body["parts"][0]["body"]["data"]).decode()
    assert (document["filename"], document["body"]["size"]) == ("Kế hoạch số 05.docx", 5004)
    assert "data" not in document["body"]
    assert attached["mimeType"] == "message/rfc822"
    assert attached["filename"] == "thư.eml"
    assert header({"payload": attached["parts"][0]}, "Subject") == "Bên trong"
    assert header(message, "Subject") == "Kế hoạch 30 phút"
    assert header(message, "From") == "Đoàn Sở Tư pháp <sotuphap@example.org>"
    assert message["labelIds"] == ["INBOX", "UNREAD"]
    assert message["snippet"] == "Kính gửi &lt;Ban Thường vụ&gt; &amp; các đồng chí"


def test_an_attachment_is_fetched_by_its_id(office: Office) -> None:
    message = office.get(office.insert(plan())["id"])
    attachments = office.users.messages().attachments()
    document = message["payload"]["parts"][1]["body"]
    call = attachments.get(userId="me", messageId=message["id"], id=document["attachmentId"])
    found = call.execute()
    assert base64.urlsafe_b64decode(found["data"]) == b"PK\x03\x04" + b"x" * 5000
    assert found["size"] == 5004
    wrong = attachments.get(userId="me", messageId=message["id"], id="ANGjdJnone")
    assert refusal(wrong.execute)[:2] == (400, "Invalid attachment token")


def test_other_formats(office: Office) -> None:
    stored = office.insert(plan(), "INBOX")
    raw = plan().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    minimal = office.get(stored["id"], format="minimal")
    assert set(minimal) == {
        "id", "threadId", "labelIds", "snippet", "sizeEstimate", "historyId", "internalDate",
    }  # fmt: skip
    assert base64.urlsafe_b64decode(office.get(stored["id"], format="raw")["raw"])[:200] == raw[:200]
    assert "payload" not in office.get(stored["id"], format="raw")
    metadata = office.get(stored["id"], format="metadata", metadataHeaders=["subject", "Date"])
    assert [one["name"] for one in metadata["payload"]["headers"]] == ["Subject", "Date"]
    assert "parts" not in metadata["payload"] and "body" not in metadata["payload"]
    assert office.get(stored["id"], fields="id,payload/mimeType") == {
        "id": stored["id"],
        "payload": {"mimeType": "multipart/mixed"},
    }
    assert refusal(lambda: office.get(stored["id"], fields="nothing"))[0] == 400


def test_size_is_that_of_the_raw_message(office: Office) -> None:
    stored = office.insert(plan())
    assert office.get(stored["id"])["sizeEstimate"] == len(office.raw(stored["id"]))


def test_internal_date_by_source(office: Office) -> None:
    office.clock("2020-04-16T08:00:00+07:00")
    at_header, at_clock = "1585702800000", "1586998800000"
    assert office.get(office.insert(plan())["id"])["internalDate"] == at_clock
    assert office.get(office.insert(plan(), internalDateSource="dateHeader")["id"])["internalDate"] == at_header
    imports = office.users.messages().import_
    body = {"raw": raw64(plan()), "labelIds": ["INBOX"]}
    imported = imports(userId="me", body=body, neverMarkSpam=True).execute()
    assert office.get(imported["id"])["internalDate"] == at_header
    received = imports(userId="me", body=body, internalDateSource="receivedTime").execute()
    assert office.get(received["id"])["internalDate"] == at_clock
    undated = imports(userId="me", body={"raw": raw64(b"Subject: x\r\nDate: soon\r\n\r\ny")}).execute()
    assert office.get(undated["id"])["internalDate"] == at_clock


def test_ids_are_checked(office: Office) -> None:
    get = office.users.messages().get
    assert refusal(get(userId="me", id="xyz").execute) == (400, "Invalid id value", "invalidArgument")
    assert refusal(get(userId="me", id="f" * 16).execute)[1] == "Invalid id value"
    assert refusal(get(userId="me", id="16f00d").execute) == (404, "Requested entity was not found.", "notFound")
    assert refusal(get(userId="ai@example.org", id="16f00d").execute)[::2] == (403, "forbidden")


def test_a_mailbox_may_be_named_instead_of_me(office: Office) -> None:
    assert office.users.getProfile(userId=OFFICE).execute()["emailAddress"] == OFFICE


def test_labels_are_changed_and_wrong_ones_refused(office: Office) -> None:
    messages = office.users.messages()
    stored = office.insert(plan(), "INBOX", "UNREAD")

    def modify(**body: list[str]) -> dict[str, object]:
        found: dict[str, object] = messages.modify(userId="me", id=stored["id"], body=body).execute()
        return found

    assert modify(addLabelIds=["STARRED"], removeLabelIds=["UNREAD"])["labelIds"] == ["INBOX", "STARRED"]
    assert refusal(lambda: modify(addLabelIds=["SENT"])) == (400, "Invalid label: SENT", "invalidArgument")
    assert refusal(lambda: modify(addLabelIds=["Label_99"]))[1] == "Invalid label: Label_99"
    assert refusal(lambda: modify())[:2] == (400, "No label add or removes specified")
    assert refusal(lambda: modify(addLabelIds=["INBOX"], removeLabelIds=["INBOX"]))[0] == 400
    assert refusal(lambda: modify(addLabels=["INBOX"]))[0] == 400
    assert "labelIds" not in modify(removeLabelIds=["INBOX", "STARRED"])


def test_batch_modify_and_batch_delete(office: Office) -> None:
    messages = office.users.messages()
    ids = [office.insert(plan(), "INBOX")["id"] for _ in range(3)]
    messages.batchModify(userId="me", body={"ids": [*ids, "16f00d"], "addLabelIds": ["STARRED"]}).execute()
    assert set(office.found("is:starred")) == set(ids)
    too_many = {"ids": [f"{n:x}" for n in range(1, 1002)], "addLabelIds": ["STARRED"]}
    assert refusal(messages.batchModify(userId="me", body=too_many).execute)[0] == 400
    messages.batchDelete(userId="me", body={"ids": ids[:2]}).execute()
    assert office.found("") == ids[2:]


def test_trash_hides_and_delete_removes(office: Office) -> None:
    messages = office.users.messages()
    stored = office.insert(plan(), "INBOX")
    assert messages.trash(userId="me", id=stored["id"]).execute()["labelIds"] == ["TRASH"]
    assert office.found("") == []
    assert office.found("", includeSpamTrash=True) == [stored["id"]]
    assert office.found("in:trash") == office.found("in:anywhere") == [stored["id"]]
    messages.untrash(userId="me", id=stored["id"]).execute()
    assert office.found("") == [stored["id"]]
    messages.delete(userId="me", id=stored["id"]).execute()
    assert refusal(lambda: office.get(stored["id"]))[0] == 404
    assert office.users.getProfile(userId="me").execute()["messagesTotal"] == 0


def test_lists_come_newest_first_in_pages(office: Office) -> None:
    ids = []
    for minute in range(7):
        office.clock(f"2020-04-16T08:0{minute}:00+07:00")
        ids.append(office.insert(mail(subject=f"Thư {minute}"), "INBOX")["id"])
    messages = office.users.messages()
    request = messages.list(userId="me", labelIds=["INBOX"], maxResults=3)
    pages = []
    while request is not None:
        answer = request.execute()
        assert answer["resultSizeEstimate"] == 7
        pages.append([one["id"] for one in answer["messages"]])
        request = messages.list_next(request, answer)
    assert pages == [ids[:3:-1], ids[3:0:-1], ids[:1]]
    assert refusal(messages.list(userId="me", pageToken="rubbish").execute)[0] == 400
    assert messages.list(userId="me", q="nothing-like-this").execute() == {"resultSizeEstimate": 0}


def test_threads_by_references_and_subject(office: Office) -> None:
    first = office.deliver(mail(OFFICE, "Kế hoạch", sender="a@example.org", Message_ID="<1@example.org>"))
    reply = office.deliver(mail(OFFICE, "Re: Kế  hoạch", sender="b@example.org", In_Reply_To="<1@example.org>"))
    assert reply["threadId"] == first["threadId"]
    forward = office.deliver(
        mail(OFFICE, "Fwd: RE: kế hoạch", sender="b@example.org", References="<1@example.org>")
    )
    assert forward["threadId"] == first["threadId"]
    other = office.deliver(mail(OFFICE, "Việc khác", sender="b@example.org", In_Reply_To="<1@example.org>"))
    assert other["threadId"] == other["id"]
    stranger = office.deliver(mail(OFFICE, "Kế hoạch", sender="c@example.org"))
    assert stranger["threadId"] == stranger["id"]


def test_an_explicit_thread_must_fit(office: Office) -> None:
    first = office.deliver(mail(OFFICE, "Kế hoạch", sender="a@example.org", Message_ID="<1@example.org>"))
    send = office.users.messages().send

    def sent_into(thread: str, subject: str, **fields: str) -> str:
        raw = raw64(mail("a@example.org", subject, **fields))
        answer = send(userId="me", body={"raw": raw, "threadId": thread}).execute()
        return str(answer["threadId"])

    thread = first["threadId"]
    assert sent_into(thread, "Re: Kế hoạch", In_Reply_To="<1@example.org>") == thread
    assert sent_into(thread, "Chuyện khác", In_Reply_To="<1@example.org>") != thread
    assert sent_into(thread, "Re: Kế hoạch") != thread
    assert refusal(lambda: sent_into("16f00d", "Re: Kế hoạch"))[0] == 404
    assert refusal(lambda: sent_into("zz", "Re: Kế hoạch"))[1] == "Invalid thread_id value"


def test_threads_resource(office: Office) -> None:
    threads = office.users.threads()
    office.clock("2020-04-16T08:00:00+07:00")
    first = office.deliver(mail(OFFICE, "Kế hoạch", sender="a@example.org", Message_ID="<1@example.org>"))
    office.clock("2020-04-16T09:00:00+07:00")
    office.deliver(mail(OFFICE, "Re: Kế hoạch", "Đã bổ sung", "a@example.org", In_Reply_To="<1@example.org>"))
    single = office.deliver(mail(OFFICE, "Hỏi", sender="b@example.org"), at="2020-04-16T08:30:00+07:00")
    listed = threads.list(userId="me").execute()
    assert [one["id"] for one in listed["threads"]] == [first["threadId"], single["threadId"]]
    assert listed["threads"][0]["snippet"] == "Đã bổ sung"
    assert listed["resultSizeEstimate"] == 2
    page = threads.list(userId="me", maxResults=1).execute()
    following = threads.list(userId="me", maxResults=1, pageToken=page["nextPageToken"]).execute()
    assert [one["id"] for one in following["threads"]] == [single["threadId"]]
    assert len(threads.get(userId="me", id=first["threadId"], format="metadata").execute()["messages"]) == 2
    body = {"addLabelIds": ["STARRED"]}
    changed = threads.modify(userId="me", id=first["threadId"], body=body).execute()
    assert all("STARRED" in one["labelIds"] for one in changed["messages"])
    threads.trash(userId="me", id=first["threadId"]).execute()
    assert [one["id"] for one in threads.list(userId="me").execute()["threads"]] == [single["threadId"]]
    threads.untrash(userId="me", id=first["threadId"]).execute()
    threads.delete(userId="me", id=first["threadId"]).execute()
    assert refusal(threads.get(userId="me", id=first["threadId"]).execute)[0] == 404


def test_equal_mails_are_messages_of_their_own(office: Office) -> None:
    first, second, other = (office.insert(raw)["id"] for raw in (plan(), plan(), mail(subject="Khác")))
    same = office.insert(mail(subject="Một lần"))["id"]
    assert len({first, second, other, same}) == 4
    assert header(office.get(other), "Subject") == "Khác"
    office.users.messages().delete(userId="me", id=first).execute()
    assert header(office.get(second), "Subject") == "Kế hoạch 30 phút"
    office.users.messages().delete(userId="me", id=second).execute()
    assert office.found("") == [same, other]
