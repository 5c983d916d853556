"""The words of a message: what the snippet shows and what the search finds. All in linear time."""

from __future__ import annotations

import html
import re
import unicodedata

from .mime import Part

SNIPPET_LENGTH = 200
LONGEST_BODY = 300_000
HIDDEN = ("script", "style", "head", "title")
INVISIBLE = re.compile("[\u00ad\u034f\u200b-\u200f\u2060\ufeff]")


def plain_text(part: Part) -> str:
    """The text of a text part, tags taken out of HTML."""
    text = part.data[:LONGEST_BODY].decode("utf-8", "replace")
    return without_tags(text) if part.mime_type == "text/html" else text


def without_tags(markup: str) -> str:
    """HTML as text: no tags, no scripts and styles, character references resolved."""
    first, *pieces = markup.split("<")
    out = [first]
    hidden = ""
    for piece in pieces:
        tag, closed, text = piece.partition(">")
        name = tag.split(None, 1)[0].lower() if tag.strip() else ""
        if hidden:
            hidden = "" if name == f"/{hidden}" else hidden
            if hidden:
                continue
        elif name.rstrip("/") in HIDDEN and not tag.endswith("/"):
            hidden = name.rstrip("/")
            continue
        out.append(" " + text if closed else " ")
    return html.unescape("".join(out))


def snippet(root: Part) -> str:
    """The first words of the message, HTML-escaped as Gmail gives them."""
    texts = [part for part in root.walk() if part.is_text]
    for wanted in ("text/plain", "text/html"):
        for part in texts:
            if part.mime_type == wanted and (words := _squeezed(plain_text(part)[:20_000])):
                return html.escape(_cut(words), quote=True).replace("&#x27;", "&#39;")
    return ""


def _squeezed(text: str) -> str:
    return " ".join(INVISIBLE.sub("", text).split())


def _cut(words: str) -> str:
    if len(words) <= SNIPPET_LENGTH:
        return words
    return words[:SNIPPET_LENGTH].rsplit(" ", 1)[0]


def body_words(root: Part) -> str:
    """All text a reader of the mail sees, for the search, folded."""
    texts = (plain_text(part) for part in root.walk() if part.is_text)
    return folded("\n".join(texts)[:LONGEST_BODY])


def folded(text: str) -> str:
    """Text as the search compares it: no case, no marks (ế = e, đ = d)."""
    marks_apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in marks_apart if not unicodedata.combining(c))
