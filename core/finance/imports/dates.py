"""Days as files write them: take a text apart, decide the order over the column, build the day.

A column's distinct texts are few (a day each), so they are read here one by one and joined back.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

from core.finance.imports.words import month_number

Order = Literal["YMD", "DMY", "MDY"]
Kind = Literal["year_first", "year_last", "short", "named", "month", "yearless"]

FIRST_YEAR, LAST_YEAR = 1900, 2199
_AS_OF = re.compile(r"\s+as of\s.*$", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"^(mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-z]*\.?,?\s+(?=\d)|"
    r"\s*[(（]?(星期|周)[一二三四五六日天][)）]?$",
    re.IGNORECASE,
)
_SEPARATOR = r"\s*[-/.:\s年]\s*"
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})(?:\s*[-/.:\s月]\s*)(\d{{1,2}})\s*日?")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/. ])\s*(\d{1,2})\s*[-/. ]\s*(\d{4})\.?")
_SHORT = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})[-/. ](\d{2})\.?")
_SHORT_CHINESE = re.compile(r"(\d{2})年(\d{1,2})月(\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_YEARLESS = re.compile(r"(\d{1,2})\s*[-/月]\s*(\d{1,2})\s*日?")
_WORD = r"([^\W\d_]{3,12})\.?"
_DAY_WORD = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|\.)?[\s\-/]*(?:de\s+)?{_WORD}[\s\-/,]*(?:de\s+)?(\d{{4}}|\d{{2}})"
)
_DAY_WORD_ONLY = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|\.)?[\s\-/]*{_WORD}")
_WORD_DAY = re.compile(rf"{_WORD}[\s\-/]*(\d{{1,2}})(?:st|nd|rd|th)?[\s\-/,]+(\d{{4}}|\d{{2}})")
_YEAR_WORD = re.compile(rf"(\d{{4}})[\s\-/]*{_WORD}[\s\-/]*(\d{{1,2}})")


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
    plain = unicodedata.normalize("NFKC", text).strip().strip("'\"=[]")
    plain = _WEEKDAY.sub("", _AS_OF.sub("", plain)).strip()
    if not plain or not plain[-1:].strip() or len(plain) > 40:  # noqa: PLR2004
        return None
    return _numeric(plain) or _named(plain)


def _numeric(plain: str) -> Pieces | None:
    for pattern in (_YEAR_FIRST, _COMPACT):
        if found := pattern.fullmatch(plain):
            return Pieces("year_first", _three(found.groups()))
    if found := _SHORT_CHINESE.fullmatch(plain):
        year, month, day = _three(found.groups())
        return Pieces("year_first", (_century(year), month, day))
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...] = (("year_last", _YEAR_LAST), ("short", _SHORT))
    for kind, pattern in kinds:
        if found := pattern.fullmatch(plain):
            a, separator, b, c = found.groups()
            return Pieces(kind, (int(a), int(b), int(c)), separator)
    if found := _MONTH.fullmatch(plain):
        return Pieces("month", (int(found[1]), int(found[2]), 1))
    if found := _YEARLESS.fullmatch(plain):
        return Pieces("yearless", (0, int(found[1]), int(found[2])), "月" if "月" in plain else "")
    return None


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
            year = int(found[y])
            if month:
                return Pieces("named", (_century(year), month, int(found[d])))
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


@dataclass(frozen=True)
class DateFinding:
    """How a column writes days; `options` has several orders when a person has to say."""

    order: Order
    options: tuple[Order, ...]
    confidence: float
    month_only: bool = False
    yearless: bool = False

    @property
    def ask(self) -> bool:
        """Whether the column can be read in more than one way."""
        return len(self.options) > 1


def decide_order(
    texts: Iterable[tuple[str, int]], today: date, *, prefer: Order = "DMY"
) -> DateFinding:
    """The order of days in a column of (text, cells), from all of them together.

    Orders that read equally many cells and give different days are left to a person; the
    suggestion is the one with the shortest span that does not lie in the future.
    """
    counted = [(take_apart(text), count) for text, count in texts]
    pieces = [(piece, count) for piece, count in counted if piece]
    kinds = Counter(piece.kind for piece, _ in pieces)
    month_only = bool(pieces) and kinds["month"] * 2 > len(pieces)
    yearless = bool(pieces) and kinds["yearless"] * 2 > len(pieces)
    unsure = [(p, n) for p, n in pieces if p.kind in ("year_last", "short")]
    if not unsure:
        return DateFinding("YMD", ("YMD",), 1.0, month_only, yearless)
    total = sum(count for _, count in unsure)
    read = {order: _read(unsure, order) for order in _possible(unsure)}
    best = max(sum(count for _, count in days) for days in read.values())
    equal = [order for order, days in read.items() if sum(n for _, n in days) == best]
    ranked = sorted(equal, key=lambda order: _strangeness(read[order], today, order == prefer))
    distinct = _distinct(ranked, read, today)
    return DateFinding(
        distinct[0], tuple(distinct), best / total if total else 0.0, month_only, yearless
    )


def _possible(unsure: list[tuple[Pieces, int]]) -> tuple[Order, ...]:
    dotted = all(piece.separator == "." for piece, _ in unsure)
    if all(piece.kind == "year_last" for piece, _ in unsure):
        return ("DMY",) if dotted else ("DMY", "MDY")
    return ("DMY",) if dotted and _read(unsure, "DMY") else ("DMY", "MDY", "YMD")


def _read(unsure: list[tuple[Pieces, int]], order: Order) -> list[tuple[date, int]]:
    days = []
    for piece, count in unsure:
        if order == "YMD" and piece.kind == "year_last":
            continue
        if day := build(piece, order):
            days.append((day, count))
    return days


def _future(days: list[tuple[date, int]], today: date) -> bool:
    return any(day > today + timedelta(days=60) for day, _ in days)


def _strangeness(
    days: list[tuple[date, int]], today: date, preferred: bool
) -> tuple[bool, int, bool]:
    listed = [day for day, _ in days]
    span = (max(listed) - min(listed)).days if listed else 0
    steps = sum(abs((later - earlier).days) for earlier, later in pairwise(listed)) if span else 0
    return _future(days, today), max(span, steps // max(len(listed), 1)), not preferred


def _distinct(
    ranked: list[Order], read: dict[Order, list[tuple[date, int]]], today: date
) -> list[Order]:
    """Readings that differ; one that lies in the future goes when another does not."""
    kept: list[Order] = []
    for order in ranked:
        if kept and _future(read[order], today) and not _future(read[kept[0]], today):
            continue
        if not any(read[order] == read[other] for other in kept):
            kept.append(order)
    return kept


TIME = (
    r"[T\s]+\d{1,2}[:时.]\d{2}(?:[:分.]\d{2}(?:[.,]\d+)?)?\s*秒?\s*(?:[AaPp]\.?[Mm]\.?|上午|下午)?"
    r"\s*(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\d{2}:?\d{2})?\s*$"
)
_TIME = re.compile(TIME)
_ISO_SHAPE = re.compile(r"[09]{4}-[09]{2}-[09]{2}(?:[T ][09]{2}:[09]{2}(?::[09]{2}.*)?)?")


def split_time(text: str) -> str:
    """The day's part of a moment's text."""
    return _TIME.sub("", text).strip()


def day_sql(column: str, shapes: Iterable[str]) -> tuple[str, bool]:
    """(SQL for the day's part of `column`, whether it is plainly ISO), by the column's shapes."""
    listed = list(shapes)
    if listed and all(_ISO_SHAPE.fullmatch(shape) for shape in listed):
        return f"left({column}, 10)", True
    if any(_TIME.search(shape) for shape in listed):
        return f"trim(regexp_replace({column}, '{TIME}', ''))", False
    return f"trim({column})", False


def time_sql(column: str) -> str:
    """SQL for the time of day in `column`; null without one."""
    clock = f"regexp_extract({column}, '[T ]+(\\d{{1,2}}:\\d{{2}}(:\\d{{2}})?)', 1)"
    afternoon = f"regexp_matches({column}, '[Pp]\\.?[Mm]|下午')"
    later = f"{afternoon} AND NOT regexp_matches({column}, '[T ]+12:')"
    return f"try_cast({clock} AS TIME) + if({later}, INTERVAL 12 HOUR, INTERVAL 0 HOUR)"
