"""Charts of mails and reports as PNG, drawn without any global state of matplotlib."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.core.papers.tally import Tally
from service.core.records import State

SHOWN = (
    (State.ON_TIME, "Có hoạt động", "#1b7f4b"),
    (State.INCOMPLETE, "Thiếu thông tin", "#e0a100"),
    (State.NEEDS_REVIEW, "Cần làm rõ", "#6f7fb5"),
    (State.NOT_UPDATED, "Chưa cập nhật", "#b9c2cd"),
    (State.MISSING, "Không thực hiện", "#c0392b"),
)
"""Layers of a bar, from below; late ones are drawn as done."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A week or month: its short name under the bar, and its tally."""

    name: str
    tally: Tally


def week_chart(bars: Sequence[Bar], counted: str = "Số đơn vị") -> bytes:
    """Stacked bars of units (or whatever is ``counted``) by state, for a mail 640 px wide on a sharp screen."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.8, 2.7), dpi=220)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    bottom = [0] * len(bars)
    readable = 0.06 * max((sum(_layer(bar.tally, state) for state, _, _ in SHOWN) for bar in bars), default=0)
    for state, label, colour in SHOWN:
        heights = [_layer(bar.tally, state) for bar in bars]
        if not any(heights):
            continue
        axes.bar(range(len(bars)), heights, 0.66, bottom=bottom, color=colour, label=label, linewidth=0)
        for place, (value, below) in enumerate(zip(heights, bottom, strict=True)):
            if value >= readable:
                _number(axes, place, value, below, light=state in (State.NOT_UPDATED, State.INCOMPLETE))
        bottom = [below + value for below, value in zip(bottom, heights, strict=True)]
    _dress(figure, axes, bars, max(bottom, default=0))
    axes.set_ylabel(counted, fontsize=8.5)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _layer(tally: Tally, state: State) -> int:
    return tally.done if state is State.ON_TIME else tally.count(state)


def _number(axes: Any, place: int, value: int, below: int, light: bool) -> None:
    if value:
        colour = "#1c2530" if light else "#ffffff"
        axes.text(place, below + value / 2, str(value), ha="center", va="center", fontsize=8.5, color=colour)


def _dress(figure: Any, axes: Any, bars: Sequence[Bar], top: int) -> None:
    axes.set_xticks(range(len(bars)), [bar.name for bar in bars], fontsize=8.5)
    axes.set_ylim(0, max(top, 1) * 1.04)
    axes.set_xlim(-0.6, max(len(bars), 4) - 0.4)
    axes.tick_params(axis="y", labelsize=8.5)
    axes.yaxis.get_major_locator().set_params(integer=True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color="#e3e8ee", linewidth=0.6)
    axes.set_axisbelow(True)
    figure.legend(loc="upper center", ncols=3, fontsize=8, frameon=False, handlelength=1.1, columnspacing=1.2)
    figure.subplots_adjust(left=0.105, right=0.99, top=0.81, bottom=0.17)


def described(bars: Sequence[Bar]) -> str:
    """The chart in words, for who cannot see it."""
    lines = []
    for bar in bars:
        told = [
            f"{_layer(bar.tally, state)} {label.lower()}" for state, label, _ in SHOWN if _layer(bar.tally, state)
        ]
        name = " ".join(bar.name.split())
        lines.append(f"{name}: {', '.join(told) or 'không tính'}")
    return "Biểu đồ số đơn vị theo kết quả từng tuần. " + "; ".join(lines) + "."
