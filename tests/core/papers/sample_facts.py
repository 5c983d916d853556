"""A bloc of 48 units over some weeks, made by a seeded generator: what papers and summaries are tried on."""

from __future__ import annotations

import csv
import random
from datetime import datetime
from pathlib import Path

from service.core.papers.facts import Facts
from service.core.records import Activity, Assessment, Place, PlaceKind, State, Unit
from service.core.weeks import Week
from tests.core.evaluation.shipped import office
from tests.core.notices.samples import NAME, PERIODS

ROSTER = Path(__file__).parents[3] / "service/sandbox/sample/units.csv"
LEADERSHIP = ("banthuongvu@example.org",)
CONTENTS = (
    ("1", "Tổng vệ sinh phòng làm việc, trồng cây quanh trụ sở", "Trụ sở cơ quan", "Ra quân tập trung"),
    ("2a", "Tuyên truyền an toàn giao thông", "Hội trường", "Tuyên truyền"),
    ("2b", "Hiến máu tình nguyện", "Hội Chữ thập đỏ tỉnh", "Tình nguyện"),
    ("3c", "Giao lưu bóng chuyền chào mừng 26/3", "Sân thể thao", "Thi đấu giao hữu"),
    ("4e", "Họp chi đoàn tháng", "Phòng họp", "Sinh hoạt chi đoàn"),
)


def roster() -> tuple[Unit, ...]:
    with ROSTER.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Unit(
            code=row["Mã"],
            name=row["Tên đơn vị"],
            sector=row["Khối"],
            members=int(row["Số ĐVTN"] or 0) or None,
            emails=tuple(address.strip() for address in row["Email"].split(";") if address.strip()),
        )
        for row in rows
    )


def facts(as_of: datetime, seed: int = 82) -> Facts:
    """Most units report most weeks; a few are silent for long; what is due by ``as_of`` is judged by then."""
    chance = random.Random(seed)
    units = roster()
    assessments: list[Assessment] = []
    activities: list[Activity] = []
    for unit in units:
        keen = chance.choice((0.55, 0.85, 0.95, 0.97, 1.0)) if chance.random() > 0.1 else 0.05
        for period in PERIODS:
            if period.opens > as_of:
                continue
            if period.obligation == "hoat-dong":
                assessed, held = _week(unit, Week.parse(period.label), keen, as_of, chance)
                assessments.append(assessed)
                activities.extend(held)
            else:
                assessments.append(_duty(unit, period.obligation, period.label, period.due, keen, as_of, chance))
    settings = office(name=NAME)
    leadership = type(settings.leadership)(recipients=LEADERSHIP)
    settings = office(name=NAME, leadership=leadership)
    return Facts(settings, units, PERIODS, tuple(assessments), tuple(activities), as_of)


def _week(
    unit: Unit, week: Week, keen: float, as_of: datetime, chance: random.Random
) -> tuple[Assessment, list[Activity]]:
    period = next(p for p in PERIODS if p.obligation == "hoat-dong" and p.label == week.label)
    members = unit.members or 20
    where = Place(PlaceKind.SHEET, spreadsheet="1Mau", tab="BÁO CÁO", cell=f"F{week.number}")
    if week.sunday >= as_of.date():
        return Assessment(unit.code, "hoat-dong", week.label, State.NOT_DUE, period.due, members=members), []
    if chance.random() > keen:
        state = State.MISSING if period.due <= as_of else State.NOT_UPDATED
        return Assessment(unit.code, "hoat-dong", week.label, state, period.due, members=members), []
    group, content, place, form = chance.choice(CONTENTS)
    people = members if chance.random() < 0.6 else round(members * chance.uniform(0.6, 0.98))
    incomplete = chance.random() < 0.05
    state = State.INCOMPLETE if incomplete else State.ON_TIME
    missing = (f"Thiếu số lượng ĐVTN tham gia (ô {where.cell})",) if incomplete else ()
    count = None if incomplete else people
    assessed = Assessment(
        unit.code,
        "hoat-dong",
        week.label,
        state,
        period.due,
        participants=count,
        members=members,
        groups=(group,),
        missing=missing,
        evidence=(where,),
    )
    held = Activity(
        unit=unit.code,
        guesses=(),
        week=week,
        month=week.month,
        held=True,
        explanation="",
        participants=count,
        members=members,
        groups=(group,),
        place=place,
        content=content,
        form=form,
        result="Hoàn thành tốt",
        blank=frozenset(),
        uncertain=frozenset(),
        where=where,
        digest=f"{unit.code}-{week.label}",
    )
    return assessed, [held]


def _duty(
    unit: Unit, obligation: str, label: str, due: datetime, keen: float, as_of: datetime, chance: random.Random
) -> Assessment:
    draw = chance.random()
    if due > as_of:
        state = State.NOT_DUE
    elif draw < keen:
        state = State.ON_TIME
    elif draw < keen + 0.05:
        state = State.LATE
    elif draw < keen + 0.08:
        state = State.NEEDS_REVIEW
    else:
        state = State.MISSING
    return Assessment(unit.code, obligation, label, state, due, days_late=2 if state is State.LATE else 0)
