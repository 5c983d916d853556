"""``nhacviec demo``: the real worker lives through the sample office's spring of 2020, on a sandbox whose clock moves.

Nothing here is faked: people's rows and mails are played in over HTTP as they would come, the worker polls, judges,
publishes and mails through the real clients, and the summary is read back from what it stored.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from service.application.office import Office
from service.application.tick import run_tick
from service.bootstrap import open_office
from service.cli.demo_summary import Summary, demo_summary, show_summary
from service.cli.logs import log_to_stderr
from service.cli.sandbox import wait_for_signal
from service.config import Config, parse
from service.core.jobs import JobKind, Rhythm, jobs_between
from service.pulse import Worker
from service.sandbox.seed import seed
from service.sandbox.server import SandboxServer

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BEGIN = datetime(2020, 4, 1, 6, 0, tzinfo=ZONE)
END = datetime(2020, 5, 10, 20, 0, tzinfo=ZONE)
RHYTHM = Rhythm(mail_minutes=120, sheets_minutes=120)
PLAIN = Console(stderr=True)


def run_demo(serve: bool, port: int, keep: Path | None, lines: Path | None = None) -> None:
    """Live through the weeks, print the summary, and with ``serve`` keep the pages open until Ctrl+C."""
    log_to_stderr(least=logging.WARNING)  # the progress bar tells the rest
    button = WorkerButton()
    with _folder(keep) as folder, SandboxServer(folder / "sandbox", port, BEGIN, button) as server:
        office = button.office = open_office(demo_config(folder, server.url))
        button.server = server
        try:
            summary = live_through(office, server, END)
            show_summary(summary)
            if lines is not None:
                lines.write_text("\n".join(summary.lines()) + "\n", encoding="utf-8")
            if serve:
                PLAIN.print(f"\nLook at the spreadsheet and the mailboxes: [bold]{server.url}[/]  (Ctrl+C ends)")
                wait_for_signal()
        finally:
            office.store.close()


class WorkerButton:
    """What the pages' button "run the worker now" does: one cycle at the sandbox's time."""

    def __init__(self) -> None:
        self.office: Office | None = None
        self.server: SandboxServer | None = None

    def __call__(self) -> Mapping[str, str]:
        """Lines to show beside the button."""
        if self.office is None or self.server is None:
            return {"Chưa sẵn sàng": "đang chuẩn bị văn phòng mẫu"}
        report = run_tick(self.office, self.server.state.now().astimezone(self.office.settings.zone))
        if report.hold is not None:
            return {"Tạm dừng": " ".join(report.hold.sentences)}
        changes = len(report.assessed.changes) if report.assessed else 0
        lines = {
            "Thư mới": str(report.mail.new if report.mail else 0),
            "Tình trạng thay đổi": str(changes),
            "Thay đổi trong bảng": str(len(report.published.changes) if report.published else 0),
            "Thư gửi đi": str(len(report.delivered.sent) if report.delivered else 0),
        }
        if report.failures:
            lines["Lỗi"] = " ".join(sentence for sentence, _ in report.failures)
        return lines


def demo_config(folder: Path, url: str) -> Config:
    """The shipped settings, with the sandbox's address and a database of the demo's own."""
    shipped = files("service") / "config.yaml"
    if not shipped.is_file():
        shipped = Path(__file__).parents[2] / "config.yaml"
    config = parse(shipped.read_text(encoding="utf-8"), folder / "config.yaml")
    google = replace(config.google, endpoint=url)
    return replace(config, google=google, database=f"sqlite:///{folder / 'nhacviec.sqlite3'}")


def live_through(office: Office, server: SandboxServer, end: datetime, quiet: bool = False) -> Summary:
    """Move the clock from job to job; before each, people do what they did since the last."""
    worker = Worker(office, RHYTHM, owner="demo")
    seed(server.url, until=BEGIN)
    worker.pulse(BEGIN)
    moments = [
        job.at
        for day in _days(BEGIN, end)
        for job in jobs_between(office.settings, RHYTHM, worker.periods, *day)
        if job.kind is JobKind.CYCLE
    ]
    before = BEGIN
    with _progress(quiet) as progress:
        task = progress.add_task("", total=len(moments), when="")
        for moment in moments:
            server.state.set_clock(moment)
            seed(server.url, until=moment, since=before)
            worker.pulse(moment)
            progress.update(task, advance=1, when=f"{moment:%d/%m/%Y %H:%M}")
            before = moment
    return demo_summary(office, server, end)


def _days(begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The span cut at midnights."""
    from datetime import timedelta

    start = begin
    while start < end:
        midnight = (start + timedelta(days=1)).replace(hour=0, minute=0)
        yield start, min(midnight, end)
        start = midnight


def _progress(quiet: bool) -> Progress:
    columns = (TextColumn("{task.fields[when]}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    return Progress(*columns, TimeElapsedColumn(), console=PLAIN, disable=quiet)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="nhacviec-demo-") as name:
        yield Path(name)
