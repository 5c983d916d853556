"""``nhacviec report``: the papers as files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from service.application.office import Office
from service.application.paper import PaperKind, make_paper
from service.cli.output import OUT
from service.core.errors import ConfigError


def write_paper(
    office: Office, as_of: datetime, kind: str, period: str | None, docx: Path | None, xlsx: Path | None
) -> None:
    """Write the files asked for; without any, the Word document under a name of its own."""
    if kind not in set(PaperKind):
        raise ConfigError(f"There is no {kind!r} report.", f"These are: {', '.join(PaperKind)}.")
    files = make_paper(office, as_of, PaperKind(kind), period)
    if docx is None and xlsx is None:
        docx = Path(f"bao-cao-{files.period}.docx")
    for path, content in ((docx, files.docx), (xlsx, files.xlsx)):
        if path is not None:
            path.write_bytes(content)
            OUT.print(f"Đã ghi {path} ({files.period}).", markup=False, highlight=False)
