"""The plan's content groups (section V) and the words that show them."""

from __future__ import annotations

from collections.abc import Mapping

GROUP_TITLES: Mapping[str, str] = {
    "1": "Vệ sinh, môi trường, phòng chống dịch",
    "2a": "Xung kích bảo vệ Tổ quốc",
    "2b": "Thanh niên tình nguyện",
    "2c": "Tuổi trẻ sáng tạo",
    "3a": "Đồng hành trong học tập, nghiên cứu khoa học",
    "3b": "Đồng hành khởi nghiệp, lập nghiệp",
    "3c": "Kỹ năng, thể chất, văn hóa tinh thần",
    "4a": "Sinh hoạt câu lạc bộ, đội, nhóm",
    "4b": "Sinh hoạt chính trị, chuyên đề",
    "4c": "Góp ý văn kiện, xây dựng Đảng",
    "4d": "Học và thi bốn bài lý luận chính trị",
    "4e": "Sinh hoạt chi đoàn",
    "5a": "Sinh viên 5 tốt",
    "5b": "Học sinh 3 rèn luyện",
    "5c": "Khi tôi 18",
    "6a": "Giám sát, phản biện (QĐ 217)",
    "6b": "Góp ý xây dựng Đảng, chính quyền (QĐ 218)",
    "6c": "Tu dưỡng, rèn luyện đoàn viên (QĐ 124)",
    "6d": "Kiểm tra, giám sát chuyên đề, đoàn phí, Điều lệ",
}
"""Vietnamese titles by code, in the plan's order."""

CITATIONS: Mapping[str, str] = {
    "1": "Chỉ thị 15|chỉ thị số 15|CT 15|15-CT/TU",
    "6a": "QĐ 217|quyết định 217|quyết định số 217|217-QĐ/TW|QĐ số 217|217 QĐ|theo 217",
    "6b": "QĐ 218|quyết định 218|quyết định số 218|218-QĐ/TW|QĐ số 218|218 QĐ|theo 218",
    "6c": "QĐ 124|quy định 124|quy định số 124|quyết định 124|124-QĐ/TW|QĐ số 124|QyĐ 124|theo 124",
}
"""An explicit citation outranks every other word about the same thing."""

