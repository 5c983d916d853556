"""Gmail through googleapiclient, over requests and never httplib2; reads in batches, a send exactly once.

The client is imported with the first call: what only asks the store does without.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from service.adapters.google import NEVER, READ, WRITE, Retry, Wire, error_of
from service.core.errors import CursorExpired, GoogleBusy, GoogleError, GoogleUnreachable, NotFound
from service.core.ports import MailboxChanges, MailboxProfile
from service.core.records import RawMail

if TYPE_CHECKING:
    import httplib2

BATCH = 50
KEY_HEADER = "X-Nhac-Viec-Key"
ROUNDS = 4  # how often the parts of a batch that were busy are asked again
SKIPPED_LABELS = frozenset({"DRAFT", "CHAT"})


class Gmail:
    """The :class:`~service.core.ports.Mailbox` port for one account.

    ``label_ids`` remembers label name → id between runs, so that marking is one call a label."""

    def __init__(self, wire: Wire, label_ids: MutableMapping[str, str], since: datetime) -> None:
        self._wire = wire
        self._label_ids = label_ids
        self._since = since

    @cached_property
    def _users(self) -> Any:
        return _service(self._wire).users()

    # -- reading ----------------------------------------------------------------------------------

    def profile(self) -> MailboxProfile:
        told = self._call(self._users.getProfile(userId="me"), READ)
        return MailboxProfile(told["emailAddress"].lower(), str(told["historyId"]))

    def changes(self, since: str) -> MailboxChanges:
        added: dict[str, None] = {}
        token, cursor = None, since
        while True:
            call = self._users.history().list(
                userId="me", startHistoryId=since, historyTypes=["messageAdded"], maxResults=500, pageToken=token
            )
            try:
                told = self._call(call, READ)
            except NotFound as problem:
                raise CursorExpired("The mail cursor is too old.", "The mailbox is listed anew.") from problem
            for record in told.get("history", ()):
                for entry in record.get("messagesAdded", ()):
                    if not SKIPPED_LABELS & set(entry["message"].get("labelIds", ())):
                        added[entry["message"]["id"]] = None
            cursor = str(told.get("historyId", cursor))
            token = told.get("nextPageToken")
            if token is None:
                return MailboxChanges(tuple(added), cursor)

    def listing(self) -> tuple[str, ...]:
        query = f"after:{int(self._since.timestamp())} -in:drafts -in:trash -in:chats"
        found: list[str] = []
        token = None
        while True:
            call = self._users.messages().list(
                userId="me", q=query, maxResults=500, includeSpamTrash=True, pageToken=token
            )
            told = self._call(call, READ)
            found.extend(message["id"] for message in told.get("messages", ()))
            token = told.get("nextPageToken")
            if token is None:
                return tuple(reversed(found))

    def fetch(self, gmail_ids: Sequence[str]) -> tuple[RawMail, ...]:
        messages = self._users.messages()
        wanted = {id: messages.get(userId="me", id=id, format="raw") for id in gmail_ids}
        told = self._in_batches(wanted)
        return tuple(_raw_mail(told[id]) for id in gmail_ids if id in told)

    def message_ids(self, gmail_ids: Sequence[str]) -> Mapping[str, str]:
        messages = self._users.messages()
        wanted = {
            id: messages.get(userId="me", id=id, format="metadata", metadataHeaders=["Message-ID"])
            for id in gmail_ids
        }
        return {id: _header(message, "Message-ID") for id, message in self._in_batches(wanted).items()}

    # -- marking ----------------------------------------------------------------------------------

    def mark(self, label: str, gmail_ids: Sequence[str]) -> None:
        added = self._label_id(label)
        parent = label.split("/")[0] + "/"
        others = [id for name, id in self._label_ids.items() if name.startswith(parent) and id != added]
        for start in range(0, len(gmail_ids), 1000):
            ids = list(gmail_ids[start : start + 1000])
            body = {"ids": ids, "addLabelIds": [added], "removeLabelIds": others}
            self._call(self._users.messages().batchModify(userId="me", body=body), READ)

    def missing_labels(self, names: Sequence[str]) -> tuple[str, ...]:
        told = self._call(self._users.labels().list(userId="me"), READ).get("labels", ())
        self._label_ids.update({label["name"]: label["id"] for label in told})
        return tuple(name for name in names if name not in {label["name"] for label in told})

    def make_labels(self, names: Sequence[str]) -> tuple[str, ...]:
        missing = self.missing_labels(names)
        for name in missing:
            self._create_label(name)
        return missing

    def _label_id(self, name: str) -> str:
        if name not in self._label_ids:
            for label in self._call(self._users.labels().list(userId="me"), READ).get("labels", ()):
                self._label_ids[label["name"]] = label["id"]
        if name not in self._label_ids:
            self._create_label(name)
        return self._label_ids[name]

    def _create_label(self, name: str) -> None:
        body = {"name": name, "labelListVisibility": "labelShow", "messageListVisibility": "show"}
        made = self._call(self._users.labels().create(userId="me", body=body), WRITE)
        self._label_ids[name] = made["id"]

    # -- sending ----------------------------------------------------------------------------------

    def create_draft(self, raw: bytes, thread_id: str) -> str:
        message: dict[str, str] = {"raw": base64.urlsafe_b64encode(raw).decode("ascii")}
        if thread_id:
            message["threadId"] = thread_id
        call = self._users.drafts().create(userId="me", body={"message": message}, fields="id")
        return str(self._call(call, NEVER)["id"])

    def send_draft(self, draft_id: str) -> tuple[str, str]:
        told = self._call(self._users.drafts().send(userId="me", body={"id": draft_id}), NEVER)
        return str(told["id"]), str(told["threadId"])

    def draft_exists(self, draft_id: str) -> bool:
        try:
            self._call(self._users.drafts().get(userId="me", id=draft_id, format="minimal"), READ)
        except NotFound:
            return False
        return True

    def delete_draft(self, draft_id: str) -> None:
        try:
            self._call(self._users.drafts().delete(userId="me", id=draft_id), READ)
        except NotFound:
            return

    def find_drafts(self, keys: Iterable[str]) -> Mapping[str, str]:
        ids: list[str] = []
        token = None
        while True:
            told = self._call(self._users.drafts().list(userId="me", maxResults=500, pageToken=token), READ)
            ids.extend(draft["id"] for draft in told.get("drafts", ()))
            token = told.get("nextPageToken")
            if token is None:
                break
        drafts = self._users.drafts()
        told = self._in_batches({id: drafts.get(userId="me", id=id, format="metadata") for id in ids})
        wanted = set(keys)
        found = {_key_of(draft["message"]): id for id, draft in told.items()}
        return {key: id for key, id in found.items() if key in wanted}

    def find_sent(self, key: str, thread_id: str, recipient: str) -> tuple[str, str] | None:
        query = f"in:sent to:{recipient} after:{int(self._since.timestamp())}"
        messages = self._users.messages()
        told = self._call(messages.list(userId="me", q=query, maxResults=100), READ)
        ids = [m["id"] for m in told.get("messages", ()) if not thread_id or m["threadId"] == thread_id]
        calls = {
            id: messages.get(userId="me", id=id, format="metadata", metadataHeaders=[KEY_HEADER]) for id in ids
        }
        for id, message in self._in_batches(calls).items():
            if _key_of(message) == key:
                return id, str(message["threadId"])
        return None

    # -- the wire ---------------------------------------------------------------------------------

    def _call(self, call: Any, retry: Retry) -> dict[str, Any]:
        """One request of the client, sent by our own rule; an empty answer is an empty dict."""
        options: dict[str, Any] = {"headers": dict(call.headers)}
        if call.body is not None:
            options["data"] = call.body
        response = self._wire.send(call.method, call.uri, retry, **options)
        if not response.content:
            return {}
        try:
            told = response.json()
        except ValueError as problem:
            raise GoogleUnreachable("Google's answer arrived broken.", "It will be looked at again.") from problem
        return told if isinstance(told, dict) else {}

    def _in_batches(self, calls: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """The answers by key; what is gone (404) is left out, what is busy is asked again a few times."""
        told: dict[str, dict[str, Any]] = {}
        waiting = dict(calls)
        for attempt in range(1, ROUNDS + 1):
            busy: dict[str, Any] = {}
            problem: GoogleError | None = None
            keys = list(waiting)
            for start in range(0, len(keys), BATCH):
                chunk = {key: waiting[key] for key in keys[start : start + BATCH]}
                answers, failed = self._batch(chunk)
                told.update(answers)
                for key, error in failed.items():
                    if isinstance(error, GoogleBusy):
                        busy[key], problem = waiting[key], error
                    elif not isinstance(error, NotFound):
                        raise error
            if problem is None:
                return told
            waiting = busy
            if attempt < ROUNDS:
                self._wire.pause(attempt, problem)
        raise problem or GoogleBusy("Google stayed busy.", "It will be tried again.")

    def _batch(self, calls: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], dict[str, GoogleError]]:
        from googleapiclient.errors import HttpError
        from googleapiclient.http import BatchHttpRequest

        answers: dict[str, dict[str, Any]] = {}
        failed: dict[str, GoogleError] = {}

        def collect(key: str, answer: dict[str, Any] | None, error: Exception | None) -> None:
            if isinstance(error, HttpError):
                failed[key] = error_of(int(error.resp.status), error.content, dict(error.resp))
            elif error is not None:
                failed[key] = GoogleUnreachable("A part of Google's answer arrived broken.")
            else:
                answers[key] = answer or {}

        batch = BatchHttpRequest(batch_uri=BATCH_ADDRESS, callback=collect)
        for key, call in calls.items():
            batch.add(call, request_id=key)
        try:
            batch.execute(http=_Shim(self._wire, READ))
        except (HttpError, KeyError, ValueError, IndexError) as problem:
            raise GoogleUnreachable("Google's answer to a batch arrived broken.") from problem
        return answers, failed


BATCH_ADDRESS = "https://gmail.googleapis.com/batch/gmail/v1"


class _Shim:
    """The interface of httplib2 over the wire, for the parts of googleapiclient that want one."""

    def __init__(self, wire: Wire, retry: Retry) -> None:
        self._wire = wire
        self._retry = retry
        self.redirect_codes = frozenset[int]()

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, **_: Any
    ) -> tuple[httplib2.Response, bytes]:
        import httplib2

        response = self._wire.send(method, uri, self._retry, data=body, headers=headers)
        told = httplib2.Response({key.lower(): value for key, value in response.headers.items()})
        told.status = response.status_code
        told.reason = response.reason
        return told, response.content


def _service(wire: Wire) -> Any:
    from googleapiclient import discovery_cache
    from googleapiclient.discovery import build_from_document

    document = json.loads(discovery_cache.get_static_doc("gmail", "v1"))
    document.pop("mtlsRootUrl", None)
    return build_from_document(document, http=_Shim(wire, NEVER))


def _raw_mail(message: Mapping[str, Any]) -> RawMail:
    return RawMail(
        gmail_id=message["id"],
        thread_id=message["threadId"],
        labels=tuple(message.get("labelIds", ())),
        received=datetime.fromtimestamp(int(message["internalDate"]) / 1000, tz=UTC),
        raw=base64.urlsafe_b64decode(message["raw"] + "=" * (-len(message["raw"]) % 4)),
    )


def _key_of(message: Mapping[str, Any]) -> str:
    return _header(message, KEY_HEADER)


def _header(message: Mapping[str, Any], name: str) -> str:
    headers = message.get("payload", {}).get("headers", ())
    return next((str(h["value"]) for h in headers if h["name"].lower() == name.lower()), "")
