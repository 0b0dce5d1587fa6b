"""How a project stands: every sign at its limits, and the portfolio from real rows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dashboards.health import Light, judge, portfolio, project_health
from core.dashboards.health.judging import Facts, days_late, forecast_end
from core.kit.errors import NotFound, NotPermitted
from core.projects import MilestoneIn, ProjectPatch, create_milestone, update_project
from tests.finance.records import add
from tests.world import TODAY, World

DAY = date(2026, 6, 15)
START, END = DAY - timedelta(days=50), DAY + timedelta(days=50)
SOUND = Facts(DAY, True, START, END, Decimal(50), Decimal(1000), Decimal(500), Decimal(1000))
SIGNS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "green", ""),
    ({"end": DAY - timedelta(days=1)}, "red", "past_end"),
    ({"end": DAY - timedelta(days=1), "running": False}, "green", ""),
    ({"end": END - timedelta(days=6)}, "green", ""),
    ({"end": END - timedelta(days=7)}, "amber", "late"),
    ({"end": END - timedelta(days=28)}, "red", "late"),
    ({"overdue": ("M", 1)}, "amber", "overdue"),
    ({"overdue": ("M", 30)}, "red", "overdue"),
    ({"cost": Decimal("1000.01"), "progress": Decimal(60)}, "red", "overspent"),
    ({"eac": Decimal("1029.99")}, "green", ""),
    ({"eac": Decimal(1030)}, "amber", "over"),
    ({"eac": Decimal(1100)}, "red", "over"),
    ({"cost": Decimal(600)}, "amber", "ahead"),
    ({"cost": Decimal(700)}, "red", "ahead"),
    ({"alerts": 1}, "amber", "alerts"),
    ({"alerts": 2, "severe": 1}, "red", "alerts"),
    ({"progress": None, "end": None, "budget": None, "cost": None, "eac": None}, "none", ""),
]


@pytest.mark.parametrize(("changes", "light", "code"), SIGNS)
def test_every_sign_at_its_limit(changes: dict[str, Any], light: str, code: str) -> None:
    found, reasons = judge(SOUND._replace(**changes))
    assert found == light
    assert code in ({one.code for one in reasons} or {""})


def test_the_pace_says_when_it_ends() -> None:
    assert forecast_end(SOUND) == END
    assert days_late(SOUND._replace(progress=Decimal(40))) == 25
    for silent in ({"progress": Decimal("4.9")}, {"start": DAY}, {"running": False}):
        assert forecast_end(SOUND._replace(**silent)) is None


@given(
    st.decimals(0, 100, places=2),
    st.decimals(0, 5000, places=2),
    st.integers(-400, 400),
    st.integers(0, 60),
)
def test_more_trouble_never_brightens_the_light(
    progress: Decimal, cost: Decimal, end: int, overdue: int
) -> None:
    facts = SOUND._replace(progress=progress, cost=cost, end=DAY + timedelta(days=end))
    order = list(Light)
    light, reasons = judge(facts)
    worse, _ = judge(facts._replace(overdue=("M", overdue), alerts=1, severe=1))
    assert order.index(worse) <= order.index(light)
    assert bool(reasons) == (light in {Light.RED, Light.AMBER})


class TestPortfolio:
    def test_figures_light_and_reasons(self, world: World) -> None:
        with world.uow("founder") as ctx:
            update_project(
                ctx,
                world.project_a,
                ProjectPatch(status="active", end_date=TODAY + timedelta(days=10)),
            )
            for planned, weight, actual in ((-40, 30, TODAY), (-9, 70, None)):
                made = {"name": "M", "planned_date": TODAY + timedelta(days=planned)}
                made |= {"weight": weight, "actual_date": actual}
                create_milestone(ctx, world.project_a, MilestoneIn.model_validate(made))
            spent = {"record_date": TODAY, "direction": "expense", "amount": 50_000}
            add(ctx, **spent, project_id=world.project_a)
            found = project_health(ctx, world.project_a)
            everyone = portfolio(ctx).rows
        assert (found.light, found.progress, found.used) == ("red", 30, Decimal("0.5"))
        codes = {one.code for one in found.reasons}
        assert codes == {"late", "overdue", "over", "ahead"}
        assert everyone[0].project_id == world.project_a
        assert len(everyone) == 3

    def test_each_sees_the_projects_and_the_money_of_their_own(self, world: World) -> None:
        with world.uow("business_a") as ctx:
            found = {one.project_id: one.budget is not None for one in portfolio(ctx).rows}
            assert found == {world.project_a: False, world.project_a1: True}
            with pytest.raises(NotFound):
                project_health(ctx, world.project_b)
        with world.uow("outsider") as ctx, pytest.raises(NotPermitted):
            portfolio(ctx)
