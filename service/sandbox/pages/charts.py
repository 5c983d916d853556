"""Embedded charts drawn as SVG: columns, bars, lines, areas, points and pies, from the spec and the cells it names."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from ..sheets.a1 import box_of
from ..sheets.book import Book, Json
from ..sheets.rendering import formatted
from .looks import color

PALETTE = ("#3366cc", "#dc3912", "#ff9900", "#109618", "#990099", "#0099c6", "#dd4477", "#66aa00")
WIDTH, HEIGHT = 600, 371
LONGEST_LABEL = 22


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    values: tuple[float, ...]
    color: str
    kind: str


@dataclass(frozen=True, slots=True)
class Plot:
    """The rectangle charts are drawn in, within the picture, in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height


def chart_markup(book: Book, chart: Json) -> Markup:
    """An EmbeddedChart as a figure of its own size; a table's title where its kind cannot be drawn."""
    spec = chart.get("spec", {})
    overlay = chart.get("position", {}).get("overlayPosition", {})
    width = _pixels(overlay.get("widthPixels"), WIDTH)
    height = _pixels(overlay.get("heightPixels"), HEIGHT)
    title = str(spec.get("title", ""))
    if "pieChart" in spec:
        inner = _pie(book, spec["pieChart"], width, height)
    elif "basicChart" in spec:
        inner = _basic(book, spec["basicChart"], width, height)
    else:
        inner = _text(width / 2, height / 2, "Loại biểu đồ này không vẽ được ở đây", "middle")
    return Markup(
        '<figure class="chart"><svg role="img" aria-label="{label}" width="{w}" height="{h}" viewBox="0 0 {w} {h}">'
        '<rect class="paper" width="{w}" height="{h}"/>{head}{inner}</svg></figure>'
    ).format(label=title or "Biểu đồ", w=width, h=height, head=_title(title), inner=inner)


def _pixels(value: object, default: int) -> int:
    return max(120, min(2_000, int(value))) if isinstance(value, int | float) and value else default


def _title(title: str) -> Markup:
    return Markup('<text class="title" x="16" y="26">{}</text>').format(title)


def _text(x: float, y: float, text: str, anchor: str = "start", kind: str = "") -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        kind, x, y, anchor, text
    )


def _cells(book: Book, data: Json) -> list[tuple[object, str]]:
    """(value, shown text) of a ChartData's cells, in reading order."""
    out: list[tuple[object, str]] = []
    for source in data.get("sourceRange", {}).get("sources", []):
        box = box_of(book, source)
        for row in range(box.top, box.bottom):
            for column in range(box.left, box.right):
                cell = box.sheet.cell(row, column)
                pattern = book.formats[cell.format].get("numberFormat")
                out.append((cell.value, formatted(cell.value, pattern, book.locale)))
    return out


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def _basic(book: Book, spec: Json, width: int, height: int) -> Markup:
    kind = spec.get("chartType", "COLUMN")
    headers = int(spec.get("headerCount", 0))
    domains = spec.get("domains", [])
    labels = [text for _, text in _cells(book, domains[0].get("domain", {}))][headers:] if domains else []
    series = []
    for index, item in enumerate(spec.get("series", [])):
        cells = _cells(book, item.get("series", {}))
        name = " ".join(text for _, text in cells[:headers])
        ink = color(item.get("colorStyle"), item.get("color")) or PALETTE[index % len(PALETTE)]
        values = tuple(_number(value) for value, _ in cells[headers:])
        series.append(Series(name, values, ink, item.get("type", kind if kind != "COMBO" else "COLUMN")))
    count = max([len(labels), *(len(one.values) for one in series)], default=0)
    labels += [""] * (count - len(labels))
    if not count or not series:
        return _text(width / 2, height / 2, "Chưa có số liệu", "middle")
    stacked = spec.get("stackedType", "NOT_STACKED")
    legend = _legend([(one.name, one.color) for one in series], width, height)
    if kind == "BAR":
        left = min(230, width * 0.32)
        plot = Plot(left, 40, width - left - 24, height - 40 - 56)
        return legend + _bars(labels, series, plot, stacked)
    plot = Plot(48, 48, width - 72, height - 48 - 84)
    return legend + _columns(labels, series, plot, stacked)


