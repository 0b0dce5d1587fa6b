"""The year's budgets: used, over since when, on what; the same figures as the indicator's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.finance import (
    BudgetIn,
    BudgetPatch,
    BudgetState,
    ExchangeRateIn,
    budget_use,
    budget_versions,
    budget_year,
    create_budget,
    create_exchange_rate,
    update_budget,
)
from core.identity import create_token
from core.identity.credentials import by_token
from core.indicators import TargetType, definition, question, readings
from core.kit.context import Ctx
from core.kit.errors import Invalid, NotFound, NotPermitted
from core.kit.uow import unit_of_work
from tests.finance.records import add
from tests.world import NOW, TODAY, World


def budget(ctx: Ctx, **changes: object) -> int:
    values = {"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "1200"}
    return create_budget(ctx, BudgetIn.model_validate(values | changes)).id


def spend(ctx: Ctx, amount: int, day: str, **more: object) -> None:
    add(ctx, amount=Decimal(amount), record_date=day, **more)


def test_what_a_budget_used_and_since_when_it_is_over(world: World) -> None:
    kinds = world.categories
    with world.uow("finance") as ctx:
        of_a = budget(ctx, department_id=world.a)
        part = budget(ctx, department_id=world.a, category_id=kinds["payroll"], amount="600")
        of_project = budget(ctx, project_id=world.project_a1, amount="100")
        in_a = {"department_id": world.a}
        for number in range(1, 7):
            spend(ctx, 50, f"2026-{number:02d}-10", category_id=kinds["payroll"], **in_a)
        for day in ("2026-05-02", "2026-06-02"):
            spend(ctx, 200, day, category_id=kinds["operating"], **in_a)
        spend(ctx, 1000, "2026-05-03", category_id=kinds["transfer"], **in_a)
        spend(ctx, 70, "2026-05-03", project_id=world.project_a1)
        spend(ctx, 30, "2026-07-01", **in_a)  # after today
        spend(ctx, -10, "2026-06-03", **in_a)  # a refund
        add(ctx, record_date="2026-06-03", direction="income", **in_a)
    with world.uow("finance") as ctx:
        year = budget_year(ctx)
        rows = {one.budget_id: one for one in year.budgets}
        rates = indicator(ctx, TargetType.DEPARTMENT)
        of_company = indicator(ctx, TargetType.COMPANY)
    a = next(one for one in year.departments if one.department_id == world.a)
    assert (year.year, year.as_of) == (2026, TODAY)
    assert (rows[of_a].total, rows[of_a].used, rows[of_a].state) == (1200, 690, BudgetState.AHEAD)
    assert (rows[part].used, rows[part].over_since) == (300, None)
    assert (rows[of_project].used, rows[of_project].rate) == (70, Decimal("0.7"))
    assert rows[of_a].over_since == date(2026, 6, 1)
    assert rows[of_a].planned == Decimal("550")
    assert rows[of_a].over_by == 140
    assert (a.total, a.used) == (1800, 690)  # a record that two budgets match is used once
    assert a.rate == rates[world.a]
    a1 = next(one for one in year.departments if one.department_id == world.a1)
    assert a1.rate == rates[world.a1]
    assert year.company is not None
    assert year.company.rate == of_company[1]


def indicator(ctx: Ctx, target: TargetType) -> dict[int, Decimal | None]:
    """Budget execution as the overview and alerts read it."""
    wanted = definition("budget_execution_rate")
    found = readings(ctx, wanted, question(ctx, wanted, target))
    return {one.target_id: one.value for one in found}


def test_on_what_and_compared_with_last_year(world: World) -> None:
    kinds = world.categories
    with world.uow("finance") as ctx:
        one = budget(ctx, department_id=world.a)
        for year in (2025, 2026):
            for number in range(1, 13):
                if (year, number) <= (2026, 6):
                    spend(ctx, 100, f"{year}-{number:02d}-05", department_id=world.a,
                          category_id=kinds["payroll"])  # fmt: skip
        spend(ctx, 300, "2026-05-20", department_id=world.a, category_id=kinds["operating"])
    with world.uow("finance") as ctx:
        found = budget_use(ctx, one)
        year = budget_year(ctx)
    assert (found.used, found.over_since, found.method) == (900, date(2026, 5, 1), "last_year")
    assert found.forecast == 900 + 600 * Decimal(900) / Decimal(600)
    assert [cause.category_id for cause in found.causes] == [kinds["operating"]]
    assert {row.category_id: row.used for row in found.categories} == {
        kinds["operating"]: 300,
        kinds["payroll"]: 600,
    }
    assert [cause.category_id for cause in year.departments[0].causes] == [kinds["operating"]]
    assert len(found.months) == 12


def test_days_within_months_versions_and_rates(world: World) -> None:
    with world.uow("finance") as ctx:
        span = {"period_start": "2026-01-10", "period_end": "2026-05-20", "department_id": world.b}
        odd = budget(ctx, **span)
        for day in ("2026-01-09", "2026-01-10", "2026-05-20", "2026-05-21", "2025-01-10"):
            spend(ctx, 7, day, department_id=world.b)
        foreign = budget(ctx, department_id=world.a, amount="100", currency="USD")
        update_budget(ctx, odd, BudgetPatch(amount="2400", effective_on="2026-06-01"))
        assert budget_use(ctx, foreign).total is None
        create_exchange_rate(
            ctx, ExchangeRateIn(currency="USD", rate_date="2026-01-01", rate=Decimal(7))
        )
        assert budget_use(ctx, foreign).total == 700
        assert budget_use(ctx, odd).used == 14
        assert budget_use(ctx, odd, as_of=date(2026, 5, 1)).total == 1200
        assert {one.amount for one in budget_year(ctx).budgets} == {100, 2400}
        assert budget_year(ctx, 2024).budgets == ()
        budget(ctx, period_start="2027-01-01", period_end="2027-12-31", department_id=world.b)
        (coming,) = budget_year(ctx, 2027).departments
        assert (coming.total, coming.planned, coming.forecast) == (1200, 0, None)
        with pytest.raises(Invalid):
            budget_year(ctx, 9999)


def test_plans_are_versions(world: World) -> None:
    with world.uow("finance") as ctx:
        plan = [{"month": f"2026-{n:02d}-01", "amount": n} for n in range(1, 13)]
        one = budget(ctx, amount="78", plan=plan)
        assert budget_use(ctx, one).planned == Decimal("18.00")
        update_budget(ctx, one, BudgetPatch(amount="156", effective_on="2026-03-01", reason="more"))
        after = update_budget(ctx, one, BudgetPatch(plan=[{"month": "2026-04-01", "amount": "9"}]))
        assert after.amount == 9
        same = update_budget(ctx, one, BudgetPatch(plan=[{"month": "2026-04-01", "amount": "9"}]))
        assert same.version == after.version
        moved = update_budget(ctx, one, BudgetPatch(plan=[{"month": "2026-05-01", "amount": "9"}]))
        assert moved.version == after.version + 1
        update_budget(ctx, one, BudgetPatch(plan=None))
        found = budget_versions(ctx, one)
        assert [row.is_even for row in found] == [False, False, False, False, True]
        assert [row.plan[1].amount for row in found] == [2, 4, 0, 0, Decimal("0.75")]
        assert found[1].reason == "more"
        for bad in (
            [{"month": "2026-01-01", "amount": "1"}, {"month": "2026-01-31", "amount": "1"}],
            [{"month": "2027-01-01", "amount": "1"}],
        ):
            with pytest.raises(Invalid):
                update_budget(ctx, one, BudgetPatch(plan=bad))
        with pytest.raises(Invalid):
            budget(ctx, plan=[{"month": "2026-01-01", "amount": "1"}])


def test_scope_and_masking(world: World) -> None:
    with world.uow("finance") as ctx:
        company = budget(ctx)
        of_a = budget(ctx, department_id=world.a)
        of_b = budget(ctx, department_id=world.b)
        spend(ctx, 40, "2026-02-01", department_id=world.a)
        spend(ctx, 5, "2026-02-01", department_id=world.b)
    with world.uow("manager_a") as ctx:
        year = budget_year(ctx)
        assert [one.budget_id for one in year.budgets] == [of_a]
        assert (year.company, [one.used for one in year.departments]) == (None, [40])
        for hidden in (company, of_b):
            with pytest.raises(NotFound):
                budget_use(ctx, hidden)
    with world.uow("outsider") as ctx:
        for attempt in (lambda: budget_year(ctx), lambda: budget_use(ctx, of_b)):
            with pytest.raises(NotPermitted):
                attempt()
    with world.uow("analyst") as ctx:
        no_money = create_token(ctx, "no money", scopes=("budgets.view", "records.view"))
        no_records = create_token(ctx, "no records", scopes=("budgets.view", "amounts.view"))
    for token in (no_money, no_records):
        with unit_of_work(by_token(token), now=NOW) as ctx:
            for row in (*budget_year(ctx).budgets, *budget_year(ctx).departments):
                if row.department_id == world.a:
                    assert (row.used, row.rate, row.months) == (None, None, ())
            assert budget_use(ctx, of_a).amount == (None if token == no_money else 1200)
