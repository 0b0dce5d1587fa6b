"""Scores and departments on the screen: narrowed by the address, as far as one may see."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.dashboards.departments import DEPARTMENT_FIGURES
from core.finance import CustomerIn, create_customer
from core.indicators import definition
from core.kit.context import SYSTEM, Ctx
from core.kit.uow import run_in_uow
from core.satisfaction import ScoreIn, create_score
from tests.finance.records import add
from tests.pages.conftest import Visit, component, rows_of, texts
from tests.world import World

pytestmark = pytest.mark.integration


def test_scores_and_departments(visit: Visit, world: World) -> None:
    """Of two customers; a department's figure opens how it is computed."""

    def fill(ctx: Ctx) -> int:
        ids = [create_customer(ctx, CustomerIn(name=name)).id for name in ("Alpha", "Beta")]
        for key, score in zip(ids, (80, 40), strict=True):
            on = {"scored_on": date(2026, 6, 1), "project_id": world.project_a}
            create_score(ctx, ScoreIn(customer_id=key, score=Decimal(score), **on))
        add(ctx, department_id=world.a, amount=Decimal(90))
        return ids[0]

    alpha = run_in_uow(SYSTEM, fill)
    screen = visit("founder", "satisfaction.py")
    assert not screen.exception
    assert screen.metric[0].value == "60.0"
    assert {row[0] for row in rows_of(screen, "satisfaction.table")} == {"Alpha", "Beta"}
    screen.query_params["customer_id"] = str(alpha)
    screen.run()
    assert screen.metric[0].value == "80.0"
    assert [row[0] for row in rows_of(screen, "satisfaction.table")] == ["Alpha"]
    screen.switch_page("customers.py")
    screen.query_params["id"] = str(alpha)
    screen.run()
    assert not screen.exception
    assert screen.metric[0].value == "80.0"
    for name, shown in (("founder", ["A", "\u2003A1", "B"]), ("manager_a", ["A", "\u2003A1"])):
        screen = visit(name, "performance.py")
        assert not screen.exception
        assert [row[0] for row in rows_of(screen, "performance.table")] == shown
        heads = [one["label"] for one in component(screen, "performance.table")["columns"]]
        assert heads[2:] == [
            "Revenue",
            "Cost",
            "Gross margin",
            "Budget used",
            "Completion rate",
            "Satisfaction",
            "Manager",
        ]
    screen.query_params["id"] = str(world.a)
    screen.run()
    assert not screen.exception
    assert [one.label for one in screen.metric] == [
        definition(code).name for code in DEPARTMENT_FIGURES
    ]
    assert "Last 12 months" in texts(screen)
