"""Projects side by side: what counts as worse than a week ago, the order, who sees which."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core.dashboards.health import (
    Judgment,
    Light,
    portfolio,
    portfolio_trends,
    sort_portfolio,
    worsened,
)
from core.dashboards.health.forecasting import Forecast
from core.dashboards.health.judging import Facts, Ground
from core.dashboards.health.reading import Named
from core.indicators import ProjectState
from core.kit.errors import NotPermitted
from core.kit.i18n import use_locale
from core.kit.listing import ListQuery
from core.projects import (
    Course,
    EndForecast,
    MilestoneIn,
    ProjectPatch,
    create_milestone,
    update_project,
)
from tests.finance.records import add
from tests.world import NOW, TODAY, World

DAY = timedelta(days=1)


def health(
    light: str = "green",
    *codes: str,
    project_id: int = 1,
    name: str = "P",
    late: int | None = None,
    over: Decimal | None = None,
    spi: Decimal | None = None,
) -> Judgment:
    """A project with this light for these reasons, forecast so many days late and so dear."""
    grounds = tuple(Ground(Light(light), one, one) for one in codes)
    progress = None if late is None else Decimal(50)
    budget = None if over is None else Decimal(100)
    eac = None if over is None else 100 * (1 + over)
    dates = (TODAY - 90 * DAY, TODAY, None)
    state = ProjectState(project_id, None, "CNY", *dates, progress, None, None)
    state = state._replace(budget=budget, eac=eac, spi=spi)
    end = None if late is None else TODAY + late * DAY
    facts = Facts(TODAY, True, *dates[:2], progress, budget, None, eac, forecast=end, agreed=TODAY)
    forecast = Forecast(Course(TODAY, *dates[:2], progress), EndForecast(TODAY, end), state)
    return Judgment(Named(name, "active", None), forecast, facts, Light(light), grounds)


CASES: list[tuple[Judgment, Judgment, str]] = [
    (health(), health(), ""),
    (health("amber", "late"), health(), "late"),
    (health("red", "late", "over"), health("amber", "late"), "late"),
    (health("red", "late", "over"), health("red", "late"), ""),
    (health("amber", "over"), health("red", "over"), ""),
    (health("amber", "alerts"), health("none"), "alerts"),
    (health("green"), health("none"), ""),
    (health("red", "late", late=40), health("red", "late", late=33), "40 days late, 7 more"),
    (health("red", "late", late=39), health("red", "late", late=33), ""),
    (health("red", "late", late=-1), health("red", "late", late=-30), ""),
    (health("green", late=6), health(late=-6), ""),
    (
        health("red", "over", over=Decimal("0.17")),
        health("red", "over", over=Decimal("0.12")),
        "17 % over budget, a week ago 12 %",
    ),
]


@pytest.mark.parametrize(("now", "was", "told"), CASES)
def test_what_counts_as_worse(now: Judgment, was: Judgment, told: str) -> None:
    with use_locale("en"):
        found = worsened([now], [was])
        reasons = [one.reason for one in found]
    assert bool(found) == bool(told)
    assert all(told in one for one in reasons)


def test_the_worst_comes_first_and_new_projects_are_not_worse() -> None:
    now = [
        health("amber", "late", project_id=1, name="B"),
        health("red", "late", project_id=2, name="C"),
        health("amber", "late", project_id=3, name="A"),
        health("red", "late", project_id=4),
    ]
    was = [health(project_id=number) for number in (1, 2, 3)]
    assert [one.project_id for one in worsened(now, was)] == [2, 3, 1]


def test_the_order_puts_the_unknown_last() -> None:
    rows = [
        health(project_id=1, spi=Decimal("0.9")),
        health("red", "late", project_id=2),
        health(project_id=3, spi=Decimal("1.2")),
    ]
    orders = {"spi": [1, 3, 2], "-spi": [3, 1, 2], "": [2, 1, 3], "nonsense": [2, 1, 3]}
    for sort, wanted in orders.items():
        assert [one.id for one in sort_portfolio(rows, sort)] == wanted


class TestRead:
    def test_a_week_changes_light_and_lines(self, world: World) -> None:
        with world.uow("founder", now=NOW - 30 * DAY) as ctx:
            changes = ProjectPatch(status="active", end_date=TODAY + 300 * DAY)
            update_project(ctx, world.project_a, changes)
            for days, weight in ((-50, 40), (-2, 30), (250, 30)):
                milestone = MilestoneIn(
                    name=f"M{weight}",
                    planned_date=TODAY + days * DAY,
                    weight=weight,
                    **({"actual_date": TODAY + days * DAY} if days == -50 else {}),
                )
                create_milestone(ctx, world.project_a, milestone)
            spent = {"record_date": TODAY - 40 * DAY, "direction": "expense", "amount": 10_000}
            add(ctx, **spent, project_id=world.project_a)
        with world.uow("founder") as ctx, use_locale("en"):
            found = portfolio(ctx)
            told = [one.health() for one in found.rows]
            spi = portfolio_trends(ctx, [world.project_a], found.as_of)[world.project_a].spi
        assert [one.project_id for one in found.worse] == [world.project_a]
        assert found.worse[0].before == "green"
        assert sum(found.lights.values()) == sum(found.lights_before.values()) == 3
        assert told[0].sentence
        assert len(spi) == 9
        assert spi[-2] == 1
        assert spi[-1] < 1  # type: ignore[operator]

    def test_each_sees_their_own(self, world: World) -> None:
        with world.uow("manager_a") as ctx:
            everything = portfolio(ctx)
            narrowed = portfolio(ctx, ListQuery(filters={"department_id": str(world.a1)}))
        assert {one.id for one in everything.rows} == {world.project_a, world.project_a1}
        assert {one.id for one in narrowed.rows} == {world.project_a1}
        with world.uow("business_a") as ctx:
            found = portfolio(ctx)
        assert {one.id: one.budget is not None for one in found.rows} == {
            world.project_a: False,
            world.project_a1: True,
        }
        with world.uow("outsider") as ctx, pytest.raises(NotPermitted):
            portfolio(ctx)
