"""Methods on files: list, create, get, update, copy, delete, export."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from email import message_from_bytes
from email.policy import HTTP
from typing import Any

import orjson

from ..api import Answer, Call
from ..discovery import Cleaner
from ..errors import ApiError
from ..fieldmask import mask_of, select
from ..files import (
    COLUMNS,
    SPREADSHEET,
    File,
    Role,
    create_file,
    file_of_row,
    find_file,
    role_of,
    touch,
)
from ..sheets.book import new_book
from ..sheets.copying import copy_book
from ..sheets.storing import Books
from ..state import State
from .exporting import export_book, import_text
from .query import QueryParser
from .resources import EXPORT_TYPES, Json, file_resource, file_v2

CLEANER = Cleaner("drive", "v3")
DELIMITERS = {"text/csv": ",", "text/tab-separated-values": "\t", "text/plain": ","}
SETTABLE = {"description", "starred", "properties", "appProperties", "folderColorRgb", "writersCanShare"}


def file_not_found(file_id: str) -> ApiError:
    return ApiError(404, f"File not found: {file_id}.", "notFound", location=("parameter", "fileId"))


def open_file(db: sqlite3.Connection, file_id: str, mailbox: str, needed: Role) -> File:
    """The file; Drive hides from a caller what they may not even read."""
    file = find_file(db, file_id)
    role = role_of(db, file_id, mailbox) if file else Role.NONE
    if file is None or role == Role.NONE:
        raise file_not_found(file_id)
    if role < needed:
        message = "The user does not have sufficient permissions for this file."
        raise ApiError(403, message, "insufficientFilePermissions")
    return file


class FileEndpoints:
    """Endpoints over the files of a sandbox."""

    def __init__(self, state: State, books: Books) -> None:
        self._state = state
        self._books = books

    def list(self, call: Call) -> Json:
        size = _page_size(call)
        start = _page_start(call)
        with self._state.reading() as db:
            test = QueryParser(db, call.mailbox).parse(call.query["q"]) if call.query.get("q") else None
            rows = db.execute(f"SELECT {COLUMNS} FROM files").fetchall()
            files = [file_of_row(row) for row in rows]
            files = [f for f in files if role_of(db, f.id, call.mailbox) > Role.NONE and (test is None or test(f))]
            files = _ordered(files, call.query.get("orderBy", ""))
            page = files[start : start + size]
            mask = mask_of(call.query.get("fields"))
            if mask:
                CLEANER.check_mask("FileList", mask)
            shown = [
                _shown(db, file, call.mailbox, mask is not None or call.query.get("fields") == "*")
                for file in page
            ]
        answer: Json = {"kind": "drive#fileList", "incompleteSearch": False, "files": shown}
        if start + size < len(files):
            answer = {"nextPageToken": str(start + size), **answer}
        selected: Json = select(answer, mask)
        return selected

    def get(self, call: Call) -> Answer | Json:
        with self._state.reading() as db:
            file = open_file(db, call.params["fileId"], call.mailbox, Role.READER)
            if call.query.get("alt") == "media":
                return self._media(db, file)
            return self._answer(call, db, file)

    def _media(self, db: sqlite3.Connection, file: File) -> Answer:
        (content,) = db.execute("SELECT content FROM files WHERE id = ?", (file.id,)).fetchone()
        if content is None:
            message = "Only files with binary content can be downloaded. Use Export with Docs Editors files."
            raise ApiError(403, message, "fileNotDownloadable", location=("parameter", "alt"))
        return Answer(content, media_type=file.mime)

    def create(self, call: Call) -> Json:
        return self._create(call, call.json(), None, "")

    def upload(self, call: Call) -> Json:
        metadata, content, media = _uploaded(call)
        return self._create(call, metadata, content, media)

    def _create(self, call: Call, raw: Json, content: bytes | None, media: str) -> Json:
        body = CLEANER.clean("File", raw)
        mime = body.get("mimeType") or media or "application/octet-stream"
        name = body.get("name", "Untitled spreadsheet" if mime == SPREADSHEET else "Untitled")
        with self._state.transaction() as db:
            file = create_file(
                self._state,
                db,
                name=name,
                mime=mime,
                owner=call.mailbox,
                file_id=body.get("id", ""),
                parents=tuple(body.get("parents", [])),
                extra={key: body[key] for key in SETTABLE & body.keys()},
                content=None if mime == SPREADSHEET else content,
            )
            if mime == SPREADSHEET:
                book = new_book(file.id, name)
                if content is not None:
                    import_text(book, content, DELIMITERS.get(media, ","), self._state.now().year)
                self._books.add(db, book)
            return self._answer(call, db, file)

    def copy(self, call: Call) -> Json:
        body = CLEANER.clean("File", call.json())
        with self._state.transaction() as db:
            source = open_file(db, call.params["fileId"], call.mailbox, Role.READER)
            name = body.get("name") or f"Copy of {source.name}"
            (content,) = db.execute("SELECT content FROM files WHERE id = ?", (source.id,)).fetchone()
            parents = tuple(body.get("parents", []))
            file = create_file(
                self._state, db, name=name, mime=source.mime, owner=call.mailbox, parents=parents, content=content
            )
            if source.mime == SPREADSHEET:
                self._books.add(db, copy_book(self._books.load(db, source.id, source.version), file.id, name))
            return self._answer(call, db, file)

    def update(self, call: Call) -> Json:
        return self._update(call, call.json(), None, "")

    def upload_update(self, call: Call) -> Json:
        metadata, content, media = _uploaded(call)
        return self._update(call, metadata, content, media)

    def _update(self, call: Call, raw: Json, content: bytes | None, media: str) -> Json:
        body = CLEANER.clean("File", {**raw, "trashed": None})
        with self._state.transaction() as db:
            file = self._updated(db, call, body, raw.get("trashed"))
            if content is not None:
                self._fill(db, file, content, media)
            changed = find_file(db, file.id)
            return self._answer(call, db, changed or file)

    def _updated(self, db: sqlite3.Connection, call: Call, body: Json, trashed: bool | None) -> File:
        needed = Role.OWNER if trashed is not None else Role.WRITER
        file = open_file(db, call.params["fileId"], call.mailbox, needed)
        extra = {**file.extra, **{key: body[key] for key in SETTABLE & body.keys()}}
        removed = (call.query.get("removeParents") or "").split(",")
        added = [parent for parent in (call.query.get("addParents") or "").split(",") if parent]
        parents = [parent for parent in file.parents if parent not in removed] + added
        db.execute(
            "UPDATE files SET extra = ?, trashed = ?, parents = ? WHERE id = ?",
            (
                orjson.dumps(extra).decode(),
                int(file.trashed if trashed is None else trashed),
                orjson.dumps(parents).decode(),
                file.id,
            ),
        )
        if body.get("name") and file.mime == SPREADSHEET:
            before = self._books.load(db, file.id, file.version)
            book = before.fork()
            book.properties["title"] = body["name"]
            self._books.replace(db, before, book)
        touch(self._state, db, file.id, body.get("name"))
        return replace(file, name=body.get("name") or file.name, version=file.version + 1)

    def _fill(self, db: sqlite3.Connection, file: File, content: bytes, media: str) -> None:
        if file.mime != SPREADSHEET:
            db.execute("UPDATE files SET content = ? WHERE id = ?", (content, file.id))
            return
        before = self._books.load(db, file.id, file.version)
        book = before.fork()
        import_text(book, content, DELIMITERS.get(media, ","), self._state.now().year)
        self._books.replace(db, before, book)

    def upload_v2(self, call: Call) -> Json:
        """``PUT /upload/drive/v2/files/{id}``: how gspread imports CSV."""
        media = call.headers.get("content-type", "text/csv").partition(";")[0]
        with self._state.transaction() as db:
            file = open_file(db, call.params["fileId"], call.mailbox, Role.WRITER)
            touch(self._state, db, file.id)
            self._fill(db, file, call.body, media)
            changed = find_file(db, file.id)
            return file_v2(db, changed or file, call.mailbox)

    def delete(self, call: Call) -> Answer:
        with self._state.transaction() as db:
            file = open_file(db, call.params["fileId"], call.mailbox, Role.OWNER)
            db.execute("DELETE FROM files WHERE id = ?", (file.id,))
        return Answer(status=204, media_type="text/html")

    def export(self, call: Call) -> Answer:
        mime = call.query.get("mimeType", "")
        return Answer(self._exported(call, call.params["fileId"], mime, None), media_type=mime)

    def export_page(self, call: Call) -> Answer:
        """``docs.google.com/spreadsheets/d/{id}/export?format=csv&gid=…``"""
        mime = EXPORT_TYPES.get(call.query.get("format", "xlsx"), "")
        content = self._exported(call, call.params["fileId"], mime, call.query.get("gid"))
        return Answer(content, media_type=mime)

    def _exported(self, call: Call, file_id: str, mime: str, gid: str | None) -> bytes:
        with self._state.reading() as db:
            file = open_file(db, file_id, call.mailbox, Role.READER)
            if file.mime != SPREADSHEET:
                raise ApiError(403, "Export only supports Docs Editors files.", "fileNotExportable")
            book = self._books.load(db, file.id, file.version)
        sheet = book.sheet(int(gid)) if gid and gid.isdigit() else None
        return export_book(book, mime, sheet)

    def _answer(self, call: Call, db: sqlite3.Connection, file: File) -> Json:
        fields = call.query.get("fields")
        mask = mask_of(fields)
        if mask:
            CLEANER.check_mask("File", mask)
        selected: Json = select(_shown(db, file, call.mailbox, bool(fields)), mask)
        return selected


def _shown(db: sqlite3.Connection, file: File, mailbox: str, everything: bool) -> Json:
    """A file with all its fields, or the four that Drive gives unasked."""
    if everything:
        return file_resource(db, file, mailbox)
    return {"kind": "drive#file", "id": file.id, "name": file.name, "mimeType": file.mime}


def _page_size(call: Call) -> int:
    text = call.query.get("pageSize", "100")
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        message = f"Invalid value '{text}'. Values must be within the range: [1, 1000]"
        raise ApiError(400, message, "invalidParameter", location=("parameter", "pageSize"))
    return int(text)


def _page_start(call: Call) -> int:
    text = call.query.get("pageToken") or "0"
    if not text.isdigit():
        raise ApiError(400, "Invalid Value", "invalid", location=("parameter", "pageToken"))
    return int(text)


ORDERS: dict[str, Any] = {
    "name": lambda file: file.name.casefold(),
    "name_natural": lambda file: file.name.casefold(),
    "createdTime": lambda file: file.created,
    "modifiedTime": lambda file: file.modified,
    "folder": lambda file: not file.mime.endswith(".folder"),
}


def _ordered(files: list[File], order: str) -> list[File]:
    files = sorted(files, key=ORDERS["modifiedTime"], reverse=True)
    for part in reversed([part for part in order.split(",") if part]):
        name, _, way = part.strip().partition(" ")
        if name not in ORDERS:
            raise ApiError(400, "Invalid Value", "invalid", location=("parameter", "orderBy"))
        files.sort(key=ORDERS[name], reverse=way == "desc")
    return files


def _uploaded(call: Call) -> tuple[Json, bytes, str]:
    """(metadata, content, media type) of a media or multipart upload."""
    kind = call.query.get("uploadType", "media")
    header = call.headers.get("content-type", "application/octet-stream")
    if kind == "media":
        return {}, call.body, header.partition(";")[0]
    if kind != "multipart":
        raise ApiError(501, "The sandbox uploads Drive files by uploadType=media or multipart.")
    message = message_from_bytes(b"Content-Type: " + header.encode() + b"\r\n\r\n" + call.body, policy=HTTP)
    parts = list(message.iter_parts())
    if len(parts) != 2:
        raise ApiError(400, "Bad multipart body", "badContent")
    metadata, content = (bytes(part.get_payload(decode=True) or b"") for part in parts)
    return orjson.loads(metadata or b"{}"), content, parts[1].get_content_type()
