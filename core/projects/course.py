"""What the forecast of an end is made from, what it answers, and why there may be none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from core.kit.i18n import N_
from core.kit.money import ratio

ZERO = Decimal(0)


class EndMethod(StrEnum):
    """How an end date was found."""

    PACE = "pace"
    REST = "rest"
    MILESTONES = "milestones"
    REACHED = "reached"


END_METHODS = {
    EndMethod.PACE: N_("Planned duration ÷ SPI(t): the rest goes at the pace so far"),
    EndMethod.REST: N_("The delay so far stays, the rest takes as long as planned"),
    EndMethod.MILESTONES: N_("The rest slips as the milestones have so far"),
    EndMethod.REACHED: N_("It has been reached"),
}


class NoForecast(StrEnum):
    """Why there is no forecast."""

    NOT_BEGUN = "not_begun"
    PAUSED = "paused"
    NO_END = "no_end"
    NO_PROGRESS = "no_progress"
    TOO_EARLY = "too_early"
    NO_BUDGET = "no_budget"
    NO_COST = "no_cost"
    NO_RATE = "no_rate"
    HIDDEN = "hidden"


REFUSALS = {
    NoForecast.NOT_BEGUN: N_("It has not begun."),
    NoForecast.PAUSED: N_("It is paused."),
    NoForecast.NO_END: N_("It has no planned end."),
    NoForecast.NO_PROGRESS: N_("Its progress is not known."),
    NoForecast.TOO_EARLY: N_("Less than 5 % is done; a pace over so little says nothing."),
    NoForecast.NO_BUDGET: N_("It has no budget."),
    NoForecast.NO_COST: N_("Nothing has been spent yet."),
    NoForecast.NO_RATE: N_("An expense has no exchange rate."),
    NoForecast.HIDDEN: N_("Amounts are hidden."),
}


class Step(NamedTuple):
    """A milestone of the baseline: when it was due, what it weighs, and when it was reached.
    `kept`: whether it still belongs to the plan, which wants it on `expected`."""

    planned: date
    weight: Decimal
    reached: date | None = None
    kept: bool = True
    expected: date | None = None
    name: str = ""
    milestone_id: int = 0

    @property
    def due(self) -> date:
        """When the plan wants it."""
        return self.expected or self.planned

    def late(self, as_of: date) -> int:
        """Days it was reached, is planned or, while overdue, has waited after it was due."""
        until = self.reached or max(self.due, as_of if self.overdue(as_of) else self.planned)
        return (until - self.planned).days if self.kept else 0

    def overdue(self, as_of: date) -> bool:
        """Whether the plan wanted it before `as_of` and it has not been reached."""
        return self.kept and self.reached is None and self.due < as_of


@dataclass(frozen=True)
class Course:
    """A project on `as_of` as its forecast needs it. `end` is the planned end of the baseline,
    `ended` the day it was completed; progress is 0-100."""

    as_of: date
    start: date | None
    end: date | None
    progress: Decimal | None
    steps: tuple[Step, ...] = ()
    ended: date | None = None
    paused: bool = False

    @cached_property
    def weight(self) -> Decimal:
        """That of all milestones."""
        return sum(map(attrgetter("weight"), self.steps), ZERO)

    @cached_property
    def last_reached(self) -> date | None:
        """When the last milestone that weighs something was reached."""
        reached = (one.reached for one in self.steps if one.weight and one.reached is not None)
        return max(reached, default=None)


@dataclass(frozen=True, slots=True)
class EndForecast:
    """The end between `earliest` and `latest`, all None where it is `refused`. `methods` is what
    each gave; `earned` and `elapsed` are ES and AT in days."""

    planned: date | None
    end: date | None = None
    earliest: date | None = None
    latest: date | None = None
    method: EndMethod | None = None
    methods: dict[EndMethod, date] = field(default_factory=dict)
    earned: Decimal | None = None
    elapsed: int | None = None
    refused: NoForecast | None = None

    @property
    def late(self) -> int | None:
        """Days between the planned end and the one forecast; negative when early."""
        if self.end is None or self.planned is None:
            return None
        return (self.end - self.planned).days

    @property
    def spi_t(self) -> Decimal | None:
        """SPI(t) = ES / AT."""
        return None if self.elapsed is None else ratio(self.earned, Decimal(self.elapsed))
