"""The words of the office's decision columns, read with the tolerance of everything people type."""

from __future__ import annotations

from functools import lru_cache

from service.core.parsing.text import fold
from service.core.records import ExemptionKind, Verdict

_VERDICTS = {
    Verdict.RETURN: (
        "khong chap nhan|khong dong y|khong duyet|khong dat|tra lai|tra ve|tra"
        "|yeu cau bo sung|bo sung|chua dat|lam lai"
    ),
    Verdict.SKIP: "bo qua|khong xu ly|khong lien quan|khong can|bo",
    Verdict.ACCEPT: "chap nhan|dong y|duyet|ok|oke|okay|dat|nhan|cong nhan|hop le|chap thuan|x|co|dung",
}
_KINDS = {
    ExemptionKind.EXEMPT: "mien|mien thuc hien|mien tru|duoc mien",
    ExemptionKind.EXTENDED: "gia han|gia han nop|gia han den|keo dai|lui han|doi han",
    ExemptionKind.SUSPENDED: "tam dung|tam ngung|dung|tam hoan|ngung|nghi|tam nghi|gian cach",
}


def _listed(table: dict[Verdict, str] | dict[ExemptionKind, str], folded: str) -> Verdict | ExemptionKind | None:
    for meaning, words in table.items():
        if folded in words.split("|"):
            return meaning
    for meaning, words in table.items():
        if any(folded.startswith(f"{word} ") for word in words.split("|") if len(word) > 3):
            return meaning
    return None


@lru_cache(maxsize=1024)
def read_verdict(text: str) -> Verdict | None:
    """What a "Quyết định" cell says; None when it is blank or no known word (the caller asks)."""
    found = _listed(_VERDICTS, fold(text))
    return found if isinstance(found, Verdict) else None


@lru_cache(maxsize=1024)
def read_exemption_kind(text: str) -> ExemptionKind | None:
    """What a "Loại" cell says; None when it is blank or no known word."""
    found = _listed(_KINDS, fold(text))
    return found if isinstance(found, ExemptionKind) else None