def _legend(entries: list[tuple[str, str]], width: int, height: int) -> Markup:
    """One line of names below the chart, as far as they fit."""
    out, x = Markup(""), 16.0
    for name, ink in entries:
        label = _short(name)
        step = 26 + len(label) * 6.6
        if not label or x + step > width:
            continue
        out += Markup('<rect x="{:.1f}" y="{}" width="11" height="11" rx="2" fill="{}"/>').format(
            x, height - 23, ink
        )
        out += _text(x + 16, height - 13, label)
        x += step
    return out


def _short(text: str, longest: int = LONGEST_LABEL) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _totals(series: list[Series], index: int) -> list[float]:
    return [one.values[index] if index < len(one.values) else 0.0 for one in series]


def _highest(series: list[Series], count: int, stacked: str) -> float:
    if stacked == "PERCENT_STACKED":
        return 1.0
    sums = [sum(_totals(series, i)) if stacked == "STACKED" else max(_totals(series, i)) for i in range(count)]
    return max([*sums, 0.0]) or 1.0


def _ticks(highest: float) -> list[float]:
    """Round steps from zero to beyond the highest value, about four of them."""
    rough = highest / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
    if highest >= 4 and step != int(step):
        step = math.ceil(step)
    return [step * i for i in range(math.ceil(highest / step - 1e-9) + 1)]


def _axis_word(value: float, stacked: str) -> str:
    if stacked == "PERCENT_STACKED":
        return f"{value:.0%}"
    return f"{value:g}".replace(".", ",")


def _pieces(series: list[Series], index: int, stacked: str) -> Iterator[tuple[Series, float, float, float]]:
    """(series, start, length, true value) of what is drawn for one label."""
    values = _totals(series, index)
    share = sum(values) or 1.0
    start = 0.0
    for one, value in zip(series, values, strict=True):
        length = value / share if stacked == "PERCENT_STACKED" else value
        yield one, start, length, value
        if stacked != "NOT_STACKED":
            start += length


def _bars(labels: list[str], series: list[Series], plot: Plot, stacked: str) -> Markup:
    ticks = _ticks(_highest(series, len(labels), stacked))
    scale = plot.width / ticks[-1]
    out = Markup("")
    for tick in ticks:
        x = plot.left + tick * scale
        out += Markup('<line class="rule" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>').format(
            x, plot.top, plot.bottom
        )
        out += _text(x, plot.bottom + 17, _axis_word(tick, stacked), "middle", "tick")
    step = plot.height / len(labels)
    for index, label in enumerate(labels):
        out += _text(
            plot.left - 8, plot.top + step * (index + 0.5) + 4, _short(label, int(plot.left / 6.4)), "end"
        )
        thick = step * 0.76 if stacked != "NOT_STACKED" else step * 0.76 / len(series)
        for place, (one, start, length, value) in enumerate(_pieces(series, index, stacked)):
            y = plot.top + step * (index + 0.12) + (0 if stacked != "NOT_STACKED" else place * thick)
            box = Plot(plot.left + start * scale, y, max(length, 0) * scale, thick)
            out += _block(box, one, label, value)
    return out


def _columns(labels: list[str], series: list[Series], plot: Plot, stacked: str) -> Markup:
    ticks = _ticks(_highest(series, len(labels), stacked))
    scale = plot.height / ticks[-1]
    out = Markup("")
    for tick in ticks:
        y = plot.bottom - tick * scale
        out += Markup('<line class="rule" x1="{1:.1f}" x2="{2:.1f}" y1="{0:.1f}" y2="{0:.1f}"/>').format(
            y, plot.left, plot.left + plot.width
        )
        out += _text(plot.left - 6, y + 4, _axis_word(tick, stacked), "end", "tick")
    step = plot.width / len(labels)
    every = math.ceil(len(labels) * 60 / plot.width)
    solid = [one for one in series if one.kind in ("COLUMN", "BAR", "STEPPED_AREA")]
    for index, label in enumerate(labels):
        if index % every == 0:
            out += _text(plot.left + step * (index + 0.5), plot.bottom + 17, _short(label), "middle")
        wide = step * 0.7 if stacked != "NOT_STACKED" else step * 0.7 / max(len(solid), 1)
        for place, (one, start, length, value) in enumerate(_pieces(solid, index, stacked)):
            x = plot.left + step * (index + 0.15) + (0 if stacked != "NOT_STACKED" else place * wide)
            high = max(length, 0) * scale
            out += _block(Plot(x, plot.bottom - start * scale - high, wide, high), one, label, value)
    for one in series:
        if one not in solid:
            out += _line(one, plot, step, scale)
    return out


