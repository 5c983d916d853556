"""A question is answered at once: what writes documents, reads attachments or calls Google is not loaded for it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from tests.scenarios.conftest import GoOn
from tests.scenarios.lived import INSTANTS
from tests.scenarios.stage import Stage

TELLING = "import sys; from service.cli.app import start; start(); sys.stderr.write('\\n'.join(sys.modules))"
DOCUMENTS = {"openpyxl", "docx", "matplotlib", "PIL"}
READERS = {"pdfplumber", "pypdfium2", "python_calamine", "lxml", "msoffcrypto", "striprtf"}
GOOGLE = {"gspread", "googleapiclient", "httplib2", "google_auth_oauthlib"}
SERVERS = {"uvicorn", "starlette", "prometheus_client", "playwright"}
UNNEEDED = DOCUMENTS | READERS | GOOGLE | SERVERS | {"pandas", "schedule", "babel", "jinja2"}
FOR_AN_OFFICE = {"service.config", "sqlalchemy", "numpy", "pydantic", "requests", "google", "yaml", "rich"}


def loaded(*words: str) -> tuple[str, set[str]]:
    """What a command answers in an interpreter of its own, and what it imported; packages by their first name."""
    command = [sys.executable, "-c", TELLING, *words]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    modules = done.stderr.split("\n")
    return done.stdout, {*modules, *(name.partition(".")[0] for name in modules)}


def test_the_help_needs_nothing_but_the_command_line() -> None:
    said, modules = loaded("--help")
    assert "outbox" in said and "typer" in modules
    assert sorted(modules & (UNNEEDED | FOR_AN_OFFICE)) == []


@pytest.fixture
def stage(go_on: GoOn) -> Stage:
    with go_on(INSTANTS[2]) as stage:
        return stage  # its settings and store: nothing here asks Google


@pytest.mark.parametrize("question", ["status", "inbox", "activities"])
def test_a_question_needs_the_store_and_the_rules_alone(stage: Stage, question: str) -> None:
    as_of = INSTANTS[2].isoformat()
    said, modules = loaded(question, "--json", "--as-of", as_of, "--config", str(stage.config))
    assert json.loads(said) and "sqlalchemy" in modules
    assert sorted(modules & UNNEEDED) == []


def test_a_monitor_asks_often_and_needs_even_less(stage: Stage) -> None:
    said, modules = loaded("check", "--worker", "--config", str(stage.config))
    assert said and "sqlalchemy" in modules
    assert sorted(modules & (UNNEEDED | {"numpy"})) == []


def test_a_cycle_without_news_writes_no_document_and_reads_none(go_on: GoOn) -> None:
    later = (INSTANTS[2] + timedelta(minutes=1)).isoformat()
    with go_on(INSTANTS[2]) as stage:
        said, modules = loaded("tick", "--json", "--as-of", later, "--config", str(stage.config))
    assert json.loads(said)["exit"] == 0 and "gspread" in modules
    assert sorted(modules & (DOCUMENTS | READERS | SERVERS | {"pandas"})) == []
