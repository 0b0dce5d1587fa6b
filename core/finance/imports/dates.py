"""Days as files write them: take a text apart, decide the order over the column, build the day.

A column's distinct texts are few (a day each), so they are read here one by one and joined back.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from core.finance.imports.times import split_time as split_time  # noqa: PLC0414  (part of this module)
from core.finance.imports.words import month_number

Order = Literal["YMD", "DMY", "MDY"]
Kind = Literal["year_first", "year_last", "short", "named", "month", "yearless"]
Stamp = Literal["serial", "seconds", "milliseconds", "microseconds"]

FIRST_YEAR, LAST_YEAR = 1900, 2199
FIRST_PLAUSIBLE, LAST_PLAUSIBLE = date(1990, 1, 1), date(2060, 1, 1)
"""What a bare number may mean as a day."""
LONGEST = 200  # characters of a day with what stands after it; longer text is words
_AS_OF = re.compile(r"\s+as of\s.*$", re.IGNORECASE)
_WEEKDAYS = (
    r"mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|mo|di|mi|do|fr|sa|so|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
    r"|lun|mar|mer|jeu|ven|sam|dim|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
    r"|mie|jue|vie|sab|dom|lunes|martes|miercoles|jueves|viernes|sabado|domingo"
    r"|gio|(?:lune|marte|mercole|giove|vener)di|sabato|domenica|ma|wo|vr|za|zo|seg|ter|qua|qui|sex"
    r"|(?:maan|dins|woens|donder|vrij|zater|zon)dag|man|tir|ons|tor|lor|son|fre|pn|wt|sr|czw|pt"
    r"|sob|niedz|ndz|po|ut|st|ct|pa|ne|пн|вт|ср|чт|пт|сб|вс"
)
_WEEKDAY = re.compile(
    rf"^(?:{_WEEKDAYS})[.,]*\s+(?=\S)|^(?:星期|周|週)[一二三四五六日天][,，\s]*"
    r"|\s*[(（\[]?(?:星期|周|週)?(?<![年月\d])[一二三四五六日天月火水木金土일월화수목금토][)）\]]$"
    r"|\s*(?:星期|周|週)[一二三四五六日天]$|\s+(?:mon|tue|wed|thu|fri|sat|sun)$",
    re.IGNORECASE,
)
_ERA = re.compile(r"^(令和|平成|昭和|R|H|民國|民国)\s*(\d{1,3}|元)\s*[年./-]")
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_SEPARATOR = r"\s*[-/.:\s年년]\s*"
_YEAR_FIRST = re.compile(
    rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})(?:\s*[-/.:\s月월]\s*)(\d{{1,2}})\s*[日号號일.]?"
)
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/. ])\s*(\d{1,2})\s*[-/. ]\s*(\d{4})\.?")
_SHORT = re.compile(r"(\d{1,2})([-/. ])\s?(\d{1,2})[-/. ]\s?(\d{2})\.?")
_SHORT_CHINESE = re.compile(r"(\d{2})年(\d{1,2})月(\d{1,2})[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6}|\d{9})?")
_COMPACT_LAST = re.compile(r"(\d{2})(\d{2})(\d{4})")
_COMPACT_SHORT = re.compile(r"(\d{2})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})\s*[-/.年년]\s*(\d{1,2})\s*[月월]?")
_YEARLESS = re.compile(r"(\d{1,2})\s*[-/月월]\s*(\d{1,2})\s*[日号일]?")
_WORD = r"([^\W\d_]{3,12})\.?"
_DAY_WORD = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|º|°|\.)?[\s\-/]*(?:de\s+|of\s+)?{_WORD}[\s\-/,]*(?:de[l]?\s+)?"
    r"(\d{4}|'?\d{2})\.?(?:\s*(?:г|р|г\.|р\.|года|року))?"
)
_DAY_WORD_ONLY = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|\.)?[\s\-/]*{_WORD}")
_WORD_DAY = re.compile(rf"{_WORD}[\s\-/]*(\d{{1,2}})(?:st|nd|rd|th)?[\s\-/,]+(\d{{4}}|\d{{2}})")
_YEAR_WORD = re.compile(rf"(\d{{4}})[.\s\-/]*{_WORD}[\s\-/]*(\d{{1,2}})\.?")
_MONTH_WORD = re.compile(rf"{_WORD}[\s\-/,]*(\d{{4}})")
_BARE = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Pieces:
    """A day's text taken apart; `parts` in the order of writing, (year, month, day) when known."""

    kind: Kind
    parts: tuple[int, int, int]
    separator: str = ""


@dataclass(frozen=True)
class MonthHint:
    """The last month a statement covers, to complete days written without a year."""

    year: int
    month: int


@lru_cache(maxsize=1 << 16)
def take_apart(text: str) -> Pieces | None:
    """The pieces of a day's text (without its time); None when it is no day."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("'\"=[]`")
    if len(plain) > LONGEST:
        return None
    plain = _in_digits(_AS_OF.sub("", plain).strip())
    if not plain or len(plain) > 40:  # noqa: PLR2004
        return None
    return _numeric(plain) or _named(plain) or _without_weekday(plain)


def _without_weekday(plain: str) -> Pieces | None:
    """The day beside the name of its weekday, which may be a month's in another language."""
    bare = _WEEKDAY.sub("", plain).strip()
    return (_numeric(bare) or _named(bare)) if bare != plain else None


