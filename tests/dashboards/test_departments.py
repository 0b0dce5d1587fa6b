"""Departments side by side: figures and lights of each, in tree order, as far as one may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.dashboards.departments import (
    DepartmentFigure,
    DepartmentPerformance,
    department_performance,
)
from core.finance import BudgetIn, CustomerIn, create_budget, create_customer
from core.indicators.thresholds import Light, Limits, set_limits
from core.kit.context import Scope
from core.kit.errors import NotPermitted
from core.kit.uow import unit_of_work
from core.projects import ProjectPatch, update_project
from core.satisfaction import ScoreIn, create_score
from pages.ui.performance import sorted_rows
from tests.finance.records import add
from tests.world import NOW, TODAY, World

D = Decimal


def lights(row: DepartmentPerformance) -> dict[str, str]:
    return {code: one.light.value for code, one in row.figures.items() if one.value is not None}


def test_each_department_with_its_own_figures(world: World) -> None:
    """A: revenue 1000, cost 900, budget 1000 with 950 used, one of one project done, score 50."""
    with world.uow("founder") as ctx:
        year = {"period_start": date(2026, 1, 1), "period_end": date(2026, 12, 31)}
        create_budget(ctx, BudgetIn(department_id=world.a, amount=D(1000), **year))
        sales, costs = world.categories["revenue"], world.categories["cost_of_sales"]
        place = {"department_id": world.a, "record_date": TODAY}
        add(ctx, direction="income", amount=D(1000), category_id=sales, **place)
        add(ctx, amount=D(950), category_id=costs, **place)
        add(ctx, amount=D(70), category_id=costs, department_id=world.b, record_date=TODAY)
        done = {"status": "active"}, {"status": "completed", "actual_end_date": TODAY}
        for sent in ({"end_date": date(2026, 6, 1)}, *done):
            update_project(ctx, world.project_a, ProjectPatch.model_validate(sent))
        customer = create_customer(ctx, CustomerIn(name="C", department_id=world.a)).id
        create_score(ctx, ScoreIn(customer_id=customer, score=D(50), scored_on=TODAY))
        rows = department_performance(ctx, as_of=TODAY, period="year_to_date")
        assert [(row.name, row.depth) for row in rows] == [("A", 0), ("A1", 1), ("B", 0)]
        first = rows[0]
        assert {code: one.value for code, one in first.figures.items()} == {
            "revenue": D(1000),
            "cost": D(950),
            "gross_margin": D("0.05"),
            "budget_execution_rate": D("0.95"),
            "project_completion_rate": D(1),
            "customer_satisfaction": D(50),
        }
        assert lights(first) == {
            "revenue": "none",
            "cost": "none",
            "gross_margin": "amber",
            "budget_execution_rate": "amber",
            "project_completion_rate": "green",
            "customer_satisfaction": "red",
        }
        assert [row.light for row in rows] == [Light.RED, Light.NONE, Light.NONE]
        before = department_performance(ctx, as_of=date(2026, 5, 31), period="year_to_date")[0]
        assert (before.figures["revenue"].value, before.light) == (D(0), Light.GREEN)
        set_limits(ctx, "customer_satisfaction", Limits(amber=D(40), red=D(30)))
        assert department_performance(ctx, as_of=TODAY)[0].light is Light.AMBER
    with world.uow("manager_a") as ctx:
        assert [row.name for row in department_performance(ctx, as_of=TODAY)] == ["A", "A1"]
    with pytest.raises(NotPermitted), world.uow("outsider") as ctx:
        department_performance(ctx)


def test_equal_departments_with_other_rights_are_read_apart(world: World) -> None:
    """Nobody is answered from the memory of one with other rights, in either order."""
    with world.uow("manager_a") as ctx:
        wide = ctx.actor
    fewer = replace(wide, grants={"amounts.view": Scope.PROJECT})
    none = replace(wide, grants={})
    for actor, names in ((wide, ["A", "A1"]), (fewer, []), (wide, ["A", "A1"])):
        with unit_of_work(actor, now=NOW) as ctx:
            assert [one.name for one in department_performance(ctx, as_of=TODAY)] == names
    with pytest.raises(NotPermitted), unit_of_work(none, now=NOW) as ctx:
        department_performance(ctx, as_of=TODAY)


def row(row_id: int, margin: str | None) -> DepartmentPerformance:
    value = None if margin is None else D(margin)
    figures = {"gross_margin": DepartmentFigure(value=value, light=Light.NONE)}
    return DepartmentPerformance(
        id=row_id, name=str(row_id), depth=0, manager_id=None, currency="CNY",
        light=Light.NONE, figures=figures,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        ("gross_margin", [3, 1, 2]),
        ("-gross_margin", [1, 3, 2]),
        ("name", [1, 2, 3]),
        ("-x", [1, 2, 3]),
    ],
)
def test_what_has_no_value_stands_last(wanted: str, order: list[int]) -> None:
    rows = [row(1, "0.4"), row(2, None), row(3, "-0.1")]
    assert [one.id for one in sorted_rows(rows, wanted)] == order
