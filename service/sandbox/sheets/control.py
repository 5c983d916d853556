"""Making a spreadsheet whose id is known beforehand, as only the sandbox can. No token; not counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..api import ApiRoute, Call
from ..errors import ApiError, Shape
from ..files import ANYONE_ID, SPREADSHEET, create_file
from ..state import State
from .book import new_book
from .storing import Books

NAMES = {"id": "", "title": "Untitled spreadsheet", "locale": "en_US", "timeZone": "Etc/GMT", "anyone": ""}


def spreadsheet_control_routes(state: State, books: Books) -> list[ApiRoute]:
    """``POST /sandbox/spreadsheets`` {id, title, locale, timeZone, anyone}, all optional; the office's mailbox owns it.

    ``anyone`` is the role of everyone with the link (``reader``, ``writer``). Answers {spreadsheetId}; 409 if the
    id is taken.
    """

    def make(call: Call) -> Mapping[str, Any]:
        wanted = NAMES | call.json()
        if set(wanted) != set(NAMES) or not all(isinstance(value, str) for value in wanted.values()):
            raise ApiError(400, f"Invalid spreadsheet: takes {', '.join(NAMES)} as text")
        if wanted["anyone"] not in ("", "reader", "writer"):
            raise ApiError(400, "Invalid spreadsheet: anyone is reader or writer")
        with state.transaction() as db:
            file = create_file(
                state, db, name=wanted["title"], mime=SPREADSHEET, owner=state.office_mailbox, file_id=wanted["id"]
            )
            if wanted["anyone"]:
                db.execute(
                    "INSERT INTO permissions (file_id, id, type, role, address) VALUES (?, ?, 'anyone', ?, '')",
                    (file.id, ANYONE_ID, wanted["anyone"]),
                )
            books.add(db, new_book(file.id, wanted["title"], wanted["locale"], wanted["timeZone"]))
        return {"spreadsheetId": file.id}

    return [ApiRoute("/sandbox/spreadsheets", ("POST",), "sandbox.spreadsheets", make, Shape.CONTROL, public=True)]
