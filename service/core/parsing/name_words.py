"""Words of agencies' names that matter for telling one unit from another; all folded."""

from __future__ import annotations


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


HEADS = _phrases("so|cuc|cong ty|ban|dai|ban quan ly|trung tam|vien|bao hiem")
"""What people leave off the front of a name: "Tư pháp" for Sở Tư pháp."""

FIRMS = _phrases("cong ty|tap doan")
"""What people put before a name that has it not: "Công ty Viettel"."""

DEPARTMENTS = frozenset(
    _phrases(
        """y te|xay dung|tai chinh|tu phap|noi vu|cong thuong|giao thong van tai|nong nghiep|ngoai vu
        |giao duc dao tao|tai nguyen moi truong|khoa hoc cong nghe|ke hoach dau tu|thong tin truyen thong
        |van hoa the thao du lich|lao dong thuong binh xa hoi|nong nghiep phat trien nong thon"""
    )
)
"""Fields that have a Sở: "CĐ Y tế" may be its chi đoàn or a college."""

PART_OF = frozenset(_phrases("van phong|trung tam|thanh tra|chi cuc|dang uy|lien minh|truc thuoc"))
"""Before a name they make another, smaller or different organisation of it."""

ELSEWHERE = frozenset(["huyen", "xa", "phuong", "khu", "cum", "tp", "quan"])
"""After a name they make it another one's of the same kind: "BHXH huyện …"."""

OTHER_PLACES = frozenset(
    _phrases(
        """cang long|cau ke|tieu can|chau thanh|cau ngang|tra cu|duyen hai
        |an giang|bac giang|bac kan|bac lieu|bac ninh|ben tre|binh dinh|binh duong|binh phuoc|binh thuan|ca mau
        |can tho|cao bang|da nang|dak lak|dak nong|dien bien|dong nai|dong thap|gia lai|ha giang|ha nam|ha noi
        |ha tinh|hai duong|hai phong|hau giang|hoa binh|ho chi minh|hung yen|khanh hoa|kien giang|kon tum|lai chau
        |lam dong|lang son|lao cai|long an|nam dinh|nghe an|ninh binh|ninh thuan|phu tho|phu yen|quang binh
        |quang nam|quang ngai|quang ninh|quang tri|soc trang|son la|tay ninh|thai binh|thai nguyen|thanh hoa
        |thua thien|tien giang|tra vinh|tuyen quang|vinh long|vinh phuc|vung tau|yen bai"""
    )
)
"""Provinces, and the districts of the office's own: after a name they make it another one's, too."""

_BREAKS = "gui kinh ve cua bao cao ke hoach nop dang ky thang tuan nam tu mau"
BREAKS = frozenset(_BREAKS.split())
"""Words of running text that end a name."""

_ORGANISATION_WORDS = """
    so cuc chi phong ban vien truong hoc doi to xa phuong thi tran huyen thanh pho khu vuc bao dai hoi dang uy bo
    ngoai noi vu van dan toc ton giao kinh te thuong mai cong nong lam thuy san nghiep thuc pham y duoc thu thue kho
    bac hai quan buu dien nuoc xang dau dia chinh tai tu phap xay dung thong tin truyen hoa the thao du lich
    lao dong binh ke hoach khoa nghe moi nguyen kiem sat toa an tra nhat quy bien su
    long duc loi tan phu my hiep tay nam trung"""
ORGANISATION_WORDS = frozenset(_ORGANISATION_WORDS.split())
"""Words of agencies and places at large: one of them is no slip of the pen for another."""
