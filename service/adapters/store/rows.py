"""Every version of every row people typed, with the interval in which it appeared and went."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.adapters.store import schema
from service.adapters.store.json import dump, load
from service.core.records import Field, Row, Seen, Sighting, Source


class Rows:
    """Row versions of one office. Two equal rows of a tab are told apart by ``copy``."""

    def __init__(self, connection: Connection, office: str) -> None:
        self._connection = connection
        self._office = office

    def seen(self, source: Source) -> tuple[Seen[Row], ...]:
        """Every version ever seen of one list, oldest first, in the order of the tab."""
        table = schema.row_version
        query = sa.select(
            table.c.data, table.c.seen_after, table.c.seen_by, table.c.gone_after, table.c.gone_by
        ).where(table.c.office == self._office, table.c.source == source.value)
        found = [
            Seen(_row(data), Sighting(after, by, gone_after, gone_by))
            for data, after, by, gone_after, gone_by in self._connection.execute(query)
        ]
        return tuple(sorted(found, key=lambda seen: (seen.sighting.by, seen.record.where.tab, _line(seen.record))))

    def unit_texts(self, digest: str) -> tuple[str, ...]:
        """How rows with this digest name their unit."""
        table = schema.row_version
        query = sa.select(table.c.data).where(table.c.office == self._office, table.c.digest == digest)
        rows = (_row(data) for data in self._connection.execute(query).scalars())
        texts = (str(row.values[Field.UNIT]) for row in rows if row.values.get(Field.UNIT) is not None)
        return tuple(dict.fromkeys(texts))

    def observe(
        self, source: Source, tab: str, rows: Sequence[Row], after: datetime | None, by: datetime
    ) -> tuple[int, int]:
        """Keep what a reading of one tab found: (new versions, versions gone). Rows only moved keep their age.

        ``after``: the reading before this one, None when there was none."""
        table = schema.row_version
        mine = (table.c.office == self._office) & (table.c.source == source.value) & (table.c.tab == tab)
        query = sa.select(table.c.id, table.c.digest, table.c.copy, table.c.data).where(
            mine, table.c.gone_by.is_(None)
        )
        standing = {(digest, copy): (id, data) for id, digest, copy, data in self._connection.execute(query)}
        new = []
        for row in rows:
            data = dump(Row, row)
            known = standing.pop((row.digest, row.copy), None)
            if known is None:
                new.append(
                    {
                        "office": self._office,
                        "id": uuid.uuid4().hex,
                        "source": source.value,
                        "tab": tab,
                        "digest": row.digest,
                        "copy": row.copy,
                        "data": data,
                        "seen_after": after,
                        "seen_by": by,
                    }
                )
            elif known[1] != data:
                moved = table.update().where(table.c.office == self._office, table.c.id == known[0])
                self._connection.execute(moved.values(data=data))
        if new:
            self._connection.execute(table.insert(), new)
        gone = [id for id, _ in standing.values()]
        for start in range(0, len(gone), 500):
            ended = table.update().where(table.c.office == self._office, table.c.id.in_(gone[start : start + 500]))
            self._connection.execute(ended.values(gone_after=after, gone_by=by))
        return len(new), len(gone)


@lru_cache(maxsize=16_384)
def _row(data: str) -> Row:
    """Rows are the same tick after tick: the same text is the same record, loaded once."""
    return load(Row, data)


def _line(row: Row) -> int:
    digits = "".join(letter for letter in row.where.cell if letter.isdigit())
    return int(digits) if digits else 0
