"""An office whose people type and mail what a test says: the real 48 units, a spreadsheet, an inbox."""

from __future__ import annotations

import base64
import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from service.sandbox.seed import SPREADSHEET_ID
from tests.scenarios.stage import MAILBOX, Stage

UNITS = Path(__file__).parents[3] / "service" / "sandbox" / "sample" / "units.csv"
REPORTS, FORMS, ROSTER, EXEMPTIONS = "BÁO CÁO", "ĐĂNG KÝ", "DANH MỤC ĐƠN VỊ", "MIỄN – GIA HẠN"
REPORT_HEAD = (
    ("STT", "Đơn vị", "Quy mô tổ chức", "", "Địa điểm tổ chức", "Số lượng ĐVTN tham gia", "Nội dung tổ chức",
     "Hình thức tổ chức", "Kết quả hoạt động"),
    ("", "", "Tháng", "Tuần", "", "", "", "", ""),
)  # fmt: skip
FORM_HEAD = (
    ("STT", "Đơn vị", "Tổng số ĐVTN", "Nội dung", "Nhóm nội dung", "Tháng", "Tuần", "Thứ, giờ", "Số lần/tuần",
     "Địa điểm", "Hình thức", "Ủy viên BCH phụ trách", "Điện thoại, email", "Số, ngày kế hoạch", "Ghi chú"),
)  # fmt: skip
EXEMPTION_HEAD = (("Đơn vị", "Nghĩa vụ", "Từ", "Đến", "Loại", "Gia hạn đến", "Lý do", "Người duyệt"),)
REPORT_MERGES = ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2", "G1:G2", "H1:H2", "I1:I2")
Grid = Sequence[Sequence[Any]]


def roster() -> list[dict[str, str]]:
    with UNITS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def table(name: str) -> list[dict[str, str]]:
    """A reviewed table of this folder, one expectation a line."""
    with (Path(__file__).parent / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Office:
    """A stage with a spreadsheet of our own making. ``tabs``: title → header rows (or a whole grid)."""

    def __init__(self, folder: Path, locale: str = "vi_VN", tabs: Mapping[str, Grid] | None = None) -> None:
        self.stage = Stage(folder)
        self._locale = locale
        self._tabs = tabs if tabs is not None else {FORMS: FORM_HEAD, REPORTS: REPORT_HEAD}

    def __enter__(self) -> Self:
        self.stage.__enter__()
        titles = [*self._tabs, ROSTER, EXEMPTIONS]
        self._post(
            "/sandbox/spreadsheets",
            {
                "id": SPREADSHEET_ID,
                "title": "Sổ",
                "locale": self._locale,
                "timeZone": "Asia/Ho_Chi_Minh",
                "anyone": "writer",
            },
        )
        adds: list[Any] = [
            {"updateSheetProperties": {"properties": {"sheetId": 0, "title": titles[0]}, "fields": "title"}}
        ]
        adds += [{"addSheet": {"properties": {"sheetId": n, "title": t}}} for n, t in enumerate(titles) if n]
        self.change(*adds)
        for title, rows in self._tabs.items():
            self.type(title, "A1", rows, "RAW")
        units = roster()
        self.type(ROSTER, "A1", [list(units[0]), *(list(unit.values()) for unit in units)], "RAW")
        self.type(EXEMPTIONS, "A1", EXEMPTION_HEAD, "RAW")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stage.__exit__(kind, error, trace)

    def type(self, tab: str, where: str, rows: Grid, how: str = "USER_ENTERED") -> None:
        """Cells as a person types them (USER_ENTERED) or as a program writes them (RAW); None leaves a cell."""
        data = [{"range": f"'{tab}'!{where}", "values": [list(row) for row in rows]}]
        self._post(
            f"/v4/spreadsheets/{SPREADSHEET_ID}/values:batchUpdate", {"valueInputOption": how, "data": data}
        )

    def change(self, *requests_: Mapping[str, Any]) -> None:
        self._post(f"/v4/spreadsheets/{SPREADSHEET_ID}:batchUpdate", {"requests": list(requests_)})

    def tick(self, as_of: datetime, code: int = 0) -> dict[str, Any]:
        self.stage.server.state.set_clock(as_of)
        return self.stage.ticked(as_of, code=code)

    def activities(self, as_of: datetime) -> list[dict[str, Any]]:
        return self.stage.ask("activities", as_of)

    def by_row(self, as_of: datetime, tab: str = REPORTS) -> dict[int, list[dict[str, Any]]]:
        """The activities read from each row of a tab."""
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for activity in self.activities(as_of):
            if activity["where"].get("tab") == tab:
                found[int("".join(c for c in activity["where"]["cell"] if c.isdigit()))].append(activity)
        return found

    def states(self, as_of: datetime) -> dict[tuple[str, str, str], dict[str, Any]]:
        return {(s["unit"], s["obligation"], s["period"]): s for s in self.stage.ask("status", as_of)}

    def inbox(self, as_of: datetime) -> dict[str, dict[str, Any]]:
        """By Gmail id; an id told twice is a failure."""
        told = self.stage.ask("inbox", as_of)
        found = {mail["gmail_id"]: mail for mail in told}
        assert len(found) == len(told), "one outcome a message"
        return found

    def deliver(self, raw: bytes, at: datetime, auth: str = "pass", sender: str | None = None) -> str:
        """A mail arrives as from a mail server; its Gmail id. ``sender``: the envelope's, if not From."""
        params = {"at": at.isoformat(), "auth": auth} | ({} if sender is None else {"from": sender})
        answer = requests.post(
            f"{self.stage.url}/sandbox/deliver",
            params=params,
            data=raw,
            headers={"Content-Type": "message/rfc822"},
            timeout=30,
        )
        answer.raise_for_status()
        return str(answer.json()["id"])

    def put(
        self, raw: bytes, how: str = "import", labels: Iterable[str] = ("INBOX", "UNREAD"), **query: str
    ) -> str:
        """A mail enters by Gmail's own ``messages.import`` or ``messages.insert``; its Gmail id."""
        path = "/gmail/v1/users/me/messages" + ("/import" if how == "import" else "")
        body = {"raw": base64.urlsafe_b64encode(raw).decode(), "labelIds": list(labels)}
        return str(self._post(path, body, query)["id"])

    def all_mail(self, label: str = "") -> set[str]:
        """The Gmail ids of everything in the office's mailbox, or of what bears a label."""
        ids: set[str] = set()
        page: dict[str, Any] = {"includeSpamTrash": "true", "maxResults": "500"} | (
            {"labelIds": label} if label else {}
        )
        while True:
            told = self.stage.gmail("messages", params=page)
            ids |= {message["id"] for message in told.get("messages", [])}
            if "nextPageToken" not in told:
                return ids
            page["pageToken"] = told["nextPageToken"]

    def _post(self, path: str, body: Any, query: Mapping[str, str] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {MAILBOX}"}
        answer = requests.post(self.stage.url + path, json=body, headers=headers, params=query, timeout=60)
        assert answer.ok, (path, answer.status_code, answer.text[:500])
        return answer.json()
