"""Which encoding a file is in, by how well its signs fit the languages statements come in.

Every candidate that decodes without an error is scored; nothing depends on a file's name.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# letters beyond ASCII that each language really uses, per single-byte encoding
_LANGUAGES = {
    "cp1252": (
        "äöüßÄÖÜ", "éèêëàâçîïôûùœæÉÈÀÇ", "åäöæøéÅÄÖÆØ", "áéíóúñüÁÉÍÓÚÑ", "àèéìòùÀÈ",
        "ãõáéíóúâêôçàÃÕÇ",
    ),
    "cp1250": (
        "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽľĺŕôä", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ",
        "čćžšđČĆŽŠĐ", "ăâîșțşţĂÂÎŞŢ",
    ),
    "cp1257": ("ąčęėįšųūžĄČĘĖĮŠŲŪŽ", "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ"),
    "iso-8859-2": ("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ"),
    "cp1254": ("çğıöşüÇĞİÖŞÜ",),
}  # fmt: skip
_COMMON_CYRILLIC = frozenset(
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё" + "ОЕАИНТСРВЛКМДПУЯЫЬГЗБЧЙХЖШЮЦЩЭФЪЁ"
)
_GREEK = frozenset("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ")
_HEBREW = frozenset("אבגדהוזחטיךכלםמןנסעףפץצקרשת")
_OTHER_SCRIPTS = {
    "cp1251": _COMMON_CYRILLIC, "koi8-r": _COMMON_CYRILLIC, "cp866": _COMMON_CYRILLIC,
    "cp1253": _GREEK, "cp1255": _HEBREW,
}  # fmt: skip
_WIDE = ("gb18030", "big5", "cp932", "cp949")
FEWEST_SYLLABLES, ALL_SYLLABLES = 12, 0.98
_EVERYDAY = {"gb18030": (0xB0, 0xD7), "big5": (0xA4, 0xC6), "cp932": (0x88, 0x97)}
"""First bytes of the first level of each national table."""
_SIGNS = set("£€§°–—’‘“”…«»©®·½¼²³±µ´ª º\u00a0№•")
PLAIN_ENOUGH = 0.9
FEW_LETTERS = 20
WHOLE_EACH = 3  # letters that are whole for each broken one
JUDGED = 1 << 15  # signs
_WORD = re.compile(r"\w+")
_CONTROLS = re.compile("[\x80-\x9f]")


@dataclass(frozen=True)
class EncodingFinding:
    """The codec's name and how sure it is (0–1)."""

    name: str
    confidence: float
    lenient: bool = False
    """A few broken bytes are replaced."""


def by_mark(head: bytes) -> str | None:
    """The encoding a byte order mark tells; None without one."""
    return next((name for mark, name in BOMS if head.startswith(mark)), None)


def by_zeros(head: bytes) -> EncodingFinding | None:
    """UTF-16 or UTF-32 without a mark: where its zeros stand, and whether it reads as a table."""
    sample = head[: 1 << 14]
    scores = {
        name: _plain_share(sample[: len(sample) // unit * unit], name)
        for name, unit in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2))
    }
    best = max(scores, key=lambda name: scores[name])
    return EncodingFinding(best, 0.95) if scores[best] > PLAIN_ENOUGH else None


def _plain_share(sample: bytes, name: str) -> float:
    """Share of signs that statements are made of; nothing without a line's end."""
    text = sample.decode(name, errors="replace")
    good = sum(
        "\x20" <= sign < "\x7f" or sign in "\t\r\n" or "\u4e00" <= sign <= "\u9fff"
        or "\u3000" <= sign <= "\u30ff" or "\uff00" <= sign <= "\uff65" or "\xa0" < sign < "\u0530"
        for sign in text
    )  # fmt: skip
    return good / len(text) if text and ("\n" in text or "\r" in text) else 0.0


def mostly_utf8(sample: bytes) -> EncodingFinding | None:
    """UTF-8 with few broken bytes among many letters that are whole; None when it is not that."""
    text = sample.decode("utf-8", errors="replace")
    broken = text.count("\ufffd") - sample.count("\ufffd".encode())
    whole = len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd")
    if whole >= max(broken, 1) * WHOLE_EACH:
        return EncodingFinding("utf-8", 0.8, lenient=True)
    return None


def guess(sample: bytes) -> EncodingFinding:
    """The likeliest encoding of `sample`, which is not valid UTF-8."""
    scores = {name: score for name in _candidates() if (score := _score(sample, name)) is not None}
    if not scores:
        return EncodingFinding("latin-1", 0.2)
    ranked = sorted(scores, key=lambda name: -scores[name])
    best = scores[ranked[0]]
    rest = scores[ranked[1]] if len(ranked) > 1 else 0.0
    return EncodingFinding(ranked[0], round(max(0.3, min(0.99, 0.6 + best - max(rest, 0))), 2))


def _candidates() -> tuple[str, ...]:
    return ("gb18030", "big5", "cp932", "cp949", "cp1252", "cp1251", "cp1250", "cp1257",
            "iso-8859-2", "cp1254", "cp1253", "cp1255", "koi8-r", "cp866")  # fmt: skip


