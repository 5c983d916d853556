"""One line of the table, and how the results of any bench are turned into such lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_OURS = ("ours", "records", "mails_per_second")
_PLAIN = ("plain script", "script", "plain")
_MEASURES = ("processor_seconds", "cpu_seconds", "seconds")


@dataclass(frozen=True, slots=True)
class Figure:
    """``floor`` and ``plain``: the same by the least work thinkable, and by a plain script; None where there is
    none. ``unit``: of all three; "/s" figures are the better the higher."""

    name: str
    unit: str
    ours: float
    floor: float | None = None
    plain: float | None = None

    @property
    def times_faster(self) -> float | None:
        """Of ours than the plain script."""
        return self._ratio(self.plain, self.ours)

    @property
    def times_the_floor(self) -> float | None:
        """How many times the floor ours costs."""
        return self._ratio(self.ours, self.floor)

    def _ratio(self, above: float | None, below: float | None) -> float | None:
        if self.unit.endswith("/s"):
            above, below = below, above
        return above / below if above is not None and below else None


def figures(result: Mapping[str, Any], path: str = "") -> Iterator[Figure]:
    """Lines of a result: each mapping in it that holds ways side by side, else each number."""
    ours = next((result[key] for key in _OURS if key in result), None)
    if ours is not None:
        ways = (result, ours, result.get("floor"), next((result[key] for key in _PLAIN if key in result), None))
        yield from _side_by_side(path, *ways)
        return
    for key, value in result.items():
        name = f"{path}: {key}" if path else str(key)
        if isinstance(value, Mapping):
            yield from figures(value, name)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield Figure(name, "", float(value))


def _side_by_side(path: str, result: Mapping[str, Any], ours: Any, floor: Any, plain: Any) -> Iterator[Figure]:
    if not isinstance(ours, Mapping):
        unit = "/s" if any(key.endswith("per_second") for key in result) else ""
        yield Figure(path, unit, float(ours), floor, plain)
        return
    measure = next(key for key in _MEASURES if key in ours)
    unit = "s" if measure == "seconds" else "s CPU"
    yield Figure(path, unit, float(ours[measure]), _of(floor, measure), _of(plain, measure))
    if "calls" in ours:
        yield Figure(f"{path}: calls", "", float(ours["calls"]), _of(floor, "calls"), _of(plain, "calls"))
    memory = next((key for key in ("peak_mb", "peak_megabytes") if key in ours), None)
    if memory:
        yield Figure(
            f"{path}: peak".lstrip(": "), "MB", float(ours[memory]), _of(floor, memory), _of(plain, memory)
        )


def _of(way: Any, measure: str) -> float | None:
    value = way.get(measure) if isinstance(way, Mapping) else None
    if value is None and isinstance(way, Mapping) and measure == "cpu_seconds":
        value = way.get("cpu_seconds_scaled_to_all_rows")
    return float(value) if value is not None else None
