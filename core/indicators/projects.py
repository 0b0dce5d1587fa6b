"""Progress, time, cost and earned value of projects, as of any day. Days are differences of dates.

Earned value after the Project Management Institute's Practice Standard for Earned Value
Management: BAC = budget, PV = BAC x planned progress, EV = BAC x progress, AC = cost incurred.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from core.indicators import project_states
from core.indicators.schemas import Question
from core.kit.money import ratio, to_cents

State = project_states.State
load_projects = project_states.load_projects


Of = Callable[[Question, State], Decimal | None]


def progress(question: Question, found: State) -> Decimal | None:
    """Weight of completed milestones ÷ weight of all, 0-100; else the progress set by hand."""
    return found.progress


def progress_deviation(question: Question, found: State) -> Decimal | None:
    """(planned progress - actual progress) ÷ planned progress."""
    if found.planned is None or found.progress is None:
        return None
    return ratio(found.planned - found.progress, found.planned)


def time_deviation(question: Question, found: State) -> Decimal | None:
    """(planned duration - actual duration) ÷ planned duration."""
    planned, actual = durations(question, found)
    if planned is None or actual is None:
        return None
    return ratio(Decimal(planned - actual), Decimal(planned))


def delay_rate(question: Question, found: State) -> Decimal | None:
    """(actual days - planned days) ÷ planned days."""
    deviation = time_deviation(question, found)
    return None if deviation is None else 0 - deviation


def durations(question: Question, found: State) -> tuple[int | None, int | None]:
    """Planned and actual days; the actual ones run to the end, or to `as_of` until then."""
    if found.start is None:
        return None, None
    planned = None if found.end is None else (found.end - found.start).days
    return planned, ((found.ended or question.as_of) - found.start).days


def cost_consumption(question: Question, found: State) -> Decimal | None:
    """Cost incurred ÷ estimated total cost, else ÷ budget."""
    return ratio(found.cost, found.estimate)


def planned_value(question: Question, found: State) -> Decimal | None:
    """PV = BAC x planned progress of the baseline."""
    return found.pv


def earned_value(question: Question, found: State) -> Decimal | None:
    """EV = BAC x actual progress."""
    return found.ev


def actual_cost(question: Question, found: State) -> Decimal | None:
    """AC = cost incurred up to `as_of`."""
    return found.cost


def schedule_variance(question: Question, found: State) -> Decimal | None:
    """SV = EV - PV."""
    return _minus(found.ev, found.pv)


def cost_variance(question: Question, found: State) -> Decimal | None:
    """CV = EV - AC."""
    return _minus(found.ev, found.cost)


def schedule_performance(question: Question, found: State) -> Decimal | None:
    """SPI = EV ÷ PV."""
    return ratio(found.ev, found.pv)


def cost_performance(question: Question, found: State) -> Decimal | None:
    """CPI = EV ÷ AC."""
    return ratio(found.ev, found.cost)


def estimate_at_completion(question: Question, found: State) -> Decimal | None:
    """EAC = BAC ÷ CPI: as it went so far, so it goes on."""
    return ratio(found.budget, cost_performance(question, found))


def eac_as_planned(question: Question, found: State) -> Decimal | None:
    """EAC = AC + BAC - EV: the rest goes as planned."""
    rest = _minus(found.budget, found.ev)
    return None if rest is None or found.cost is None else found.cost + rest


def eac_by_both(question: Question, found: State) -> Decimal | None:
    """EAC = AC + (BAC - EV) ÷ (CPI x SPI): cost and schedule both weigh on the rest."""
    rest = _minus(found.budget, found.ev)
    cpi, spi = cost_performance(question, found), schedule_performance(question, found)
    if cpi is None or spi is None or found.cost is None:
        return None
    more = ratio(rest, cpi * spi)
    return None if more is None else found.cost + more


def estimate_to_complete(question: Question, found: State) -> Decimal | None:
    """ETC = EAC - AC."""
    return _minus(estimate_at_completion(question, found), found.cost)


def variance_at_completion(question: Question, found: State) -> Decimal | None:
    """VAC = BAC - EAC."""
    return _minus(found.budget, estimate_at_completion(question, found))


def to_complete_performance(question: Question, found: State) -> Decimal | None:
    """TCPI = (BAC - EV) ÷ (BAC - AC)."""
    rest = _minus(found.budget, found.ev)
    return ratio(rest, _minus(found.budget, found.cost))


def in_cents(of: Of) -> Of:
    """The same value, an amount of money rounded to cents."""

    def rounded(question: Question, found: State) -> Decimal | None:
        value = of(question, found)
        return None if value is None else to_cents(value)

    return rounded


def progress_inputs(question: Question, found: State) -> dict[str, Any]:
    """What progress and its deviation come from."""
    return {"progress": found.progress, "planned_progress": found.planned}


def time_inputs(question: Question, found: State) -> dict[str, Any]:
    """What the durations come from."""
    planned, actual = durations(question, found)
    return {
        "start_date": found.start,
        "end_date": found.end,
        "actual_end_date": found.ended,
        "planned_days": planned,
        "actual_days": actual,
    }


def cost_inputs(question: Question, found: State) -> dict[str, Any]:
    """What cost consumption comes from."""
    return {
        "cost": _cents(found.cost),
        "estimated_cost": _cents(found.estimate),
        "currency": found.currency,
        "records_without_rate": found.records_without_rate,
    }


def earned_inputs(question: Question, found: State) -> dict[str, Any]:
    """The four figures all of earned value comes from, and the variants of EAC."""
    return {
        "budget_at_completion": _cents(found.budget),
        "planned_value": _cents(found.pv),
        "earned_value": _cents(found.ev),
        "actual_cost": _cents(found.cost),
        "progress": found.progress,
        "baseline_progress": found.baseline,
        "eac_as_planned": _cents(eac_as_planned(question, found)),
        "eac_by_both": _cents(eac_by_both(question, found)),
        "currency": found.currency,
        "records_without_rate": found.records_without_rate,
    }


def _minus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def _cents(value: Decimal | None) -> Decimal | None:
    return None if value is None else to_cents(value)
