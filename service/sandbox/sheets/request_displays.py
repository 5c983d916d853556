"""Requests on what shows cells in another light: filters, formats by rule, charts, slicers, banding, tables."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from ..errors import ApiError
from ..fieldmask import overlay
from .book import Json, Sheet, new_id, new_sheet
from .cells import settle_colors
from .change import Change, Handler, find_object
from .charts import placed
from .request_moves import sort_rows


def _set_basic_filter(change: Change, body: Json) -> None:
    item = _filled_range(change, settle_colors(body.get("filter", {})))
    sheet = change.sheet(item["range"])
    sheet.objects["basicFilter"] = item
    _apply_sort(change, item)


def _filled_range(change: Change, item: Json) -> Json:
    """A filter with the open ends of its range filled in."""
    return {**item, "range": change.box(item.get("range", {})).grid_range()}


def _apply_sort(change: Change, item: Json) -> None:
    """A basic filter with sort specs sorts its rows, below the header."""
    if not item.get("sortSpecs"):
        return
    box = change.box(item["range"])
    top, end = box.top + 1, min(box.bottom, len(box.sheet.rows))
    rows = [[box.sheet.cell(i, j) for j in range(box.left, box.right)] for i in range(top, end)]
    if not rows:
        return
    sort_rows(rows, item["sortSpecs"], box.left)
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            box.sheet.put(top + i, box.left + j, cell)


def _clear_basic_filter(change: Change, body: Json) -> None:
    change.sheet(body).objects.pop("basicFilter", None)


def _add_filter_view(change: Change, body: Json) -> Json:
    item = _filled_range(change, settle_colors(body.get("filter", {})))
    sheet = change.sheet(item["range"])
    item = {"filterViewId": item.pop("filterViewId", None) or new_id(), **item}
    item.setdefault("title", f"Filter {len(sheet.objects_list('filterViews')) + 1}")
    sheet.objects_list("filterViews").append(item)
    return {"filter": copy.deepcopy(item)}


def _duplicate_filter_view(change: Change, body: Json) -> Json:
    sheet, item = find_object(change, "filterViews", "filterViewId", body.get("filterId", 0), "filter view")
    copied = {**copy.deepcopy(item), "filterViewId": new_id(), "title": f"Copy of {item['title']}"}
    sheet.objects_list("filterViews").append(copied)
    return {"filter": copy.deepcopy(copied)}


def _updater(message: str, listed: str, id_key: str, noun: str) -> Handler:
    """The handler of an ``update…`` request that lays a masked message over a listed object."""

    def update(change: Change, body: Json) -> None:
        given = settle_colors(body.get(message, {}))
        _, item = find_object(change, listed, id_key, given.get(id_key), noun)
        new = overlay(item, given, change.mask(body)) | {id_key: item[id_key]}
        item.clear()
        item.update(new)

    return update


def _deleter(key: str, listed: str, id_key: str, noun: str) -> Handler:
    """The handler of a ``delete…`` request by id."""

    def delete(change: Change, body: Json) -> None:
        sheet, item = find_object(change, listed, id_key, body.get(key), noun)
        sheet.objects_list(listed).remove(item)

    return delete


def _adder(message: str, listed: str, id_key: str, make_id: Callable[[], Any]) -> Handler:
    """The handler of an ``add…`` request for an object on a range."""

    def add(change: Change, body: Json) -> Json:
        given = settle_colors(body.get(message, {}))
        sheet = change.box(given.get("range", {})).sheet
        item = {id_key: given.get(id_key) or make_id(), **{k: v for k, v in given.items() if k != id_key}}
        sheet.objects_list(listed).append(item)
        return {message: copy.deepcopy(item)}

    return add


def _rule_sheet(change: Change, rule: Json) -> Sheet:
    ranges = rule.get("ranges", [])
    if not ranges:
        raise ApiError(400, "Must specify at least one range in the rule.")
    return change.box(ranges[0]).sheet


def _checked_rule(rule: Json) -> Json:
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise ApiError(400, "Must specify exactly one of booleanRule and gradientRule.")
    settled: Json = settle_colors(rule)
    return settled


def _add_rule(change: Change, body: Json) -> None:
    rule = _checked_rule(body.get("rule", {}))
    rules = _rule_sheet(change, rule).objects_list("conditionalFormats")
    index = body.get("index", 0)
    if index > len(rules):
        raise ApiError(400, f"index[{index}] must be at most {len(rules)}")
    rules.insert(index, rule)


def _rules(sheet: Sheet, index: int) -> list[Json]:
    rules = sheet.objects_list("conditionalFormats")
    if not 0 <= index < len(rules):
        raise ApiError(400, f"No conditional format on sheet: {sheet.id} at index: {index}")
    return rules


def _update_rule(change: Change, body: Json) -> Json:
    index = body.get("index", 0)
    if "rule" in body:
        rule = _checked_rule(body["rule"])
        sheet = change.sheet(body) if "sheetId" in body else _rule_sheet(change, rule)
        rules = _rules(sheet, index)
        old, rules[index] = rules[index], rule
        return {"oldRule": old, "newRule": copy.deepcopy(rule)}
    rules = _rules(change.sheet(body), index)
    rule = rules.pop(index)
    rules.insert(body.get("newIndex", 0), rule)
    answer = {"newRule": copy.deepcopy(rule), "oldIndex": index, "newIndex": body.get("newIndex", 0)}
    return {key: value for key, value in answer.items() if value != 0}


def _delete_rule(change: Change, body: Json) -> Json:
    index = body.get("index", 0)
    return {"rule": _rules(change.sheet(body), index).pop(index)}


def _add_chart(change: Change, body: Json) -> Json:
    item = placed(change, settle_colors(body.get("chart", {})))
    item = {"chartId": item.pop("chartId", None) or new_id(), **item}
    if not item.get("spec"):
        raise ApiError(400, "Must specify a chart spec.")
    _object_sheet(change, item).objects_list("charts").append(item)
    return {"chart": copy.deepcopy(item)}


def _object_sheet(change: Change, item: Json) -> Sheet:
    """The sheet an object lies on; a ``newSheet`` one gets a tab of its own."""
    position = item["position"]
    if "overlayPosition" in position:
        return change.sheet(position["overlayPosition"].get("anchorCell", {}))
    if position.pop("newSheet", False) or not change.book.sheet(position.get("sheetId", -1)):
        number = sum(sheet.title.startswith("Chart") for sheet in change.book.sheets) + 1
        sheet = new_sheet(position.get("sheetId") or new_id(), f"Chart{number}", 0)
        sheet.properties |= {"sheetType": "OBJECT"}
        del sheet.properties["gridProperties"]
        change.book.sheets.append(sheet)
        change.book.renumber()
        position["sheetId"] = sheet.id
        return sheet
    return change.sheet(position)


def _update_chart(change: Change, body: Json) -> None:
    _, item = find_object(change, "charts", "chartId", body.get("chartId"), "chart")
    item["spec"] = settle_colors(body.get("spec", {}))


def _embedded(change: Change, wanted: Any) -> tuple[Sheet, str, Json]:
    for sheet in change.book.sheets:
        for listed, key in (("charts", "chartId"), ("slicers", "slicerId")):
            for item in sheet.objects.get(listed, []):
                if item[key] == wanted:
                    return sheet, listed, item
    raise ApiError(400, f"No embedded object with id: {wanted}")


def _delete_embedded(change: Change, body: Json) -> None:
    sheet, listed, item = _embedded(change, body.get("objectId"))
    sheet.objects_list(listed).remove(item)
    if sheet.properties.get("sheetType") == "OBJECT":
        change.book.sheets.remove(sheet)


def _move_embedded(change: Change, body: Json) -> Json:
    sheet, listed, item = _embedded(change, body.get("objectId"))
    text = body.get("fields", "")
    if not text:
        raise ApiError(400, "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    new = {
        "overlayPosition": overlay(
            item["position"].get("overlayPosition", {}), _overlay_of(body), change.mask(body)
        )
    }
    sheet.objects_list(listed).remove(item)
    item = placed(change, {**item, "position": new})
    _object_sheet(change, item).objects_list(listed).append(item)
    return {"position": copy.deepcopy(item["position"])}


def _overlay_of(body: Json) -> Json:
    found: Json = body.get("newPosition", {}).get("overlayPosition", {})
    return found


def _update_embedded_border(change: Change, body: Json) -> None:
    _, _, item = _embedded(change, body.get("objectId"))
    item["border"] = overlay(item.get("border", {}), settle_colors(body.get("border", {})), change.mask(body))


def _add_slicer(change: Change, body: Json) -> Json:
    item = placed(change, settle_colors(body.get("slicer", {})))
    item = {"slicerId": item.pop("slicerId", None) or new_id(), **item}
    _object_sheet(change, item).objects_list("slicers").append(item)
    return {"slicer": copy.deepcopy(item)}


def _update_slicer(change: Change, body: Json) -> None:
    _, item = find_object(change, "slicers", "slicerId", body.get("slicerId"), "slicer")
    item["spec"] = overlay(item.get("spec", {}), settle_colors(body.get("spec", {})), change.mask(body))


HANDLERS: dict[str, Handler] = {
    "setBasicFilter": _set_basic_filter,
    "clearBasicFilter": _clear_basic_filter,
    "addFilterView": _add_filter_view,
    "duplicateFilterView": _duplicate_filter_view,
    "updateFilterView": _updater("filter", "filterViews", "filterViewId", "filter view"),
    "deleteFilterView": _deleter("filterId", "filterViews", "filterViewId", "filter view"),
    "addConditionalFormatRule": _add_rule,
    "updateConditionalFormatRule": _update_rule,
    "deleteConditionalFormatRule": _delete_rule,
    "addChart": _add_chart,
    "updateChartSpec": _update_chart,
    "deleteEmbeddedObject": _delete_embedded,
    "updateEmbeddedObjectPosition": _move_embedded,
    "updateEmbeddedObjectBorder": _update_embedded_border,
    "addSlicer": _add_slicer,
    "updateSlicerSpec": _update_slicer,
    "addBanding": _adder("bandedRange", "bandedRanges", "bandedRangeId", new_id),
    "updateBanding": _updater("bandedRange", "bandedRanges", "bandedRangeId", "banded range"),
    "deleteBanding": _deleter("bandedRangeId", "bandedRanges", "bandedRangeId", "banded range"),
    "addTable": _adder("table", "tables", "tableId", lambda: str(new_id())),
    "updateTable": _updater("table", "tables", "tableId", "table"),
    "deleteTable": _deleter("tableId", "tables", "tableId", "table"),
}
