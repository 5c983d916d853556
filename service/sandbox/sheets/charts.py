"""Where embedded objects lie."""

from __future__ import annotations

from .book import Json
from .change import Change

WIDTH_PIXELS = 600
HEIGHT_PIXELS = 371


def placed(change: Change, item: Json) -> Json:
    """An embedded object with its position settled: an anchor on a sheet that is, and a size."""
    position = dict(item.get("position", {}))
    if "newSheet" in position or "sheetId" in position:
        return {**item, "position": position}
    overlay = dict(position.get("overlayPosition", {}))
    anchor = overlay.get("anchorCell", {})
    change.sheet(anchor)
    overlay = {"anchorCell": anchor, **overlay}
    overlay.setdefault("widthPixels", WIDTH_PIXELS)
    overlay.setdefault("heightPixels", HEIGHT_PIXELS)
    return {**item, "position": {"overlayPosition": overlay}}
