"""Drive's resources as JSON: files (v3 and v2) and permissions."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

from ..files import ANYONE_ID, FOLDER, SPREADSHEET, File, Role, permission_id, role_of

EXPORT_TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/x-vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
PERMISSION_FIELDS = ("kind", "id", "type", "role")

Json = dict[str, Any]


def user(address: str, mailbox: str) -> Json:
    return {
        "kind": "drive#user",
        "displayName": address.partition("@")[0],
        "me": address == mailbox,
        "permissionId": permission_id(address),
        "emailAddress": address,
    }


def permissions_of(db: sqlite3.Connection, file_id: str) -> list[Json]:
    rows = db.execute(
        "SELECT id, type, role, address, extra FROM permissions WHERE file_id = ? ORDER BY rowid", (file_id,)
    ).fetchall()
    return [permission(*row) for row in rows]


def permission(own_id: str, kind: str, role: str, address: str, extra: str) -> Json:
    """A Permission with every field the sandbox knows."""
    out: Json = {"kind": "drive#permission", "id": own_id, "type": kind, "role": role}
    if kind in ("user", "group"):
        out |= {"displayName": address.partition("@")[0], "emailAddress": address}
        out |= {"deleted": False, "pendingOwner": False}
    elif kind == "domain":
        out |= {"domain": address, "displayName": address, "allowFileDiscovery": False}
    else:
        out["allowFileDiscovery"] = False
    further: Json = orjson.loads(extra)
    return out | further


def file_resource(db: sqlite3.Connection, file: File, mailbox: str) -> Json:
    """A v3 File with every field the sandbox knows."""
    role = role_of(db, file.id, mailbox)
    permissions = permissions_of(db, file.id)
    writes = role >= Role.WRITER
    out: Json = {
        "kind": "drive#file",
        "id": file.id,
        "name": file.name,
        "mimeType": file.mime,
        "starred": False,
        "trashed": file.trashed,
        "explicitlyTrashed": file.trashed,
        "parents": list(file.parents),
        "spaces": ["drive"],
        "version": str(file.version),
        "webViewLink": web_link(file),
        "createdTime": file.created,
        "modifiedTime": file.modified,
        "owners": [user(file.owner, mailbox)],
        "lastModifyingUser": user(file.owner, mailbox),
        "ownedByMe": file.owner == mailbox,
        "shared": len(permissions) > 1,
        "permissionIds": [item["id"] for item in permissions],
        "viewedByMe": True,
        "writersCanShare": True,
        "size": "1024",
        "quotaBytesUsed": "1024",
        "capabilities": {
            "canEdit": writes,
            "canCopy": True,
            "canComment": role >= Role.COMMENTER,
            "canShare": writes,
            "canDelete": role >= Role.OWNER,
            "canTrash": role >= Role.OWNER,
            "canRename": writes,
            "canDownload": True,
        },
    }
    if writes:
        out["permissions"] = permissions
    if file.mime == SPREADSHEET:
        base = f"https://docs.google.com/spreadsheets/export?id={file.id}&exportFormat="
        out["exportLinks"] = {mime: base + name for name, mime in EXPORT_TYPES.items()}
    return out | file.extra


def web_link(file: File) -> str:
    if file.mime == SPREADSHEET:
        return f"https://docs.google.com/spreadsheets/d/{file.id}/edit?usp=drivesdk"
    if file.mime == FOLDER:
        return f"https://drive.google.com/drive/folders/{file.id}"
    return f"https://drive.google.com/file/d/{file.id}/view?usp=drivesdk"


def file_v2(db: sqlite3.Connection, file: File, mailbox: str) -> Json:
    """The v2 File that the old upload answers with."""
    base = "https://www.googleapis.com/drive/v2/files/" + file.id
    new = file_resource(db, file, mailbox)
    role = role_of(db, file.id, mailbox).name.lower()
    return {
        "kind": "drive#file",
        "userPermission": {
            "id": "me",
            "type": "user",
            "role": role,
            "kind": "drive#permission",
            "selfLink": f"{base}/permissions/me",
            "pendingOwner": False,
        },
        "selfLink": base,
        "ownerNames": [file.owner],
        "lastModifyingUserName": file.owner,
        "editable": True,
        "writersCanShare": True,
        "mimeType": file.mime,
        "exportLinks": new.get("exportLinks", {}),
        "parents": [
            {"id": parent, "isRoot": True, "kind": "drive#parentReference", "selfLink": f"{base}/parents/{parent}"}
            for parent in file.parents
        ],
        "shared": new["shared"],
        "copyable": True,
        "alternateLink": new["webViewLink"],
        "fileSize": "1024",
        "spaces": ["drive"],
        "id": file.id,
        "title": file.name,
        "labels": {
            "viewed": True,
            "restricted": False,
            "starred": False,
            "hidden": False,
            "trashed": file.trashed,
        },
        "createdDate": file.created,
        "modifiedDate": file.modified,
        "version": str(file.version),
        "capabilities": {"canEdit": True, "canCopy": True},
    }


def new_permission_id(kind: str, address: str) -> str:
    return ANYONE_ID if kind == "anyone" else permission_id(address)
