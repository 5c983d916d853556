"""Reading what units attach, in processes of its own that may die of it."""

from __future__ import annotations

from service.adapters.attachments.reader import IsolatedReader

__all__ = ["IsolatedReader"]
