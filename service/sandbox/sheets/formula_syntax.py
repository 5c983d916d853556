"""Formulas parsed: text to a tree.

Nodes are tuples, the kind first: ("number", x), ("text", s), ("bool", b), ("error", text), ("range", title or
None, first corner, second corner or None), ("name", s), ("call", NAME, nodes), ("unary", op, node),
("percent", node), ("binary", op, left, right), ("array", rows of nodes), ("missing",).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

Node = tuple[Any, ...]

TOKEN = re.compile(
    r"\s*(?:"
    r'(?P<text>"(?:[^"]|"")*")'
    r"|(?P<error>#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|ERROR!))"
    r"|(?P<range>(?:(?:'(?:[^']|'')*'|[A-Za-z_][\w.]*)!)?"
    r"(?:\$?[A-Za-z]{1,3}\$?[1-9]\d*(?::\$?[A-Za-z]{1,3}(?:\$?[1-9]\d*)?)?|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}"
    r"|\$?[1-9]\d*:\$?[1-9]\d*)(?![\w(.]))"
    r"|(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)"
    r"|(?P<word>[^\W\d][\w.]*)"
    r"|(?P<op><>|<=|>=|[-+*/^&=<>%(),;{}])"
    r")"
)

PRECEDENCE = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 6}
UNARY_PRECEDENCE = 7


class FormulaSyntaxError(ValueError):
    """The text is no formula."""


@lru_cache(maxsize=4096)
def parse_formula(text: str) -> Node:
    """The tree of a formula with its ``=``; raises FormulaSyntaxError."""
    parser = _Parser(_tokens(text[1:]))
    node = parser.expression(0)
    if parser.kind() != "end":
        raise FormulaSyntaxError(text)
    return node


def _tokens(text: str) -> list[tuple[str, str]]:
    out, at = [], 0
    text = text.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found or not found.lastgroup:
            raise FormulaSyntaxError(text)
        out.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return [*out, ("end", "")]


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def kind(self) -> str:
        return self._tokens[self._at][0]

    def _is(self, text: str) -> bool:
        return self._tokens[self._at] == ("op", text)

    def _take(self) -> tuple[str, str]:
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, text: str) -> None:
        if not self._is(text):
            raise FormulaSyntaxError(text)
        self._at += 1

    def expression(self, floor: int) -> Node:
        left = self._operand()
        while self._is("%"):
            self._take()
            left = ("percent", left)
        while self.kind() == "op" and PRECEDENCE.get(self._tokens[self._at][1], -1) >= max(floor, 1):
            op = self._take()[1]
            left = ("binary", op, left, self.expression(PRECEDENCE[op] + 1))
        return left

    def _operand(self) -> Node:
        kind, text = self._take()
        if kind == "number":
            value = float(text)
            return ("number", int(value) if value.is_integer() else value)
        if kind == "text":
            return ("text", text[1:-1].replace('""', '"'))
        if kind == "error":
            return ("error", text)
        if kind == "range":
            return _range(text)
        if kind == "word":
            return self._word(text)
        if text == "(":
            inner = self.expression(0)
            self._expect(")")
            return inner
        if text in ("-", "+"):
            return ("unary", text, self.expression(UNARY_PRECEDENCE))
        if text == "{":
            return self._array()
        raise FormulaSyntaxError(text)

    def _word(self, text: str) -> Node:
        if self._is("("):
            self._take()
            return ("call", text.upper(), tuple(self._arguments()))
        if text.upper() in ("TRUE", "FALSE"):
            return ("bool", text.upper() == "TRUE")
        return ("name", text)

    def _arguments(self) -> list[Node]:
        out: list[Node] = []
        if self._is(")"):
            self._take()
            return out
        while True:
            out.append(("missing",) if self._is(",") or self._is(";") or self._is(")") else self.expression(0))
            if self._is(")"):
                self._take()
                return out
            if not (self._is(",") or self._is(";")):
                raise FormulaSyntaxError("argument")
            self._take()

    def _array(self) -> Node:
        rows: list[list[Node]] = [[self.expression(0)]]
        while not self._is("}"):
            _, mark = self._take()
            if mark == ";":
                rows.append([])
            elif mark != ",":
                raise FormulaSyntaxError(mark)
            rows[-1].append(self.expression(0))
        self._take()
        return ("array", tuple(map(tuple, rows)))


def _range(text: str) -> Node:
    named, _, corners = text.rpartition("!")
    title = named[1:-1].replace("''", "'") if named.startswith("'") else named
    first, _, second = corners.replace("$", "").partition(":")
    return ("range", title or None, first, second or None)
