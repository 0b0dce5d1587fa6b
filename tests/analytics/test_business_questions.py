"""An analyst with only docs/analysts.md gets the figures that the screens show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from core.alerts import list_alerts
from core.analytics import run_sql
from core.company import Company, company, working_days
from core.dashboards import Overview, OverviewQuery, read_overview
from core.identity import UserIn
from core.indicators import values
from core.kit.context import SYSTEM, Ctx
from core.kit.listing import ListQuery
from core.kit.money import to_cents
from core.kit.periods import Period, month_start, today
from core.kit.uow import run_in_uow, unit_of_work
from core.operations.demo import fill_company
from core.operations.setup import set_up_company
from core.receivables import receivables_ageing
from data.schema import Budget, FinancialRecord
from tests.analytics.company import ANALYST
from tests.fixtures_database import NewDatabase
from tests.operations.conftest import own

pytestmark = pytest.mark.integration

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "analysts.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```sql\n(.*?)```", GUIDE, flags=re.DOTALL)
Answer = list[dict[str, Any]]


@pytest.fixture
def demo(new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[date]:
    """The demonstration company; the day it is asked on."""
    boss = UserIn(username="boss", password="Correct-horse-7", display_name="Boss")
    for _ in own(new_database("duckdb"), monkeypatch):
        run_in_uow(SYSTEM, lambda ctx: set_up_company(ctx, Company(name="Demo"), boss))
        fill_company(SYSTEM, records=700, seed=7)
        with unit_of_work(SYSTEM) as ctx:
            day = today(ctx.now, company(ctx).timezone)
        yield day


def ask(number: int) -> Answer:
    """The rows of a question of the guide, numbers as decimals."""
    found = run_sql(ANALYST, RECIPES[number - 1], max_rows=5000, timeout=60)
    return [
        {
            name: Decimal(value) if kind.startswith("DECIMAL") and value is not None else value
            for name, kind, value in zip(found.columns, found.types, row, strict=True)
        }
        for row in found.rows
    ]


def test_twelve_questions(demo: date) -> None:
    assert len(RECIPES) == 12
    answers = {number: ask(number) for number in range(1, 13)}
    with unit_of_work(SYSTEM) as ctx:
        this_year = Period(date(demo.year, 1, 1), demo)
        year = read_overview(ctx, OverviewQuery(this_year, demo))
        months = read_overview(ctx, OverviewQuery(Period(month_start(demo), demo), demo))
        _cash_by_month(answers[1], months)
        _spent_on(answers[2], year)
        _margins(ctx, answers[3], demo)
        _departments(ctx, answers[4], demo)
        _projects(ctx, answers[5], demo)
        _customers(ctx, answers[6], demo)
        _quality(ctx, answers[7])
        _year_on_year(answers[8], months)
        assert all(row["effective_on"] <= row["record_date"] for row in answers[9])
        _alerts(ctx, answers[10])
        _owed(ctx, answers[11])
        _working_days(ctx, answers[12])


def _cash_by_month(rows: Answer, overview: Overview) -> None:
    ours = {row["month_start"]: (row["cash_in"], row["cash_out"]) for row in rows}
    for month in overview.months:
        found = ours.pop(month.month.isoformat(), (0, 0))
        assert found == (month.income, month.expense), month
    assert not ours


def _spent_on(rows: Answer, overview: Overview) -> None:
    shown = sorted(one.expense for one in overview.categories if one.expense)
    assert sorted(row["spent"] for row in rows) == shown
    assert rows[0]["spent"] == shown[-1]


def _margins(ctx: Ctx, rows: Answer, day: date) -> None:
    ours = {row["month_start"]: row for row in rows}
    (margin,) = values(ctx, "gross_margin", target_type="company", as_of=day)
    (revenue,) = values(ctx, "revenue", target_type="company", as_of=day)
    row = ours[month_start(day).isoformat()]
    assert row["revenue"] == revenue.value
    if margin.value is not None:
        assert row["gross_margin"] == pytest.approx(float(margin.value), abs=1e-4)


def _departments(ctx: Ctx, rows: Answer, day: date) -> None:
    shown = values(ctx, "budget_execution_rate", target_type="department", as_of=day)
    rates = {one.target_id: one for one in shown if one.value is not None}
    narrowed = {
        budget.department_id
        for budget in ctx.session.scalars(select(Budget))
        if budget.category_id is not None
    }
    checked = 0
    for row in rows:
        if row["id"] in rates and row["id"] not in narrowed:
            inputs = rates[row["id"]].inputs
            assert (row["used"], row["budget"]) == (inputs["used"], inputs["budget"])
            checked += 1
    assert checked


def _projects(ctx: Ctx, rows: Answer, day: date) -> None:
    shown = {
        one.target_id: one.inputs
        for one in values(ctx, "budget_overrun_rate", target_type="project", as_of=day)
        if one.value is not None
    }
    ours = {row["id"]: row for row in rows}
    checked = 0
    for project, inputs in shown.items():
        foreign = ctx.session.scalar(
            select(func.count()).where(
                FinancialRecord.project_id == project,
                FinancialRecord.currency != ours[project]["currency"],
            )
        )
        if not foreign:  # the indicator converts, the recipe leaves out
            assert ours[project]["spent"] == inputs["used"], project
            checked += 1
    assert checked


def _customers(ctx: Ctx, rows: Answer, day: date) -> None:
    asked = {"target_type": "customer", "as_of": day, "period": "last_365_days"}
    revenue = {one.target_id: one.value for one in values(ctx, "revenue", **asked)}  # type: ignore[arg-type]
    cost = {one.target_id: one.value for one in values(ctx, "cost", **asked)}  # type: ignore[arg-type]
    assert rows
    for row in rows:
        assert (row["revenue"], row["cost"]) == (revenue[row["id"]], cost[row["id"]])


def _quality(ctx: Ctx, rows: Answer) -> None:
    record = FinancialRecord
    kept = record.deleted_at.is_(None)
    count = ctx.session.scalar(select(func.count()).where(kept))
    open_ = ctx.session.scalar(select(func.count()).where(kept, record.category_id.is_(None)))
    assert (rows[0]["records"], rows[0]["without_category"]) == (count, open_)


def _year_on_year(rows: Answer, overview: Overview) -> None:
    ours = {row["month_start"]: row["expense"] for row in rows}
    for month in overview.months:
        assert ours.get(month.month.isoformat(), 0) == month.expense


def _alerts(ctx: Ctx, rows: Answer) -> None:
    shown = list_alerts(ctx, ListQuery(filters={"status": "open"}, limit=500)).items
    assert {row["id"] for row in rows} == {one.id for one in shown}


def _owed(ctx: Ctx, rows: Answer) -> None:
    shown = receivables_ageing(ctx)
    ours = {row["id"]: row for row in rows}
    buckets = ("not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90", "total")
    for one in shown.items:
        if one.total:
            for bucket in buckets:
                assert (ours[one.customer_id][bucket] or 0) == getattr(one, bucket), one
    assert sum(row["total"] for row in rows if row["total"]) == shown.total.total


def _working_days(ctx: Ctx, rows: Answer) -> None:
    row = rows[-2]
    first = date.fromisoformat(row["month_start"])
    last = date.fromordinal(month_start(first, back=-1).toordinal() - 1)
    assert row["working_days"] == working_days(ctx, first, last)
    assert row["a_working_day"] == pytest.approx(
        float(to_cents(row["spent"] / row["working_days"]))
    )
