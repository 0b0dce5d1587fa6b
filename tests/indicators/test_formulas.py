"""The formulas of REQUIREMENTS, to the cent, with their null rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core import indicators
from core.indicators import IndicatorValue
from data.schema import Project, ProjectPlan
from tests.indicators.builders import (
    add,
    budget,
    budget_version,
    customer,
    expense,
    income,
    rate,
)
from tests.world import NOW, TODAY, World

LAST_YEAR = date(2025, 11, 3)


def values(world: World, code: str, target_type: str, **asked: Any) -> dict[int, IndicatorValue]:
    with world.uow("system") as ctx:
        found = indicators.values(ctx, code, target_type=target_type, **asked)
    return {value.target_id: value for value in found}


def value(world: World, code: str, target_type: str, target_id: int = 1, **asked: Any) -> Any:
    return values(world, code, target_type, **asked)[target_id].value


def test_definitions_are_complete(world: World) -> None:
    codes = [one.code for one in indicators.definitions()]
    assert codes == [
        "expense_amount",
        "budget_execution_rate",
        "budget_overrun_rate",
        "gross_margin",
        "revenue",
        "cost",
        "cash_in",
        "cash_out",
        "collection_rate",
        "receivable_overdue_days",
        "project_progress",
        "progress_deviation",
        "time_deviation",
        "schedule_delay_rate",
        "cost_consumption_rate",
        "planned_value",
        "earned_value",
        "actual_cost",
        "schedule_variance",
        "cost_variance",
        "schedule_performance_index",
        "cost_performance_index",
        "estimate_at_completion",
        "estimate_to_complete",
        "variance_at_completion",
        "to_complete_performance_index",
        "project_completion_rate",
        "customer_satisfaction",
    ]


class TestProjectBudget:
    def test_used_over_budget_up_to_the_day(self, world: World) -> None:
        expense("30000", project_id=world.project_a, record_date=LAST_YEAR)
        expense("45000.50", project_id=world.project_a)
        expense("-5000.50", project_id=world.project_a)  # a refund
        expense("99", project_id=world.project_a, record_date=date(2026, 6, 16))  # tomorrow
        assert value(world, "budget_execution_rate", "project", world.project_a) == Decimal("0.7")
        assert value(world, "budget_overrun_rate", "project", world.project_a) == Decimal("-0.3")
        past = value(
            world, "budget_execution_rate", "project", world.project_a, as_of=date(2026, 1, 2)
        )
        assert past == Decimal("0.3")

    def test_no_record_is_zero_and_no_plan_yet_is_none(self, world: World) -> None:
        assert value(world, "budget_execution_rate", "project", world.project_a) == 0
        early = value(
            world, "budget_execution_rate", "project", world.project_a, as_of=date(2025, 12, 31)
        )
        assert early is None

    def test_a_budget_of_zero_has_no_rate(self, world: World) -> None:
        add(
            ProjectPlan(
                project_id=world.project_a,
                effective_on=date(2026, 3, 1),
                budget=Decimal(0),
                currency="CNY",
                start_date=date(2026, 1, 1),
            )
        )
        expense("10", project_id=world.project_a)
        assert value(world, "budget_execution_rate", "project", world.project_a) is None
        before = value(
            world, "budget_execution_rate", "project", world.project_a, as_of=date(2026, 2, 28)
        )
        assert before == 0

    def test_transfers_financing_neutral_pending_and_deleted_do_not_count(
        self, world: World
    ) -> None:
        place = {"project_id": world.project_a}
        for kind in ("transfer", "financing"):
            expense("1000", category_id=world.categories[kind], **place)
        expense("1000", status="pending", **place)
        expense("1000", deleted_at=NOW, **place)
        for kind in ("tax", "investment", "payroll", "uncategorised"):
            expense("1000", category_id=world.categories[kind], **place)
        found = values(world, "budget_execution_rate", "project")[world.project_a]
        assert found.inputs["used"] == Decimal("4000.00")
        assert found.inputs["budget"] == Decimal("100000.00")

    def test_a_project_without_dated_plans_has_its_own_budget(self, world: World) -> None:
        bare = add(
            Project(
                name="Bare",
                start_date=date(2026, 2, 1),
                budget=Decimal(50),
                currency="CNY",
                status="active",
            )
        )
        expense("10", project_id=bare)
        assert value(world, "budget_execution_rate", "project", bare) == Decimal("0.2")


class TestForeignMoney:
    @pytest.fixture
    def abroad(self, world: World) -> int:
        return add(
            Project(
                name="Abroad",
                start_date=date(2026, 1, 1),
                budget=Decimal(1000),
                currency="EUR",
                status="active",
                department_id=world.a,
            )
        )

    def test_money_is_compared_in_the_projects_currency(self, world: World, abroad: int) -> None:
        rate("EUR", date(2026, 1, 1), "8")
        rate("EUR", date(2026, 3, 1), "10")
        expense("100", currency="EUR", project_id=abroad)
        expense("800", project_id=abroad, record_date=date(2026, 2, 1))
        expense("1000", project_id=abroad, record_date=date(2026, 3, 1))
        dollars = {"currency": "USD", "amount_base": Decimal(700)}
        expense("100", project_id=abroad, record_date=date(2026, 3, 2), **dollars)
        found = values(world, "budget_execution_rate", "project")[abroad]
        assert found.value == Decimal("0.37")  # 100 + 800/8 + 1000/10 + 700/10
        assert found.inputs["currency"] == "EUR"

    def test_without_a_rate_the_project_has_no_value(self, world: World, abroad: int) -> None:
        expense("100", currency="EUR", project_id=abroad)
        assert value(world, "budget_execution_rate", "project", abroad) == Decimal("0.1")
        expense("1", project_id=abroad)
        assert value(world, "budget_execution_rate", "project", abroad) is None

    def test_a_record_without_rate_only_spoils_what_it_belongs_to(self, world: World) -> None:
        place = {"project_id": world.project_a, "category_id": world.categories["tax"]}
        expense("5", currency="EUR", **place)
        income("70", project_id=world.project_a, category_id=world.categories["revenue"])
        assert value(world, "revenue", "project", world.project_a) == Decimal("70")
        assert value(world, "cost", "project", world.project_a) == 0
        assert value(world, "cash_out", "project", world.project_a) is None

    def test_company_figures_say_what_had_no_rate(self, world: World) -> None:
        expense("5", currency="EUR")
        expense("7", currency="EUR", amount_base=Decimal(56))
        expense("10")
        found = values(world, "cash_out", "company")[1]
        assert found.value == Decimal("66.00")
        assert found.inputs["records_without_rate"] == 1
        assert found.unit == "CNY"


class TestPlannedBudgets:
    def test_a_projects_records_count_in_its_department_once(self, world: World) -> None:
        budget("1000", department_id=world.a)
        expense("100", project_id=world.project_a)
        expense("200", department_id=world.a)
        expense("300", department_id=world.a, project_id=world.project_a)
        expense("5000", project_id=world.project_b)
        expense("400", department_id=world.a, record_date=LAST_YEAR)
        found = values(world, "budget_execution_rate", "department")
        assert found[world.a].value == Decimal("0.6")
        assert found[world.b].value is None

    def test_only_approved_budgets_whose_period_holds_the_day(self, world: World) -> None:
        budget("1000", department_id=world.a)
        budget("1000", department_id=world.a, status="draft")
        budget("1000", department_id=world.a, period_end=date(2026, 6, 14))
        expense("500", department_id=world.a)
        assert value(world, "budget_execution_rate", "department", world.a) == Decimal("0.5")
        assert value(world, "budget_overrun_rate", "department", world.a) == Decimal("-0.5")

    def test_versions_are_dated(self, world: World) -> None:
        stored = budget("4000", department_id=world.a)
        budget_version(stored, date(2026, 1, 1), "1000", "draft")
        budget_version(stored, date(2026, 2, 1), "1000", "approved")
        budget_version(stored, date(2026, 5, 1), "2000", "approved")
        budget_version(stored, date(2026, 7, 1), "4000", "approved")
        expense("500", department_id=world.a, record_date=date(2026, 1, 10))
        asked = {
            day: value(world, "budget_execution_rate", "department", world.a, as_of=day)
            for day in (date(2026, 1, 31), date(2026, 4, 30), TODAY)
        }
        assert list(asked.values()) == [None, Decimal("0.5"), Decimal("0.25")]

    def test_a_category_budget_takes_the_category_and_a_record_is_used_once(
        self, world: World
    ) -> None:
        kinds = world.categories
        budget("1000", department_id=world.a, category_id=kinds["payroll"])
        expense("100", department_id=world.a, category_id=kinds["payroll"])
        expense("200", department_id=world.a, category_id=kinds["operating"])
        assert value(world, "budget_execution_rate", "department", world.a) == Decimal("0.1")
        budget("1000", department_id=world.a)
        assert value(world, "budget_execution_rate", "department", world.a) == Decimal("0.15")

    def test_the_companys_own_budget_comes_before_the_departments(self, world: World) -> None:
        budget("1000", department_id=world.a)
        budget("3000", department_id=world.b)
        expense("400")
        assert value(world, "budget_execution_rate", "company") == Decimal("0.1")
        budget("800")
        assert value(world, "budget_execution_rate", "company") == Decimal("0.5")

    def test_a_budget_in_foreign_money(self, world: World) -> None:
        budget("100", department_id=world.a, currency="EUR")
        expense("400", department_id=world.a)
        assert value(world, "budget_execution_rate", "department", world.a) is None
        rate("EUR", date(2026, 6, 1), "8")
        assert value(world, "budget_execution_rate", "department", world.a) == Decimal("0.5")


class TestFlows:
    def test_margin_by_kind_of_target(self, world: World) -> None:
        kinds = world.categories
        place = {"project_id": world.project_a, "customer_id": customer("Acme")}
        income("1000", category_id=kinds["revenue"], **place)
        income("77", category_id=kinds["financing"], **place)
        for kind in ("cost_of_sales", "payroll", "tax", "investment", "transfer", "financing"):
            expense("100", category_id=kinds[kind], **place)
        assert value(world, "gross_margin", "project", world.project_a) == Decimal("0.8")
        assert value(world, "gross_margin", "customer", place["customer_id"]) == Decimal("0.8")
        assert value(world, "gross_margin", "department", world.a) == Decimal("0.9")
        assert value(world, "gross_margin", "company") == Decimal("0.9")
        assert value(world, "cash_in", "company") == Decimal("1000")
        assert value(world, "cash_out", "company") == Decimal("400")

    def test_without_revenue_there_is_no_margin(self, world: World) -> None:
        expense("10")
        assert value(world, "gross_margin", "company") is None
        assert value(world, "revenue", "company") == 0
        assert value(world, "cost", "company") == 10

    def test_what_has_no_category_counts_in_and_shows_its_share(self, world: World) -> None:
        income("300", category_id=world.categories["revenue"])
        income("100")
        expense("100", category_id=world.categories["cost_of_sales"])
        found = values(world, "gross_margin", "company")[1]
        assert found.value == Decimal("0.75")
        assert found.inputs["uncategorised_share"] == Decimal("0.2")

    @pytest.mark.parametrize(
        ("period", "expected"),
        [
            (None, "1"),
            ("month_to_date", "1"),
            ("quarter_to_date", "11"),
            ("last_30_days", "11"),
            ("year_to_date", "111"),
            ("last_365_days", "1111"),
        ],
    )
    def test_periods_end_on_the_day(self, world: World, period: str | None, expected: str) -> None:
        for day, amount in (
            (date(2026, 6, 1), "1"),
            (date(2026, 5, 17), "10"),
            (date(2026, 1, 1), "100"),
            (date(2025, 6, 16), "1000"),
            (date(2025, 6, 15), "10000"),
        ):
            income(amount, record_date=day)
        assert value(world, "revenue", "company", period=period) == Decimal(expected)

    def test_the_trend_asks_for_each_step(self, world: World) -> None:
        for month in (3, 4, 5):
            income(str(month), record_date=date(2026, month, 10))
        with world.uow("system") as ctx:
            found = indicators.trend(
                ctx,
                "revenue",
                target_type="company",
                target_id=1,
                start=date(2026, 3, 1),
                end=date(2026, 5, 31),
            )
        assert [(one.as_of.month, one.value) for one in found] == [(3, 3), (4, 4), (5, 5)]


def test_the_expense_of_each_record(world: World) -> None:
    first = expense("12.50", counterparty="Acme", department_id=world.a)
    second = expense("7", currency="EUR", description="Taxi")
    income("900")
    expense("8", category_id=world.categories["transfer"])
    found = values(world, "expense_amount", "financial_record")
    assert {one.target_id: (one.value, one.unit) for one in found.values()} == {
        first: (Decimal("12.50"), "CNY"),
        second: (Decimal("7.00"), "EUR"),
    }
    assert found[first].target_name == "Acme"
    assert found[first].department_id == world.a
