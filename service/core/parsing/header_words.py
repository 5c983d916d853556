"""The columns of each list and the phrases that mean them; the first is the word on the sheet."""

from __future__ import annotations

from collections.abc import Mapping

from service.core.records import Field, Source

COLUMNS: Mapping[Source, Mapping[Field, str]] = {
    Source.REPORTS: {
        Field.STT: "STT|TT|Số TT|Số thứ tự|No",
        Field.UNIT: """Đơn vị|Tên đơn vị|Chi đoàn|Cơ sở Đoàn|Tên cơ sở Đoàn|Đoàn cơ sở|Tên chi đoàn
            |Đơn vị thực hiện|Đơn vị báo cáo|Đơn vị đăng ký|Chi đoàn/Đoàn cơ sở|Tổ chức Đoàn
            |Cơ quan, đơn vị""",
        Field.MONTH: "Tháng|Quy mô tổ chức: Tháng|Tháng thực hiện|Tháng/năm|Tháng tổ chức|Tháng báo cáo",
        Field.WEEK: """Tuần|Quy mô tổ chức: Tuần|Tuần thứ|Tuần trong tháng|Tuần thực hiện|Tuần tổ chức|Tháng, tuần
            |Tuần, tháng|Tuần (từ ngày đến ngày)|Tuần số""",
        Field.PLACE: "Địa điểm tổ chức|Địa điểm|Nơi tổ chức|Địa điểm thực hiện|Địa bàn|Nơi thực hiện",
        Field.PARTICIPANTS: """Số lượng ĐVTN tham gia|Số ĐVTN tham gia|Số lượng tham gia|Số lượng|Số người tham gia
            |ĐVTN tham gia|Số lượng đoàn viên tham gia|Số lượng đoàn viên thanh niên tham gia
            |SL ĐVTN tham gia|Số lượng ĐVTN|SL|Số lượt tham gia|Số đoàn viên tham gia|Thành phần tham gia
            |Số lượng người tham gia|SL tham gia""",
        Field.CONTENT: """Nội dung tổ chức|Nội dung|Nội dung hoạt động|Tên hoạt động|Hoạt động|Nội dung thực hiện
            |Nội dung công việc|Nội dung đăng ký|Tên nội dung|Công việc""",
        Field.FORM: """Hình thức tổ chức|Hình thức|Cách thức tổ chức|Cách thức|Hình thức thực hiện
            |Hình thức triển khai""",
        Field.RESULT: """Kết quả hoạt động|Kết quả|Kết quả thực hiện|Kết quả đạt được|Đánh giá kết quả
            |Kết quả tổ chức""",
        Field.MEMBERS: "Tổng số ĐVTN|Tổng ĐVTN|TS ĐVTN|Tổng số đoàn viên|Tổng số ĐVTN của đơn vị",
        Field.GROUP: "Nhóm nội dung|Nhóm|Nhóm nội dung hoạt động|Nhóm hoạt động|Thuộc nhóm nội dung|Nhóm ND",
        Field.TIME: "Thứ, giờ|Thời gian|Giờ|Thời gian tổ chức|Ngày, giờ|Ngày tổ chức|Ngày",
        Field.OFFICER: """Ủy viên BCH phụ trách|Phụ trách|Người phụ trách|Cán bộ phụ trách|Đồng chí phụ trách
            |UV BCH phụ trách|Ủy viên phụ trách|Phân công|Phân công phụ trách
            |Ủy viên Ban Chấp hành phụ trách|UVBCH phụ trách""",
        Field.NOTE: "Ghi chú|Chú thích|Ý kiến khác|Ghi chú thêm",
    },
    Source.REGISTRATIONS: {
        Field.STT: "STT|TT|Số TT|Số thứ tự|No",
        Field.UNIT: """Đơn vị|Tên đơn vị|Chi đoàn|Cơ sở Đoàn|Tên cơ sở Đoàn|Đoàn cơ sở|Tên chi đoàn
            |Đơn vị thực hiện|Đơn vị báo cáo|Đơn vị đăng ký|Chi đoàn/Đoàn cơ sở|Tổ chức Đoàn
            |Cơ quan, đơn vị""",
        Field.MEMBERS: """Tổng số ĐVTN|Số ĐVTN|Tổng ĐVTN|Tổng số đoàn viên|Tổng số đoàn viên thanh niên|Số đoàn viên
            |TS ĐVTN|Tổng số ĐV, TN|ĐVTN|Số lượng đoàn viên|Tổng số ĐVTN của đơn vị|Số lượng ĐVTN""",
        Field.CONTENT: """Nội dung|Nội dung tổ chức|Nội dung hoạt động|Tên hoạt động|Hoạt động|Nội dung thực hiện
            |Nội dung công việc|Nội dung đăng ký|Tên nội dung|Công việc""",
        Field.GROUP: "Nhóm nội dung|Nhóm|Nhóm nội dung hoạt động|Nhóm hoạt động|Thuộc nhóm nội dung|Nhóm ND",
        Field.MONTH: "Tháng|Quy mô tổ chức: Tháng|Tháng thực hiện|Tháng/năm|Tháng tổ chức|Tháng báo cáo",
        Field.WEEK: """Tuần|Quy mô tổ chức: Tuần|Tuần thứ|Tuần trong tháng|Tuần thực hiện|Tuần tổ chức|Tháng, tuần
            |Tuần, tháng|Tuần (từ ngày đến ngày)|Tuần số""",
        Field.TIME: "Thứ, giờ|Thời gian|Thứ giờ|Giờ|Ngày giờ|Thời gian thực hiện|Thời gian tổ chức|Thứ",
        Field.FREQUENCY: "Số lần/tuần|Số lần|Lần/tuần|Số lần trong tuần|Số lần mỗi tuần|Tần suất|Số buổi/tuần",
        Field.PLACE: "Địa điểm|Địa điểm tổ chức|Nơi tổ chức|Địa điểm thực hiện|Địa bàn|Nơi thực hiện",
        Field.FORM: """Hình thức|Hình thức tổ chức|Cách thức tổ chức|Cách thức|Hình thức thực hiện
            |Hình thức triển khai""",
        Field.OFFICER: """Ủy viên BCH phụ trách|Phụ trách|Người phụ trách|Cán bộ phụ trách|Đồng chí phụ trách
            |UV BCH phụ trách|Ủy viên phụ trách|Phân công|Phân công phụ trách
            |Ủy viên Ban Chấp hành phụ trách|UVBCH phụ trách""",
        Field.CONTACT: "Điện thoại, email|Điện thoại|Email|SĐT|Liên hệ|Số điện thoại|ĐT, email|Thông tin liên hệ",
        Field.PLAN_REF: "Số, ngày kế hoạch|Kế hoạch số|Số kế hoạch|Số, ký hiệu kế hoạch|Số và ngày kế hoạch|Kế hoạch",
        Field.NOTE: "Ghi chú|Chú thích|Ý kiến khác|Ghi chú thêm",
    },
    Source.UNITS: {
        Field.STT: "STT|TT|Số TT|Số thứ tự|No",
        Field.CODE: "Mã|Mã đơn vị|Ký hiệu|Mã số|Code",
        Field.NAME: "Tên đơn vị|Đơn vị|Tên cơ sở Đoàn|Cơ sở Đoàn|Tên|Tên chi đoàn|Chi đoàn",
        Field.ALIASES: "Tên khác|Tên gọi khác|Tên viết tắt|Viết tắt|Bí danh|Cách gọi khác",
        Field.SECTOR: "Khối|Loại hình|Nhóm đơn vị|Khối ngành|Lĩnh vực|Cụm",
        Field.MEMBERS: """Số ĐVTN|Tổng số ĐVTN|Tổng ĐVTN|Tổng số đoàn viên|Tổng số đoàn viên thanh niên|Số đoàn viên
            |TS ĐVTN|Tổng số ĐV, TN|ĐVTN|Số lượng đoàn viên|Tổng số ĐVTN của đơn vị|Số lượng ĐVTN""",
        Field.EMAIL: "Email|Địa chỉ email|Hộp thư|Thư điện tử|E-mail|Mail",
        Field.OFFICER: """Phụ trách|Bí thư|Họ tên bí thư|Ủy viên BCH phụ trách|Người phụ trách|Cán bộ phụ trách
            |Đồng chí phụ trách|UV BCH phụ trách|Ủy viên phụ trách|Phân công|Phân công phụ trách
            |Ủy viên Ban Chấp hành phụ trách|UVBCH phụ trách""",
        Field.PHONE: "Điện thoại|SĐT|Số điện thoại|ĐT|Di động",
        Field.OPENS: "Từ ngày|Ngày thành lập|Bắt đầu|Từ|Hoạt động từ",
        Field.CLOSES: "Đến ngày|Ngày giải thể|Kết thúc|Đến|Hoạt động đến",
        Field.NOTE: "Ghi chú|Chú thích|Ý kiến khác|Ghi chú thêm",
    },
    Source.EXEMPTIONS: {
        Field.STT: "STT|TT|Số TT|Số thứ tự|No",
        Field.UNIT: """Đơn vị|Tên đơn vị|Chi đoàn|Cơ sở Đoàn|Tên cơ sở Đoàn|Đoàn cơ sở|Tên chi đoàn
            |Đơn vị thực hiện|Đơn vị báo cáo|Đơn vị đăng ký|Chi đoàn/Đoàn cơ sở|Tổ chức Đoàn
            |Cơ quan, đơn vị""",
        Field.OBLIGATION: "Nghĩa vụ|Nội dung|Loại báo cáo|Việc|Nội dung nghĩa vụ",
        Field.SINCE: "Từ|Từ ngày|Bắt đầu",
        Field.UNTIL: "Đến|Đến ngày|Kết thúc",
        Field.KIND: "Loại|Hình thức|Miễn/Gia hạn|Loại miễn, gia hạn",
        Field.EXTENDED_TO: "Gia hạn đến|Hạn mới|Gia hạn tới|Gia hạn đến ngày",
        Field.REASON: "Lý do|Nguyên nhân",
        Field.GRANTED_BY: "Người duyệt|Duyệt|Người cho phép|Người quyết định",
        Field.NOTE: "Ghi chú|Chú thích|Ý kiến khác|Ghi chú thêm",
    },
}
"""Every column of each list in the sheet's order; phrases are parted by ``|``."""

OPTIONAL: Mapping[Source, frozenset[Field]] = {
    Source.REPORTS: frozenset([Field.STT, Field.MEMBERS, Field.GROUP, Field.TIME, Field.OFFICER, Field.NOTE]),
    Source.REGISTRATIONS: frozenset([Field.STT, Field.NOTE]),
    Source.UNITS: frozenset([Field.STT, Field.NOTE]),
    Source.EXEMPTIONS: frozenset([Field.STT, Field.NOTE]),
}
"""Columns that may be lacking without a word."""

GROUP_HEADERS = "Quy mô tổ chức|Thời gian|Quy mô|Thời gian tổ chức"
"""Headers that stand over several columns of a two-row header."""

DATES_INSTEAD = "Thời gian|Thời gian tổ chức|Ngày tổ chức|Ngày|Ngày, giờ"
"""Headers of a report under which dates stand instead of a week."""
