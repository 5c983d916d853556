"""Mails from templates: one text and one HTML part each, the office's own folder first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.core.notices import wording

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Environment


@dataclass(frozen=True, slots=True)
class Templates:
    """Renders ``NAME.txt.j2`` and ``NAME.html.j2``. Values are escaped in HTML; a variable a template misspells
    raises ``jinja2.UndefinedError`` instead of leaving a hole in a mail."""

    environment: Environment

    @classmethod
    def load(cls, folder: Path | None = None) -> Templates:
        """The packaged templates; those in ``folder`` take their place by name."""
        # Only what writes a mail needs it: a question about states, and the help, do without.
        from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

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
