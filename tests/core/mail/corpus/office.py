"""The small office of the corpus: units whose names are easily taken for each other, and its four obligations."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from service.core.mail.context import MailContext
from service.core.obligations import Campaign, DueKind, DueRule, Obligation, ObligationSource, Recurrence
from service.core.parsing.names import UnitNames
from service.core.records import Unit

MAILBOX = "dkcqtravinh@gmail.com"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

UNITS = (
    Unit("SYT", "Đoàn cơ sở Sở Y tế", ("ĐCS Sở Y tế",), "Y tế", 60, ("doansyt@example.org",), "Lê Văn Bình"),
    Unit("CDYT", "Đoàn trường Cao đẳng Y tế", (), "Trường học", 300, ("doancdyt@example.org",), "Trần Thị Hoa"),
    Unit("STC", "Chi đoàn Sở Tài chính", ("Sở TC",), "Cơ quan", 28, ("stc@example.org", "binhstc@mail.test")),
    Unit(
        "STNMT", "Đoàn cơ sở Sở Tài nguyên và Môi trường", ("ĐCS Sở TN&MT",), "Cơ quan", 58, ("stnmt@example.org",)
    ),
    Unit("SXD", "Chi đoàn Sở Xây dựng", ("CĐ Sở XD",), "Cơ quan", 25, ("sxd@example.org",)),
    Unit("SNV", "Chi đoàn Sở Nội vụ", (), "Cơ quan", 21, ("snv@example.org",)),
    Unit("STP", "Chi đoàn Sở Tư pháp", (), "Cơ quan", 22, ("stp@example.org",)),
    Unit("BVDK", "Đoàn cơ sở Bệnh viện Đa khoa tỉnh", ("BVĐK tỉnh",), "Y tế", 150, ("bvdk@example.org",)),
    Unit("CDC", "Chi đoàn Trung tâm Kiểm soát bệnh tật", ("CĐ CDC",), "Y tế", 30, ("cdc@example.org",)),
    Unit("VNPT", "Đoàn cơ sở VNPT Trà Vinh", ("VNPT TVH",), "Doanh nghiệp", 75, ("vnpt@example.org",)),
    Unit("KBNN", "Chi đoàn Kho bạc Nhà nước", ("CĐ KBNN",), "Cơ quan", 20, ("kbnn@example.org",)),
    Unit("DTNT", "Đoàn trường Phổ thông Dân tộc nội trú", (), "Trường học", 400, ("dtnt@example.org",)),
)
NAMES = {unit.code: unit.name for unit in UNITS}
ADDRESSES = {unit.code: unit.emails[0] for unit in UNITS}
SHARED = "khoicoquan@example.org"

CAMPAIGN = Campaign(
    "30-phut",
    "30 phút hành động của Tổ chức Đoàn thanh niên sau giờ làm việc thứ Tám",
    date(2020, 4, 1),
    date(2022, 12, 31),
    date(2020, 4, 20),
    (
        Obligation(
            "ke-hoach",
            "Kế hoạch",
            Recurrence.ONCE,
            ObligationSource.SUBMISSION,
            DueRule(DueKind.BEFORE_DATE, date=date(2020, 4, 15)),
            ("time", "contents", "assignment"),
            "plan",
        ),
        Obligation(
            "dang-ky",
            "Mẫu đăng ký",
            Recurrence.ONCE,
            ObligationSource.REGISTRATION,
            DueRule(DueKind.BEFORE_DATE, date=date(2020, 4, 15)),
            ("content", "time", "officer"),
            "form",
        ),
        Obligation(
            "hoat-dong",
            "Hoạt động tuần",
            Recurrence.WEEKLY,
            ObligationSource.ACTIVITY,
            DueRule(DueKind.WITH, obligation="bao-cao"),
            ("content", "participants"),
        ),
        Obligation(
            "bao-cao",
            "Báo cáo tháng",
            Recurrence.MONTHLY,
            ObligationSource.REPORT,
            DueRule(DueKind.END_OF_DAY, day=5),
            ("month", "week", "place", "participants", "content", "form", "result"),
            "report",
            of="hoat-dong",
        ),
    ),
)


def context() -> MailContext:
    """The office as it knows itself before any mail."""
    return MailContext(
        campaign=CAMPAIGN,
        names=UnitNames(UNITS),
        units={unit.code: unit for unit in UNITS},
        addresses={address: unit.code for unit in UNITS for address in unit.emails},
        zone=ZONE,
        shared={SHARED: ("SXD", "SNV")},
    )


def at(day: int, month: int = 4, hour: int = 9, minute: int = 0, year: int = 2020) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)
