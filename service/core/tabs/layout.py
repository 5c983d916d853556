"""How a tab looks and behaves: made once with the tab, so that what a person changes afterwards stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from service.core.tabs.model import Chart, Column, Look, Owner, WantedTab, Writing
from service.core.tabs.requests import Request, grid_range

PROTECTION = "Nhắc Việc: phần mềm ghi, không sửa tay"
WARNING = "Nhắc Việc: phần mềm ghi; chỉ điền ở cột Gán cho đơn vị, Quyết định, Ghi chú"
SPARE_ROWS = 200

_COLOURS = {
    Look.GOOD: "D9EAD3",
    Look.LATE: "FCE5CD",
    Look.LACKING: "FFF2CC",
    Look.ASKED: "D9D2E9",
    Look.MISSING: "F4CCCC",
    Look.WAITING: "CFE2F3",
    Look.QUIET: "EFEFEF",
}
_STRONG = {
    Look.GOOD: "38761D",
    Look.LATE: "E69138",
    Look.LACKING: "F1C232",
    Look.ASKED: "674EA7",
    Look.MISSING: "CC0000",
    Look.WAITING: "3D85C6",
    Look.QUIET: "999999",
}
_HEADER = "1F4E79"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a tab's table stands: sheet id, header row, sheet column of each wanted column."""

    sheet_id: int
    header: int
    columns: tuple[int, ...]


def add_sheet(tab: WantedTab, sheet_id: int, index: int | None) -> Request:
    properties: dict[str, Any] = {
        "sheetId": sheet_id,
        "title": tab.title,
        "gridProperties": {
            "rowCount": tab.header_row + 1 + len(tab.rows) + SPARE_ROWS,
            "columnCount": max(len(tab.columns), 1) + 2,
            "frozenRowCount": tab.header_row + 1,
            "frozenColumnCount": tab.frozen_columns,
        },
        "tabColorStyle": {"rgbColor": rgb(_STRONG[tab.colour])},
    }
    if index is not None:
        properties["index"] = index
    return {"addSheet": {"properties": properties}}


def create_layout(tab: WantedTab, spot: Spot, end: int | None = None) -> list[Request]:
    """Everything a new tab gets besides its values. ``end``: one past the last row of its table, None when it goes
    down to the edge."""
    requests = list(refresh_layout(tab, spot))
    requests += [
        width(spot.sheet_id, place, column) for place, column in zip(spot.columns, tab.columns, strict=True)
    ]
    requests += rules(tab, spot)
    requests += protections(tab, spot)
    table = grid_range(spot.sheet_id, (spot.header, end), (min(spot.columns), max(spot.columns) + 1))
    requests.append({"setBasicFilter": {"filter": {"range": table}}})
    if tab.chart is not None:
        requests.append(_chart(tab.chart, spot))
    return requests


def refresh_layout(tab: WantedTab, spot: Spot) -> Iterator[Request]:
    """The part that may be applied again to a tab that stands: formats of our own cells and the frozen rows."""
    yield {
        "updateSheetProperties": {
            "properties": {
                "sheetId": spot.sheet_id,
                "gridProperties": {"frozenRowCount": spot.header + 1, "frozenColumnCount": tab.frozen_columns},
            },
            "fields": "gridProperties.frozenRowCount,gridProperties.frozenColumnCount",
        }
    }
    yield from _head_formats(tab, spot)
    yield from column_formats(spot, tab.columns)


def column_formats(spot: Spot, columns: Sequence[Column]) -> Iterator[Request]:
    """Header and body of table columns."""
    yield from _formats(spot, columns, (spot.header, spot.header + 1), lambda column: header_format(column.owner))
    yield from body_formats(spot, columns, spot.header + 1)


def body_formats(spot: Spot, columns: Sequence[Column], first: int, end: int | None = None) -> Iterator[Request]:
    """The cells from row ``first`` downwards, to before ``end``."""
    yield from _formats(spot, columns, (first, end), _body_format)


