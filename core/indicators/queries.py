"""Reading indicators: values now or on a past day, and the targets there are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, func, select

from core.company import company
from core.indicators.library import definition, target_type_of
from core.indicators.records import count_expenses
from core.indicators.schemas import (
    Indicator,
    IndicatorValue,
    Narrow,
    Question,
    Reading,
    TargetRow,
    TargetType,
    Unit,
)
from core.indicators.targets import target_table, visible_records, visible_targets
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.periods import PeriodName, resolve_period, today
from data.schema import FinancialRecord

MAX_VALUES = 500  # records answered without asking for particular ones


def question(
    ctx: Ctx,
    indicator: Indicator,
    target_type: TargetType,
    *,
    target_ids: Collection[int] | None = None,
    as_of: date | None = None,
    period: str | None = None,
    narrow: Narrow | None = None,
    limit: int | None = None,
) -> Question:
    """What the actor may ask: only targets whose amounts they see. Raises Invalid."""
    settings = company(ctx)
    day = as_of or today(ctx.now, settings.timezone)
    return Question(
        target_type,
        day,
        resolve_period(period_name(indicator, period), day, settings.fiscal_year_start),
        settings.currency,
        visible_targets(ctx, target_type),
        visible_records(ctx, target_type),
        None if target_ids is None else frozenset(target_ids),
        narrow,
        limit,
    )


def period_name(indicator: Indicator, wanted: str | None) -> PeriodName:
    """The named period, month to date by default. Raises Invalid for an unknown one."""
    if wanted is None or not indicator.periodic:
        return PeriodName.MONTH_TO_DATE
    try:
        return PeriodName(wanted)
    except ValueError as error:
        message = N_("Choose one of the periods: {known}.")
        raise Invalid(
            "indicator.period", message, fields={"period": message}, known=", ".join(PeriodName)
        ) from error


def readings(ctx: Ctx, indicator: Indicator, asked: Question) -> list[Reading]:
    """The indicator's answer to a question made by `question`."""
    return [indicator.read(asked, row) for row in indicator.load(ctx, asked)]


def count_targets(ctx: Ctx, indicator: Indicator, asked: Question) -> int:
    """How many targets a question is about, also where only some were worth reading."""
    if asked.target_type is TargetType.FINANCIAL_RECORD:
        return count_expenses(ctx, asked)
    return ctx.session.scalar(select(func.count()).select_from(target_table(ctx, asked))) or 0


def values(
    ctx: Ctx,
    code: str,
    *,
    target_type: str | None = None,
    target_ids: Collection[int] | None = None,
    as_of: date | None = None,
    period: str | None = None,
) -> list[IndicatorValue]:
    """Values for the targets the actor may see, by default for today in the company.

    Of single records the newest 500 unless particular ones are asked for. Raises NotFound for
    an unknown code, NotPermitted without the right to see amounts, Invalid.
    """
    indicator = definition(code)
    ctx.require("amounts.view")
    asked = question(
        ctx,
        indicator,
        target_type_of(indicator, target_type),
        target_ids=target_ids,
        as_of=as_of,
        period=period,
        limit=MAX_VALUES,
    )
    return [to_value(indicator, asked, found) for found in readings(ctx, indicator, asked)]


def to_value(indicator: Indicator, asked: Question, found: Reading) -> IndicatorValue:
    """A reading in the shape of REST."""
    return IndicatorValue(
        target_type=asked.target_type,
        target_id=found.target_id,
        target_name=found.target_name,
        as_of=asked.as_of,
        value=found.value,
        unit=found.currency if indicator.unit is Unit.MONEY else indicator.unit,
        inputs=dict(found.inputs),
        period=_shown_period(indicator, asked),
        department_id=found.department_id,
        project_id=found.project_id,
    )


def _shown_period(indicator: Indicator, asked: Question) -> str | None:
    if not indicator.periodic:
        return None
    return f"{asked.period.start.isoformat()}/{asked.period.end.isoformat()}"


def targets(
    ctx: Ctx, target_type: str, *, target_ids: Collection[int] | None = None
) -> list[TargetRow]:
    """Projects, customers, departments or the company, as far as the actor sees their amounts;
    by name. Single records are not listed."""
    kind = TargetType(target_type)
    if kind is TargetType.FINANCIAL_RECORD:
        return _records(ctx, target_ids or ())
    settings = company(ctx)
    day = today(ctx.now, settings.timezone)
    asked = Question(
        kind,
        day,
        resolve_period(PeriodName.MONTH_TO_DATE, day),
        settings.currency,
        visible_targets(ctx, kind),
        target_ids=None if target_ids is None else frozenset(target_ids),
    )
    found = target_table(ctx, asked)
    rows: Select[tuple[int, str, int | None, int | None]] = select(
        found.c.id, found.c.name, found.c.department_id, found.c.project_id
    ).order_by(found.c.name, found.c.id)
    return [TargetRow.model_validate(row) for row in ctx.session.execute(rows)]


def _records(ctx: Ctx, target_ids: Collection[int]) -> list[TargetRow]:
    model = FinancialRecord
    statement = select(
        model.id,
        func.coalesce(model.counterparty, model.description, "").label("name"),
        model.department_id,
        model.project_id,
    ).where(
        model.id.in_(target_ids),
        model.deleted_at.is_(None),
        visible_targets(ctx, TargetType.FINANCIAL_RECORD),
    )
    return [TargetRow.model_validate(row) for row in ctx.session.execute(statement)]
