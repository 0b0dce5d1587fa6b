"""Sums of records that run on from day to day: added up between marks, read at any of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from itertools import accumulate
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


@dataclass(slots=True)
class Running:
    """A target's sums up to each mark, by measure; of `missing` only where there are any."""

    totals: dict[str, list[Decimal]]
    missing: dict[str, list[int]] = field(default_factory=dict)

    def only(self, names: Iterable[str], *, last: bool = False) -> Running:
        """Some of the measures, at all marks or at the last one."""
        if not last:
            missing = {name: self.missing[name] for name in names if name in self.missing}
            return Running({name: self.totals[name] for name in names}, missing)
        totals = {name: self.totals[name][-1:] for name in names}
        missing = {name: self.missing[name][-1:] for name in names if name in self.missing}
        return Running(totals, missing)


@dataclass(frozen=True, slots=True)
class Span:
    """What lies after mark `start`, or from the first record on, up to mark `end`."""

    running: Mapping[int, Running]
    start: int | None
    end: int

    def of(self, key: int) -> Sums | None:
        """The sums of a target; None where it has no records."""
        one = self.running.get(key)
        if one is None:
            return None
        missing = {name: self._missing(up_to) for name, up_to in one.missing.items()}
        return Sums(
            {name: self._total(up_to) for name, up_to in one.totals.items()},
            {name: count for name, count in missing.items() if count},
        )

    def total(self, key: int, name: str) -> tuple[Decimal, int]:
        """One sum of a target, and how many of its records had no rate."""
        one = self.running.get(key)
        if one is None:
            return ZERO, 0
        missing = one.missing.get(name)
        return self._total(one.totals[name]), self._missing(missing) if missing else 0

    def _total(self, up_to: list[Decimal]) -> Decimal:
        return up_to[self.end] if self.start is None else up_to[self.end] - up_to[self.start]

    def _missing(self, up_to: list[int]) -> int:
        return up_to[self.end] - (0 if self.start is None else up_to[self.start])


def add_up(
    ctx: Ctx,
    rows: Sequence[Any],
    names: tuple[str, ...],
    marks: int,
    places: Mapping[int, Priced],
) -> dict[int, Running]:
    """Rows of target, day of the rate, whether valued, mark, and sums, added up by target."""
    found: dict[int, Running] = {}
    rates: Rates | None = None
    for key, day, valued, mark, *totals in rows:
        if key not in places:
            continue
        if key not in found:
            found[key] = Running({name: [ZERO] * marks for name in names})
        rate = None
        if day is not None and valued:
            rates = rates or load_rates(ctx)
            rate = rates.on(places[key].currency, day)
        if valued and (day is None or rate):
            _add(found[key], names, mark, totals, rate)
        else:
            _note_missing(found[key], names, marks, mark, totals, each_is_one=bool(valued))
    for one in found.values():
        one.totals = {name: list(accumulate(step)) for name, step in one.totals.items()}
        one.missing = {name: list(accumulate(step)) for name, step in one.missing.items()}
    return found


def _add(
    one: Running, names: tuple[str, ...], mark: int, totals: list[Any], rate: Decimal | None
) -> None:
    for name, total in zip(names, totals, strict=True):
        if total is not None:
            one.totals[name][mark] += total if rate is None else _exchanged(total, rate)


def _exchanged(total: Decimal, rate: Decimal) -> Decimal:
    """total ÷ rate to twelve places, so that sums of it are the same in whatever order."""
    return WIDE.quantize(WIDE.divide(total, rate), TWELVE_PLACES)


def _note_missing(
    one: Running,
    names: tuple[str, ...],
    marks: int,
    mark: int,
    totals: list[Any],
    *,
    each_is_one: bool,
) -> None:
    """Records without a rate: each was summed as 1; a day without one counts as one record."""
    for name, total in zip(names, totals, strict=True):
        if total is not None:
            steps = one.missing.setdefault(name, [0] * marks)
            steps[mark] += 1 if each_is_one else int(total)
