"""How the names of agencies are shortened, as words to put in their place.

Keys and values are folded words. A longer key wins over a shorter one; the words put in are read again only where
the table says so itself. Both a roster's names and typed names pass through, so that either may be short.
"""

from __future__ import annotations

from collections.abc import Sequence

_WORDS = """
tn mt, tnmt, tn va mt = tai nguyen moi truong
kh cn, khcn = khoa hoc cong nghe
kh dt, khdt = ke hoach dau tu
so tt tt, so tttt, so ttt t = so thong tin truyen thong
tt tt, tttt = thong tin truyen thong
gd dt, gddt = giao duc dao tao
nn ptnt, nnptnt, nn pt nt, nn va ptnt, nong nghiep ptnt = nong nghiep phat trien nong thon
ptnt = phat trien nong thon
vh tt dl, vhttdl, vh ttdl, vhtt dl, vh tt va dl = van hoa the thao du lich
ld tb xh, ldtbxh, ldtb xh, ld tbxh, ld thuong binh xa hoi, ld tb va xh = lao dong thuong binh xa hoi
tbxh, tb xh = thuong binh xa hoi
gtvt, gt vt, giao thong vt = giao thong van tai
so xd = so xay dung
so nv = so noi vu
so tc = so tai chinh
so ct = so cong thuong
so tp = so tu phap
so yt = so y te
so nn = so nong nghiep
vksnd, vien ksnd, vks, vien ks, vien kiem sat, vien kiem sat nd = vien kiem sat nhan dan
tand, toa an, toa an nd, ta nd = toa an nhan dan
ubnd = uy ban nhan dan
hdnd = hoi dong nhan dan
vp tu, vptu, van phong tu, vp tinh uy = van phong tinh uy
vp ubnd, vpub, vp ub, vpubnd, van phong ub, van phong uy ban = van phong uy ban nhan dan
vp = van phong
kbnn, kho bac nn, kho bac = kho bac nha nuoc
bhxh, bao hiem xh = bao hiem xa hoi
thads, thi hanh an ds, tha ds, thi hanh an = thi hanh an dan su
bqlda, bql da, ban qlda, ban ql da, ban quan ly da = ban quan ly du an
dtxd, dt xd, dau tu xd = dau tu xay dung
ctdd cn, ctddcn, ct dd cn, ctdd va cn = cong trinh dan dung cong nghiep
bql kkt, ban ql kkt, bqlkkt, bql khu kinh te, ban ql khu kinh te = ban quan ly khu kinh te
bql = ban quan ly
kkt = khu kinh te
dai pt th, dai ptth, dai pttth = dai phat thanh truyen hinh
ptdtnt, pt dtnt, pt dan toc noi tru, ptdt noi tru, truong dtnt, truong dan toc noi tru = pho thong dan toc noi tru
dtnt = dan toc noi tru
bvdk, bv dk, bv da khoa = benh vien da khoa
bv = benh vien
ttksbt, tt ksbt, tt kiem soat benh tat, trung tam ksbt, cdc = trung tam kiem soat benh tat
trung tam cdc, tt cdc = trung tam kiem soat benh tat
kiem soat bt, ksbt = kiem soat benh tat
nhhtx, nh htx, ngan hang htx, nh hop tac xa, coopbank, co opbank, co op bank, coop bank = ngan hang hop tac xa
ngan hang co op, ngan hang coopbank, ngan hang co opbank = ngan hang hop tac xa
nhno ptnt, nhnn ptnt, nhno, nhnoptnt, nhnnptnt, nhno va ptnt, nhnn va ptnt, nh nn ptnt, nh no ptnt = agribank
ngan hang nong nghiep phat trien nong thon, ngan hang nong nghiep va phat trien nong thon = agribank
ngan hang nong nghiep ptnt, ngan hang nong nghiep va ptnt, ngan hang nn ptnt, ngan hang no ptnt = agribank
nh nong nghiep ptnt, nh nong nghiep va ptnt, nh nong nghiep phat trien nong thon = agribank
ngan hang agribank, nh agribank = agribank
ngan hang dau tu phat trien, ngan hang dau tu va phat trien, nh dau tu phat trien, nh dau tu va phat trien = bidv
ngan hang dt pt, nh dt pt, nhdt pt, ngan hang bidv, nh bidv = bidv
ngan hang cong thuong, nh cong thuong, ngan hang tmcp cong thuong, nh tmcp cong thuong, nhct = vietinbank
vietin bank, vietin, ngan hang vietinbank, nh vietinbank, ngan hang vietin bank = vietinbank
ngan hang ngoai thuong, nh ngoai thuong, vcb, ngan hang vietcombank = vietcombank
nhcsxh, nh csxh, ngan hang csxh, nh chinh sach xa hoi, ngan hang chinh sach = ngan hang chinh sach xa hoi
nh = ngan hang
htx = hop tac xa
pc tra vinh, pc tv, dien luc = cong ty dien luc
cty dien luc, ct dien luc, dien luc tinh, cty dl = cong ty dien luc
xskt, xo so, xs kt, xo so kt = xo so kien thiet
cty, c ty, ct tnhh, cong ty co phan, cty cp, cong ty cp, cong ty tnhh, cty tnhh = cong ty
cong ty tnhh mtv, cty tnhh mtv, cong ty tnhh mot thanh vien = cong ty
ctn = cap thoat nuoc
truong cd, doan truong cd = truong cao dang
c d = cao dang
tvh, tv = tra vinh
vn = viet nam
tt = trung tam
ttvh = trung tam van hoa
xd = xay dung
"""

_TABLE: dict[tuple[str, ...], tuple[str, ...]] = {
    tuple(word for word in short.split() if word != "va"): tuple(meant.split())
    for line in _WORDS.strip().splitlines()
    for shorts, meant in [line.split(" = ")]
    for short in shorts.split(", ")
}
for _meant in set(_TABLE.values()):
    _TABLE.setdefault(_meant, _meant)  # what is written out already must not be written out again
_TABLE |= {("chi", "nhanh"): (), ("tmcp",): (), ("cn", "tra", "vinh"): ("tra", "vinh"), ("cn", "tinh"): ("tinh",)}
_LONGEST = max(map(len, _TABLE))
_STARTS = frozenset(key[0] for key in _TABLE)


def expand(tokens: Sequence[str]) -> tuple[str, ...]:
    """The words with every shortening written out and "và" left out, the longest first, from the left."""
    words = tuple(token for token in tokens if token != "va")
    for _ in range(3):  # "NH chính sách" → "ngân hàng chính sách" → "ngân hàng chính sách xã hội"
        again = _expand_once(words)
        if again == words:
            break
        words = again
    return words


def _expand_once(tokens: tuple[str, ...]) -> tuple[str, ...]:
    if _STARTS.isdisjoint(tokens):
        return tokens
    out: list[str] = []
    at = 0
    while at < len(tokens):
        for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
            meant = _TABLE.get(tuple(tokens[at : at + size])) if tokens[at] in _STARTS else None
            if meant is not None:
                out += meant
                at += size
                break
        else:
            out.append(tokens[at])
            at += 1
    return tuple(out)


LONG_NAMES: dict[str, tuple[str, ...]] = {
    "agribank": ("ngan", "hang", "nong", "nghiep", "phat", "trien", "nong", "thon"),
    "bidv": ("ngan", "hang", "dau", "tu", "phat", "trien"),
    "vietinbank": ("ngan", "hang", "cong", "thuong"),
    "vietcombank": ("ngan", "hang", "ngoai", "thuong"),
}
"""What a trade name stands for: a part of it ("Công thương") may mean that unit too."""
