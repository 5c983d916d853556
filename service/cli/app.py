"""The commands. Each reads its options, calls one use case and prints; heavy imports wait until they are needed."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from service.cli.offices import offices

app = typer.Typer(
    name="nhacviec",
    help="Nhắc Việc reads the shared sheets and the inbox, judges which unit is late or incomplete and why, "
    "writes the status tabs, and mails reminders and summaries.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # Rich and its Markdown would double the time the help takes
)

ConfigOption = Annotated[
    Path, typer.Option("--config", help="The office's settings; office:ID for one of many in NHACVIEC_DATABASE.")
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="The instant to judge at, ISO 8601; default now.")]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON on standard output.")]
DEFAULT_CONFIG = Path("config.yaml")


def start() -> int:
    """Run the command line; the exit status. Every expected error is one sentence and a hint."""
    from service.core.errors import NhacViecError

    try:
        told = app(standalone_mode=False)  # a command's typer.Exit comes back as its status
    except NhacViecError as error:
        _complain(error.sentence, error.hint)
        return error.exit_code
    except typer.Exit as done:
        return done.exit_code
    except typer.Abort:
        _complain("Stopped.", "")
        return 130
    except Exception as error:
        if hasattr(error, "format_message"):  # click's usage errors
            if said := str(error.format_message()):  # none when help was shown instead
                _complain(said, "Try: nhacviec --help")
            return 2
        if os.environ.get("NHACVIEC_DEBUG"):
            raise
        _complain(
            f"Something unexpected went wrong ({type(error).__name__}: {error}).",
            "Nothing half-done is kept. Set NHACVIEC_DEBUG=1 to see where, and please report it.",
        )
        return 1
    return told if isinstance(told, int) else 0


def _complain(sentence: str, hint: str) -> None:
    typer.echo(f"nhacviec: {sentence}", err=True)
    if hint:
        typer.echo(f"  {hint}", err=True)


# -- the main job -----------------------------------------------------------------------------------


@app.command()
def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Keep the sandbox's pages open.")] = True,
    port: Annotated[int, typer.Option(help="Port of the sandbox; 0 takes a free one.")] = 0,
    keep: Annotated[Path | None, typer.Option(help="Folder to keep what the demo made.")] = None,
    summary: Annotated[Path | None, typer.Option(help="Also write the summary here as plain lines.")] = None,
) -> None:
    """A sample office and the real worker through spring 2020."""
    from service.cli.demo import run_demo

    run_demo(serve=serve, port=port, keep=keep, lines=summary)


@app.command()
def tick(
    config: ConfigOption = DEFAULT_CONFIG,
    as_of: AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written and mailed.")] = False,
    json: Json = False,
) -> None:
    """One full cycle. Exit status: 0 done, 3 held (the product is blind), 4 partly failed."""
    from service.application.tick import run_tick
    from service.cli.opening import opened
    from service.cli.show import show_tick

    with opened(config, as_of, alone=not dry_run) as (office, instant):
        report = run_tick(office, instant, dry_run=dry_run)
    show_tick(report, json=json, dry_run=dry_run)
    raise typer.Exit(report.exit_code)


@app.command()
def run(
    config: ConfigOption = DEFAULT_CONFIG,
    logs: Annotated[str, typer.Option(help="json or console; default console on a terminal, else JSON.")] = "",
) -> None:
    """The worker, by the schedule of the settings, until stopped."""
    from service.cli.logs import log_to_stderr
    from service.cli.opening import load
    from service.worker import work

    log_to_stderr(logs)
    work(load(config))


# -- questions ----------------------------------------------------------------------------------------


@app.command()
def status(config: ConfigOption = DEFAULT_CONFIG, as_of: AsOf = None, json: Json = False) -> None:
    """The state of every unit, obligation and opened period."""
    from service.application.answers import status_of
    from service.cli.opening import opened
    from service.cli.show import show_status

    with opened(config, as_of) as (office, instant):
        show_status(office, instant, status_of(office, instant), json=json)


@app.command()
def explain(
    unit: Annotated[str, typer.Argument(help="Code or name of a unit.")],
    obligation: Annotated[str | None, typer.Option(help="Id or title; default all.")] = None,
    period: Annotated[str | None, typer.Option(help="2020-W17, 2020-04 or once; default all.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Why a unit's state is what it is, step by step."""
    from service.application.answers import explain_unit
    from service.application.reminded import reminders_of
    from service.cli.opening import opened
    from service.cli.show import show_explanations

    with opened(config, as_of) as (office, instant):
        found = explain_unit(office, instant, unit, obligation, period)
        reminders = reminders_of(office, instant, found[0][0].unit)
        show_explanations(found, reminders, office.settings.zone, json=json)


@app.command()
def inbox(config: ConfigOption = DEFAULT_CONFIG, as_of: AsOf = None, json: Json = False) -> None:
    """Every mail and its outcome."""
    from service.application.answers import inbox_of
    from service.cli.opening import opened
    from service.cli.show import show_inbox

    with opened(config, as_of) as (office, instant):
        show_inbox(inbox_of(office, instant), json=json)


@app.command()
def activities(config: ConfigOption = DEFAULT_CONFIG, as_of: AsOf = None, json: Json = False) -> None:
    """Every activity read, with its place and its issues."""
    from service.application.answers import activities_of
    from service.cli.opening import opened
    from service.cli.show import show_activities

    with opened(config, as_of) as (office, instant):
        show_activities(activities_of(office, instant), json=json)