KEYWORDS: Mapping[str, str] = {
    "1": """vệ sinh|dọn dẹp|dọn vệ sinh|tổng vệ sinh|quét dọn|lau chùi|lau dọn|phòng làm việc|khuôn viên
        |sáng xanh sạch đẹp|xanh sạch đẹp|trồng cây|chăm sóc cây|cây xanh|trồng hoa|chăm sóc hoa
        |chăm sóc vườn|bồn hoa|làm cỏ|cắt cỏ|nhổ cỏ|rác thải|thu gom rác|nhặt rác|phân loại rác|khử khuẩn
        |khử trùng|sát khuẩn|phun thuốc|đo thân nhiệt|covid|corona|sars cov|phòng dịch|chống dịch
        |phòng chống dịch|khẩu trang|nước rửa tay|biến đổi khí hậu|bảo vệ môi trường|môi trường|cột cờ
        |sắp xếp hồ sơ|chỉnh trang|mỹ quan|tưới cây|dọn cỏ|quét sân|sân trường|phát quang|nạo vét""",
    "2a": """an ninh trật tự|an toàn giao thông|atgt|tân binh|nghĩa vụ quân sự|biên giới|biển đảo|hải đảo
        |trường sa|hoàng sa|đền ơn đáp nghĩa|uống nước nhớ nguồn|gia đình chính sách|thương binh liệt sĩ
        |liệt sĩ|liệt sỹ|mẹ việt nam anh hùng|mẹ vnah|thắp nến tri ân|ma túy|tệ nạn|an ninh mạng
        |quốc phòng|bảo vệ tổ quốc|dân quân|tội phạm|phòng cháy|pccc|văn hóa giao thông|nghĩa trang
        |người có công|giáo dục truyền thống cách mạng|chủ quyền""",
    "2b": """hiến máu|tặng quà|trao quà|nông thôn mới|đô thị văn minh|chủ nhật xanh|kỳ nghỉ hồng
        |chốt kiểm dịch|kiểm dịch|nhà nhân ái|nhà tình bạn|nhà khăn quàng đỏ|tình nguyện|từ thiện
        |hộ nghèo|người nghèo|trẻ em nghèo|học sinh nghèo|hoàn cảnh khó khăn|mùa hè xanh|hoa phượng đỏ
        |tiếp sức mùa thi|ngày thứ bảy tình nguyện|thứ bảy tình nguyện|phát cháo|nồi cháo|suất ăn|bếp ăn
        |khám bệnh miễn phí|phát thuốc|cấp phát thuốc|xuân tình nguyện|trẻ mồ côi|người già neo đơn
        |neo đơn|quyên góp|ủng hộ|đường nông thôn|thắp sáng đường quê|áo ấm|học bổng
        |thăm hỏi người cao tuổi|an sinh xã hội|vùng sâu""",
    "2c": """sáng kiến|ý tưởng|cải tiến|cải cách hành chính|cchc|chuyển đổi số|dịch vụ công
        |tuổi trẻ sáng tạo|công trình thanh niên|phần việc thanh niên|số hóa|hợp lý hóa sản xuất
        |tin học hóa""",
    "3a": """ngoại ngữ|tiếng anh|tiếng khmer|tiếng hoa|tiếng nhật|tin học|nghiên cứu khoa học|nckh
        |bồi dưỡng chuyên môn|chuyên môn nghiệp vụ|nghiệp vụ chuyên môn|tập huấn nghiệp vụ
        |nâng cao nghiệp vụ|trao đổi nghiệp vụ|trao đổi chuyên môn|đọc sách|đọc báo
        |văn hóa đọc|tủ sách|học thuật|ôn tập|đố vui|giới thiệu sách|olympic
        |thi tay nghề|khoa học kỹ thuật""",
    "3b": """khởi nghiệp|lập nghiệp|vay vốn|nguồn vốn|việc làm|hướng nghiệp|tư vấn nghề|nghề nghiệp
        |tuyển dụng|khởi sự kinh doanh|mô hình kinh tế|phát triển kinh tế""",
    "3c": """kỹ năng|thể dục|thể thao|tdtt|bóng chuyền|bóng đá|bóng bàn|cầu lông|quần vợt|kéo co|chạy bộ
        |đi bộ|cờ tướng|bơi lội|dân vũ|văn nghệ|ca hát|thi hát|hát dân ca|karaoke|sinh nhật|sức khỏe|yoga|aerobic
        |giao lưu văn|trò chơi|cắm trại|dã ngoại|về nguồn|nấu ăn|cắm hoa|thể chất|gia đình trẻ
        |hôn nhân gia đình|sơ cấp cứu|sơ cứu|đạp xe|thi đấu|hội thao|hội diễn|xem phim""",
    "4a": "câu lạc bộ|clb|sinh hoạt đội|sinh hoạt nhóm|đội nhóm|đội tuyên truyền|nhóm sinh hoạt|tổ đội nhóm",
    "4b": """sinh hoạt chính trị|chính trị tư tưởng|sinh hoạt chuyên đề|chuyên đề|học tập theo bác
        |làm theo bác|học tập và làm theo|tư tưởng hồ chí minh|đạo đức hồ chí minh|kể chuyện về bác
        |kể chuyện bác hồ|chuyện về bác|mẩu chuyện|câu chuyện về bác|bác hồ|chỉ thị 05
        |triển khai văn bản|tấm gương đạo đức|nói chuyện chuyên đề|ngày truyền thống
        |học tập nghị quyết|kỷ niệm ngày thành lập|lịch sử đảng|sinh hoạt dưới cờ|chào cờ
        """,
    "4c": """góp ý văn kiện|đóng góp văn kiện|văn kiện|góp ý dự thảo|dự thảo|xây dựng đảng|đại hội đảng
        |giới thiệu đoàn viên ưu tú|đoàn viên ưu tú|kết nạp đảng|cảm tình đảng|bảo vệ nền tảng tư tưởng""",
    "4d": """lý luận chính trị|llct|bốn bài lý luận|4 bài lý luận|thi trắc nghiệm|bài học lý luận|bốn bài học
        |4 bài học|thi trực tuyến lý luận|4 bài llct|trắc nghiệm""",
    "4e": """sinh hoạt chi đoàn|họp chi đoàn|sinh hoạt định kỳ|sinh hoạt thường kỳ|họp bch|họp ban chấp hành
        |họp đoàn|sinh hoạt đoàn|đại hội chi đoàn|đại hội đoàn|kết nạp đoàn viên
        |trưởng thành đoàn|hội nghị ban chấp hành|họp lệ|sinh hoạt lệ|ngày đoàn viên|họp triển khai
        |sinh hoạt tháng|họp định kỳ""",
    "5a": "sinh viên 5 tốt|sinh viên năm tốt|sv 5 tốt|sv5t|sv5 tốt",
    "5b": """học sinh 3 rèn luyện|học sinh ba rèn luyện|hs 3 rèn luyện|học sinh 3 tốt|học sinh ba tốt|hs3rl
        |học sinh 3 rl""",
    "5c": "khi tôi 18|khi tôi mười tám|khi tôi 18 tuổi",
    "6a": "phản biện xã hội|giám sát và phản biện|giám sát phản biện|phản biện",
    "6b": """góp ý cấp ủy|góp ý cho cấp ủy|góp ý xây dựng chính quyền|góp ý cơ quan|góp ý lãnh đạo
        |góp ý xây dựng cơ quan|đối thoại với lãnh đạo|góp ý xây dựng đảng và chính quyền""",
    "6c": """tu dưỡng|rèn luyện đoàn viên|chương trình rèn luyện đoàn viên|đăng ký rèn luyện
        |xếp loại đoàn viên|đánh giá đoàn viên""",
    "6d": """kiểm tra giám sát|kiểm tra chuyên đề|giám sát chuyên đề|đoàn phí|điều lệ|công tác kiểm tra
        |kiểm tra sổ|sổ đoàn viên|ubkt|ủy ban kiểm tra|kiểm tra chi đoàn|tự kiểm tra""",
}
"""Words of ordinary typing, several groups in one text allowed."""