def _formats(
    spot: Spot,
    columns: Sequence[Column],
    rows: tuple[int, int | None],
    look: Callable[[Column], dict[str, Any]],
) -> Iterator[Request]:
    """Neighbours of one look together."""
    start = 0
    for index in range(1, len(columns) + 1):
        ends = index == len(columns) or spot.columns[index] != spot.columns[index - 1] + 1
        if ends or look(columns[index]) != look(columns[start]):
            across = (spot.columns[start], spot.columns[index - 1] + 1)
            yield repeat(grid_range(spot.sheet_id, rows, across), look(columns[start]))
            start = index


def _body_format(column: Column) -> dict[str, Any]:
    body: dict[str, Any] = {
        "wrapStrategy": "CLIP" if column.clipped else "WRAP",
        "verticalAlignment": "TOP",
        "horizontalAlignment": "CENTER" if column.centred else "LEFT",
    }
    if column.format:
        body["numberFormat"] = number_format(column.format)
    return body


def number_format(pattern: str) -> dict[str, str]:
    if "yyyy" in pattern:
        return {"type": "DATE_TIME", "pattern": pattern}
    return {"type": "PERCENT" if pattern.endswith("%") else "NUMBER", "pattern": pattern}


def header_format(owner: Owner = Owner.PRODUCT) -> dict[str, Any]:
    return {
        "backgroundColorStyle": {"rgbColor": rgb(_HEADER if owner is Owner.PRODUCT else _STRONG[Look.GOOD])},
        "textFormat": {"bold": True, "foregroundColorStyle": {"rgbColor": rgb("FFFFFF")}},
        "wrapStrategy": "WRAP",
        "verticalAlignment": "MIDDLE",
        "horizontalAlignment": "CENTER",
    }


def width(sheet_id: int, place: int, column: Column) -> Request:
    return column_width(sheet_id, place, column.width)


def column_width(sheet_id: int, place: int, pixels: int) -> Request:
    span = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": place, "endIndex": place + 1}
    return {
        "updateDimensionProperties": {
            "range": span,
            "properties": {"pixelSize": pixels},
            "fields": "pixelSize",
        }
    }


