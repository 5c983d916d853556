"""Reading 100,000 messy rows against a roster of 2,000 units: seconds, peak memory, and who was credited.

Beside it a plain script of the usual kind, which looks every row up with a fuzzy search over all names, a chain of
regular expressions and a keyword test; it is timed on a part of the rows and scaled up.
"""

from __future__ import annotations

import json
import random
import re
import resource
import time
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from typing import Any

from rapidfuzz import fuzz, process

from service.core.parsing import Context, UnitNames, find_table, read_activities
from service.core.records import CellValue, Place, PlaceKind, Source, Unit

ROWS = 100_000
UNITS = 2_000
PLAIN_ROWS = 1_000
SEED = 82
QUICK = {"rows": 5_000}

_KINDS = ("Chi đoàn", "Đoàn cơ sở", "Đoàn trường", "Chi đoàn", "Chi đoàn")
_AGENCIES = """
    Sở Xây dựng|Sở Tư pháp|Sở Nội vụ|Sở Tài chính|Sở Công Thương|Sở Y tế|Sở Giao thông vận tải|Cục Thống kê|Cục Thuế
    |Sở Tài nguyên và Môi trường|Sở Khoa học và Công nghệ|Kho bạc Nhà nước|Bảo hiểm xã hội|Tòa án nhân dân
    |Viện kiểm sát nhân dân|Bệnh viện Đa khoa|Trung tâm Kiểm soát bệnh tật|Trường Chính trị|Công ty Điện lực
    |Công ty Cấp thoát nước|Trường THPT|Trường THCS|Trường Tiểu học|Xí nghiệp may|Hợp tác xã|Công an|Quân sự"""
_PLACES = """
    Càng Long|Cầu Kè|Tiểu Cần|Châu Thành|Cầu Ngang|Trà Cú|Duyên Hải|Long Đức|Mỹ Long|Hòa Thuận|Lương Hòa|Đa Lộc|Bình Phú
    |Tân An|Huyền Hội|Nhị Long|Phương Thạnh|Ninh Thới|Tam Ngãi|An Phú Tân|Hiếu Tử|Tập Ngãi|Phú Cần|Hùng Hòa|Long Hiệp
    |Đại An|Ngọc Biên|Hàm Giang|Kim Sơn|Lưu Nghiệp Anh|Vinh Kim|Mỹ Hòa|Thuận Hòa|Hiệp Hòa|Nhị Trường|Trường Thọ|Đôn Xuân
    |Đôn Châu|Long Vĩnh|Hiệp Thạnh|Dân Thành|Trường Long Hòa|Ngũ Lạc|Thạnh Hòa Sơn|Phước Hảo|Hưng Mỹ|Hòa Minh|Long Hòa
    |Song Lộc|Thanh Mỹ|Hòa Lợi|Hòa Tân|Châu Điền|Thông Hòa|Thạnh Phú|Phong Phú|Phong Thạnh|Long Thới|Tân Hòa|Tân Hùng
    |Hiếu Trung|Ngãi Hùng|Tập Sơn|Tân Sơn|Phước Hưng|An Quảng Hữu|Ngãi Xuyên|Thanh Sơn|Hàm Tân|Định An|Đại Phước
    |Đức Mỹ|Tân Bình|An Trường|Bình Phước|Mỹ Cẩm|Nhị Long Phú|Đại Phúc|Mỹ Chánh|Mỹ Lộc"""
_SHORT: tuple[tuple[str, str], ...] = (
    ("Sở Xây dựng", "Sở XD"),
    ("Giao thông vận tải", "GTVT"),
    ("Bảo hiểm xã hội", "BHXH"),
    ("Bệnh viện", "BV"),
)
_SHORT += (("Tài nguyên và Môi trường", "TN&MT"), ("Khoa học và Công nghệ", "KH&CN"), ("Tòa án nhân dân", "TAND"))
_SHORT += (("Chi đoàn", "CĐ"), ("Đoàn cơ sở", "ĐCS"), ("Kho bạc Nhà nước", "KBNN"), ("Công ty", "Cty"))
_WEEKS = "Tuần 1|2|Tuần II|tuần 3 tháng 4|T4/4|W17|13-17/4|20/4 - 26/4/2020|27/4-01/5|Tuần 1,2|1-3|hàng tuần"
_WEEKS += "|cuối tháng|4"
_COUNTS = (
    "25|25/25|23/25 (02 đi công tác)|100%|25 ĐVTN|20đ/c|toàn thể|vắng 2|khoảng 20|ĐV 15, TN 5|hai mươi|3 tổ|-|30"
)
_CONTENTS = "Tổng vệ sinh phòng làm việc|Tuyên truyền an toàn giao thông|Hiến máu tình nguyện|Họp chi đoàn tháng 5"
_CONTENTS += (
    "|Thi trắc nghiệm bài 2 lý luận chính trị|Học tiếng Anh giao tiếp|Giao lưu bóng chuyền|Góp ý theo QĐ 218"
)
_CONTENTS += (
    "|Không tổ chức do họp cơ quan|Dọn vệ sinh đường nông thôn xã Long Đức|Kể chuyện về Bác|Sáng kiến cải tiến"
)
_HEADER: tuple[str, ...] = (
    "STT",
    "Đơn vị",
    "Tháng",
    "Tuần",
    "Địa điểm tổ chức",
    "Số lượng ĐVTN tham gia",
    "Nội dung tổ chức",
)
_HEADER += ("Hình thức tổ chức", "Kết quả hoạt động")
_CONTEXT = Context(2020, date(2020, 4, 1), date(2022, 12, 31))
_PLACE = Place(PlaceKind.SHEET, spreadsheet="s", tab="BÁO CÁO")


