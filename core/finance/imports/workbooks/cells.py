"""A typed cell as text, which loses nothing: days are ISO, numbers have the 15 digits shown."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

TYPE_CHECKING = False  # `typing` alone would hold the program's beginning up
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

UNIT, BREAK = "\x1f", "\x1e"  # between cells; a line break inside one
_SIGNS = str.maketrans({"\n": BREAK, "\r": None, UNIT: " ", BREAK: " ", "\x00": None})


def cell_text(value: object) -> str:
    """A typed cell as the text a person sees in it."""
    return writer(type(value))(value)


def writer(kind: type) -> Callable[[Any], str]:
    """What makes text of the cells of a type."""
    return _WRITERS.get(kind, str)


def _text(value: str) -> str:
    return (value if value.isprintable() else value.translate(_SIGNS)).strip()


def _number(value: float) -> str:
    short = f"{value:.15g}"
    if "e" not in short:
        return short
    from decimal import Decimal

    return f"{Decimal(short):f}"


def _moment(value: datetime) -> str:
    if (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    rounded = value + timedelta(milliseconds=500)
    return rounded.replace(microsecond=0).isoformat(sep=" ")


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _text,
    bool: lambda truth: "TRUE" if truth else "FALSE",
    float: _number,
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _duration,
    type(None): lambda _: "",
}
