"""Mails from templates: one text and one HTML part each, the office's own folder first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

from service.core.notices import wording


@dataclass(frozen=True, slots=True)
class Templates:
    """Renders ``NAME.txt.j2`` and ``NAME.html.j2``. Values are escaped in HTML; a variable a template misspells
    raises ``jinja2.UndefinedError`` instead of leaving a hole in a mail."""

    environment: Environment

    @classmethod
    def load(cls, folder: Path | None = None) -> Templates:
        """The packaged templates; those in ``folder`` take their place by name."""
        packaged = PackageLoader("service", "templates")
        loader: BaseLoader = ChoiceLoader([FileSystemLoader(folder), packaged]) if folder else packaged
        environment = Environment(
            loader=loader,
            autoescape=lambda name: name is not None and ".html" in name,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        environment.filters.update(
            day=wording.day,
            full_day=wording.full_day,
            two=wording.two,
            short_office=wording.short_office,
            capital=wording.capital,
            percent=wording.percent,
        )
        return cls(environment)

    def text(self, name: str, **values: Any) -> str:
        return self.environment.get_template(f"{name}.txt.j2").render(**values).strip() + "\n"

    def html(self, name: str, **values: Any) -> str:
        return self.environment.get_template(f"{name}.html.j2").render(**values).strip() + "\n"
