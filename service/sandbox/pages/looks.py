"""Cell formats as CSS. Only what is known to be a colour, a size or a name of a look gets into the style sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

BLACK, WHITE = "#000000", "#ffffff"
THEME = {
    "TEXT": BLACK, "BACKGROUND": WHITE, "ACCENT1": "#4285f4", "ACCENT2": "#ea4335", "ACCENT3": "#fbbc04",
    "ACCENT4": "#34a853", "ACCENT5": "#ff6d01", "ACCENT6": "#46bdc6", "LINK": "#1155cc",
}  # fmt: skip
ACROSS = {"LEFT": "left", "CENTER": "center", "RIGHT": "right"}
UPRIGHT = {"TOP": "top", "MIDDLE": "middle", "BOTTOM": "bottom"}
LINES = {
    "DOTTED": "1px dotted", "DASHED": "1px dashed", "SOLID": "1px solid", "SOLID_MEDIUM": "2px solid",
    "SOLID_THICK": "3px solid", "DOUBLE": "3px double",
}  # fmt: skip


class Looks:
    """Distinct looks, each with a class name of its own: ``f1``, ``f2`` …"""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, css: str) -> str:
        """The class of some declarations ("" for none)."""
        if not css:
            return ""
        return self._names.setdefault(css, f"f{len(self._names) + 1}")

    def sheet(self) -> str:
        """The rules of every class named so far."""
        return "\n".join(f".grid .{name}{{{css}}}" for css, name in self._names.items())


def color(style: Json | None, plain: Json | None = None) -> str:
    """``#rrggbb`` of a ColorStyle, or of the older Color; "" for none."""
    style = style or {}
    if "themeColor" in style:
        return THEME.get(str(style["themeColor"]), "")
    rgb = style.get("rgbColor", plain)
    if rgb is None:
        return ""
    return "#" + "".join(f"{_level(rgb.get(channel)):02x}" for channel in ("red", "green", "blue"))


def _level(amount: Any) -> int:
    return min(255, max(0, round(float(amount or 0) * 255)))


def text_css(given: Json, inherited: Json | None = None) -> str:
    """Declarations of a TextFormat, without what it shares with an ``inherited`` one."""
    out = []
    before = inherited or {}
    for key, on, off in (("bold", "font-weight:700", "font-weight:400"), ("italic", "font-style:italic", "")):
        if key in given and bool(given[key]) != bool(before.get(key)):
            out.append(on if given[key] else off)
    lines = [
        word for key, word in (("underline", "underline"), ("strikethrough", "line-through")) if given.get(key)
    ]
    if lines:
        out.append(f"text-decoration:{' '.join(lines)}")
    size = given.get("fontSize")
    if isinstance(size, int | float) and size != before.get("fontSize", 10) and 1 <= size <= 400:
        out.append(f"font-size:{size * 4 / 3:.1f}px")
    ink = color(given.get("foregroundColorStyle"), given.get("foregroundColor"))
    if ink and ink != (color(before.get("foregroundColorStyle"), before.get("foregroundColor")) or BLACK):
        out.append(f"color:{ink}")
    return ";".join(part for part in out if part)


def cell_css(given: Json, natural: str) -> str:
    """Declarations of an effective CellFormat; ``natural`` is where its value stands unless told otherwise."""
    out = [text_css(given.get("textFormat", {}))]
    ground = color(given.get("backgroundColorStyle"), given.get("backgroundColor"))
    if ground and ground != WHITE:
        out.append(f"background-color:{ground}")
    across = ACROSS.get(given.get("horizontalAlignment", ""), natural)
    if across != "left":
        out.append(f"text-align:{across}")
    upright = UPRIGHT.get(given.get("verticalAlignment", ""), "bottom")
    if upright != "bottom":
        out.append(f"vertical-align:{upright}")
    if given.get("wrapStrategy") in ("WRAP", "LEGACY_WRAP"):
        out.append("white-space:pre-wrap;overflow-wrap:anywhere")
    out += _borders(given.get("borders") or {})
    return ";".join(part for part in out if part)


def _borders(given: Json) -> list[str]:
    out = []
    for side in ("top", "right", "bottom", "left"):
        line = LINES.get((given.get(side) or {}).get("style", ""))
        if line:
            ink = color(given[side].get("colorStyle"), given[side].get("color")) or BLACK
            out.append(f"border-{side}:{line} {ink}")
    return out
