"""Letters of the sample office's units, without attachments, in bulk."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from email.utils import format_datetime
from importlib.resources import files

from benchmarks.ground import at
from service.sandbox.seed import OFFICE_MAILBOX

_BODY = """Kính gửi Văn phòng Đoàn Khối,

{name} gửi kế hoạch thực hiện 30 phút hành động.
1. Thời gian: 16 giờ 30 chiều thứ Sáu hằng tuần, từ ngày 20/4/2020.
2. Nội dung: vệ sinh cơ quan, trồng cây xanh, tuyên truyền an toàn giao thông đợt {number}.
3. Phân công: đồng chí Bí thư phụ trách chung; các đồng chí ủy viên BCH phụ trách từng nội dung.

Trân trọng.
"""


def letters(count: int, day: date) -> Iterator[bytes]:
    """Raw messages, unit after unit, each with words of its own."""
    path = files("service.sandbox") / "sample" / "units.csv"
    units = [row for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()) if row["Email"]]
    for number in range(count):
        unit = units[number % len(units)]
        letter = EmailMessage()
        letter["From"] = unit["Email"].split(";")[0].strip()
        letter["To"] = OFFICE_MAILBOX
        letter["Subject"] = f"{unit['Tên đơn vị']} gửi kế hoạch số {number}"
        letter["Date"] = format_datetime(at(f"{day}T10:00"))
        letter["Message-ID"] = f"<thu-{number}@bench.test>"
        letter.set_content(_BODY.format(name=unit["Tên đơn vị"], number=number))
        yield letter.as_bytes()
