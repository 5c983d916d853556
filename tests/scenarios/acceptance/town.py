"""A small town: an office with a few units of its own, known to the product by its sheets, mails and settings only."""

from __future__ import annotations

import base64
import io
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson
import requests
import yaml
from docx import Document

from service.cli.app import start
from service.sandbox.server import SandboxServer

MAILBOX = "dkcqtravinh@gmail.com"
LEADERS = "banthuongvu@example.org"
BOOK = "town"
ROSTER, REGISTERED, REPORTED, EXEMPT = "DANH MỤC ĐƠN VỊ", "ĐĂNG KÝ", "BÁO CÁO", "MIỄN – GIA HẠN"
ROSTER_HEAD = [
    "Mã",
    "Tên đơn vị",
    "Tên khác",
    "Khối",
    "Số ĐVTN",
    "Email",
    "Phụ trách",
    "Điện thoại",
    "Từ ngày",
    "Đến ngày",
]
REGISTERED_HEAD = [
    "STT",
    "Đơn vị",
    "Tổng số ĐVTN",
    "Nội dung",
    "Nhóm nội dung",
    "Tháng",
    "Tuần",
    "Thứ, giờ",
    "Số lần/tuần",
    "Địa điểm",
    "Hình thức",
    "Ủy viên BCH phụ trách",
    "Điện thoại, email",
    "Số, ngày kế hoạch",
    "Ghi chú",
]
EXEMPT_HEAD = ["Đơn vị", "Nghĩa vụ", "Từ", "Đến", "Loại", "Gia hạn đến", "Lý do", "Người duyệt"]
TEMPLATE_HEAD = [
    ["STT", "Quy mô tổ chức", "", "Địa điểm tổ chức", "Số lượng ĐVTN tham gia", "Nội dung tổ chức",
     "Hình thức tổ chức", "Kết quả hoạt động"],
    ["", "Tháng", "Tuần", "", "", "", "", ""],
]  # fmt: skip
REPORTED_HEAD = [[row[0], "" if n else "Đơn vị", *row[1:]] for n, row in enumerate(TEMPLATE_HEAD)]

OBLIGATIONS: tuple[dict[str, Any], ...] = (
    {"id": "ke-hoach", "title": "Kế hoạch", "recurrence": "once", "source": "submission", "kind": "plan",
     "required": ["time", "contents", "assignment"], "due": {"before": "2020-04-15"}},
    {"id": "dang-ky", "title": "Mẫu đăng ký", "recurrence": "once", "source": "registration", "kind": "form",
     "required": ["content", "time", "officer"], "due": {"before": "2020-04-15"}},
    {"id": "hoat-dong", "title": "Hoạt động tuần", "recurrence": "weekly", "source": "activity",
     "required": ["content", "participants"], "due": {"with": "bao-cao"}},
    {"id": "bao-cao", "title": "Báo cáo tháng", "recurrence": "monthly", "source": "report", "kind": "report",
     "of": "hoat-dong",
     "required": ["month", "week", "place", "participants", "content", "form", "result"], "due": {"day": 5}},
)  # fmt: skip


def at(text: str) -> datetime:
    """``2020-04-14T22:00`` in Vietnam."""
    return datetime.fromisoformat(text + "+07:00")


@dataclass(frozen=True, slots=True)
class Home:
    """A unit as the office lists it."""

    code: str
    name: str
    members: int
    email: str = ""
    aliases: str = ""
    sector: str = "Cơ quan"
    opened: str = ""
    closed: str = ""

    @property
    def row(self) -> list[Any]:
        return [self.code, self.name, self.aliases, self.sector, self.members, self.email, f"Bí thư {self.code}",
                "", self.opened, self.closed]  # fmt: skip


BUUDIEN = Home("BD", "Chi đoàn Bưu điện tỉnh", 20, "buudien@example.org")
THUVIEN = Home("TV", "Chi đoàn Thư viện tỉnh", 12, "thuvien@example.org")
BAOTANG = Home("BT", "Chi đoàn Bảo tàng tổng hợp", 10, "baotang@example.org")
LAMNGHIEP = Home("LN", "Chi đoàn Chi cục Lâm nghiệp", 15, "lamnghiep@example.org")
THUYLOI = Home("TL", "Đoàn cơ sở Công ty Thủy lợi", 40, "thuyloi@example.org", sector="Doanh nghiệp")
NHAHAT = Home("NH", "Chi đoàn Nhà hát Ánh Bình Minh", 25, "nhahat@example.org", sector="Sự nghiệp")
HOMES = (BUUDIEN, THUVIEN, BAOTANG, LAMNGHIEP, THUYLOI, NHAHAT)


