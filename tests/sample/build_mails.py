"""Builds the mails of the sample office and their attachments from `mails.yaml`, `plans.txt`, `mail_reports.txt`.

Run as ``python tests/sample/build_mails.py``. It uses nothing of the product. Needs Debian's fonts-noto-core for
the PDFs; the built files are kept, so nobody else does. Files come out the same each time.
"""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any
from unittest import mock

import mime
import msoffcrypto
import render
import yaml
from documents import Document, Plan, Unit, form_document, plan_document, read_plans, report_document

HERE = Path(__file__).parent
SAMPLE = HERE.parent.parent / "service" / "sandbox" / "sample"
HANOI = timezone(timedelta(hours=7))
TYPES = {
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": ("application", "pdf"),
    "jpg": ("image", "jpeg"),
}
SUFFIX = {"scan": "pdf", "encrypted": "docx", "broken": "docx"}
WHAT = {
    "plan": "kế hoạch",
    "form": "mẫu đăng ký",
    "report": "báo cáo tháng 4",
}
LETTERS = (
    "Kính gửi: Văn phòng Đoàn Khối các cơ quan và Doanh nghiệp,\n\n{unit} kính gửi {what} (đính kèm).\n\n"
    "Trân trọng./.\n{secretary}\nBí thư {unit}\nĐiện thoại: {phone}",
    "Kính gửi Văn phòng Đoàn Khối,\n\nThực hiện Kế hoạch số 82-KH/ĐTĐN, {unit} gửi Văn phòng {what}.\n"
    "Kính mong Văn phòng xem, góp ý.\n\nTrân trọng cảm ơn.\n--\n{secretary}\n{phone}",
    "Chào anh chị,\n\n{unit} gửi {what} ạ. Có gì thiếu anh chị báo giúp em bổ sung.\n\nEm cảm ơn.\n{secretary}",
)


class Builder:
    """Papers and mails of the units, from the sample's tables."""

    def __init__(self) -> None:
        with (SAMPLE / "units.csv").open(encoding="utf-8", newline="") as file:
            self.units = {row["Mã"]: _unit(row) for row in csv.DictReader(file)}
        self.plans = read_plans(HERE / "plans.txt", self.units)
        self.reports = read_reports(HERE / "mail_reports.txt")

    def attachment(self, unit: Unit | None, paper: str, kind: str, date: str) -> tuple[str, bytes]:
        """File name and content. ``paper`` as in ``mails.yaml``; ``kind`` a suffix, scan, encrypted or broken."""
        document, name = self._paper(unit, paper, date)
        return f"{name}.{SUFFIX.get(kind, kind)}", as_file(document, kind)

    def _paper(self, unit: Unit | None, paper: str, date: str) -> tuple[Document, str]:
        if paper == "plan-yte":
            plan = self.plans["?YTE"]
            return plan_document("CĐ Y tế", plan, assigned=True, variant=1, signed=False), "KH 30 phut CD Y te"
        if paper == "plan-joint":
            names = " và ".join(self.units[code].name for code in ("COOPBANK", "NHCSXH"))
            return plan_document(names, self.plans["?HAINH"], assigned=True, variant=0), "KH lien tich 30 phut"
        assert unit is not None
        plan, variant = self.plans[unit.code], list(self.units).index(unit.code)
        if paper.startswith("form"):
            return form_document(unit, plan, officers=paper == "form"), f"Mẫu đăng ký {_short(unit)}"
        if paper == "report":
            officer = plan.officers[-1]
            return report_document(
                unit, officer, date, self.reports[unit.code]
            ), f"Báo cáo tháng 4 - {_short(unit)}"
        return plan_document(unit.name, plan, assigned=paper == "plan", variant=variant), _plan_name(
            unit, plan, variant
        )

    def mail(self, number: int, spec: dict[str, Any], earlier: dict[str, str]) -> bytes:
        """The message of an entry of ``mails.yaml``; ``earlier`` maps a sender to the id of its last mail."""
        at = received(spec)
        if spec.get("special") == "bounce":
            return mime.bounce(at, self.units["CTN"].addresses[0])
        unit = self.units.get(spec.get("unit", ""))
        sender = spec.get("from") or _address(unit, spec.get("address", 1))
        papers = [paper for paper, _ in spec.get("files", [])]
        words = _words(unit, papers)
        head = {
            "From": sender,
            "To": mime.OFFICE,
            "Subject": spec.get("subject", SUBJECTS[number % 3]).format(**words),
            "Date": format_datetime(at - timedelta(seconds=4)),
            "Message-ID": f"<2020{at:%m%d%H%M%S}.{number:03d}@{parseaddr(sender)[1].partition('@')[2]}>",
        }
        if spec.get("reply"):
            head["In-Reply-To"] = head["References"] = earlier.get(sender, "<20200414010000.nhac@mail.gmail.com>")
        head |= spec.get("headers", {})
        earlier[sender] = head["Message-ID"]
        message, names = EmailMessage(policy=policy.SMTP), []
        mime.fill(message, spec.get("body", LETTERS[number % 3]).format(**words), bool(spec.get("html")))
        for position, (paper, kind) in enumerate(spec.get("files", [])):
            name, content = self.attachment(unit, paper, kind, spec.get("date", ""))
            old_style = (number + position) % 3 == 1
            mime.attach(message, mime.PLACE_HOLDER if old_style else name, content, TYPES[name.rpartition(".")[2]])
            names += [name] if old_style else []
        return mime.to_bytes(head, message, names, "q" if number % 4 == 2 else "b")


