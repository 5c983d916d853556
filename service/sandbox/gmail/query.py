"""Gmail's search language as a tree. Pure; any text is a query, as in Gmail.

``a b`` means both, ``a OR b`` and ``{a b}`` either (OR binds tighter than the blank), ``-a`` not, ``(…)`` and
``field:(…)`` group, ``"…"`` is a phrase.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FIELDS = {
    "from", "to", "cc", "bcc", "subject", "label", "in", "is", "has", "filename", "newer", "older", "newer_than",
    "older_than", "after", "before", "rfc822msgid", "larger", "smaller", "size", "category", "deliveredto", "list",
}  # fmt: skip
TOKEN = re.compile(r'(?P<quote>"[^"]*"?)|(?P<open>[({])|(?P<close>[)}])|(?P<word>[^\s(){}"]+)|(?P<blank>\s+)')
DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: ``field`` "" for words anywhere; ``value`` as typed, without quotes."""

    field: str
    value: str
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    item: Node


@dataclass(frozen=True, slots=True)
class All:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    items: tuple[Node, ...]


Node = Term | Not | All | Either


def parse(text: str) -> Node:
    """The tree of a query; ``All(())`` for an empty one."""
    return _Parser(text).group("", 0)


def terms(node: Node) -> list[Term]:
    """All terms of a tree that are not negated."""
    if isinstance(node, Term):
        return [node]
    if isinstance(node, Not):
        return []
    return [term for item in node.items for term in terms(item)]


class _Parser:
    def __init__(self, text: str) -> None:
        found = TOKEN.finditer(text)
        self._tokens = [(str(match.lastgroup), match.group()) for match in found]
        self._at = 0

    def group(self, field: str, depth: int, closer: str = "") -> Node:
        """The items up to ``closer`` (or the end), under the field of the group around them."""
        rows: list[list[Node]] = []
        joined = False
        while self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            if kind == "blank":
                self._at += 1
            elif kind == "close":
                self._at += 1
                if text == closer:
                    break
            elif kind == "word" and text in ("OR", "|"):
                self._at += 1
                joined = bool(rows)
            elif kind == "word" and text == "AND":
                self._at += 1
            elif (node := self._item(field, depth)) is not None:
                if joined:
                    rows[-1].append(node)
                else:
                    rows.append([node])
                joined = False
        if closer == "}":
            return _either([node for row in rows for node in row])
        return _all([_either(row) for row in rows])

    def _item(self, field: str, depth: int) -> Node | None:
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "quote":
            return Term(field, text.strip('"'), phrase=True)
        if kind == "open":
            return self._nested(field, text, depth)
        negated = text.startswith("-") and field not in ("after", "before")
        text = text[1:] if negated else text.removeprefix("+")
        node = self._word(field, text, depth)
        return Not(node) if negated and node is not None else node

    def _word(self, field: str, text: str, depth: int) -> Node | None:
        name, colon, value = text.partition(":")
        if colon and name.lower() in FIELDS:
            return self._valued(name.lower(), value, depth)
        if not text:
            return self._item(field, depth) if self._next_is("open", "quote") else None
        return Term(field, text)

    def _valued(self, field: str, value: str, depth: int) -> Node | None:
        if value:
            return Term(field, value)
        if self._next_is("open", "quote"):
            return self._item(field, depth)
        return None

    def _nested(self, field: str, opener: str, depth: int) -> Node | None:
        if depth >= DEEPEST:
            return None
        return self.group(field, depth + 1, "}" if opener == "{" else ")")

    def _next_is(self, *kinds: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at][0] in kinds


def _all(items: list[Node]) -> Node:
    return items[0] if len(items) == 1 else All(tuple(items))


def _either(items: list[Node]) -> Node:
    return items[0] if len(items) == 1 else Either(tuple(items))
