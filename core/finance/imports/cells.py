"""What one cell looks like: a day, a number, or text."""

from __future__ import annotations

from functools import lru_cache

from core.finance.imports import dates, numbers

_LONGEST = 60
_FULL = frozenset({"year_first", "year_last", "short", "named"})


@lru_cache(maxsize=1 << 16)
def is_date(cell: str) -> bool:
    """Whether the cell holds a day with its year."""
    pieces = _pieces(cell)
    return pieces is not None and pieces.kind in _FULL and _possible(pieces)


@lru_cache(maxsize=1 << 16)
def is_partial_date(cell: str) -> bool:
    """Whether the cell holds a month, or a day without a year."""
    pieces = _pieces(cell)
    return pieces is not None and pieces.kind not in _FULL and _possible(pieces)


@lru_cache(maxsize=1 << 16)
def is_bare_day(cell: str) -> bool:
    """Whether a bare number may be a day where the column is known to hold days: six digits, a
    spreadsheet's serial number, seconds since 1970."""
    pieces = dates.take_apart_short(cell)
    return (pieces is not None and _possible(pieces)) or dates.stamp_kind(cell) is not None


def _pieces(cell: str) -> dates.Pieces | None:
    if not cell or len(cell) > _LONGEST or not any(sign.isdigit() for sign in cell):
        return None
    return dates.take_apart(dates.split_time(cell))


def _possible(pieces: dates.Pieces) -> bool:
    hint = dates.MonthHint(2000, 12)
    if pieces.separator == "word":
        return True
    return any(dates.build(pieces, order, hint) for order in ("YMD", "DMY", "MDY"))


@lru_cache(maxsize=1 << 16)
def is_number(cell: str) -> bool:
    """Whether the cell holds a number in some style."""
    if not cell or len(cell) > _LONGEST or not any(sign.isdigit() for sign in cell):
        return False
    parts = numbers.take_apart(cell)
    return parts is not None and numbers.evidence(parts.body) is not None