@dataclass(frozen=True, slots=True)
class Sample:
    """A roster, report rows as typed, and the code of the unit that typed each."""

    units: tuple[Unit, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    truth: tuple[str, ...]


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split("|")]


def sample(rows: int = ROWS, units: int = UNITS, seed: int = SEED) -> Sample:
    """The same messy office every time."""
    chance = random.Random(seed)
    names = [
        f"{chance.choice(_KINDS)} {agency} {place}" for agency in _listed(_AGENCIES) for place in _listed(_PLACES)
    ]
    chance.shuffle(names)
    roster = tuple(Unit(f"U{n:04d}", name, members=25) for n, name in enumerate(names[:units]))
    lines: list[tuple[CellValue, ...]] = []
    truth: list[str] = []
    for n in range(rows):
        unit = chance.choice(roster)
        truth.append(unit.code)
        week, count, content = (chance.choice(text.split("|")) for text in (_WEEKS, _COUNTS, _CONTENTS))
        where = f"Trụ sở {chance.randrange(60)}"
        lines.append(
            (n + 1, messy(unit.name, chance), 4, week, where, count, content, "Tập trung", f"Tốt {n % 900}")
        )
    return Sample(roster, tuple(lines), tuple(truth))


def messy(name: str, chance: random.Random) -> str:
    """A name as someone in a hurry types it."""
    if chance.random() < 0.4:
        for long, short in chance.sample(_SHORT, 6):
            name = name.replace(long, short)
    if chance.random() < 0.25:
        bare = unicodedata.normalize("NFD", name).replace("đ", "d").replace("Đ", "D")
        name = "".join(letter for letter in bare if not unicodedata.combining(letter))
    if chance.random() < 0.2:
        name = chance.choice((name.upper(), name.lower(), f"  {name.replace(' ', '  ')} "))
    if chance.random() < 0.1:
        at = chance.randrange(1, len(name) - 1)
        name = chance.choice((name[:at] + name[at + 1 :], name[:at] + name[at - 1] + name[at:]))
    if chance.random() < 0.1:
        name = unicodedata.normalize("NFD", name)
    return name


def ours(data: Sample) -> dict[str, Any]:
    """The product's reading: the grid's table, then its activities."""
    start, cpu = time.perf_counter(), time.process_time()
    table, _ = find_table(Source.REPORTS, (_HEADER, *data.rows), _PLACE)
    found = time.perf_counter()
    names = UnitNames(data.units)
    members = {unit.code: unit.members for unit in data.units}
    activities, issues = read_activities(table.rows, names, _CONTEXT, members)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    credited = {str(row.values["unit"]): names.match(str(row.values["unit"])) for row in table.rows}  # type: ignore[index]
    matches = [credited[str(row[1])] for row in data.rows]
    return {
        "seconds": seconds,
        "cpu_seconds": cpu,
        "seconds_finding_rows": found - start,
        "rows": len(table.rows),
        "rows_per_second": len(table.rows) / seconds,
        "activities": len(activities),
        "issues": len(issues),
        "distinct_names": len(credited),
        **_judged([match.unit for match in matches], data.truth),
    }


def plain(data: Sample) -> dict[str, Any]:
    """The usual script, row by row, on the first rows only."""
    rows, truth = data.rows[:PLAIN_ROWS], data.truth[:PLAIN_ROWS]
    choices = {unit.code: unit.name.lower() for unit in data.units}
    keywords = [word.strip().lower() for word in _CONTENTS.split("|")]
    start, cpu = time.perf_counter(), time.process_time()
    guesses: list[str | None] = []
    for row in rows:
        best = process.extractOne(str(row[1]).lower(), choices, scorer=fuzz.token_sort_ratio)
        guesses.append(best[2] if best and best[1] >= 80 else None)
        for pattern in (r"tuần\s*(\d)", r"w(\d+)", r"(\d+)/(\d+)", r"(\d+)-(\d+)/(\d+)"):
            re.search(pattern, str(row[3]).lower())
        re.search(r"(\d+)", str(row[5]))
        [word for word in keywords if re.search(re.escape(word), str(row[6]).lower())]
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    return {
        "cpu_seconds_scaled_to_all_rows": cpu * len(data.rows) / len(rows),
        "seconds_scaled_to_all_rows": seconds * len(data.rows) / len(rows),
        "rows": len(rows),
        "rows_per_second": len(rows) / seconds,
        **_judged(guesses, truth),
    }


def _judged(guesses: Sequence[str | None], truth: Sequence[str]) -> dict[str, int]:
    pairs = list(zip(guesses, truth, strict=True))
    return {
        "right": sum(guess == meant for guess, meant in pairs),
        "asked": sum(guess is None for guess, _ in pairs),
        "wrong_unit": sum(guess is not None and guess != meant for guess, meant in pairs),
    }


def _measured(read: Callable[[Sample], dict[str, Any]], rows: int) -> dict[str, Any]:
    """A reading in this process, with the memory it took beyond the rows themselves (MB)."""
    data = sample(rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = read(data)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**result, "peak_megabytes": peak / 1024, "peak_megabytes_beyond_input": (peak - before) / 1024}


def run(rows: int = ROWS) -> dict[str, Any]:
    """Both readings, each in a process of its own."""
    results: dict[str, Any] = {"rows": rows, "units": UNITS}
    for name, read in (("ours", ours), ("plain script", plain)):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
            results[name] = child.submit(_measured, read, rows).result()
    return results


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))  # noqa: T201
