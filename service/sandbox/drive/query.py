"""The ``q`` of ``files.list``: ``name contains 'kế' and (mimeType = '…' or 'me' in owners)``."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import datetime

from ..errors import ApiError
from ..files import ROLES, File, Role

TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")|(?P<op><=|>=|!=|=|<|>|\(|\))|(?P<word>[\w.]+))"
)
PEOPLE = {"owners": Role.OWNER, "writers": Role.WRITER, "readers": Role.READER}

Test = Callable[[File], bool]


def bad_query() -> ApiError:
    return ApiError(400, "Invalid Value", "invalid", location=("parameter", "q"))


class QueryParser:
    """Turns a query into a test over files. ``mailbox`` is whom ``me`` means."""

    def __init__(self, db: sqlite3.Connection, mailbox: str) -> None:
        self._db = db
        self._mailbox = mailbox
        self._tokens: list[tuple[str, str]] = []
        self._at = 0

    def parse(self, text: str) -> Test:
        """The test; raises 400 for what is no query."""
        self._tokens, self._at = _tokens(text), 0
        test = self._either()
        if self._at != len(self._tokens):
            raise bad_query()
        return test

    def _either(self) -> Test:
        tests = [self._both()]
        while self._word("or"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda file: any(test(file) for test in tests)

    def _both(self) -> Test:
        tests = [self._term()]
        while self._word("and"):
            tests.append(self._term())
        return tests[0] if len(tests) == 1 else lambda file: all(test(file) for test in tests)

    def _term(self) -> Test:
        if self._word("not"):
            inner = self._term()
            return lambda file: not inner(file)
        if self._take_if("op", "("):
            inner = self._either()
            if not self._take_if("op", ")"):
                raise bad_query()
            return inner
        kind, text = self._take()
        if kind == "text":
            if not self._word("in"):
                raise bad_query()
            return self._member(_plain(text), self._take()[1])
        if kind != "word":
            raise bad_query()
        return self._comparison(text, self._take()[1], self._take())

    def _comparison(self, field: str, op: str, value: tuple[str, str]) -> Test:
        if field == "trashed":
            wanted = value[1].lower() == "true"
            return lambda file: (file.trashed == wanted) == (op == "=")
        given = _plain(value[1]) if value[0] == "text" else value[1]
        if field in ("name", "title", "fullText"):
            return _text_test(lambda file: file.name, op, given)
        if field == "mimeType":
            return _text_test(lambda file: file.mime, op, given)
        if field in ("modifiedTime", "createdTime", "viewedByMeTime"):
            return _time_test(field, op, given)
        if field in ("starred", "sharedWithMe"):
            return self._flag(field, given)
        raise bad_query()

    def _flag(self, field: str, given: str) -> Test:
        wanted = given.lower() == "true"
        if field == "starred":
            return lambda file: bool(file.extra.get("starred")) == wanted
        return lambda file: (file.owner != self._mailbox) == wanted

    def _member(self, value: str, field: str) -> Test:
        if field == "parents":
            return lambda file: value in file.parents or (value == "root" and file.owner == self._mailbox)
        least = PEOPLE.get(field)
        if least is None:
            raise bad_query()
        address = self._mailbox if value == "me" else value.lower()
        rows = self._db.execute("SELECT file_id, role FROM permissions WHERE address = ?", (address,)).fetchall()
        files = {file_id for file_id, role in rows if ROLES[role] >= least}
        return lambda file: file.id in files

    def _take(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise bad_query()
        self._at += 1
        return self._tokens[self._at - 1]

    def _take_if(self, kind: str, text: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == (kind, text)
        self._at += found
        return found

    def _word(self, text: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at][1].lower() == text
        found = found and self._tokens[self._at][0] == "word"
        self._at += found
        return found


def _tokens(text: str) -> list[tuple[str, str]]:
    out, at, text = [], 0, text.strip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found or not found.lastgroup:
            raise bad_query()
        out.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return out


def _plain(quoted: str) -> str:
    return re.sub(r"\\(.)", r"\1", quoted[1:-1])


def _text_test(read: Callable[[File], str], op: str, given: str) -> Test:
    folded = given.casefold()
    if op == "=":
        return lambda file: read(file).casefold() == folded
    if op == "!=":
        return lambda file: read(file).casefold() != folded
    if op == "contains":
        return lambda file: folded in read(file).casefold()
    raise bad_query()


def _time_test(field: str, op: str, given: str) -> Test:
    try:
        moment = datetime.fromisoformat(given if "T" in given else given + "T00:00:00")
    except ValueError:
        raise bad_query() from None
    from_utc = moment.isoformat() if moment.tzinfo else moment.isoformat() + "+00:00"
    wanted = datetime.fromisoformat(from_utc)

    def test(file: File) -> bool:
        text = file.created if field == "createdTime" else file.modified
        own = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return {
            "<": own < wanted,
            "<=": own <= wanted,
            "=": own == wanted,
            ">=": own >= wanted,
            ">": own > wanted,
        }[op]

    if op not in ("<", "<=", "=", ">=", ">"):
        raise bad_query()
    return test
