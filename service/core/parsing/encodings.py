"""Text of the encodings before Unicode: TCVN3 (.VnTime) and VNI (VNI-Times), read as if it were Latin-1.

Seventeen of ninety-eight real .doc files were TCVN3 and six VNI, as mojibake without any error. No kept
library decodes them, so the tables stand here; a text is decoded only when its odd words are no Vietnamese
syllables as they stand and all become syllables by the table.
"""

from __future__ import annotations

import re
import unicodedata

from service.core.parsing.syllables import is_syllable, place_tone

_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)

_VNI_MARKS = {  # letter → tone or shape written after it → letter meant
    "a": ("øùûõïêèéúüëâàáåãä", "àáảãạăằắẳẵặâầấẩẫậ"),
    "e": ("øùûõïâàáåãä", "èéẻẽẹêềếểễệ"),
    "o": ("øùûõïâàáåãä", "òóỏõọôồốổỗộ"),
    "ô": ("øùûõï", "ờớởỡợ"),
    "u": ("øùûõï", "ùúủũụ"),
    "ö": ("øùûõï", "ừứửữự"),
    "y": ("øùûõ", "ỳýỷỹ"),
}
_VNI_PAIRS = {
    cased: meant if cased[0].islower() else meant.upper()
    for letter, (marks, letters) in _VNI_MARKS.items()
    for mark, meant in zip(marks, letters, strict=True)
    for cased in (letter + mark, letter.upper() + mark.upper(), letter.upper() + mark)
}
_VNI_SINGLES = dict(zip("ôöñæóòîÔÖÑÆÓÒÎ", "ơưđỉĩịỵƠƯĐỈĨỊỴ", strict=True))
_VNI = re.compile("|".join([*map(re.escape, _VNI_PAIRS), f"[{''.join(_VNI_SINGLES)}]"]))

_UNICODE_ONLY = re.compile("[ĂăĐđƠơƯưĨĩŨũ\u1ea0-\u1ef9\u0100-\u02af\u0300-\u036f]")
_ODD = re.compile("[\u00a1-\u00ac\u00ad-\u00ff]")
_FOREIGN = re.compile("[^a-zA-ZĂăĐđƠơƯưĨĩŨũàáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ\u1ea0-\u1ef9]")
_ABBREVIATION = re.compile(r"[A-Z]*Đ[A-ZĐ]+|[A-Z]+Đ[A-ZĐ]*")
_COMRADES = re.compile(r"[®ñ](?=/c\b)")
_WORD = re.compile(r"[a-zA-Z\u00a1-\u024f\u1ea0-\u1ef9]+")
_LOST_U = re.compile(r"(?<![ưƯ])([ơờớởỡợ])(?=c\b|ng\b)")
_LOST_WORDS = {"ngời": "người", "lợt": "lượt", "mơi": "mươi"}
_BARE_ONSET = re.compile(r"(?<![\w.&/-])([Tt]h?|[Nn]h|[Ll])(?![\w.&/-])")


def _tcvn3(text: str) -> str:
    return text.translate(_TCVN3)


def _vni(text: str) -> str:
    return _VNI.sub(lambda found: _VNI_PAIRS.get(found[0]) or _VNI_SINGLES[found[0]], text)


def _restore_lost_u(text: str) -> str:
    """Put back the ư of a TCVN3 text whose U+00AD a converter took for a soft hyphen: ``đợc`` → ``được``."""
    text = _LOST_U.sub(r"ư\1", text)
    text = re.sub(r"\w+", lambda found: _LOST_WORDS.get(found[0], found[0]), text)
    return _BARE_ONSET.sub(r"\1ư", text)


def _share_of_syllables(words: list[str]) -> float:
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def _share_as_is(words: list[str]) -> float:
    """``Ñôn`` is no Vietnamese word, though its tilde would be a tone."""
    return sum(is_syllable(word) and not _FOREIGN.search(word) for word in words) / len(words) if words else 0.0


def _share_decoded(words: list[str]) -> float:
    """Short forms such as ĐVTN and BVĐK speak neither for nor against, unless they are all there is."""
    telling = [word for word in words if not _ABBREVIATION.fullmatch(word)]
    return _share_of_syllables(telling) if telling or not words else 1.0


def decode_legacy(text: str) -> str:
    """The text in Unicode when it is TCVN3 or VNI, else the text as it is. To be called before U+00AD is dropped."""
    if not _ODD.search(text) or _UNICODE_ONLY.search(text):
        return text
    text = _COMRADES.sub("đ", text)
    odd = [word for word in _WORD.findall(text) if _ODD.search(word)]
    as_is = _share_as_is([unicodedata.normalize("NFC", word).replace("\u00ad", "") for word in odd])
    if as_is > 0.5 or not odd:
        return text
    tcvn3 = _tcvn3(text)
    if "\u00ad" not in text:
        tcvn3 = _restore_lost_u(tcvn3)
    candidates = []
    for decoded in (tcvn3, _vni(text)):
        words = [word for word in _WORD.findall(decoded) if not word.isascii()]
        spelt = sum(place_tone(word) == word for word in words)
        candidates.append((_share_decoded(words), spelt, decoded))
    share, _, decoded = max(candidates, key=lambda candidate: candidate[:2])
    return decoded if share >= 0.8 and share > as_is else text