def report_row(
    unit: str,
    month: Any,
    week: Any,
    people: Any = "10",
    content: str = "Vệ sinh phòng làm việc",
    place: str = "Trụ sở đơn vị",
    form: str = "Lao động tập thể",
    result: str = "Sạch 5 phòng",
) -> list[Any]:
    return ["", unit, month, week, place, people, content, form, result]


def register_row(
    unit: str, content: str = "Vệ sinh phòng làm việc", time: str = "Thứ Sáu, 16h30 - 17h00",
    officer: str = "Nguyễn Văn An",
) -> list[Any]:  # fmt: skip
    return ["", unit, "20", content, "Nhóm 1", "4 đến 12", "Hằng tuần", time, "1", "Trụ sở", "Lao động", officer,
            "0294 3000 111", "05-KH/CĐ, 07/4/2020", ""]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return orjson.loads(self.out)


@dataclass(slots=True)
class Board:
    """What ``status --json`` told, by unit, obligation and period."""

    items: list[dict[str, Any]]
    _by: dict[tuple[str, str, str], dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self._by = {(i["unit"], i["obligation"], i["period"]): i for i in self.items}
        assert len(self._by) == len(self.items), "one assessment a unit, obligation and period"

    def __call__(self, unit: Home | str, obligation: str, period: str = "once") -> dict[str, Any]:
        return self._by[unit if isinstance(unit, str) else unit.code, obligation, period]

    def state(self, unit: Home | str, obligation: str, period: str = "once") -> str:
        state: str = self(unit, obligation, period)["state"]
        return state

    def has(self, unit: Home | str, obligation: str, period: str = "once") -> bool:
        return (unit if isinstance(unit, str) else unit.code, obligation, period) in self._by

    def periods(self, obligation: str) -> list[str]:
        return sorted({i["period"] for i in self.items if i["obligation"] == obligation})

    def counts(self, obligation: str, period: str) -> Counter[str]:
        return Counter(i["state"] for i in self.items if i["obligation"] == obligation and i["period"] == period)


class Town:
    """A sandbox, one spreadsheet, the settings, and ``nhacviec`` in this process."""

    def __init__(self, folder: Path, homes: Sequence[Home] = HOMES, **settings: Any) -> None:
        self.folder = folder
        self.server = SandboxServer(folder / "sandbox", clock=at("2020-04-01T06:00"))
        self.url = self.server.url
        self.config = folder / "config.yaml"
        self.homes = tuple(homes)
        self.each_unit = bool(settings.pop("each_unit", False))
        if settings.pop("quiet", False):  # nothing is mailed but receipts and alerts: states are what is asked
            settings = {
                "reminders": {"before": [], "after": [], "per_unit_per_week": 0},
                "leadership": {},
            } | settings
        self.settings = {**self._settings(), **settings}
        self.write_settings()
        self._next = {REGISTERED: 2, REPORTED: 3, EXEMPT: 2}

    def _settings(self) -> dict[str, Any]:
        def tab(title: str) -> dict[str, str]:
            return {"spreadsheet": BOOK, "tab": title}

        reports = {"spreadsheet": BOOK, "tabs": "each-unit"} if self.each_unit else tab(REPORTED)
        return {
            "office": {"name": "Đoàn Khối", "mailbox": MAILBOX},
            "google": {"endpoint": self.url},
            "database": "sqlite:///town.sqlite3",
            "sheets": {"units": tab(ROSTER), "registrations": tab(REGISTERED), "reports": reports,
                       "exemptions": tab(EXEMPT), "output": {"spreadsheet": BOOK}},
            "campaign": campaign(),
            "leadership": {"recipients": [LEADERS]},
        }  # fmt: skip

    def write_settings(self, **settings: Any) -> None:
        self.settings |= settings
        self.config.write_text(yaml.safe_dump(self.settings, allow_unicode=True, sort_keys=False), "utf-8")

    def __enter__(self) -> Self:
        self.server.start()
        self._post("/sandbox/spreadsheets", {"id": BOOK, "title": "Sổ của Đoàn Khối", "locale": "vi_VN",
                                             "timeZone": "Asia/Ho_Chi_Minh", "anyone": "writer"})  # fmt: skip
        tabs = [ROSTER, REGISTERED, EXEMPT]
        tabs += [home.name for home in self.homes] if self.each_unit else [REPORTED]
        self.batch(*({"addSheet": {"properties": {"title": title}}} for title in tabs))
        self.put(ROSTER, 1, [ROSTER_HEAD, *(home.row for home in self.homes)])
        self.put(REGISTERED, 1, [REGISTERED_HEAD])
        self.put(EXEMPT, 1, [EXEMPT_HEAD])
        for title in tabs[3:]:
            self.put(title, 1, TEMPLATE_HEAD if self.each_unit else REPORTED_HEAD)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.stop()

    # -- typing -----------------------------------------------------------------------------------

    def put(self, tab: str, row: int, rows: Sequence[Sequence[Any]], how: str = "RAW") -> None:
        """Types rows from ``row`` (1-based) on; numbers stay numbers, text stays text."""
        self._sheets("PUT", f"values/'{tab}'!A{row}?valueInputOption={how}", {"values": [list(r) for r in rows]})

    def read(self, tab: str) -> list[list[str]]:
        values: list[list[str]] = self._sheets("GET", f"values/'{tab}'").get("values", [])
        return values

    def wipe(self, tab: str, row: int, rows: int = 1, columns: str = "Z") -> None:
        self._sheets("POST", f"values/'{tab}'!A{row}:{columns}{row + rows - 1}:clear", {})

    def rewrite(self, tab: str, rows: Sequence[Sequence[Any]], first: int) -> None:
        """The table's body is these rows and nothing below."""
        self.wipe(tab, first, 60)
        if rows:
            self.put(tab, first, rows)
        self._next[tab] = first + len(rows)

    def report(self, *rows: Sequence[Any]) -> int:
        return self._type(REPORTED, rows)

    def register(self, *rows: Sequence[Any]) -> int:
        return self._type(REGISTERED, rows)

    def exempt(self, *rows: Sequence[Any]) -> int:
        return self._type(EXEMPT, rows)

    def _type(self, tab: str, rows: Sequence[Sequence[Any]]) -> int:
        """Appends rows; the number of the first."""
        first = self._next[tab]
        self.put(tab, first, rows)
        self._next[tab] = first + len(rows)
        return first

    def batch(self, *requests_: Mapping[str, Any]) -> Any:
        return self._sheets("POST", ":batchUpdate", {"requests": list(requests_)})

    def titles(self) -> dict[str, int]:
        told = self._sheets("GET", "?fields=sheets.properties")
        return {s["properties"]["title"]: s["properties"]["sheetId"] for s in told["sheets"]}

    def _sheets(self, how: str, path: str, body: Any = None) -> Any:
        joint = "" if path[:1] in ":?" else "/"
        answer = requests.request(
            how, f"{self.url}/v4/spreadsheets/{BOOK}{joint}{path}", json=body, timeout=30,
            headers={"Authorization": "Bearer canbo@example.org"},
        )  # fmt: skip
        assert answer.ok, answer.text
        return answer.json()

    def _post(self, path: str, body: Any) -> None:
        answer = requests.post(f"{self.url}{path}", json=body, timeout=30)
        assert answer.ok, answer.text

    # -- mailing ----------------------------------------------------------------------------------

    def mail(
        self,
        when: datetime,
        sender: str,
        subject: str,
        text: str = "Kính gửi Văn phòng Đoàn Khối.",
        files: Iterable[tuple[str, bytes]] = (),
        auth: str = "pass",
        to: str = MAILBOX,
        **headers: str,
    ) -> None:
        """A mail reaches the mailbox at that very time."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Message-ID"] = f"<{abs(hash((when, sender, subject)))}@example.org>"
        mail["Date"] = when
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        for name, content in files:
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        answer = requests.post(
            f"{self.url}/sandbox/deliver", data=mail.as_bytes(), params={"at": when.isoformat(), "auth": auth},
            headers={"Content-Type": "message/rfc822"}, timeout=30,
        )  # fmt: skip
        assert answer.ok, answer.text

    def gmail(self, path: str, address: str = MAILBOX) -> Any:
        answer = requests.get(
            f"{self.url}/gmail/v1/users/me/{path}", headers={"Authorization": f"Bearer {address}"}, timeout=30
        )
        assert answer.ok, answer.text
        return answer.json()

    def sent(self) -> list[EmailMessage]:
        """Every mail that left the office, oldest first."""
        listed = self.gmail("messages?labelIds=SENT&maxResults=500").get("messages", [])
        mails = []
        for one in reversed(listed):
            raw = base64.urlsafe_b64decode(self.gmail(f"messages/{one['id']}?format=raw")["raw"])
            mails.append(message_from_bytes(raw, policy=policy.default))
        return mails

    def sent_to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.sent() if address in str(mail["To"])]

    # -- asking -----------------------------------------------------------------------------------

    def run(self, *words: str) -> Said:
        """``nhacviec WORDS --config …``."""
        out, err = io.StringIO(), io.StringIO()
        before = sys.argv
        sys.argv = ["nhacviec", *words, "--config", str(self.config)]
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = start()
        finally:
            sys.argv = before
        return Said(code, out.getvalue(), err.getvalue())

    def tick(self, when: str, code: int = 0, *flags: str) -> Any:
        """A cycle at that time, which must end so."""
        moment = at(when)
        self.server.state.set_clock(moment)
        said = self.run("tick", "--as-of", moment.isoformat(), "--json", *flags)
        assert said.code == code, said
        return said.json

    def status(self, when: str) -> Board:
        return Board(self.ask("status", when))

    def inbox(self, when: str) -> list[dict[str, Any]]:
        return self.ask("inbox", when)

    def activities(self, when: str) -> list[dict[str, Any]]:
        return self.ask("activities", when)

    def ask(self, question: str, when: str, *words: str) -> list[dict[str, Any]]:
        said = self.run(question, *words, "--as-of", at(when).isoformat(), "--json")
        assert said.code == 0, said
        answer: list[dict[str, Any]] = said.json
        return answer

    def calls(self) -> Counter[str]:
        """Calls by method since this was last asked."""
        told = requests.get(f"{self.url}/sandbox/requests?reset=true", timeout=10).json()
        return Counter(told["methods"])

    def faults(self, *rules: Mapping[str, Any]) -> None:
        requests.put(f"{self.url}/sandbox/faults", json={"rules": list(rules)}, timeout=10).raise_for_status()

    def decide(self, which: str, unit: str = "", decision: str = "") -> None:
        """The office answers the only line of CẦN XỬ LÝ in which ``which`` stands."""
        rows = self.read("CẦN XỬ LÝ")
        head = next(n for n, row in enumerate(rows) if "Quyết định" in row)
        line = [n for n, row in enumerate(rows) if n > head and any(which in str(cell) for cell in row)]
        assert len(line) == 1, rows
        for title, said in (("Gán cho đơn vị", unit), ("Quyết định", decision)):
            if said:
                column = _letter(rows[head].index(title))
                self._sheets("PUT", f"values/'CẦN XỬ LÝ'!{column}{line[0] + 1}?valueInputOption=USER_ENTERED",
                             {"values": [[said]]})  # fmt: skip


def campaign(obligations: Sequence[Mapping[str, Any]] = OBLIGATIONS, **replaced: Any) -> dict[str, Any]:
    return {"id": "30-phut", "title": "30 phút hành động", "from": "2020-04-01", "to": "2022-12-31",
            "assessed_from": "2020-04-20", "obligations": [dict(o) for o in obligations], **replaced}  # fmt: skip


def _letter(column: int) -> str:
    return chr(ord("A") + column)


# -- files that units attach --------------------------------------------------------------------------


def docx(*paragraphs: str, table: Sequence[Sequence[str]] = ()) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        made = document.add_table(rows=len(table), cols=len(table[0]))
        for y, row in enumerate(table):
            for x, text in enumerate(row):
                made.cell(y, x).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def plan(unit: str, assignment: bool = True) -> bytes:
    """A plan in the usual words; without the assignment it is incomplete."""
    return docx(
        "ĐOÀN KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP",
        f"BCH {unit.upper()}",
        "Số: 05-KH/CĐ",
        "KẾ HOẠCH",
        "Thực hiện mô hình “30 phút hành động của Tổ chức Đoàn thanh niên sau giờ làm việc thứ Tám”",
        "I. Thời gian: từ 16 giờ 30 đến 17 giờ 00, thứ Sáu hằng tuần, từ tháng 4/2020.",
        "II. Nội dung: vệ sinh phòng làm việc; sinh hoạt chuyên đề học tập và làm theo Bác; hiến máu tình nguyện.",
        *(["III. Phân công: đồng chí Trần Thị Bé, Bí thư, phụ trách chung; đồng chí Lê Văn Tám phụ trách vệ sinh."]
          if assignment else []),
    )  # fmt: skip


def report_file(unit: str, *rows: Sequence[str]) -> bytes:
    """A monthly report in the template; a row: month, week, place, people, content, form, result."""
    table = [*TEMPLATE_HEAD, *([str(n), *row] for n, row in enumerate(rows, 1))]
    return docx(f"BCH {unit.upper()}", "MẪU BÁO CÁO KẾT QUẢ", "Thực hiện mô hình “30 phút hành động”", table=table)


JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////"
    "////////////////2wBDAf//////////////////////////////////////////////////////////////////////////////////////"
    "wAARCAABAAEDASIAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAAAv/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAUAQEAAAAAAAAAAAAAAAAAAAAA"
    "/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AP//Z"
)