WEAK: Mapping[str, str] = {
    "1": "trụ sở",
    "2c": "sáng tạo trẻ",
    "3a": "chuyên môn|công nghệ thông tin",
    "4b": "nghị quyết|pháp luật|quán triệt",
    "4e": "tổng kết|sơ kết",
    "6d": "giám sát",
}
"""Words that count only where the text shows no other group."""

SETTINGS = """tại phòng làm việc|ở phòng làm việc|trong phòng làm việc|tại khuôn viên|trong khuôn viên|ở khuôn viên
    |tại trụ sở|ở trụ sở|trong trụ sở|tại sân trường|ở sân trường|trong sân trường|tại câu lạc bộ|khu vực bếp ăn
    |bếp ăn cơ quan|nhà bếp|giám sát dịch|giám sát dịch tễ|giám sát ca bệnh|giám sát cách ly|giám sát bệnh"""
"""Where something happens, or another trade's words: they hold a keyword and show no group."""

OCCASIONS = "chào mừng|kỷ niệm|nhân kỷ niệm|nhân dịp|hướng tới|lập thành tích"
"""What follows, to the next comma, is why something is done: it counts only where nothing else shows a group."""

HEADQUARTERS = """trụ sở|cơ quan|phòng làm việc|khuôn viên|đơn vị|hội trường|sân cơ quan|tại chỗ|văn phòng|sân trường
    |bệnh viện|nhà máy|công ty|trường|khoa|sở|cục|ngân hàng|chi nhánh"""
"""Places that are the unit's own."""

OWN_SEAT = "trụ sở|cơ quan|phòng làm việc|đơn vị|tại chỗ"
"""Own places that stay so when an address in a commune follows."""

COMMUNES = """xã|ấp|huyện|phường|khóm|thị trấn|nông thôn|khu dân cư|đường nông thôn|tuyến đường|cù lao|địa phương
    |vùng nông thôn|nghĩa trang|công viên|chợ|bãi biển|nhà dân|hộ dân|đường phố"""
"""Places among the people, where cleaning and planting is voluntary work."""

PLACE_DECIDES = """vệ sinh|dọn dẹp|dọn vệ sinh|tổng vệ sinh|quét dọn|trồng cây|chăm sóc cây|cây xanh|trồng hoa
    |thu gom rác|nhặt rác|rác thải|làm cỏ|cắt cỏ|nhổ cỏ|dọn cỏ|bồn hoa|môi trường|bảo vệ môi trường
    |chăm sóc hoa|khử khuẩn|phun thuốc|chỉnh trang|mỹ quan|phát quang|nạo vét"""
"""Group 1's words of cleaning, planting and the like: only there does the place decide."""
