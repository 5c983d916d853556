"""The command line's tests share the scenarios' lived weeks."""

from __future__ import annotations

from tests.scenarios.conftest import go_on, lived

__all__ = ["go_on", "lived"]