@app.command()
def setup(
    config: ConfigOption = DEFAULT_CONFIG,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what it would do.")] = False,
    forms: Annotated[Path | None, typer.Option(help="Also write blank forms (.docx) for every unit here.")] = None,
) -> None:
    """Make or repair tabs, formats, dropdowns, protection, labels. Running it again does nothing."""
    from service.cli.opening import opened
    from service.cli.preparing import prepare_office

    with opened(config, None) as (office, instant):
        prepare_office(office, instant, dry_run, forms)


@app.command()
def report(
    kind: Annotated[str, typer.Argument(help="weekly, monthly, quarterly, yearly or commendation.")],
    period: Annotated[str | None, typer.Option(help="2020-W17, 2020-04, 2020-Q2, 2020; default the last.")] = None,
    docx: Annotated[Path | None, typer.Option(help="Write the Word document here.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Write the workbook here.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_of: AsOf = None,
) -> None:
    """Periodic reports in the Union's layout, ready to be signed."""
    from service.cli.opening import opened
    from service.cli.papers import write_paper

    with opened(config, as_of) as (office, instant):
        write_paper(office, instant, kind, period, docx, xlsx)


# -- looking after it ----------------------------------------------------------------------------------


@app.command()
def auth(
    config: ConfigOption = DEFAULT_CONFIG,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Without: open the address elsewhere, paste the answer.")
    ] = True,
) -> None:
    """Consent in the browser to mailbox and spreadsheets."""
    from service.cli.caring import give_consent
    from service.cli.opening import load

    give_consent(load(config), browser)


@app.command()
def check(
    config: ConfigOption = DEFAULT_CONFIG,
    worker: Annotated[bool, typer.Option("--worker", help="Only whether a worker runs and is well.")] = False,
    json: Json = False,
) -> None:
    """Diagnose everything a cycle needs. Exit status: 0 all good, 1 something is bad."""
    from service.cli.caring import check_office, check_worker
    from service.cli.opening import load

    look = check_worker if worker else check_office
    if not look(load(config), json):
        raise typer.Exit(1)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Copy the database to a file, also while the worker runs."""
    from service.cli.caring import save_database
    from service.cli.opening import load

    save_database(load(config), file)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What nhacviec backup made.")],
    config: ConfigOption = DEFAULT_CONFIG,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the database's place. No mail leaves twice for it."""
    from service.cli.caring import put_back
    from service.cli.opening import load

    put_back(load(config), file, yes)


@app.command()
def export(
    unit: Annotated[str, typer.Argument(help="Code or name of a unit.")],
    file: Annotated[Path | None, typer.Option(help="The archive; default UNIT.zip.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_of: AsOf = None,
) -> None:
    """All that is known of a unit, as a .zip of JSON and mails."""
    from service.cli.caring import hand_out
    from service.cli.opening import opened

    with opened(config, as_of) as (office, instant):
        hand_out(office, instant, unit, file)


# -- the outbox ---------------------------------------------------------------------------------------

outbox = typer.Typer(help="Mails that wait, are held, or have left.", no_args_is_help=True)
app.add_typer(outbox, name="outbox")
Keys = Annotated[list[str] | None, typer.Argument(help="Keys of mails, or unique ends of them.")]


@outbox.command("list")
def outbox_list(
    every: Annotated[bool, typer.Option("--all", help="Also what was sent, cancelled or failed.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    json: Json = False,
) -> None:
    """What waits to be sent, is held, or is in doubt."""
    from service.cli.opening import opened
    from service.cli.outbox import list_outbox

    with opened(config, None) as (office, _):
        list_outbox(office, every, json)


@outbox.command("show")
def outbox_show(
    key: str,
    html: Annotated[Path | None, typer.Option(help="Write the HTML part here, to open in a browser.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """One mail as its reader will see it."""
    from service.cli.opening import opened
    from service.cli.outbox import show_entry

    with opened(config, None) as (office, _):
        show_entry(office, key, html)


@outbox.command("hold")
def outbox_hold(keys: Keys = None, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Keep waiting mails back (all of them without keys)."""
    from service.cli.opening import opened
    from service.cli.outbox import hold_mails

    with opened(config, None) as (office, _):
        hold_mails(office, keys or [])


@outbox.command("release")
def outbox_release(keys: Keys = None, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Let held mails go. Without keys all of them, and the hold of a blind product with them."""
    from service.cli.opening import opened
    from service.cli.outbox import release_mails

    with opened(config, None) as (office, instant):
        release_mails(office, keys or [], instant)


@outbox.command("cancel")
def outbox_cancel(keys: list[str], config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Mails that are never to leave."""
    from service.cli.opening import opened
    from service.cli.outbox import cancel_mails

    with opened(config, None) as (office, _):
        cancel_mails(office, keys)


app.add_typer(offices, name="offices")

# -- the sandbox --------------------------------------------------------------------------------------


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Port on loopback; 0 takes a free one.")] = 8765,
    data: Annotated[
        Path | None, typer.Option(help="Folder to keep its state in; default a temporary one.")
    ] = None,
    seed: Annotated[str, typer.Option(help="sample: the sample office; empty: nothing.")] = "empty",
    clock: Annotated[str | None, typer.Option(help="Freeze its time at this instant, ISO 8601.")] = None,
) -> None:
    """A local Google on loopback, with pages to look at. Sheets, Drive, Gmail and OAuth."""
    from service.cli.sandbox import serve_sandbox

    serve_sandbox(port, data, seed, _instant(clock))


def _instant(text: str | None) -> datetime | None:
    from service.cli.opening import instant_of

    return instant_of(text) if text else None