def dropdown(values: tuple[str, ...], area: str = "") -> dict[str, Any]:
    """DataValidationRule of fixed values, or of those in ``area`` ("'TAB'!$B$2:$B"). It refuses nothing: what a
    person types instead is read with tolerance."""
    if area:
        condition: dict[str, Any] = {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": f"={area}"}]}
    else:
        condition = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": value} for value in values]}
    return {"condition": condition, "showCustomUi": True, "strict": False}


def rgb(colour: str) -> dict[str, float]:
    """Google's colour of ``RRGGBB``."""
    return {
        name: round(int(colour[place : place + 2], 16) / 255, 4)
        for name, place in (("red", 0), ("green", 2), ("blue", 4))
    }


def rule(ranges: list[dict[str, int]], condition: dict[str, Any], look: Look, index: int) -> Request:
    """A conditional colour."""
    return {
        "addConditionalFormatRule": {
            "rule": {
                "ranges": ranges,
                "booleanRule": {
                    "condition": condition,
                    "format": {"backgroundColorStyle": {"rgbColor": rgb(_COLOURS[look])}},
                },
            },
            "index": index,
        }
    }


def protect(area: dict[str, int], description: str, warning: bool) -> Request:
    """Without editors named, only the account that writes and the file's owner may edit."""
    return {
        "addProtectedRange": {
            "protectedRange": {"range": area, "description": description, "warningOnly": warning}
        }
    }


def repeat(area: dict[str, int], cell_format: dict[str, Any]) -> Request:
    """One format over an area; formats it does not name stay."""
    fields = f"userEnteredFormat({','.join(cell_format)})"
    return {"repeatCell": {"range": area, "cell": {"userEnteredFormat": cell_format}, "fields": fields}}


def _head_formats(tab: WantedTab, spot: Spot) -> Iterator[Request]:
    if not tab.head:
        return
    first = spot.columns[0]
    title = {"textFormat": {"bold": True, "fontSize": 14}}
    yield repeat(grid_range(spot.sheet_id, (0, 1), (first, first + 1)), title)
    for row in tab.heading_rows:
        area = grid_range(spot.sheet_id, (row, row + 1), (first, first + len(tab.head[row].cells)))
        yield repeat(area, {"textFormat": {"bold": True}, "wrapStrategy": "WRAP", "verticalAlignment": "MIDDLE"})
        for column, look in tab.heading_looks:
            area = grid_range(spot.sheet_id, (row, row + 1), (first + column, first + column + 1))
            yield repeat(area, {"backgroundColorStyle": {"rgbColor": rgb(_COLOURS[look])}})
        labels = grid_range(spot.sheet_id, (row + 1, spot.header), (first, first + 1))
        yield repeat(labels, {"wrapStrategy": "WRAP", "verticalAlignment": "MIDDLE"})
        beside = grid_range(spot.sheet_id, (row, spot.header), (first + 1, first + len(tab.head[row].cells)))
        yield repeat(beside, {"horizontalAlignment": "CENTER", "verticalAlignment": "MIDDLE"})
        for column in tab.percent_head_columns:
            area = grid_range(spot.sheet_id, (row + 1, spot.header), (first + column, first + column + 1))
            yield repeat(area, {"numberFormat": {"type": "PERCENT", "pattern": "0%"}})


def rules(tab: WantedTab, spot: Spot) -> list[Request]:
    made = []
    for index, colouring in enumerate(tab.colourings):
        first = spot.columns[tab.index(colouring.first)]
        last = spot.columns[tab.index(colouring.last)] + 1 if colouring.last else None
        condition = {"type": "TEXT_STARTS_WITH", "values": [{"userEnteredValue": colouring.sign}]}
        area = grid_range(spot.sheet_id, (spot.header + 1, None), (first, last))
        made.append(rule([area], condition, colouring.look, index))
    return made


def protections(tab: WantedTab, spot: Spot) -> list[Request]:
    """A tab that is all ours is closed. On a shared one only the header is: Google refuses to sort rows that hold
    protected cells, and the office must be able to sort; our columns there ask before they are changed."""
    if tab.writing is Writing.REWRITTEN:
        return [protect(grid_range(spot.sheet_id), PROTECTION, warning=False)]
    made = [protect(grid_range(spot.sheet_id, (0, spot.header + 1)), PROTECTION, warning=False)]
    places = [
        place for place, column in zip(spot.columns, tab.columns, strict=True) if column.owner is Owner.PRODUCT
    ]
    start = places[0]
    for place, following in zip(places, [*places[1:], -1], strict=True):
        if following != place + 1:
            area = grid_range(spot.sheet_id, (spot.header + 1, None), (start, place + 1))
            made.append(protect(area, WARNING, warning=True))
            start = following
    return made


def _chart(chart: Chart, spot: Spot) -> Request:
    rows = (chart.first, chart.first + chart.count)

    def source(column: int) -> dict[str, Any]:
        place = spot.columns[column]
        return {"sourceRange": {"sources": [grid_range(spot.sheet_id, rows, (place, place + 1))]}}

    series = [
        {
            "series": source(column),
            "targetAxis": "BOTTOM_AXIS",
            "colorStyle": {"rgbColor": rgb(_STRONG[look])},
        }
        for column, look in chart.series
    ]
    anchor = {"sheetId": spot.sheet_id, "rowIndex": 0, "columnIndex": spot.columns[chart.column]}
    return {
        "addChart": {
            "chart": {
                "spec": {
                    "title": chart.title,
                    "basicChart": {
                        "chartType": "BAR",
                        "stackedType": "STACKED",
                        "legendPosition": "RIGHT_LEGEND",
                        "headerCount": 1,
                        "domains": [{"domain": source(chart.labels)}],
                        "series": series,
                    },
                },
                "position": {
                    "overlayPosition": {
                        "anchorCell": anchor,
                        "widthPixels": chart.size[0],
                        "heightPixels": chart.size[1],
                    }
                },
            }
        }
    }
