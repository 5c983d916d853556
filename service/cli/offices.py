"""``nhacviec offices``: many offices in one PostgreSQL. Heavy imports wait until a command needs them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DATABASE_VARIABLE = "NHACVIEC_DATABASE"
offices = typer.Typer(
    help="Many offices in one PostgreSQL database, named by NHACVIEC_DATABASE; their secrets are encrypted with the "
    "key in NHACVIEC_KEY.",
    no_args_is_help=True,
)
DatabaseOption = Annotated[
    str,
    typer.Option("--database", envvar=DATABASE_VARIABLE, help="postgresql://user@host/name", show_default=False),
]
Office = Annotated[str, typer.Argument(help="Id of an office, as `offices list` shows it.")]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON on standard output.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@offices.command("new-key")
def new_key() -> None:
    """Print a key for NHACVIEC_KEY. Without it, what is kept in the database opens no account."""
    from service.adapters.vault import new_key

    typer.echo(new_key())


@offices.command()
def add(
    config: Annotated[Path, typer.Option("--config", help="The office's settings.")] = Path("config.yaml"),
    under: Annotated[str, typer.Option(help="The levels above it, from the top: trung-uong/tra-vinh.")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="New settings of an office that is there.")] = False,
    past: Annotated[
        bool, typer.Option("--past/--no-past", help="Bring along what its own database knows.")
    ] = True,
    database: DatabaseOption = "",
) -> None:
    """Register an office by its config.yaml, credentials and token; its SQLite database comes along."""
    from service.cli.register import add_office

    add_office(database, config, under, replace, past)


@offices.command("list")
def list_(database: DatabaseOption = "", json: Json = False) -> None:
    """Every office: where it stands, when it was served, what is wrong."""
    from service.cli.register import list_offices

    list_offices(database, json)


@offices.command()
def check(
    office: Annotated[list[str] | None, typer.Argument(help="Ids; all without.")] = None,
    database: DatabaseOption = "",
    json: Json = False,
) -> None:
    """Everything an office needs, piece by piece, and what to do."""
    from service.cli.register import check_offices

    if not check_offices(database, office or [], json):
        raise typer.Exit(1)


@offices.command()
def pause(office: Office, database: DatabaseOption = "") -> None:
    """Serve it no longer, until `offices resume`."""
    from service.cli.register import pause_office

    pause_office(database, office, paused=True)


@offices.command()
def resume(office: Office, database: DatabaseOption = "") -> None:
    """Serve it again, from now on."""
    from service.cli.register import pause_office

    pause_office(database, office, paused=False)


@offices.command()
def remove(office: Office, database: DatabaseOption = "", yes: Yes = False) -> None:
    """Take it out, and everything that is known of it; export it before."""
    from service.cli.register import drop_office

    drop_office(database, office, yes)


@offices.command()
def export(
    office: Office,
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
    database: DatabaseOption = "",
) -> None:
    """Write config.yaml, secrets and a SQLite database: the office can go on by itself from there."""
    from service.cli.register import hand_out_office

    hand_out_office(database, office, folder)


@offices.command()
def rekey(database: DatabaseOption = "") -> None:
    """Encrypt all secrets with the first key of NHACVIEC_KEY; the old key stands after it, after a space."""
    from service.cli.register import rekey_offices

    rekey_offices(database)


@offices.command()
def quota(
    project: Annotated[
        str, typer.Argument(help="Number of the Google Cloud project: the client id begins with it.")
    ],
    metric: Annotated[str, typer.Argument(help="sheets-read, sheets-write or gmail.")],
    per_project: Annotated[int, typer.Argument(help="Requests (Gmail: units) a minute of the project.", min=1)],
    per_user: Annotated[int, typer.Argument(help="The same of one user.", min=1)],
    database: DatabaseOption = "",
) -> None:
    """Tell what Google grants a project, where that is not the usual; workers take it when they start."""
    from service.cli.register import keep_quota

    keep_quota(database, project, metric, per_project, per_user)


@offices.command()
def level(
    path: Annotated[str, typer.Argument(help="trung-uong/tra-vinh")],
    name: Annotated[str, typer.Option(help="What it is called.")] = "",
    spreadsheet: Annotated[str, typer.Option(help="Id of the spreadsheet its sum is written to, hourly.")] = "",
    through: Annotated[str, typer.Option(help="The office whose account writes it.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Write its sum no longer.")] = False,
    database: DatabaseOption = "",
) -> None:
    """Name a level above offices and keep its sum in a spreadsheet."""
    from service.cli.register import keep_level

    keep_level(database, path, name, spreadsheet, through, remove)


@offices.command()
def rollup(
    path: Annotated[str, typer.Argument(help="The level that looks: trung-uong/tra-vinh")],
    period: Annotated[str, typer.Option(help="2020-W17, 2020-04 or once; default the newest of each kind.")] = "",
    obligation: Annotated[str, typer.Option(help="Id; default all.")] = "",
    each: Annotated[bool, typer.Option("--each", help="Every office, also below the next level.")] = False,
    xlsx: Annotated[Path | None, typer.Option(help="Write all periods to this workbook.")] = None,
    database: DatabaseOption = "",
    json: Json = False,
) -> None:
    """The sum of the offices below a level: expected, on time, late, incomplete, missing, rates."""
    from service.cli.register import show_rollup

    show_rollup(database, path, period, obligation, each, xlsx, json)


@offices.command()
def run(
    places: Annotated[int, typer.Option(help="How many offices are served at a time.", min=1, max=64)] = 8,
    dead_after: Annotated[
        float, typer.Option(help="Seconds without a sign of life after which others take over its offices.", min=3)
    ] = 30.0,
    port: Annotated[
        int | None,
        typer.Option(
            help="Show how all offices stand on this port of loopback: /, /healthz, /metrics.",
            envvar="NHACVIEC_PORT",
            min=1,
            max=65535,
        ),
    ] = None,
    logs: Annotated[str, typer.Option(help="json or console; default console on a terminal, else JSON.")] = "",
    database: DatabaseOption = "",
) -> None:
    """A worker of all offices; as many on as many machines as needed."""
    from service.cli.register import serve

    serve(database, places, dead_after, port, logs)
