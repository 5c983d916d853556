"""What the unit is told about a file that could not be read, or not whole."""

from __future__ import annotations

from service.adapters.attachments.reading import Problem
from service.core.records import Issue, Place, PlaceKind, Severity

_SENTENCES = {
    Problem.EMPTY: "Tệp “{name}” không có nội dung; đề nghị gửi lại tệp Word (.docx) hoặc Excel (.xlsx).",
    Problem.ENCRYPTED: "Tệp “{name}” có đặt mật khẩu nên không mở được; đề nghị bỏ mật khẩu rồi gửi lại.",
    Problem.BROKEN: "Tệp “{name}” bị lỗi, không mở được; đề nghị lưu lại thành tệp Word (.docx), Excel (.xlsx) "
    "hoặc PDF rồi gửi lại.",
    Problem.SCAN: "Đã nhận tệp “{name}” là bản chụp hoặc bản quét; Văn phòng cần người đọc. Đề nghị gửi kèm "
    "tệp Word (.docx) hoặc Excel (.xlsx) nếu có.",
    Problem.UNSUPPORTED: "Tệp “{name}” thuộc loại không đọc được; đề nghị gửi tệp Word (.docx), Excel (.xlsx) "
    "hoặc PDF.",
    Problem.WINMAIL: "Tệp “{name}” do Outlook đóng gói riêng nên không mở được; đề nghị gửi lại thư ở dạng HTML "
    "hoặc văn bản thường, đính kèm tệp Word (.docx).",
    Problem.NESTED: "Tệp “{name}” là tệp nén nằm trong tệp nén khác; đề nghị gửi thẳng tệp Word, Excel hoặc PDF.",
    Problem.TOO_LARGE: "Tệp “{name}” quá lớn nên không đọc được; đề nghị gửi tệp gọn hơn, không kèm ảnh lớn.",
    Problem.TOO_SLOW: "Tệp “{name}” quá phức tạp nên không đọc được; đề nghị gửi tệp Word (.docx) "
    "hoặc Excel (.xlsx).",
    Problem.PARTIAL: "Tệp “{name}” quá dài hoặc quá phức tạp, chỉ đọc được một phần; Văn phòng cần người xem phần "
    "còn lại.",
}
_NOTES = {Problem.SCAN: Severity.QUESTION, Problem.PARTIAL: Severity.QUESTION}


def issue_of(problem: Problem, name: str) -> Issue:
    """``where`` names the file; the judge adds the mail's id."""
    place = Place(PlaceKind.ATTACHMENT, file=name)
    severity = _NOTES.get(problem, Severity.FAULT)
    return Issue(problem.value, severity, place, name, _SENTENCES[problem].format(name=name))