def _block(box: Plot, one: Series, label: str, value: float) -> Markup:
    if box.width <= 0 or box.height <= 0:
        return Markup("")
    shown = f"{value:g}".replace(".", ",")
    inside = Markup("")
    if box.width > 22 and box.height > 12 and value:
        x, y = box.left + box.width / 2, box.top + box.height / 2 + 4
        inside = _text(x, y, shown, "middle", _ink_on(one.color))
    return Markup(
        '<g><title>{} – {}: {}</title><rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>{}</g>'
    ).format(label, one.name, shown, box.left, box.top, box.width, box.height, one.color, inside)


def _ink_on(ground: str) -> str:
    red, green, blue = (int(ground[i : i + 2], 16) for i in (1, 3, 5))
    return "dark" if red * 0.299 + green * 0.587 + blue * 0.114 > 150 else "light"


def _line(one: Series, plot: Plot, step: float, scale: float) -> Markup:
    points = [(plot.left + step * (i + 0.5), plot.bottom - value * scale) for i, value in enumerate(one.values)]
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    out = Markup("")
    if one.kind == "AREA" and points:
        ends = f"{points[0][0]:.1f},{plot.bottom:.1f} {drawn} {points[-1][0]:.1f},{plot.bottom:.1f}"
        out += Markup('<polygon points="{}" fill="{}" fill-opacity="0.25"/>').format(ends, one.color)
    if one.kind != "SCATTER":
        out += Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>').format(drawn, one.color)
    for x, y in points:
        out += Markup('<circle cx="{:.1f}" cy="{:.1f}" r="3" fill="{}"/>').format(x, y, one.color)
    return out


def _pie(book: Book, spec: Json, width: int, height: int) -> Markup:
    labels = [text for _, text in _cells(book, spec.get("domain", {}))]
    values = [max(_number(value), 0) for value, _ in _cells(book, spec.get("series", {}))]
    labels += [""] * (len(values) - len(labels))
    total = sum(values)
    if not total:
        return _text(width / 2, height / 2, "Chưa có số liệu", "middle")
    middle = (width / 2, 40 + (height - 80) / 2)
    radius, turn = (height - 96) / 2, -math.pi / 2
    out = Markup("")
    for index, (label, value) in enumerate(zip(labels, values, strict=False)):
        if value:
            ink = PALETTE[index % len(PALETTE)]
            out += _slice(middle, radius, (turn, turn + value / total * 2 * math.pi), ink, f"{label}: {value:g}")
            turn += value / total * 2 * math.pi
    hole = float(spec.get("pieHole", 0) or 0)
    if hole:
        out += Markup('<circle class="paper" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>').format(
            *middle, radius * min(hole, 0.9)
        )
    return out + _legend([(label, PALETTE[i % len(PALETTE)]) for i, label in enumerate(labels)], width, height)


def _slice(middle: tuple[float, float], radius: float, span: tuple[float, float], ink: str, label: str) -> Markup:
    x, y = middle
    start, end = span
    if end - start > 2 * math.pi - 1e-6:
        return Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="{}"><title>{}</title></circle>').format(
            x, y, radius, ink, label
        )
    large = int(end - start > math.pi)
    one = f"{x + radius * math.cos(start):.1f} {y + radius * math.sin(start):.1f}"
    other = f"{x + radius * math.cos(end):.1f} {y + radius * math.sin(end):.1f}"
    path = f"M{x:.1f} {y:.1f} L{one} A{radius:.1f} {radius:.1f} 0 {large} 1 {other} Z"
    return Markup('<path d="{}" fill="{}"><title>{}</title></path>').format(path, ink, label)
