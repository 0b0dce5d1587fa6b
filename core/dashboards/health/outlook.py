"""One project's outlook on any day: its end and cost with their range, the sentence about it with
its causes, and which facts were entered only later."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.company import company
from core.dashboards.health.forecasting import Forecast
from core.dashboards.health.judging import Reason
from core.dashboards.health.late_facts import LateFacts, late_facts
from core.dashboards.health.reading import ProjectHealth, judged
from core.dashboards.health.sentence import Cause, CauseKind, category_cause, sentence, verdict
from core.identity import amounts_shown, load_visible
from core.indicators import (
    CostMethod,
    CurvePoint,
    ProjectState,
    Risen,
    paid_most,
    project_curve,
    risen,
    spent_by_month,
)
from core.kit.context import Ctx
from core.kit.i18n import localised, t
from core.kit.inputs import Row
from core.kit.money import ratio
from core.kit.periods import today
from core.projects import REFUSALS, NoForecast
from data.schema import Category, Project

ZERO = Decimal(0)
MOST = Decimal("0.6")  # of a category, to be named
TOLD = frozenset({"late", "over"})
LEAST_SHARE = Decimal("0.01")  # of the budget: what rose by less is no cause


class ForecastMethod(Row):
    """What one method gives: the end or the cost, and whether it is the one told."""

    method: str
    end: date | None = None
    cost: Decimal | None = None
    told: bool = False


class EndOutlook(Row):
    """The end, with its range and the methods behind. `late` is the days after `planned`, the end
    of the frozen plan, else of the plan. All None where it is `refused`, a code."""

    planned: date | None
    expected: date | None
    earliest: date | None
    latest: date | None
    late: int | None
    schedule_performance_t: Decimal | None
    methods: tuple[ForecastMethod, ...]
    refused: NoForecast | None


class CostOutlook(Row):
    """The cost at the end in the project's currency, with its range and the methods behind."""

    budget: Decimal | None
    expected: Decimal | None
    low: Decimal | None
    high: Decimal | None
    over: Decimal | None
    currency: str
    methods: tuple[ForecastMethod, ...]
    refused: NoForecast | None


class ProjectOutlook(Row):
    """What is expected of a project, as seen on `as_of` with what is known now. `sentence` begins
    with its `verdict`."""

    project_id: int
    as_of: date
    verdict: str
    sentence: str
    causes: tuple[Cause, ...]
    health: ProjectHealth
    end: EndOutlook
    cost: CostOutlook
    curve: tuple[CurvePoint, ...]
    late_facts: LateFacts

    @property
    def further_reasons(self) -> tuple[Reason, ...]:
        """The reasons of the light that the sentence does not tell."""
        told = TOLD if self.verdict else frozenset()
        return tuple(one for one in self.health.reasons if one.code not in told)


def project_outlook(
    ctx: Ctx, project_id: int, as_of: date | None = None, *, amounts: bool = True
) -> ProjectOutlook:
    """The outlook of one project; without `amounts` as for a reader who may not see them.

    Raises NotFound, NotPermitted.
    """
    project = load_visible(ctx, Project, project_id, "projects.view", Project.deleted_at.is_(None))
    day = as_of or today(ctx.now, company(ctx).timezone)
    shown = amounts and amounts_shown(ctx, Project, project_id)
    judgment = judged(ctx, project_id, day, amounts=amounts)
    found, state = judgment.forecast, judgment.forecast.state
    causes = (*_dearer(ctx, found, day), *found.causes())
    ordered = tuple(sorted(causes, key=lambda one: list(CauseKind).index(one.kind)))
    return ProjectOutlook(
        project_id=project_id,
        as_of=day,
        verdict=verdict(found.end, found.cost),
        sentence=sentence(found.end, found.cost, ordered),
        causes=ordered,
        health=judgment.health(),
        end=_end(found),
        cost=_cost(found, state, shown=shown),
        curve=project_curve(
            ctx, project, day, state.currency, steps=found.course.steps, amounts=shown
        ),
        late_facts=late_facts(ctx, project_id, day, amounts=shown),
    )


def _dearer(ctx: Ctx, found: Forecast, day: date) -> list[Cause]:
    """The categories behind an excess, with who got most of it."""
    state = found.state
    if state.budget is None or (found.cost.over or 0) <= 0:
        return []
    months = spent_by_month(ctx, state.target_id, day, state.currency) or {}
    dearer = risen(months, day)
    least = max(state.budget * LEAST_SHARE, dearer[0].more / 2 if dearer else ZERO)
    return [_category(ctx, one, state, day) for one in dearer if one.more >= least]


def _category(ctx: Ctx, one: Risen, state: ProjectState, day: date) -> Cause:
    party = None
    if ctx.actor.can("records.view"):
        paid = paid_most(ctx, state.target_id, one.category_id, one.since, day)
        share = None if paid is None else ratio(paid[1], one.used)
        party = paid[0] if paid and share and share >= MOST else None
    name = _category_name(ctx, one.category_id)
    return category_cause(one.category_id, name, one.more, state.currency, one.since, party)


def _category_name(ctx: Ctx, category_id: int | None) -> str:
    row = None if category_id is None else ctx.session.get(Category, category_id)
    if row is None:
        return t("What has no category")
    return localised(row.name_zh, row.name_en)


def _end(found: Forecast) -> EndOutlook:
    end = found.end
    return EndOutlook(
        planned=end.planned,
        expected=end.end,
        earliest=end.earliest,
        latest=end.latest,
        late=end.late,
        schedule_performance_t=end.spi_t,
        methods=tuple(
            ForecastMethod(method=method, end=day, told=method is end.method)
            for method, day in end.methods.items()
        ),
        refused=end.refused,
    )


def _cost(found: Forecast, state: ProjectState, *, shown: bool) -> CostOutlook:
    cost = found.cost
    return CostOutlook(
        budget=cost.budget,
        expected=cost.cost,
        low=cost.low,
        high=cost.high,
        over=cost.over,
        currency=state.currency,
        methods=tuple(
            ForecastMethod(method=method, cost=value, told=method is CostMethod.PACE)
            for method, value in cost.methods.items()
        ),
        refused=cost.refused if shown else NoForecast.HIDDEN,
    )


def refusal(code: NoForecast | None) -> str:
    """Why there is no forecast, in the reader's language."""
    return "" if code is None else t(REFUSALS[code])
