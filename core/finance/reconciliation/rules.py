"""Statements against the books of one account. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.finance.reconciliation.schemas import ComparedDay


@dataclass(frozen=True)
class Stated:
    """A statement, with what the records up to and with its day add up to."""

    id: int
    on: date
    balance: Decimal
    moved: Decimal


@dataclass(frozen=True)
class Beginning:
    """Where the books begin: a balance at the end of a day, and the records' sum up to then."""

    on: date
    balance: Decimal
    moved: Decimal

    def book(self, moved: Decimal) -> Decimal:
        """The balance when the records add up to `moved`."""
        return self.balance + moved - self.moved


def compared(beginning: Beginning, stated: Sequence[Stated]) -> tuple[ComparedDay, ...]:
    """Each statement against the books, in order of time."""
    return tuple(
        ComparedDay(
            statement_id=one.id,
            balance_on=one.on,
            balance=one.balance,
            book=beginning.book(one.moved),
            difference=beginning.book(one.moved) - one.balance,
        )
        for one in sorted(stated, key=lambda one: one.on)
    )


def breaks(beginning: date, days: Sequence[ComparedDay]) -> tuple[date | None, date | None]:
    """(the last day on which the books agreed, the statement by which they break).

    A break is the first of the statements that differ until today without one that agrees again;
    the second is None where the last statement agrees.
    """
    agreed: date | None = beginning
    broken: date | None = None
    for one in days:
        if not one.difference:
            agreed, broken = one.balance_on, None
        elif broken is None:
            broken = one.balance_on
            agreed = agreed if agreed is not None and agreed < one.balance_on else None
    return agreed, broken