SUBJECTS = (
    "{unit} gửi {what}",
    "{short} - {what} mô hình 30 phút hành động",
    "V/v gửi {what} thực hiện mô hình “30 phút hành động” - {unit}",
)


def _unit(row: dict[str, str]) -> Unit:
    addresses = tuple(address.strip() for address in row["Email"].split(";"))
    return Unit(row["Mã"], row["Tên đơn vị"], row["Số ĐVTN"], addresses, row["Phụ trách"], row["Điện thoại"])


def _short(unit: Unit) -> str:
    """A name as people shorten it in subjects and file names."""
    short = {"BQLDA": "BQLDA DD&CN", "SVHTTDL": "ĐCS Sở VHTTDL", "SNNPTNT": "ĐCS Sở NN&PTNT"}
    return short.get(unit.code, unit.name.replace("Chi đoàn", "CĐ").replace("Đoàn cơ sở", "ĐCS"))


def _plan_name(unit: Unit, plan: Plan, variant: int) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", _short(unit)) if not unicodedata.combining(c))
    plain = plain.replace("đ", "d").replace("Đ", "D")
    names = (
        f"Kế hoạch 30 phút - {_short(unit)}",
        f"KH 30 phut hanh dong {plain}",
        f"{plan.number.replace('/', '-')} 30 phút hành động ({_short(unit)})",
    )
    return names[variant % 3].replace("&", "-")


def _address(unit: Unit | None, number: int) -> str:
    assert unit is not None
    display = unit.secretary if number > 1 else unit.name
    return f'"{display}" <{unit.addresses[number - 1]}>'


def _words(unit: Unit | None, papers: list[str]) -> dict[str, str]:
    what = " và ".join(dict.fromkeys(WHAT[paper.partition("-")[0]] for paper in papers))
    if unit is None:
        return {"unit": "", "short": "", "secretary": "", "phone": "", "what": what}
    return {
        "unit": unit.name,
        "short": _short(unit),
        "secretary": unit.secretary,
        "phone": unit.phone,
        "what": what,
    }


def received(spec: dict[str, Any]) -> datetime:
    return datetime.strptime("2020/" + spec["at"], "%Y/%d/%m %H:%M:%S").replace(tzinfo=HANOI)


def as_file(document: Document, kind: str) -> bytes:
    match kind:
        case "docx":
            return render.to_docx(document)
        case "xlsx":
            return render.to_xlsx(document)
        case "pdf":
            return render.to_pdf(document)
        case "scan":
            return render.to_scan(document)
        case "jpg":
            return render.to_picture(document, tilt=-4, sharpness=0.17)
        case "broken":
            whole = render.to_docx(document)
            return whole[: len(whole) * 3 // 5]
        case "encrypted":
            return encrypted(render.to_docx(document))
    raise ValueError(kind)


def encrypted(content: bytes) -> bytes:
    """The file under a password nobody at the office knows; salts and time are fixed, so that the bytes are."""
    out = io.BytesIO()
    clock = mock.Mock(wraps=datetime, **{"now.return_value": datetime(2020, 4, 14)})
    with (
        mock.patch(
            "msoffcrypto.method.ecma376_agile._random_buffer", lambda n: hashlib.shake_256(b"30").digest(n)
        ),
        mock.patch("msoffcrypto.method.container.ecma376_encrypted.datetime", clock),
    ):
        msoffcrypto.OfficeFile(io.BytesIO(content)).encrypt("daiptth2020", out)
    return out.getvalue()


def read_reports(path: Path) -> dict[str, list[list[str]]]:
    reports: dict[str, list[list[str]]] = {}
    code = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            code = line[3:].partition(" ")[0]
        elif " => " in line and not line.startswith("#"):
            reports.setdefault(code, []).append([c.strip() for c in line.partition(" => ")[0].split(" | ")])
    return reports


def build() -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Every mail: file name, raw message, entry."""
    builder, earlier = Builder(), dict[str, str]()
    specs = yaml.safe_load((HERE / "mails.yaml").read_text(encoding="utf-8"))
    for number, spec in enumerate(specs, 1):
        name = (
            spec.get("name") or f"{spec['unit'].lower()}-{'-'.join(paper for paper, _ in spec['files']) or 'thu'}"
        )
        yield f"{number:03d}-{name}.eml", builder.mail(number, spec, earlier), spec


def main() -> None:
    for old in (SAMPLE / "mails").glob("*.eml"):
        old.unlink()
    listed, truth = [], []
    for file, raw, spec in build():
        (SAMPLE / "mails" / file).write_bytes(raw)
        listed.append([received(spec).isoformat(), file, spec.get("auth", "pass"), spec.get("envelope", "")])
        truth.append([file, *spec["truth"]])
    for path, header, rows in (
        (SAMPLE / "mails.csv", ["lúc", "file", "auth", "envelope"], listed),
        (HERE / "truth" / "mails.csv", ["file", "outcome", "unit", "kinds"], truth),
    ):
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    main()
