"""The one sentence about a project: how late, how dear, because of what. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.dashboards.health.wording import (
    amount_in_words,
    is_notable,
    percent_in_words,
    span_in_words,
)
from core.indicators import CostForecast
from core.kit.i18n import N_, t
from core.kit.inputs import Row
from core.projects import REFUSALS, EndForecast, EndMethod, NoForecast, Step

ON_TIME = 7  # days: less is on time
BELOW = Decimal("0.995")  # an index below is told
TWO_PLACES = Decimal("0.01")
MOST_MILESTONES = 2


class Side(StrEnum):
    """Time or money against the plan."""

    OFF = "off"
    FINE = "fine"
    UNKNOWN = "unknown"


OFF, FINE, UNKNOWN = Side.OFF, Side.FINE, Side.UNKNOWN
EXPECTED: dict[Side, dict[Side, str]] = {
    OFF: {
        OFF: N_("This project will be {late} late and {over} % over budget"),
        FINE: N_("This project will be {late} late but within its budget"),
        UNKNOWN: N_("This project will be {late} late"),
    },
    FINE: {
        OFF: N_("This project will be on time but {over} % over budget"),
        FINE: N_("This project will be on time and within its budget"),
        UNKNOWN: N_("This project will be on time"),
    },
    UNKNOWN: {
        OFF: N_("This project will be {over} % over budget"),
        FINE: N_("This project will be within its budget"),
        UNKNOWN: "",
    },
}
"""By time, then by money."""
ENDED: dict[Side, dict[Side, str]] = {
    OFF: {
        OFF: N_("This project ended {late} late and {over} % over budget"),
        FINE: N_("This project ended {late} late but within its budget"),
        UNKNOWN: N_("This project ended {late} late"),
    },
    FINE: {
        OFF: N_("This project ended on time but {over} % over budget"),
        FINE: N_("This project ended on time and within its budget"),
        UNKNOWN: N_("This project ended on time"),
    },
    UNKNOWN: {
        OFF: N_("This project ended {over} % over budget"),
        FINE: N_("This project ended within its budget"),
        UNKNOWN: N_("This project has ended"),
    },
}


class CauseKind(StrEnum):
    """What a cause is about."""

    MILESTONE = "milestone"
    CATEGORY = "category"
    TIME = "time"
    COST = "cost"


class Cause(Row):
    """One cause in the reader's language, with what it is about: a milestone's days, a category's
    amount since a month (`counterparty`: who got most of it), an index. `name` is the milestone's
    or the category's."""

    kind: CauseKind
    text: str
    name: str | None = None
    milestone_id: int | None = None
    category_id: int | None = None
    counterparty: str | None = None
    since: date | None = None
    days: int | None = None
    amount: Decimal | None = None
    index: Decimal | None = None


def sentence(
    end: EndForecast, cost: CostForecast, causes: Sequence[Cause], *, name: str | None = None
) -> str:
    """“This project will be 6 weeks late and 12 % over budget, because …”. `name`: for a list, the
    sentence without its subject and short."""
    head = verdict(end, cost) if name is None else short_verdict(end, cost)
    if not head:
        return _no_forecast(end, cost)
    told = [one.text for one in causes]
    if not told or not _is_off(end, cost):
        return t("{verdict}.", verdict=head)
    reasons = t("; ").join(told)
    if name is not None:
        return t("{verdict}: {causes}.", verdict=head, causes=reasons)
    return t("{verdict}, because {causes}.", verdict=head, causes=reasons)


def verdict(end: EndForecast, cost: CostForecast) -> str:
    """The first half: late or on time, over or within budget; empty where nothing is known."""
    time, money = _time(end), _money(cost)
    texts = ENDED if end.method is EndMethod.REACHED else EXPECTED
    text = texts[time][money]
    if not text:
        return ""
    late = span_in_words(end.late) if end.late and time is Side.OFF else ""
    over = percent_in_words(cost.over) if cost.over and money is Side.OFF else ""
    return t(text, late=late, over=over)


