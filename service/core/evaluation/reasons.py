"""Why a state is what it is: codes with the sentence a unit or the office reads."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache


class Reason(StrEnum):
    """In the order in which they are told. Each has one bit in the arrays of the evaluation."""

    EXEMPTED = "exempted"
    SUSPENDED = "suspended"
    NO_WORKING_DAY = "no_working_day"
    VOLUNTARY = "voluntary"
    NO_ASSESSED_WEEK = "no_assessed_week"
    EXTENDED = "extended"
    OPENED_LATER = "opened_later"
    DUE_MOVED = "due_moved"
    BENEFIT_OF_DOUBT = "benefit_of_doubt"
    AFTER_DEADLINE = "after_deadline"
    ACCEPTED_BY_OFFICE = "accepted_by_office"
    RETURNED_BY_OFFICE = "returned_by_office"
    EXPLAINED = "explained"
    UNEXPLAINED = "unexplained"
    OPEN_QUESTION = "open_question"
    UNREAD_SCAN = "unread_scan"
    WEEK_UNREADABLE = "week_unreadable"
    AMBIGUOUS_VALUE = "ambiguous_value"
    MISSING_COLUMN = "missing_column"
    MISSING_PART = "missing_part"
    TOO_FEW = "too_few"
    PARTICIPATION_TOO_LOW = "participation_too_low"
    PARTICIPATION_BELOW = "participation_below"
    PARTICIPATION_ABOVE = "participation_above"
    WEEK_WITHOUT_ROW = "week_without_row"
    WEEK_UNEXPLAINED = "week_unexplained"
    AWAITING_REPORT = "awaiting_report"
    NOTHING_RECEIVED = "nothing_received"
    ROW_DELETED = "row_deleted"
    ROW_EDITED = "row_edited"
    RESTATED = "restated"

    @property
    def bit(self) -> int:
        return _BITS[self]

    @property
    def sentence(self) -> str:
        return SENTENCES[self]


SENTENCES: dict[Reason, str] = {
    Reason.EXEMPTED: "Văn phòng đã cho miễn thực hiện.",
    Reason.SUSPENDED: "Tuần tạm dừng, không tính.",
    Reason.NO_WORKING_DAY: "Tuần nghỉ, không tính: không có ngày làm việc.",
    Reason.VOLUNTARY: "Tuần chỉ có 1–2 ngày làm việc: không bắt buộc, hoạt động vẫn được ghi nhận.",
    Reason.NO_ASSESSED_WEEK: "Không có tuần nào phải báo cáo trong kỳ.",
    Reason.EXTENDED: "Văn phòng đã gia hạn.",
    Reason.OPENED_LATER: "Đơn vị thành lập sau hạn chung nên có hạn riêng.",
    Reason.DUE_MOVED: "Hạn rơi vào ngày nghỉ nên được dời.",
    Reason.BENEFIT_OF_DOUBT: "Hạn nằm giữa hai lần đọc của hệ thống nên tính là đúng hạn.",
    Reason.AFTER_DEADLINE: "Có đủ nội dung lần đầu sau hạn.",
    Reason.ACCEPTED_BY_OFFICE: "Văn phòng đã chấp nhận; tính theo thời điểm nhận được.",
    Reason.RETURNED_BY_OFFICE: "Văn phòng đã trả lại để bổ sung.",
    Reason.EXPLAINED: "Không tổ chức, đã nêu lý do.",
    Reason.UNEXPLAINED: "Ghi không có hoạt động nhưng chưa nêu lý do.",
    Reason.OPEN_QUESTION: "Có nội dung Văn phòng cần làm rõ.",
    Reason.UNREAD_SCAN: "Tệp gửi là bản chụp hoặc không đọc được, cần người xem.",
    Reason.WEEK_UNREADABLE: "Có dòng không đọc được tuần.",
    Reason.AMBIGUOUS_VALUE: "Có giá trị hiểu được theo hai cách.",
    Reason.MISSING_COLUMN: "Còn cột chưa ghi hoặc không đọc được.",
    Reason.MISSING_PART: "Còn thiếu phần nội dung theo yêu cầu.",
    Reason.TOO_FEW: "Chưa đủ số lượng theo yêu cầu.",
    Reason.PARTICIPATION_TOO_LOW: "Chưa đạt 100% đoàn viên tham gia theo yêu cầu.",
    Reason.PARTICIPATION_BELOW: "Chưa đạt 100%: số tham gia ít hơn số đoàn viên.",
    Reason.PARTICIPATION_ABOVE: "Cần làm rõ: số tham gia nhiều hơn số đoàn viên.",
    Reason.WEEK_WITHOUT_ROW: "Có tuần chưa có dòng báo cáo.",
    Reason.WEEK_UNEXPLAINED: "Có tuần không tổ chức mà chưa nêu lý do.",
    Reason.AWAITING_REPORT: "Chưa cập nhật; còn trong hạn báo cáo.",
    Reason.NOTHING_RECEIVED: "Đến hạn chưa nhận được.",
    Reason.ROW_DELETED: "Đã từng đủ nhưng dòng không còn trong bảng.",
    Reason.ROW_EDITED: "Đã từng đủ nhưng sau đó bị sửa thành thiếu.",
    Reason.RESTATED: "Kỳ đã khóa sổ; kết quả được điều chỉnh sau khi khóa.",
}

_BITS: dict[Reason, int] = {reason: 1 << place for place, reason in enumerate(Reason)}


def bits(*reasons: Reason) -> int:
    """The reasons as one integer of the arrays."""
    return sum(_BITS[reason] for reason in reasons)


@lru_cache(maxsize=4096)
def reasons_of(value: int) -> tuple[Reason, ...]:
    """The reasons in an integer of the arrays, in the order in which they are told."""
    return tuple(reason for reason, bit in _BITS.items() if value & bit)
