"""Steering the mail: deliver a raw message, say who exists, set limits. No token; nothing here is counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ..api import Call
from ..errors import ApiError
from ..state import State
from . import delivery, fields, headers, history, sending
from .box import AUTH_VERDICTS, accepts, find_box, open_box

NAME = re.compile(r"[^@\s]*@[^@\s]+")


class Control:
    """The ``/sandbox/deliver``, ``/sandbox/mailboxes`` and ``/sandbox/gmail`` routes."""

    def __init__(self, state: State) -> None:
        self._state = state

    def deliver(self, call: Call) -> Mapping[str, Any]:
        """Takes a raw message as a mail server would; answers {id, threadId}.

        Query: ``to`` (default the office), ``from`` (envelope sender; default the From address), ``at`` (ISO 8601;
        default now), ``auth`` (default pass).
        """
        raw = call.body
        if not raw:
            raise ApiError(400, "The body must be a raw RFC 5322 message")
        envelope = delivery.Envelope(
            sender=call.query["from"] if "from" in call.query else _from_address(raw),
            recipient=_recipient(call, self._state.office_mailbox),
            at=_moment(call.query.get("at")) or self._state.now(),
            auth=_auth(call.query.get("auth") or "pass"),
        )
        with self._state.transaction() as db:
            if not accepts(db, envelope.recipient, self._state.office_mailbox):
                raise ApiError(404, f"550 5.1.1 {envelope.recipient}: no such user", "notFound")
            message = delivery.arrive(self._state, db, raw, envelope)
        return {"id": message.id, "threadId": message.thread}

    def mailboxes(self, call: Call) -> Mapping[str, Any]:
        """Answers every mailbox and rule; PUT {address or "@domain": {"exists": bool, "auth": verdict} | null}."""
        if call.http_method == "PUT":
            with self._state.transaction() as db:
                for name, rule in call.json().items():
                    db.execute("DELETE FROM gmail_rules WHERE address = ?", (name.lower(),))
                    if rule is not None:
                        address, exists, auth = _rule(name, rule)
                        db.execute("INSERT INTO gmail_rules VALUES (?, ?, ?)", (address, exists, auth))
                        if exists and not address.startswith("@"):
                            open_box(self._state, db, address)
        with self._state.reading() as db:
            rows = db.execute(
                "SELECT address, implicit, (SELECT count(*) FROM gmail_messages m WHERE m.mailbox = b.number),"
                " (SELECT count(*) FROM gmail_message_labels l WHERE l.mailbox = b.number AND label = 'UNREAD')"
                " FROM gmail_mailboxes b ORDER BY address"
            )
            boxes = [
                {"address": row[0], "implicit": bool(row[1]), "messages": row[2], "unread": row[3]} for row in rows
            ]
            rules = {
                row[0]: {k: v for k, v in (("exists", _maybe(row[1])), ("auth", row[2])) if v is not None}
                for row in db.execute("SELECT address, is_there, auth FROM gmail_rules ORDER BY address")
            }
        return {"office": self._state.office_mailbox, "mailboxes": boxes, "rules": rules}

    def settings(self, call: Call) -> Mapping[str, Any]:
        """PUT {"history_days": n, "sending_limit": n (0: none), "expire_history": mailbox}; answers two."""
        if call.http_method == "PUT":
            body = call.json()
            for key, setting in (
                ("history_days", history.RETENTION_DAYS),
                ("sending_limit", sending.SENDING_LIMIT),
            ):
                if key in body:
                    self._state.set_setting(setting, _amount(key, body[key]))
            if "expire_history" in body:
                self._expire(str(body["expire_history"]))
        days, limit = self._state.setting(history.RETENTION_DAYS), self._state.setting(sending.SENDING_LIMIT)
        return {
            "history_days": float(days or history.DEFAULT_DAYS),
            "sending_limit": int(limit or sending.DEFAULT_LIMIT),
        }

    def _expire(self, address: str) -> None:
        with self._state.transaction() as db:
            box = find_box(self._state, db, address)
            if box is None:
                raise ApiError(404, f"no mailbox {address}")
            history.forget(box, box.next_history_id())


def _recipient(call: Call, office: str) -> str:
    recipient = (call.query.get("to") or office).strip().lower()
    if not headers.ADDRESS.fullmatch(recipient):
        raise ApiError(400, f"Invalid to: {recipient}")
    return recipient


def _from_address(raw: bytes) -> str:
    value = fields.first(fields.with_crlf(raw), "from")
    found = headers.addresses([headers.decode_bytes(value, None)]) if value else []
    return found[0] if found else ""


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text.replace(" ", "+"))
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when
    except ValueError as error:
        raise ApiError(400, f"Invalid at: {text}") from error


def _auth(text: str) -> str:
    if text not in AUTH_VERDICTS:
        raise ApiError(400, f"Invalid auth: {text}; one of {', '.join(AUTH_VERDICTS)}")
    return text


def _rule(name: str, rule: Any) -> tuple[str, int | None, str | None]:
    if not NAME.fullmatch(name) or not isinstance(rule, Mapping) or set(rule) - {"exists", "auth"}:
        raise ApiError(400, f"Invalid mailbox rule: {name}")
    exists = rule.get("exists")
    if exists is not None and not isinstance(exists, bool):
        raise ApiError(400, f"Invalid mailbox rule: {name}: exists must be true or false")
    auth = rule.get("auth")
    return name.lower(), None if exists is None else int(exists), None if auth is None else _auth(str(auth))


def _maybe(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _amount(key: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ApiError(400, f"Invalid {key}: {value}")
    return str(value if key == "history_days" else int(value))