def _score(sample: bytes, name: str) -> float | None:
    try:
        text = sample.decode(name)
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            return None
        text = sample[: error.start].decode(name)
    if _CONTROLS.search(text):
        return None
    text = text[:JUDGED]  # all must be readable; how it reads shows sooner
    odd = [sign for sign in text if sign > "\x7f"]
    if not odd:
        return 0.0
    if name in _WIDE:
        return _score_hangul(odd) if name == "cp949" else _score_wide(odd, text, name)
    if name in _OTHER_SCRIPTS:
        order = list(_OTHER_SCRIPTS).index(name)
        return _score_script(odd, text, _OTHER_SCRIPTS[name]) - 0.02 * order - _unlike(odd, name)
    return _score_letters(odd, text, name)


def _score_wide(odd: list[str], text: str, name: str) -> float:
    """Share of signs that are everyday ones: the first levels of the national tables, kana."""
    good = 0
    for sign in odd:
        if "\u3040" <= sign <= "\u30ff" or "\uff61" <= sign <= "\uff9f":
            good += 1 if name == "cp932" else 0
        elif "\u4e00" <= sign <= "\u9fff":
            good += _everyday(sign, name)
        elif (
            sign in "，。：；！？（）【】《》、“”‘’—…￥·～／－　「」＊"
            or "\uff01" <= sign <= "\uff5e"
        ):
            good += 1
    lonely = len(re.findall(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])", text))
    return good / len(odd) - 0.5 * lonely / len(odd)


def _score_hangul(odd: list[str]) -> float:
    """Korean is syllables alone. Chinese read as Korean has Chinese signs among them: of its
    letters in the order of sound the second half falls outside the syllables."""
    wide = [sign for sign in odd if "\u4e00" <= sign <= "\ud7a3"]
    syllables = [sign for sign in wide if sign >= "\uac00" and _is_common(sign)]
    if len(set(syllables)) < FEWEST_SYLLABLES or len(syllables) < ALL_SYLLABLES * len(wide):
        return 0.0
    return 0.05 + len(syllables) / len(odd)


def _is_common(syllable: str) -> bool:
    """One of the 2,350 syllables of the Korean standard; others are hardly ever written."""
    return syllable.encode("cp949")[-1] >= 0xA1 and syllable.encode("cp949")[0] >= 0xB0  # noqa: PLR2004


def _everyday(sign: str, name: str) -> int:
    low, high = _EVERYDAY[name]
    return int(low <= sign.encode(name)[0] <= high)


def _score_script(odd: list[str], text: str, letters: frozenset[str]) -> float:
    """Share of the script's letters; words that mix it with Latin letters speak against it."""
    good = sum(sign in letters or sign in _SIGNS for sign in odd)
    words = [word for word in _WORD.findall(text) if any(sign > "\x7f" for sign in word)]
    cased = sum(_cased(word) for word in words)
    latin = sum(bool(re.search(r"[a-zA-Z]", word)) for word in words)
    return good / len(odd) * (0.5 + 0.5 * cased / max(len(words), 1)) - latin / max(len(words), 1)


def _unlike(odd: list[str], name: str) -> float:
    """Hebrew read as Cyrillic has one case only, and none of the alphabet's last letters."""
    letters = [sign for sign in odd if sign.isalpha()]
    if len(letters) < FEW_LETTERS:
        return 0.0
    if name == "cp1251":
        return 0.0 if any(sign.isupper() or sign in "ыьэюя" for sign in letters) else 0.1
    return 0.1 if name == "koi8-r" and all(sign.isupper() for sign in letters) else 0.0


def _cased(word: str) -> bool:
    if word.upper() == word.lower():  # a script without case
        return True
    return word.isupper() or word.islower() or (word[1:].islower() and word[:1].isupper())


def _score_letters(odd: list[str], text: str, name: str) -> float:
    """Best language's share of letters, less signs inside words and odd capitals."""
    inside = sum(
        len(found) for found in re.findall(r"(?<=[a-zA-Z])([^\w\s\x00-\x7f]+)(?=[a-z])", text)
    )
    apostrophes = len(re.findall(r"(?<=[a-zA-Z])[’´](?=[a-zA-Z])", text))
    letters = [sign for sign in odd if sign.isalpha()]
    signs = [sign for sign in odd if not sign.isalpha()]
    known = sum(sign in _SIGNS for sign in signs)
    fit = max(sum(sign in language for sign in letters) for language in _LANGUAGES[name])
    words = [word for word in _WORD.findall(text) if any(sign > "\x7f" for sign in word)]
    wrong_case = sum(not _cased(re.sub(r"[\d_]", "", word)) for word in words if len(word) > 1)
    score = (fit + known - 1.5 * (inside - apostrophes)) / len(odd)
    order = list(_LANGUAGES).index(name)
    return score - 0.5 * wrong_case / max(len(words), 1) - 0.004 * order
