"""The time of day behind a day: taken off, and read by SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable

_HALF = r"(?:[AaPp]\.?\s?[Mm]\.?|上午|下午|中午|晚上|凌晨|早上|午前|午後|오전|오후)"
_CLOCK = (
    r"(?:\d{1,2}[:：时時点h시]\s*\d{2}(?:[:：分m분]?\s*\d{2}(?:[.,:]\d+)?)?\s*[分秒분초]?"
    r"|\d{1,2}\.\d{2}(?:\.\d{2}(?:\.\d+)?)?|\d{6}|\d{1,2}\s?[AaPp]\.?[Mm])"
)
_DASHED = r"[-_]\d{1,2}[:.]\d{2}[:.]\d{2}(?:[.,]\d+)?"
_ZONE = r"(?:[Zz]|[(]?[A-Z]{3,5}[)]?|(?:UTC|GMT)?\s*[+-]\d{1,2}(?::?\d{2})?)"
TIME = (
    rf"(?:(?:[Tt,\s]+|日)(?:{_HALF}\s*)?{_CLOCK}|{_DASHED})"
    rf"\s*(?:{_HALF})?\s*(?:{_ZONE}\s*)?(?:{_ZONE}\s*)?$"
)
"""For Python and RE2 alike, so without looking around."""
_TIME = re.compile(TIME)
LONGEST = 200  # characters of a moment; longer text is words
_ISO_SHAPE = re.compile(r"[09]{4}-[09]{2}-[09]{2}(?:[T ][09]{2}:[09]{2}(?::[09]{2}.*)?)?")
_READ = (
    r"(?:[Tt,\s]|日|[-_])\s*(?:(?:上午|下午|中午|晚上|凌晨|早上|午前|午後|오전|오후)\s*)?"
    r"(\d{1,2})[:：时時点h시]\s*(\d{2})(?:[:：分m분]\s*(\d{2}))?"
)
_LATER = r"[Pp]\.?\s?[Mm]|下午|晚上|午後|오후|中午"
_EARLIER = r"\d\s*[Aa]\.?\s?[Mm]|上午|凌晨|午前|오전"


def split_time(text: str) -> str:
    """The day's part of a moment's text."""
    plain = text.strip()
    return _TIME.sub("", plain).strip() if len(plain) <= LONGEST else plain


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
    hour, minute, second = (f"regexp_extract({column}, '{_READ}', {group})" for group in (1, 2, 3))
    noon = f"{hour} = '12'"
    later = f"regexp_matches({column}, '{_LATER}') AND NOT {noon}"
    earlier = f"regexp_matches({column}, '{_EARLIER}') AND {noon}"
    clock = f"{hour} || ':' || {minute} || ':' || if({second} = '', '00', {second})"
    shift = f"CASE WHEN {later} THEN 12 WHEN {earlier} THEN -12 ELSE 0 END"
    return f"try_cast({clock} AS TIME) + to_hours({shift})"