def _time(end: EndForecast) -> Side:
    if end.late is None:
        return Side.UNKNOWN
    return Side.OFF if end.late >= ON_TIME else Side.FINE


def _money(cost: CostForecast) -> Side:
    if cost.over is None:
        return Side.UNKNOWN
    return Side.OFF if is_notable(cost.over) else Side.FINE


def short_verdict(end: EndForecast, cost: CostForecast) -> str:
    """The same in few words, for lists."""
    late = span_in_words(end.late) if end.late and _time(end) is Side.OFF else ""
    over = percent_in_words(cost.over) if cost.over and _money(cost) is Side.OFF else ""
    times = {Side.OFF: t("{late} late", late=late), Side.FINE: t("on time")}
    costs = {Side.OFF: t("{over} % over budget", over=over), Side.FINE: t("within budget")}
    parts = [times.get(_time(end)), costs.get(_money(cost))]
    return t(", ").join(part for part in parts if part)


def _is_off(end: EndForecast, cost: CostForecast) -> bool:
    return Side.OFF in {_time(end), _money(cost)}


def _no_forecast(end: EndForecast, cost: CostForecast) -> str:
    reason = end.refused or cost.refused or NoForecast.NO_END
    return t("No forecast yet. {reason}", reason=t(REFUSALS[reason]))


def milestone_causes(
    steps: Iterable[Step], as_of: date, *, limit: int = MOST_MILESTONES
) -> list[Cause]:
    """The milestones that are latest, the worst first; those without weight only after others, and
    none that is not half as late."""
    late = [(one, one.late(as_of)) for one in steps]
    found = [(one, days) for one, days in late if days > 0]
    ranked = sorted(found, key=lambda pair: (not pair[0].weight, -pair[1], pair[0].planned))
    worst = ranked[0][1] if ranked else 0
    return [_milestone(one, days, as_of) for one, days in ranked[:limit] if days * 2 >= worst]


def _milestone(one: Step, days: int, as_of: date) -> Cause:
    if one.reached is not None:
        text = t("the milestone “{name}” was reached {days} days late", name=one.name, days=days)
    elif one.overdue(as_of) and one.due != one.planned:
        text = t(
            "the milestone “{name}” is {days} days behind the baseline", name=one.name, days=days
        )
    elif one.overdue(as_of):
        text = t("the milestone “{name}” is {days} days overdue", name=one.name, days=days)
    else:
        text = t("the milestone “{name}” was put off by {days} days", name=one.name, days=days)
    return Cause(
        kind=CauseKind.MILESTONE,
        text=text,
        name=one.name,
        milestone_id=one.milestone_id,
        days=days,
    )


def category_cause(
    category_id: int | None,
    name: str,
    more: Decimal,
    currency: str,
    since: date,
    party: str | None,
) -> Cause:
    """A category that costs more than before."""
    told = {"name": name, "more": amount_in_words(more, currency), "month": f"{since:%Y-%m}"}
    text = t("{name} has cost {more} more since {month} than at its average before", **told)
    if party:
        text = t("{cause} (most of it for {party})", cause=text, party=party)
    return Cause(
        kind=CauseKind.CATEGORY,
        text=text,
        name=name,
        category_id=category_id,
        counterparty=party,
        since=since,
        amount=more,
    )


def index_causes(spi_t: Decimal | None, cpi: Decimal | None, *, late: bool) -> list[Cause]:
    """The indices below one: of time where it is late, of cost."""
    found = []
    if late and spi_t is not None and spi_t < BELOW:
        text = t("SPI(t) is {index}", index=_two(spi_t))
        found.append(Cause(kind=CauseKind.TIME, text=text, index=_two(spi_t)))
    if cpi is not None and cpi < BELOW:
        text = t("CPI is {index}", index=_two(cpi))
        found.append(Cause(kind=CauseKind.COST, text=text, index=_two(cpi)))
    return found


def _two(value: Decimal) -> Decimal:
    return value.quantize(TWO_PLACES)