def _in_digits(plain: str) -> str:
    """Chinese numerals and the years of an era as digits of our calendar."""
    if "年" not in plain and not _ERA.match(plain):
        return plain
    era = _ERA.match(plain)
    if era:
        year = _ERAS[era[1]] + (1 if era[2] == "元" else int(era[2]))
        return f"{year}年{plain[era.end() :]}".replace("年.", "年")
    tens = re.sub(r"(?<![一二三四五六七八九])十", "一十", plain)
    tens = re.sub(r"十(?=[一二三四五六七八九])", "", tens).replace("十", "〇")
    return tens.translate(_NUMERALS)


def _numeric(plain: str) -> Pieces | None:
    if found := _YEAR_FIRST.fullmatch(plain):
        return Pieces("year_first", _three(found.groups()))
    if plain.isdecimal():
        return _compact(plain)
    if found := _SHORT_CHINESE.fullmatch(plain):
        year, month, day = _three(found.groups())
        return Pieces("year_first", (_century(year), month, day))
    return _year_behind(plain) or _incomplete(plain)


def _year_behind(plain: str) -> Pieces | None:
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...] = (("year_last", _YEAR_LAST), ("short", _SHORT))
    for kind, pattern in kinds:
        if found := pattern.fullmatch(plain):
            a, separator, b, c = found.groups()
            return Pieces(kind, (int(a), int(b), int(c)), separator)
    return None


def _incomplete(plain: str) -> Pieces | None:
    if found := _MONTH.fullmatch(plain):
        return Pieces("month", (int(found[1]), int(found[2]), 1))
    if found := _YEARLESS.fullmatch(plain):
        return Pieces("yearless", (0, int(found[1]), int(found[2])), "月" if "月" in plain else "")
    return None


def _compact(plain: str) -> Pieces | None:
    """20260102, with a time glued on or not; else 02012026."""
    found = _COMPACT.fullmatch(plain)
    first = Pieces("year_first", _three(found.groups())) if found else None
    last = _COMPACT_LAST.fullmatch(plain)
    if last and (first is None or build(first, "YMD") is None):
        other = Pieces("year_last", _three(last.groups()))
        days = (build(other, "DMY"), build(other, "MDY"))
        if any(day and FIRST_PLAUSIBLE <= day < LAST_PLAUSIBLE for day in days):
            return other
    return first


def take_apart_short(text: str) -> Pieces | None:
    """The pieces of six bare digits, in a column that is known to hold days."""
    found = _COMPACT_SHORT.fullmatch(text.strip().strip("'\"=`"))
    return Pieces("short", _three(found.groups()), "") if found else None


def is_bare(text: str) -> bool:
    """Whether the text is a bare number, which may count days or moments."""
    return bool(_BARE.fullmatch(text.strip().strip("'\"=`")))


def stamp_kind(text: str) -> Stamp | None:
    """How a bare number would count days or moments, where that gives a plausible day."""
    kinds: tuple[Stamp, ...] = ("serial", "seconds", "milliseconds", "microseconds")
    return next((kind for kind in kinds if stamp_day(text, kind)), None)


def stamp_day(text: str, kind: Stamp) -> date | None:
    """The day (UTC) of a spreadsheet's serial number or of a moment counted since 1970."""
    plain = text.strip().strip("'\"=`")
    if not _BARE.fullmatch(plain):
        return None
    value = int(re.split("[.,]", plain)[0])
    parts = {"seconds": 1, "milliseconds": 10**3, "microseconds": 10**6}
    days = value if kind == "serial" else value // parts[kind] // 86400
    start = date(1899, 12, 30) if kind == "serial" else date(1970, 1, 1)
    if days > 10**5:
        return None
    day = start + timedelta(days=days)
    return day if FIRST_PLAUSIBLE <= day < LAST_PLAUSIBLE else None


def _three(groups: tuple[str | Any, ...]) -> tuple[int, int, int]:
    return int(groups[0]), int(groups[1]), int(groups[2])


def _named(plain: str) -> Pieces | None:
    for pattern, (y, m, d) in (
        (_DAY_WORD, (3, 2, 1)),
        (_WORD_DAY, (3, 1, 2)),
        (_YEAR_WORD, (1, 2, 3)),
    ):
        if found := pattern.fullmatch(plain):
            month = month_number(found[m])
            year = int(found[y].lstrip("'"))
            if month:
                return Pieces("named", (_century(year), month, int(found[d])))
    found = _MONTH_WORD.fullmatch(plain)
    if found and (month := month_number(found[1])):
        return Pieces("month", (int(found[2]), month, 1))
    found = _DAY_WORD_ONLY.fullmatch(plain)
    month = month_number(found[2]) if found else None
    return Pieces("yearless", (0, month, int(found[1])), "word") if found and month else None


def _century(year: int) -> int:
    if year > 99:  # noqa: PLR2004
        return year
    return year + (2000 if year < 70 else 1900)  # noqa: PLR2004  (the POSIX pivot)


def build(pieces: Pieces | None, order: Order, hint: MonthHint | None = None) -> date | None:
    """The day, read in `order`; None when there is no such day or no year."""
    if pieces is None:
        return None
    a, b, c = pieces.parts
    if pieces.kind in ("year_last", "short"):
        year, month, day = {"DMY": (c, b, a), "MDY": (c, a, b), "YMD": (a, b, c)}[order]
        return _day(_century(year), month, day)
    if pieces.kind == "yearless":
        if hint is None or pieces.separator == "word":
            return None
        month, day = (c, b) if order == "DMY" and not pieces.separator else (b, c)
        return _day(hint.year - (month > hint.month), month, day)
    return _day(a, b, c)


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_date(text: str, order: Order = "YMD", hint: MonthHint | None = None) -> date | None:
    """The day `text` names, read in `order` where its own form does not decide."""
    return build(take_apart(text), order, hint)
