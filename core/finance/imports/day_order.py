"""The order of day, month and year in a column, from all its texts together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from core.finance.imports.dates import Order, Pieces, build, take_apart

SORTED_FROM = 8  # distinct days whose order in the file says something
SLACK = timedelta(days=3)  # around a statement's period
FAR_APART, MOST_OF_A_YEAR = 20, 300


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
    texts: Iterable[tuple[str, int]],
    today: date,
    *,
    prefer: Order = "DMY",
    read_as: Callable[[str], Pieces | None] = take_apart,
) -> DateFinding:
    """The order of days in a column of (text, cells), from all of them together.

    Orders that read equally many cells and give different days are left to a person; the
    suggestion is the one with the shortest span that does not lie in the future.
    """
    counted = [(read_as(text), count) for text, count in texts]
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
        if kept and "YMD" in (order, kept[0]) and _far_apart(read[order], read[kept[0]]):
            continue
        if not any(read[order] == read[other] for other in kept):
            kept.append(order)
    return kept


def _far_apart(days: list[tuple[date, int]], closer: list[tuple[date, int]]) -> bool:
    """Whether a reading spreads over years what another has in days or months."""
    spans = [
        (max(day for day, _ in one) - min(day for day, _ in one)).days for one in (days, closer)
    ]
    return spans[0] > MOST_OF_A_YEAR and spans[0] > FAR_APART * max(spans[1], 1)


def settle(finding: DateFinding, texts: Sequence[str], above: Sequence[str]) -> DateFinding:
    """`finding` with an order that only the statement's period or its sorting allows.

    `texts` are the column's in the order of the file, `above` the days named over the table.
    """
    for fits in (_within_period, _in_order):
        left = [order for order in finding.options if fits(order, texts, above)]
        if finding.ask and len(left) == 1:
            return replace(finding, order=left[0], options=(left[0],))
    return finding


def _days(order: Order, texts: Sequence[str]) -> list[date]:
    pieces = [take_apart(text) for text in texts]
    return [day for piece in pieces if piece and (day := build(piece, order))]


def _within_period(order: Order, texts: Sequence[str], above: Sequence[str]) -> bool:
    named, days = set(_days(order, above)), _days(order, texts)
    if len(named) < 2 or not days:  # noqa: PLR2004
        return False
    return min(named) - SLACK <= min(days) and max(days) <= max(named) + SLACK


def _in_order(order: Order, texts: Sequence[str], above: Sequence[str]) -> bool:
    days = _days(order, texts)
    if len(set(days)) < SORTED_FROM:
        return False
    return days in (sorted(days), sorted(days, reverse=True))
