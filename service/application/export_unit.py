"""All that is known of one unit, in one archive a person can read: JSON, and the original mails."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from service.adapters.store import Transaction
from service.adapters.store.json import dump
from service.application.answers import activities_of, inbox_of, status_of, unit_code
from service.application.office import Office
from service.application.roster import roster
from service.core.parsing.names import UnitNames
from service.core.records import Decision, Question, Row, Source, Unit

README = """Everything Nhắc Việc keeps of {name} ({code}), as of {as_of}.

unit.json        the unit in the roster, its learned names and addresses, addresses that bounced
status.json      every assessment; changes.json: every change of a state
activities.json  every activity read; rows.json: every version of every row that names the unit, with when it was seen
mails.json       every mail judged to be the unit's, with what was read of it; originals/: the mails as they came
notices.json     every mail sent or to be sent to it
decisions.json   what the office was asked about it, and decided
"""


@dataclass(frozen=True, slots=True)
class UnitExport:
    """``archive``: a zip; ``originals``: how many mails are in it as they came."""

    unit: Unit
    archive: bytes
    mails: int
    originals: int


def export_unit(office: Office, as_of: datetime, name: str) -> UnitExport:
    """Gather it by the unit's code or name. ConfigError when no unit is surely meant."""
    with office.store.transaction() as transaction:
        known = roster(office, transaction, as_of)
        code = unit_code(known, name)
        unit = next(unit for unit in known.units if unit.code == code)
        ids = [s.gmail_id for s in transaction.mails.submissions() if s.unit == code]
        files: dict[str, Any] = {
            "unit.json": _unit(transaction, unit),
            "changes.json": _changes(transaction, code),
            "rows.json": _rows(transaction, known.names, code),
            "mails.json": [_plain(stored) for stored in transaction.mails.some(ids)],
            "notices.json": [_plain(e) for e in transaction.outbox.all() if e.notice.unit == code or _to(e, unit)],
            "decisions.json": _decisions(transaction, code),
        }
        originals = {id: raw for id in ids if (raw := transaction.mails.original(id)) is not None}
    files["status.json"] = [item for item in status_of(office, as_of) if item["unit"] == code]
    files["activities.json"] = [item for item in activities_of(office, as_of) if item["unit"] == code]
    files["inbox.json"] = [item for item in inbox_of(office, as_of) if item["unit"] == code]
    return UnitExport(unit, _zip(files, originals, unit, as_of), len(ids), len(originals))


def _unit(transaction: Transaction, unit: Unit) -> dict[str, Any]:
    learned = {
        kind: sorted(text for text, code in transaction.decisions.learned(kind).items() if code == unit.code)
        for kind in ("name", "address")
    }
    addresses = {*unit.emails, *learned["address"]}
    bounced = {a: at.isoformat() for a, at in transaction.mails.bounced().items() if a in addresses}
    return {"roster": _plain(unit), "learned": learned, "bounced": bounced}


def _changes(transaction: Transaction, code: str) -> list[Any]:
    return [_plain(change) for change in transaction.assessments.changes() if change.unit == code]


def _rows(transaction: Transaction, names: UnitNames, code: str) -> list[Any]:
    """Versions whose unit is surely this one."""
    found = []
    for source in Source:
        for seen in transaction.rows.seen(source):
            text = _unit_text(seen.record)
            if text and (text == code or names.match(text).unit == code):
                found.append({"list": source.value, "row": _plain(seen.record), "seen": _plain(seen.sighting)})
    return found


def _unit_text(row: Row) -> str:
    for field, value in row.values.items():
        if field.value in ("unit", "name"):
            return str(value)
    return ""


def _decisions(transaction: Transaction, code: str) -> dict[str, Any]:
    asked: list[tuple[Question, datetime | None]] = [
        (question, closed)
        for question, closed in transaction.decisions.asked()
        if question.unit == code or any(guess.unit == code for guess in question.guesses)
    ]
    keys = {question.key for question, _ in asked}
    decided = [d for d in transaction.decisions.all() if d.unit == code or d.key in keys]
    return {
        "asked": [{**_plain(q), "closed": closed.isoformat() if closed else None} for q, closed in asked],
        "decided": [orjson.loads(dump(Decision, d)) for d in decided],
    }


def _to(entry: Any, unit: Unit) -> bool:
    mine = {address.lower() for address in unit.emails}
    return any(address.lower() in mine for address in (*entry.notice.recipients, *entry.notice.cc))


def _plain(record: Any) -> Any:
    """A record as JSON values; files as base64."""
    return orjson.loads(dump(type(record), record))


def _zip(files: dict[str, Any], originals: dict[str, bytes], unit: Unit, as_of: datetime) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README.format(name=unit.name, code=unit.code, as_of=as_of.isoformat()))
        for name, value in files.items():
            archive.writestr(name, orjson.dumps(value, option=orjson.OPT_INDENT_2))
        for gmail_id, raw in originals.items():
            archive.writestr(f"originals/{gmail_id}.eml", raw)
    return out.getvalue()
