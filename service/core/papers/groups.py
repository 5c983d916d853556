"""Names of the content groups of section V of the plan."""

from __future__ import annotations

GROUPS = {
    "1": "Vệ sinh, Sáng – Xanh – Sạch – Đẹp, môi trường, phòng chống dịch",
    "2": "Ba phong trào hành động cách mạng",
    "2a": "Tuổi trẻ xung kích bảo vệ Tổ quốc",
    "2b": "Thanh niên tình nguyện",
    "2c": "Tuổi trẻ sáng tạo",
    "3": "Ba chương trình đồng hành với thanh niên",
    "3a": "Đồng hành trong học tập, nghiên cứu khoa học, làm chủ công nghệ",
    "3b": "Đồng hành khởi nghiệp, lập nghiệp",
    "3c": "Đồng hành phát triển kỹ năng, thể chất, đời sống tinh thần",
    "4": "Sinh hoạt Đoàn, sinh hoạt chính trị, xây dựng Đảng",
    "4a": "Sinh hoạt câu lạc bộ, đội, nhóm",
    "4b": "Sinh hoạt chính trị, chuyên đề, học tập và làm theo Bác",
    "4c": "Góp ý văn kiện, dự thảo; tham gia xây dựng Đảng",
    "4d": "Học tập, thi trắc nghiệm bốn bài lý luận chính trị",
    "4e": "Sinh hoạt chi đoàn",
    "5": "Phong trào trong khối trường học",
    "5a": "Sinh viên 5 tốt",
    "5b": "Học sinh 3 rèn luyện",
    "5c": "Khi tôi 18",
    "6": "Kiểm tra, giám sát",
    "6a": "Giám sát, phản biện xã hội (Quyết định 217)",
    "6b": "Góp ý xây dựng Đảng, chính quyền (Quyết định 218)",
    "6c": "Tu dưỡng, rèn luyện (Quy định 124)",
    "6d": "Kiểm tra, giám sát chuyên đề của Đoàn",
}


def group_name(code: str) -> str:
    """The group's name; a code the plan does not have is shown as it stands."""
    return GROUPS.get(code, code)
