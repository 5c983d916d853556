"""Labels, history, profile, settings and scopes through the real client."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.adapters.sandbox.gmail_clients import OFFICE, Office, mail, refusal, service


def create(office: Office, name: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = office.users.labels().create(userId="me", body={"name": name, **more}).execute()
    return found


def test_system_labels_are_there(office: Office) -> None:
    found = {one["id"]: one for one in office.users.labels().list(userId="me").execute()["labels"]}
    assert {"INBOX", "SENT", "DRAFT", "TRASH", "SPAM", "UNREAD", "STARRED", "IMPORTANT"} <= set(found)
    assert found["INBOX"]["type"] == "system"
    assert "messagesTotal" not in found["INBOX"]


def test_a_label_name_is_taken_once(office: Office) -> None:
    label = create(office, "Nhắc việc/Đã nhận", labelListVisibility="labelShow", messageListVisibility="show")
    assert (label["type"], label["name"]) == ("user", "Nhắc việc/Đã nhận")
    taken = (409, "Label name exists or conflicts", "aborted")
    assert refusal(lambda: create(office, "Nhắc việc/Đã nhận")) == taken
    assert refusal(lambda: create(office, "nhắc việc/đã NHẬN")) == taken
    assert refusal(lambda: create(office, "Inbox")) == (400, "Invalid label name", "invalidArgument")
    assert refusal(lambda: create(office, " "))[:2] == (400, "Invalid label name")
    assert (
        refusal(lambda: create(office, "a", color={"backgroundColor": "#123456", "textColor": "#000000"}))[0]
        == 400
    )
    assert refusal(lambda: create(office, "a", labelListVisibility="sometimes"))[0] == 400


def test_labels_change_and_go(office: Office) -> None:
    labels = office.users.labels()
    label = create(office, "Thiếu", color={"backgroundColor": "#fb4c2f", "textColor": "#ffffff"})
    other = create(office, "Bỏ qua")
    patched = labels.patch(userId="me", id=label["id"], body={"name": "Còn thiếu"}).execute()
    assert patched["color"]["backgroundColor"] == "#fb4c2f"
    updated = labels.update(userId="me", id=label["id"], body={"id": label["id"], "name": "Thiếu"}).execute()
    assert (updated["name"], "color" in updated) == ("Thiếu", False)
    taken = labels.patch(userId="me", id=label["id"], body={"name": "bỏ qua"})
    assert refusal(taken.execute)[0] == 409
    stored = office.insert(mail(), "INBOX", label["id"], other["id"])
    labels.delete(userId="me", id=label["id"]).execute()
    assert office.get(stored["id"], format="minimal")["labelIds"] == ["INBOX", other["id"]]
    assert refusal(labels.get(userId="me", id=label["id"]).execute)[0] == 404
    assert refusal(labels.delete(userId="me", id="INBOX").execute)[0] == 400
    assert refusal(labels.patch(userId="me", id="INBOX", body={"name": "x"}).execute)[0] == 400


def test_label_counts(office: Office) -> None:
    label = create(office, "Cần xử lý")
    first = office.deliver(mail(OFFICE, "Kế hoạch", sender="a@example.org", Message_ID="<1@example.org>"))
    reply = office.deliver(mail(OFFICE, "Kế hoạch", sender="a@example.org", In_Reply_To="<1@example.org>"))
    other = office.deliver(mail(OFFICE, "Hỏi", sender="a@example.org"))
    ids = [first["id"], reply["id"], other["id"]]
    messages = office.users.messages()
    messages.batchModify(userId="me", body={"ids": ids, "addLabelIds": [label["id"]]}).execute()
    messages.batchModify(userId="me", body={"ids": ids[:2], "removeLabelIds": ["UNREAD"]}).execute()
    found = office.users.labels().get(userId="me", id=label["id"]).execute()
    counts = [found[k] for k in ("messagesTotal", "threadsTotal", "messagesUnread", "threadsUnread")]
    assert counts == [3, 2, 1, 1]


def test_profile_counts(office: Office) -> None:
    office.deliver(mail(OFFICE, sender="a@example.org"))
    profile = office.users.getProfile(userId="me").execute()
    assert (profile["emailAddress"], profile["messagesTotal"], profile["threadsTotal"]) == (OFFICE, 1, 1)


def history(office: Office, start: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    resource = office.users.history()
    request = resource.list(userId="me", startHistoryId=start, **query)
    while request is not None:
        answer = request.execute()
        found += answer.get("history", [])
        request = resource.list_next(request, answer)
    return found


def test_history_tells_all_four_kinds(office: Office) -> None:
    start = office.cursor()
    stored = office.insert(mail(), "INBOX", "UNREAD")
    messages = office.users.messages()
    body = {"addLabelIds": ["STARRED"], "removeLabelIds": ["UNREAD"]}
    messages.modify(userId="me", id=stored["id"], body=body).execute()
    before = office.cursor()
    messages.modify(userId="me", id=stored["id"], body={"addLabelIds": ["STARRED"]}).execute()  # changes nothing
    assert office.cursor() == before
    messages.delete(userId="me", id=stored["id"]).execute()
    records = history(office, start)
    kinds = [set(one) - {"id", "messages"} for one in records]
    assert kinds == [{"messagesAdded"}, {"labelsAdded", "labelsRemoved"}, {"messagesDeleted"}]
    assert records[0]["messagesAdded"][0]["message"]["labelIds"] == ["INBOX", "UNREAD"]
    assert records[1]["labelsAdded"][0]["labelIds"] == ["STARRED"]
    assert records[1]["labelsRemoved"][0]["labelIds"] == ["UNREAD"]
    assert records[1]["labelsAdded"][0]["message"]["labelIds"] == ["INBOX", "STARRED"]
    ids = [int(one["id"]) for one in records]
    assert ids == sorted(set(ids)) and ids[-1] == int(office.cursor()) and ids[0] > int(start)
    assert history(office, office.cursor()) == []
    assert history(office, str(ids[0])) == records[1:]


def test_history_by_type_label_and_page(office: Office) -> None:
    start = office.cursor()
    stored = [office.insert(mail(subject=str(n)), "INBOX")["id"] for n in range(5)]
    archived = office.insert(mail())["id"]
    body = {"removeLabelIds": ["INBOX"]}
    office.users.messages().modify(userId="me", id=stored[0], body=body).execute()
    added = history(office, start, historyTypes=["messageAdded"], maxResults=2)
    assert [one["messagesAdded"][0]["message"]["id"] for one in added] == [*stored, archived]
    inbox = history(office, start, labelId="INBOX")
    assert archived not in [one["messages"][0]["id"] for one in inbox]
    assert "labelsRemoved" in inbox[-1]
    two = history(office, start, historyTypes=["labelRemoved", "messageDeleted"])
    assert [set(one) - {"id", "messages"} for one in two] == [{"labelsRemoved"}]


def test_a_stale_cursor_is_not_found(office: Office) -> None:
    office.clock("2020-04-01T08:00:00+07:00")
    start = office.cursor()
    office.insert(mail(), "INBOX")
    middle = office.cursor()
    office.clock("2020-04-07T08:00:00+07:00")
    assert len(history(office, start)) == 1
    office.clock("2020-04-08T08:00:01+07:00")
    stale = (404, "Requested entity was not found.", "notFound")
    assert refusal(lambda: history(office, start)) == stale
    assert history(office, middle) == []
    assert refusal(lambda: history(office, str(int(middle) + 1))) == stale
    assert refusal(lambda: history(office, "x"))[0] == 400
    office.put("gmail", {"expire_history": OFFICE})
    assert refusal(lambda: history(office, middle)) == stale


def test_history_retention_can_be_set(office: Office) -> None:
    office.clock("2020-04-01T08:00:00+07:00")
    start = office.cursor()
    office.insert(mail(), "INBOX")
    office.put("gmail", {"history_days": 0.5})
    office.clock("2020-04-01T20:00:01+07:00")
    assert refusal(lambda: history(office, start))[0] == 404


def test_the_stale_history_fault(office: Office) -> None:
    start = office.cursor()
    office.put("faults", [{"kind": "stale_history", "method": "gmail.users.history.list", "count": 1}])
    assert refusal(lambda: history(office, start))[0] == 404
    assert history(office, start) == []


def test_settings_and_watch(office: Office) -> None:
    settings = office.users.settings()
    assert settings.sendAs().list(userId="me").execute()["sendAs"][0]["sendAsEmail"] == OFFICE
    assert settings.sendAs().get(userId="me", sendAsEmail=OFFICE).execute()["isPrimary"] is True
    assert settings.getVacation(userId="me").execute() == {"enableAutoReply": False}
    for call in (settings.getImap, settings.getPop, settings.getLanguage, settings.getAutoForwarding):
        call(userId="me").execute()
    assert settings.filters().list(userId="me").execute() == {}
    topic = {"topicName": "projects/p/topics/t"}
    assert office.users.watch(userId="me", body=topic).execute()["historyId"] == office.cursor()
    assert refusal(office.users.watch(userId="me", body={"topicName": "x"}).execute)[0] == 400
    office.users.stop(userId="me").execute()


def test_a_call_without_a_token_is_unauthenticated(office: Office) -> None:
    answer = requests.get(f"{office.url}/gmail/v1/users/me/profile", timeout=30)
    assert answer.status_code == 401
    assert answer.json()["error"]["status"] == "UNAUTHENTICATED"


def test_a_token_that_is_an_address_opens_its_mailbox(office: Office) -> None:
    users = office.as_user("ai@example.org")
    assert users.getProfile(userId="me").execute()["emailAddress"] == "ai@example.org"
    assert refusal(users.getProfile(userId=OFFICE).execute)[:1] == (403,)


@pytest.mark.parametrize(
    ("scope", "allowed", "refused"),
    [
        ("gmail.send", [], ["read", "search", "draft", "erase"]),
        ("gmail.readonly", ["read", "search", "draft"], ["erase"]),
        ("gmail.modify", ["read", "search", "draft"], ["erase"]),
        ("gmail.metadata", [], ["read", "search", "draft", "erase"]),
    ],
)
def test_known_scopes_are_kept(office: Office, scope: str, allowed: list[str], refused: list[str]) -> None:
    stored = office.insert(mail(), "INBOX")
    form = {
        "grant_type": "refresh_token",
        "refresh_token": OFFICE,
        "client_id": "a",
        "client_secret": "b",
        "scope": f"https://www.googleapis.com/auth/{scope}",
    }
    token = requests.post(f"{office.url}/token", data=form, timeout=30).json()["access_token"]
    users = service(office.url, office.over, token).users()
    calls = {
        "read": users.messages().get(userId="me", id=stored["id"], format="raw"),
        "search": users.messages().list(userId="me", q="is:unread"),
        "draft": users.drafts().list(userId="me"),
        "erase": users.messages().delete(userId="me", id=stored["id"]),
    }
    for name in allowed:
        calls[name].execute()
    for name in refused:
        assert refusal(calls[name].execute)[0] == 403, name
    if scope == "gmail.metadata":
        assert refusal(calls["search"].execute)[1] == "Metadata scope does not support 'q' parameter"
        assert "headers" in users.messages().get(userId="me", id=stored["id"]).execute()["payload"]
