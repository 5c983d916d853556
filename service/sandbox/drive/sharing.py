"""Methods on permissions and comments, and ``about``."""

from __future__ import annotations

import secrets
import sqlite3
from typing import Any

import orjson

from ..api import Answer, Call
from ..discovery import Cleaner
from ..errors import ApiError
from ..fieldmask import mask_of, select
from ..files import ROLES, Role, permission_id, role_of, timestamp
from ..state import State
from .endpoints import open_file
from .resources import PERMISSION_FIELDS, Json, new_permission_id, permission, permissions_of, user

COMMENTS_SCHEMA = """
CREATE TABLE IF NOT EXISTS comments (
  id TEXT PRIMARY KEY, file_id TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE, body TEXT NOT NULL
);
"""
CLEANER = Cleaner("drive", "v3")
KINDS = {"user", "group", "domain", "anyone"}


class SharingEndpoints:
    """Endpoints over the permissions of a sandbox's files."""

    def __init__(self, state: State) -> None:
        self._state = state

    def list(self, call: Call) -> Json:
        with self._state.reading() as db:
            file = open_file(db, call.params["fileId"], call.mailbox, Role.READER)
            if role_of(db, file.id, call.mailbox) < Role.WRITER:
                raise _insufficient()
            items = permissions_of(db, file.id)
        shown = items if call.query.get("fields") else [_short(item) for item in items]
        return _masked(call, {"kind": "drive#permissionList", "permissions": shown})

    def get(self, call: Call) -> Json:
        with self._state.reading() as db:
            open_file(db, call.params["fileId"], call.mailbox, Role.READER)
            return self._shown(call, _find(db, call))

    def create(self, call: Call) -> Json:
        body = CLEANER.clean("Permission", {k: v for k, v in call.json().items() if k != "withLink"})
        kind, role = body.get("type", ""), body.get("role", "")
        _check(kind, role)
        address = str(body.get("emailAddress") or body.get("domain") or "").lower()
        if kind != "anyone" and not address:
            raise ApiError(400, f"The {kind} permission needs an address.", "invalid")
        with self._state.transaction() as db:
            file = open_file(db, call.params["fileId"], call.mailbox, Role.WRITER)
            if role == "owner":
                self._give_away(db, call, file.id, address)
            own_id = new_permission_id(kind, address)
            db.execute(
                "INSERT OR REPLACE INTO permissions VALUES (?, ?, ?, ?, ?, ?)",
                (file.id, own_id, kind, role, address, _extra(body)),
            )
        return self._shown(call, permission(own_id, kind, role, address, _extra(body)))

    def update(self, call: Call) -> Json:
        body = CLEANER.clean("Permission", call.json())
        role = body.get("role", "")
        with self._state.transaction() as db:
            file = open_file(db, call.params["fileId"], call.mailbox, Role.WRITER)
            item = _find(db, call)
            _check(item["type"], role)
            if role == "owner":
                self._give_away(db, call, file.id, item.get("emailAddress", ""))
            db.execute("UPDATE permissions SET role = ? WHERE file_id = ? AND id = ?", (role, file.id, item["id"]))
        return self._shown(call, item | {"role": role})

    def _give_away(self, db: sqlite3.Connection, call: Call, file_id: str, address: str) -> None:
        """Ownership moves only when the caller says so; the old owner keeps writing."""
        if not call.flag("transferOwnership"):
            message = "The transferOwnership parameter must be enabled when the permission role is 'owner'."
            raise ApiError(403, message, "forbidden", location=("parameter", "transferOwnership"))
        open_file(db, file_id, call.mailbox, Role.OWNER)
        db.execute("UPDATE permissions SET role = 'writer' WHERE file_id = ? AND role = 'owner'", (file_id,))
        db.execute("UPDATE files SET owner = ? WHERE id = ?", (address, file_id))

    def delete(self, call: Call) -> Answer:
        with self._state.transaction() as db:
            own = call.params["permissionId"] == permission_id(call.mailbox)
            file = open_file(db, call.params["fileId"], call.mailbox, Role.READER if own else Role.WRITER)
            item = _find(db, call)
            if item["role"] == "owner":
                raise ApiError(403, "The owner of a file cannot be removed.", "cannotRemoveOwner")
            db.execute("DELETE FROM permissions WHERE file_id = ? AND id = ?", (file.id, item["id"]))
        return Answer(status=204, media_type="text/html")

    def _shown(self, call: Call, item: Json) -> Json:
        return _masked(call, item) if call.query.get("fields") else _short(item)

    def list_comments(self, call: Call) -> Json:
        _needs_fields(call)
        with self._state.reading() as db:
            file = open_file(db, call.params["fileId"], call.mailbox, Role.READER)
            rows = db.execute("SELECT body FROM comments WHERE file_id = ? ORDER BY rowid", (file.id,)).fetchall()
        return _masked(call, {"kind": "drive#commentList", "comments": [orjson.loads(row[0]) for row in rows]})

    def create_comment(self, call: Call) -> Json:
        _needs_fields(call)
        body = CLEANER.clean("Comment", call.json())
        now = timestamp(self._state.now())
        item: Json = {
            "kind": "drive#comment",
            "id": "AAAA" + secrets.token_urlsafe(6),
            "createdTime": now,
            "modifiedTime": now,
            "author": {"kind": "drive#user", "displayName": call.mailbox.partition("@")[0], "me": True},
            "deleted": False,
            "resolved": False,
            **body,
        }
        with self._state.transaction() as db:
            file = open_file(db, call.params["fileId"], call.mailbox, Role.COMMENTER)
            db.execute("INSERT INTO comments VALUES (?, ?, ?)", (item["id"], file.id, orjson.dumps(item).decode()))
        return _masked(call, item)

    def about(self, call: Call) -> Json:
        _needs_fields(call)
        quota = {"limit": "16106127360", "usage": "0", "usageInDrive": "0", "usageInDriveTrash": "0"}
        return _masked(
            call, {"kind": "drive#about", "user": user(call.mailbox, call.mailbox), "storageQuota": quota}
        )


def _insufficient() -> ApiError:
    message = "The user does not have sufficient permissions for this file."
    return ApiError(403, message, "insufficientFilePermissions")


def _short(item: Json) -> Json:
    return {key: item[key] for key in PERMISSION_FIELDS}


def _masked(call: Call, value: Json) -> Json:
    selected: Json = select(value, mask_of(call.query.get("fields")))
    return selected


def _needs_fields(call: Call) -> None:
    if not call.query.get("fields"):
        message = "The 'fields' parameter is required for this method."
        raise ApiError(400, message, "required", location=("parameter", "fields"))


def _check(kind: str, role: str) -> None:
    if kind not in KINDS:
        raise ApiError(400, "The permission type field is required.", "required", location=("parameter", "type"))
    if role not in ROLES:
        raise ApiError(400, "The permission role field is required.", "required", location=("parameter", "role"))


def _extra(body: Json) -> str:
    kept = {key: body[key] for key in ("allowFileDiscovery", "expirationTime") if key in body}
    return orjson.dumps(kept).decode()


def _find(db: sqlite3.Connection, call: Call) -> Any:
    wanted = call.params["permissionId"]
    for item in permissions_of(db, call.params["fileId"]):
        if item["id"] == wanted:
            return item
    location = ("parameter", "permissionId")
    raise ApiError(404, f"Permission not found: {wanted}.", "notFound", location=location)
