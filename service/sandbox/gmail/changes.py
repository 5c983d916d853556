"""Changes of a message's labels that mean more than a label: trash, spam and the inbox exclude each other."""

from __future__ import annotations

from . import store
from .box import Box


def modify(box: Box, message: store.Stored, add: list[str], remove: list[str]) -> store.Stored:
    """Adds and removes labels; what goes to the trash or to spam leaves the inbox, unless told otherwise."""
    gone = list(remove)
    if {"TRASH", "SPAM"} & set(add) and "INBOX" not in add:
        gone.append("INBOX")
    return store.relabel(box, message, add, gone)


def trash(box: Box, message: store.Stored) -> store.Stored:
    return modify(box, message, ["TRASH"], [])


def untrash(box: Box, message: store.Stored) -> store.Stored:
    return store.relabel(box, message, remove=["TRASH"])
