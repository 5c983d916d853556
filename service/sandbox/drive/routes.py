"""The routes of Drive."""

from __future__ import annotations

from typing import Any

from ..api import ApiRoute
from ..errors import Shape
from ..sheets.storing import Books
from ..state import State
from .endpoints import FileEndpoints
from .sharing import COMMENTS_SCHEMA, SharingEndpoints

FILES = "/drive/v3/files"
ONE = FILES + "/{fileId}"


def drive_routes(state: State, books: Books) -> list[ApiRoute]:
    """The Drive methods the sandbox has."""
    state.add_schema(COMMENTS_SCHEMA)
    files = FileEndpoints(state, books)
    sharing = SharingEndpoints(state)
    permissions, comments = ONE + "/permissions", ONE + "/comments"
    table: list[tuple[str, str, str, Any]] = [
        ("GET", "/drive/v3/about", "about.get", sharing.about),
        ("GET", FILES, "files.list", files.list),
        ("POST", FILES, "files.create", files.create),
        ("POST", "/upload" + FILES, "files.create", files.upload),
        ("POST", ONE + "/copy", "files.copy", files.copy),
        ("GET", ONE + "/export", "files.export", files.export),
        ("GET", permissions, "permissions.list", sharing.list),
        ("POST", permissions, "permissions.create", sharing.create),
        ("GET", permissions + "/{permissionId}", "permissions.get", sharing.get),
        ("PATCH", permissions + "/{permissionId}", "permissions.update", sharing.update),
        ("DELETE", permissions + "/{permissionId}", "permissions.delete", sharing.delete),
        ("GET", comments, "comments.list", sharing.list_comments),
        ("POST", comments, "comments.create", sharing.create_comment),
        ("GET", ONE, "files.get", files.get),
        ("PATCH", ONE, "files.update", files.update),
        ("DELETE", ONE, "files.delete", files.delete),
        ("PATCH", "/upload" + ONE, "files.update", files.upload_update),
        ("PUT", "/upload/drive/v2/files/{fileId}", "files.update", files.upload_v2),
        ("GET", "/spreadsheets/d/{fileId}/export", "files.export", files.export_page),
    ]
    return [
        ApiRoute(path, (http,), f"drive.{name}", endpoint, Shape.DRIVE) for http, path, name, endpoint in table
    ]
