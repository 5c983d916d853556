"""users.getProfile, labels, history, watch and the settings a client may ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..api import Answer, Call
from ..errors import ApiError
from . import access, contract, history, labels
from .access import Access
from .errors import bad_request
from .messages_api import NO_CONTENT

WATCH_MS = 7 * 86_400_000
TOPIC = re.compile(r"projects/[^/]+/topics/[^/]+")
LONGEST_HISTORY_ID = 20
SETTINGS: dict[str, dict[str, Any]] = {
    "vacation": {"enableAutoReply": False},
    "autoForwarding": {"enabled": False},
    "imap": {"enabled": True, "autoExpunge": True, "expungeBehavior": "archive"},
    "pop": {"accessWindow": "disabled", "disposition": "leaveInInbox"},
    "language": {"displayLanguage": "vi"},
    "filters": {},
    "forwardingAddresses": {},
    "delegates": {},
}


class Mailbox:
    """Endpoints of the mailbox as a whole."""

    def __init__(self, opening: Access) -> None:
        self._open = opening

    def profile(self, call: Call) -> Mapping[str, Any]:
        with self._open.reading(call) as box:
            row = box.db.execute(
                "SELECT count(*), count(DISTINCT thread) FROM gmail_messages WHERE mailbox = ?", (box.number,)
            ).fetchone()
            return {
                "emailAddress": box.address,
                "messagesTotal": row[0],
                "threadsTotal": row[1],
                "historyId": str(box.history_id()),
            }

    def history(self, call: Call) -> Mapping[str, Any]:
        start = _history_id(call, "startHistoryId")
        if start is None:
            raise bad_request("Missing startHistoryId")
        kinds = [_kind(text) for text in call.query.getlist("historyTypes")] or list(history.Kind)
        after = _history_id(call, "pageToken") or 0
        with self._open.writing(call) as box:
            history.expire(box)
        with self._open.reading(call) as box:
            limit = access.number(call, "maxResults", 100)
            records, following = history.listing(box, start, after, kinds, call.query.get("labelId"), limit)
            out: dict[str, Any] = {"historyId": str(box.history_id())}
            if records:
                out["history"] = records
            if following is not None:
                out["nextPageToken"] = str(following)
            return out

    def watch(self, call: Call) -> Mapping[str, Any]:
        """Accepts a well-formed topic and answers as Gmail does; nothing is ever pushed."""
        topic = str(contract.body_of(call).get("topicName") or "")
        if not TOPIC.fullmatch(topic):
            raise bad_request("Invalid topicName does not match projects/sandbox/topics/*")
        with self._open.reading(call) as box:
            return {"historyId": str(box.history_id()), "expiration": str(box.now_ms() + WATCH_MS)}

    def stop(self, call: Call) -> Answer:
        with self._open.reading(call):
            return NO_CONTENT

    def send_as_list(self, call: Call) -> Mapping[str, Any]:
        with self._open.reading(call) as box:
            return {"sendAs": [_send_as(box.address)]}

    def send_as_get(self, call: Call) -> Mapping[str, Any]:
        with self._open.reading(call) as box:
            if call.params["sendAsEmail"].lower() != box.address:
                raise ApiError(404)
            return _send_as(box.address)

    def setting(self, call: Call) -> Mapping[str, Any]:
        with self._open.reading(call):
            return SETTINGS[call.path.rpartition("/")[2]]


class Labels:
    """Endpoints of the labels resource."""

    def __init__(self, opening: Access) -> None:
        self._open = opening

    def list(self, call: Call) -> Mapping[str, Any]:
        with self._open.reading(call) as box:
            return {"labels": labels.listing(box)}

    def get(self, call: Call) -> Mapping[str, Any]:
        with self._open.reading(call) as box:
            return labels.get(box, call.params["id"])

    def create(self, call: Call) -> Mapping[str, Any]:
        with self._open.writing(call) as box:
            return labels.create(box, contract.body_of(call))

    def update(self, call: Call) -> Mapping[str, Any]:
        with self._open.writing(call) as box:
            return labels.change(box, call.params["id"], contract.body_of(call), whole=True)

    def patch(self, call: Call) -> Mapping[str, Any]:
        with self._open.writing(call) as box:
            return labels.change(box, call.params["id"], contract.body_of(call), whole=False)

    def delete(self, call: Call) -> Answer:
        with self._open.writing(call) as box:
            labels.delete(box, call.params["id"])
        return NO_CONTENT


def _send_as(address: str) -> dict[str, Any]:
    return {
        "sendAsEmail": address,
        "displayName": "",
        "replyToAddress": "",
        "signature": "",
        "isPrimary": True,
        "isDefault": True,
    }


def _history_id(call: Call, name: str) -> int | None:
    text = call.query.get(name)
    if not text:
        return None
    if not text.isdigit() or len(text) > LONGEST_HISTORY_ID:
        raise bad_request(f"Invalid {name}")
    return int(text)


def _kind(text: str) -> history.Kind:
    if text not in history.TYPES:
        raise bad_request(f"Invalid value at 'history_types' (TYPE_ENUM), \"{text}\"")
    return history.TYPES[text]
