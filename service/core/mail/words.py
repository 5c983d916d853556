"""The fixed words by which papers and mails are told apart, folded (lower case, no diacritics)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.core.records import MailKind

TITLES: tuple[tuple[re.Pattern[str], MailKind], ...] = (
    (re.compile(r"(mau|phieu|ban|bang|bieu( mau)?|danh sach|noi dung|to) dang ky\b|dang ky\b"), MailKind.FORM),
    (re.compile(r"((mau|bieu|bang|ban) )?(bao cao|tong hop ket qua)\b|ket qua thuc hien\b"), MailKind.REPORT),
    (re.compile(r"(du thao )?(ke hoach|chuong trinh hanh dong|lich hoat dong)\b(?! so)"), MailKind.PLAN),
    (
        re.compile(
            r"(danh sach|giay moi|to trinh|cong van|quyet dinh|bien ban|nghi quyet|thong bao|don (xin|de nghi)|"
            r"giay gioi thieu|ban ke khai|bang diem|phieu bau|trich ngang|so yeu ly lich|giay khen|"
            r"bai (du thi|viet))\b"
        ),
        MailKind.OTHER,
    ),
)
"""What the title line of a paper begins with."""

NUMBERS: tuple[tuple[re.Pattern[str], MailKind], ...] = (
    (re.compile(r"so \d{0,4} ?kh\b"), MailKind.PLAN),
    (re.compile(r"so \d{0,4} ?bc\b"), MailKind.REPORT),
    (re.compile(r"so \d{0,4} ?(tb|qd|tt|cv|gm|nq|bb)\b"), MailKind.OTHER),
)
"""What a paper's number says: Số: 05-KH/ĐTN."""

MENTIONS: tuple[tuple[re.Pattern[str], MailKind], ...] = (
    (re.compile(r"\b(ke ?hoach|kh)\b"), MailKind.PLAN),
    (re.compile(r"\b(dang ?ky|dk)\b"), MailKind.FORM),
    (re.compile(r"\b(bao ?cao|bc)\b"), MailKind.REPORT),
)
"""What a subject, a file name or a sentence is about."""

REFERENCE = re.compile(
    r"\b(theo|thuc hien|trien khai|can cu|ket qua thuc hien) (noi dung )?(ke hoach|kh)\b|"
    r"\b(ke hoach|kh) (so )?82\b( kh)?|\bbao cao viec dang ky\b|\b(ngay|han|nhac) (nop|gui) \w+ ?\w*"
)
"""Mentions of the office's own plan, which is not what was sent."""

CAMPAIGN = re.compile(r"\b30 ?(phut|p)\b|sau gio lam viec thu (tam|8)|sau gio hanh chinh")

OTHER_MATTERS = re.compile(
    r"\b(dai hoi (chi doan|doan co so|doan)|thang thanh nien|mua he xanh|chien dich (he|thanh nien)|hien mau|"
    r"cong tac (doan|nam)|doan vien uu tu|ket nap|hoi trai|hoi thao|hoi thi|tap huan|giai bong|ve nguon|"
    r"trung thu|xuan tinh nguyen|doan phi|so doan vien)\b"
)
"""Plans the office also gets, about something else."""

SENDING = re.compile(
    r"\b(dinh kem|gui kem|kem theo|kem file|kem tep|xin (duoc )?gui|gui (ve )?(van phong|doan khoi)|"
    r"gui (ke hoach|bao cao|mau|phieu|file|tep|ban)|nop)\b"
)
ALREADY = re.compile(
    r"\b(da (gui|nop)|se (gui|nop)|chua (gui|nop|kip)|xin (lui|gia han|cham)|gia han|khi nao|bao gio)\b"
)

ASKING = re.compile(
    r"\b(cho (em |toi |minh |don vi )?hoi|xin hoi|muon hoi|hoi (ve|van phong|doan khoi)|"
    r"huong dan (giup|them|cach)|duoc khong|phai khong|co phai|nhu the nao|khi nao|bao gio|o dau|xin y kien|"
    r"giai dap|xin (lui|gia han|cham)|xin mau|cho (em |toi )?xin)\b"
)
THANKS = re.compile(
    r"^(da |vang |ok |oke |kinh |thua )*(xin )?(tran trong )?"
    r"(cam on|da nhan|da ro|nhan duoc|ok|oke|duoc a|vang|da)\b"
)
SUPPLEMENT = re.compile(r"\b(bo sung|dinh chinh|chinh sua|sua lai|gui lai|thay the|cap nhat)\b")

LINKS = re.compile(
    r"https?://(?:drive\.google\.com|docs\.google\.com|[a-z0-9-]+\.sharepoint\.com|onedrive\.live\.com|1drv\.ms|"
    r"(?:www\.)?dropbox\.com|(?:www\.)?fshare\.vn|(?:www\.)?mediafire\.com|we\.tl)/\S+",
    re.IGNORECASE,
)
"""Files given as a link, which only a person may open."""

KIND_NAMES: Mapping[MailKind, str] = {
    MailKind.PLAN: "kế hoạch",
    MailKind.FORM: "mẫu đăng ký",
    MailKind.REPORT: "báo cáo tháng",
    MailKind.REPLY: "thư trả lời",
    MailKind.QUESTION: "câu hỏi",
    MailKind.AUTOMATIC: "thư trả lời tự động",
    MailKind.BOUNCE: "thư báo không gửi được",
    MailKind.LIST: "thư của danh sách gửi chung",
    MailKind.OWN: "thư của Văn phòng",
    MailKind.OTHER: "việc khác",
}
