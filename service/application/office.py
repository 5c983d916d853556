"""One office as the use cases see it: its settings, its store, and its ways to Google."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from service.adapters.store import Store
from service.application.known_readings import KnownReadings
from service.application.known_tables import KnownTables
from service.core.ports import AttachmentReader, Mailbox, Sheets
from service.core.records import Source
from service.core.settings import OfficeSettings, SheetRef, SheetRefs


@dataclass(frozen=True, slots=True)
class Office:
    """``endpoint``: the sandbox it speaks to, "" for the real Google. ``templates``: a folder of the office's own
    mail templates."""

    id: str
    settings: OfficeSettings
    refs: SheetRefs
    store: Store
    sheets: Sheets
    mailbox: Mailbox
    reader: AttachmentReader
    endpoint: str = ""
    templates: Path | None = None
    say: Callable[[str], None] = lambda _: None
    tables: KnownTables = field(default_factory=KnownTables)
    readings: KnownReadings = field(default_factory=KnownReadings)

    @property
    def live(self) -> bool:
        """Whether it speaks to the real Google."""
        return not self.endpoint

    def ref(self, source: Source) -> SheetRef | None:
        return {
            Source.UNITS: self.refs.units,
            Source.REGISTRATIONS: self.refs.registrations,
            Source.REPORTS: self.refs.reports,
            Source.EXEMPTIONS: self.refs.exemptions,
        }[source]

    def spreadsheets(self) -> tuple[str, ...]:
        """Every spreadsheet read or written, each once, the roster's first."""
        refs = [self.ref(source) for source in Source]
        ids = [ref.spreadsheet for ref in refs if ref is not None] + [self.refs.output]
        return tuple(dict.fromkeys(ids))
