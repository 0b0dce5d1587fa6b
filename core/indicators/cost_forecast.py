"""What a project will cost: the three usual estimates at completion as a range. Pure.

After the Project Management Institute's Practice Standard for Earned Value Management. The middle
one told is BAC / CPI, the indicator `estimate_at_completion`; the lowest and the highest of the
three are its range.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from core.kit.i18n import N_
from core.kit.money import ratio, to_cents
from core.projects import NoForecast

LEAST_PROGRESS = Decimal(5)  # as for the end


class CostMethod(StrEnum):
    """How an estimate at completion was found."""

    PACE = "pace"
    REST = "rest"
    BOTH = "both"


COST_METHODS = {
    CostMethod.PACE: N_("BAC ÷ CPI: the rest costs as much as so far"),
    CostMethod.REST: N_("AC + BAC − EV: the rest costs what was planned"),
    CostMethod.BOTH: N_("AC + (BAC − EV) ÷ (CPI × SPI): the delay costs as well"),
}


@dataclass(frozen=True, slots=True)
class CostForecast:
    """The cost at the end between `low` and `high`, all None where it is `refused`. `methods` is
    what each gave."""

    budget: Decimal | None
    cost: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    methods: dict[CostMethod, Decimal] = field(default_factory=dict)
    refused: NoForecast | None = None

    @property
    def over(self) -> Decimal | None:
        """(cost at the end - budget) ÷ budget; negative below it."""
        if self.cost is None or self.budget is None:
            return None
        return ratio(self.cost - self.budget, self.budget)


@dataclass(frozen=True, slots=True)
class Spending:
    """What the forecast rests on: BAC, AC, EV, PV in one currency, progress 0-100."""

    budget: Decimal | None
    cost: Decimal | None
    ev: Decimal | None
    pv: Decimal | None
    progress: Decimal | None


def forecast_cost(found: Spending, *, hidden: bool = False) -> CostForecast:
    """The cost of a project at its end, or why there is none to tell."""
    refused = _refusal(found, hidden=hidden)
    if refused is not None:
        return CostForecast(found.budget, refused=refused)
    assert found.budget is not None
    assert found.cost is not None
    assert found.ev is not None
    rest, cpi, spi = found.budget - found.ev, ratio(found.ev, found.cost), ratio(found.ev, found.pv)
    both = None if cpi is None or spi is None else ratio(rest, cpi * spi)
    pace = ratio(found.budget, cpi)
    assert pace is not None
    methods = {CostMethod.PACE: to_cents(pace), CostMethod.REST: to_cents(found.cost + rest)}
    if both is not None:
        methods[CostMethod.BOTH] = to_cents(found.cost + both)
    known = methods.values()
    return CostForecast(found.budget, methods[CostMethod.PACE], min(known), max(known), methods)


def _refusal(found: Spending, *, hidden: bool) -> NoForecast | None:
    checks = (
        (NoForecast.HIDDEN, hidden),
        (NoForecast.NO_BUDGET, not found.budget),
        (NoForecast.NO_RATE, found.cost is None),
        (NoForecast.NO_COST, not found.cost),
        (NoForecast.NO_PROGRESS, found.ev is None or found.progress is None),
        (NoForecast.TOO_EARLY, found.progress is not None and found.progress < LEAST_PROGRESS),
    )
    return next((reason for reason, so in checks if so), None)
