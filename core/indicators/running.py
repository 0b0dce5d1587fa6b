"""Sums of records that run on from day to day: added up between marks, read at any of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from operator import add
from typing import Any, Protocol

from core.indicators.rates import Rates, load_rates
from core.kit.context import Ctx

ZERO = Decimal(0)
WIDE = Context(prec=60)
TWELVE_PLACES = Decimal("1e-12")


class Priced(Protocol):
    """What has a currency."""

    @property
    def currency(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums by measure, and how many records had no rate."""

    totals: Mapping[str, Decimal]
    missing: Mapping[str, int]


Totals = list[Decimal]
"""One sum for each measure, in the order of `Running.names`."""


@dataclass(frozen=True, slots=True)
class Running:
    """Each target's sums up to each mark, and how many records had no rate where any has none."""

    names: Mapping[str, int]
    totals: Mapping[int, Sequence[Totals]]
    missing: Mapping[int, Sequence[list[int]]]


@dataclass(frozen=True, slots=True)
class Span:
    """What lies after mark `start`, or from the first record on, up to mark `end`; marks are
    counted from the last one, -1."""

    running: Running
    start: int | None
    end: int

    def of(self, key: int, names: Iterable[str]) -> Sums | None:
        """Some of the sums of a target; None where it has no records."""
        totals = self.running.totals.get(key)
        if totals is None:
            return None
        place = self.running.names
        up_to = totals[self.end]
        if self.start is None:
            sums = {name: up_to[place[name]] for name in names}
        else:
            before = totals[self.start]
            sums = {name: up_to[place[name]] - before[place[name]] for name in names}
        return Sums(sums, self._missing(key, names) if key in self.running.missing else {})

    def total(self, key: int, name: str) -> tuple[Decimal, int]:
        """One sum of a target, and how many of its records had no rate."""
        totals, place = self.running.totals.get(key), self.running.names[name]
        if totals is None:
            return ZERO, 0
        before = ZERO if self.start is None else totals[self.start][place]
        missing = self._missing(key, (name,)) if key in self.running.missing else {}
        return totals[self.end][place] - before, missing.get(name, 0)

    def _missing(self, key: int, names: Iterable[str]) -> dict[str, int]:
        place, counts = self.running.names, self.running.missing[key]
        before = [0] * len(place) if self.start is None else counts[self.start]
        found = {name: counts[self.end][place[name]] - before[place[name]] for name in names}
        return {name: count for name, count in found.items() if count}


def add_up(
    ctx: Ctx,
    rows: Iterable[Sequence[Any]],
    names: tuple[str, ...],
    marks: int,
    places: Mapping[int, Priced],
) -> Running:
    """Rows of target, day of the rate, whether valued, mark, and sums, added up by target."""
    steps: dict[int, list[list[Any] | None]] = {}
    missing: dict[int, list[list[Any] | None]] = {}
    rates: Rates | None = None
    for key, day, valued, mark, *found in rows:
        if key not in places:
            continue
        if key not in steps:
            steps[key] = [None] * marks
        rate = None
        if day is not None and valued:
            rates = rates or load_rates(ctx)
            rate = rates.on(places[key].currency, day)
        if valued and day is None:
            _add(steps[key], mark, [total or ZERO for total in found])
        elif rate:
            _add(steps[key], mark, [_exchanged(total or ZERO, rate) for total in found])
        else:
            counts = missing.setdefault(key, [None] * marks)
            _add(counts, mark, _counted(found, each_is_one=bool(valued)))
    return Running(
        {name: place for place, name in enumerate(names)},
        {key: _accumulated(one, [ZERO] * len(names)) for key, one in steps.items()},
        {key: _accumulated(one, [0] * len(names)) for key, one in missing.items()},
    )


def _add(steps: list[list[Any] | None], mark: int, more: list[Any]) -> None:
    known = steps[mark]
    steps[mark] = more if known is None else list(map(add, known, more))


def _accumulated(steps: Sequence[list[Any] | None], nothing: list[Any]) -> list[list[Any]]:
    found, so_far = [], nothing
    for step in steps:
        if step is not None:
            so_far = step if so_far is nothing else list(map(add, so_far, step))
        found.append(so_far)
    return found


def _counted(totals: Sequence[Any], *, each_is_one: bool) -> list[int]:
    """Records without a rate: each was summed as 1; a day without one counts as one record."""
    if each_is_one:
        return [0 if total is None else 1 for total in totals]
    return [int(total or 0) for total in totals]


def _exchanged(total: Decimal, rate: Decimal) -> Decimal:
    """total ÷ rate to twelve places, so that sums of it are the same in whatever order."""
    return WIDE.quantize(WIDE.divide(total, rate), TWELVE_PLACES)
