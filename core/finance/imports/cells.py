"""What one cell looks like: a day, a number, or text."""

from __future__ import annotations

from functools import lru_cache

from core.finance.imports import dates, numbers

_LONGEST = 60
_NINES = str.maketrans(dict.fromkeys("012345678", "9"))
_FULL = frozenset({"year_first", "year_last", "short", "named"})


def shape(cell: str) -> str:
    """`cell` with a nine for each digit. What depends on where digits stand, and not on which, is
    the same for both, and a column has few shapes."""
    return cell.translate(_NINES)


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
    if not _is_bare(shape(cell)):
        return False
    pieces = dates.take_apart_short(cell)
    return (pieces is not None and _possible(pieces)) or dates.stamp_kind(cell) is not None


@lru_cache(maxsize=1 << 12)
def _is_bare(shape: str) -> bool:
    return dates.is_bare(shape)


def _pieces(cell: str) -> dates.Pieces | None:
    if not cell or len(cell) > _LONGEST or not _may_be_day(shape(cell)):
        return None
    return dates.take_apart(dates.split_time(cell))


@lru_cache(maxsize=1 << 12)
def _may_be_day(shape: str) -> bool:
    """Most shapes of cells are no day's, whatever the digits."""
    has_digit = any(sign.isdigit() for sign in shape)
    return has_digit and dates.take_apart(dates.split_time(shape)) is not None


def _possible(pieces: dates.Pieces) -> bool:
    hint = dates.MonthHint(2000, 12)
    if pieces.separator == "word":
        return True
    return any(dates.build(pieces, order, hint) for order in ("YMD", "DMY", "MDY"))


def is_number(cell: str) -> bool:
    """Whether the cell holds a number in some style."""
    return 0 < len(cell) <= _LONGEST and _is_number(shape(cell))


@lru_cache(maxsize=1 << 14)
def _is_number(shape: str) -> bool:
    if not any(sign.isdigit() for sign in shape):
        return False
    parts = numbers.take_apart(shape)
    return parts is not None and numbers.evidence(parts.body) is not None
