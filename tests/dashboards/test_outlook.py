"""What is expected of a project: its sentence, time travel, late facts, who sees what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.dashboards.health import (
    CauseKind,
    portfolio,
    portfolio_trends,
    project_health,
    project_outlook,
)
from core.indicators import values
from core.kit.context import Ctx
from core.kit.errors import NotFound, NotPermitted
from core.kit.i18n import use_locale
from core.projects import (
    BaselineIn,
    MilestoneIn,
    MilestonePatch,
    ProjectIn,
    ProjectPatch,
    create_milestone,
    create_project,
    freeze_baseline,
    update_milestone,
    update_project,
)
from core.reports import progress_sheet
from tests.finance.records import add
from tests.world import World

pytestmark = pytest.mark.integration

START = date(2026, 1, 1)
MONTHS = (150, 150, 150, 150, 400)


def on(day: int) -> date:
    return START + timedelta(days=day)


def at(day: int) -> datetime:
    return datetime.combine(on(day), datetime.min.time(), UTC) + timedelta(hours=4)


def spend(ctx: Ctx, world: World, project_id: int, day: int, amount: int) -> None:
    cost = world.categories["cost_of_sales"]
    add(
        ctx,
        record_date=on(day),
        direction="expense",
        amount=amount,
        project_id=project_id,
        category_id=cost,
        counterparty="Byte Partners",
    )


def begin(ctx: Ctx, world: World) -> tuple[int, list[int]]:
    """A project of 100 days in department A with four milestones, its plan frozen."""
    made = ProjectIn.model_validate(
        {"name": "Line 2", "start_date": START, "end_date": on(100), "budget": 1000}
        | {"department_id": world.a, "status": "active"}
    )
    key = create_project(ctx, made).id
    steps = [("Design", 20, 10), ("Build", 50, 30), ("Test", 80, 40), ("Hand-over", 100, 20)]
    ids = [
        create_milestone(
            ctx, key, MilestoneIn(name=name, planned_date=on(due), weight=Decimal(weight))
        ).id
        for name, due, weight in steps
    ]
    freeze_baseline(ctx, key, BaselineIn(reason="Signed", effective_on=START))
    return key, ids


def live(world: World) -> tuple[int, dict[int, tuple[object, ...]]]:
    """Lived day by day: each day is asked for in the evening; everything is entered on its day."""
    told: dict[int, tuple[object, ...]] = {}
    with world.uow("founder", now=at(0)) as ctx:
        key, ids = begin(ctx, world)
    days: dict[int, list[tuple[str, int]]] = {
        24: [("spend", 60), ("reach", 0)],
        70: [("move", 2), ("spend", 190), ("reach", 1)],
        110: [("reach", 2), ("spend", 500), ("raise", 1100)],
    }
    for day, changes in days.items():
        with world.uow("founder", now=at(day)) as ctx:
            for what, value in changes:
                change(ctx, world, (key, ids, day), what, value)
        with world.uow("founder", now=at(day)) as ctx:
            told[day] = asked(ctx, key, on(day))
    return key, told


def change(
    ctx: Ctx, world: World, place: tuple[int, list[int], int], what: str, value: int
) -> None:
    key, ids, day = place
    if what == "spend":
        spend(ctx, world, key, day, value)
    elif what == "reach":
        update_milestone(ctx, ids[value], MilestonePatch(actual_date=on(day)))
    elif what == "move":
        moved = MilestonePatch(planned_date=on(105), reason="Parts are late")
        update_milestone(ctx, ids[value], moved)
    else:
        update_project(ctx, key, ProjectPatch(budget=Decimal(value)))


def asked(ctx: Ctx, key: int, day: date) -> tuple[object, ...]:
    """All that is told of a day."""
    found = project_outlook(ctx, key, day)
    health = project_health(ctx, key, day)
    assert health.late == found.end.late
    assert found.cost.expected == figure(ctx, "estimate_at_completion", key, day)
    now = next(one for one in found.curve if one.day == day)
    assert now.ev == figure(ctx, "earned_value", key, day)
    assert now.pv == figure(ctx, "planned_value", key, day)
    assert now.ac == figure(ctx, "actual_cost", key, day)
    told = (found.sentence, found.end, found.cost, found.causes, health.light, health.progress)
    return (*told, (now.ev, now.ac))


def figure(ctx: Ctx, code: str, key: int, day: date) -> Decimal | None:
    (found,) = values(ctx, code, target_type="project", target_ids=[key], as_of=day)
    return found.value


def test_a_day_says_later_what_it_said_then_until_a_late_fact_changes_it(world: World) -> None:
    with use_locale("en"):
        key, told = live(world)
        with world.uow("founder", now=at(130)) as ctx:
            assert {day: asked(ctx, key, on(day)) for day in told} == told
            drawn = {one.day: (one.ev, one.ac) for one in project_outlook(ctx, key).curve}
            assert [drawn[on(day)] for day in told] == [now[-1] for now in told.values()]
            assert not project_outlook(ctx, key, on(70)).late_facts.any
        with world.uow("founder", now=at(130)) as ctx:
            spend(ctx, world, key, 65, 333)
        with world.uow("founder", now=at(131)) as ctx:
            after = project_outlook(ctx, key, on(70))
            late = after.late_facts
            assert (late.records, late.amount, late.milestones, late.plans) == (1, 333, 0, 0)
            assert "1 records" in progress_sheet(ctx, key, on(70)).data["note"]
            assert after.cost.expected != told[70][2].expected  # type: ignore[attr-defined]
            assert project_outlook(ctx, key, on(24)).cost == told[24][2]


def test_the_sentence_names_delay_excess_and_their_causes(world: World) -> None:
    with use_locale("en"), world.uow("founder", now=at(150)) as ctx:
        key, ids = begin(ctx, world)
        for number, day in ((0, 24), (1, 62), (2, 110)):
            update_milestone(ctx, ids[number], MilestonePatch(actual_date=on(day)))
        for month, amount in enumerate(MONTHS):
            spend(ctx, world, key, month * 30 + 5, amount)
        found = project_outlook(ctx, key, on(150))
        assert found.sentence.startswith("This project will be 7 weeks late and 25 % over budget, ")
        kinds = [one.kind for one in found.causes]
        milestone, last, category, *_ = found.causes
        assert kinds[:3] == [CauseKind.MILESTONE, CauseKind.MILESTONE, CauseKind.CATEGORY]
        assert (milestone.milestone_id, milestone.days) == (ids[3], 50)
        assert (last.milestone_id, last.days) == (ids[2], 30)
        assert (category.counterparty, category.amount) == ("Byte Partners", 250)
        assert all(one.text in found.sentence for one in found.causes)
        rows = portfolio(ctx, as_of=on(150)).rows
        row = next(one for one in rows if one.project_id == key).health()
        assert row.sentence.startswith("7 weeks late, 25 % over budget: the milestone “Hand-over”")
        assert (row.late, row.agreed_end) == (found.end.late, on(100))
        with use_locale("zh_CN"):
            text = project_outlook(ctx, key, on(150)).sentence
        assert text.startswith("本项目预计延期 7 周、超预算 25%，原因：里程碑“Hand-over”")


def test_amounts_stay_with_who_may_see_them(world: World) -> None:
    with use_locale("en"):
        with world.uow("founder", now=at(150)) as ctx:
            key, ids = begin(ctx, world)
            update_milestone(ctx, ids[0], MilestonePatch(actual_date=on(24)))
            spend(ctx, world, key, 5, 777)
            full = project_outlook(ctx, key)
            without = progress_sheet(ctx, key, amounts=False)
            assert "777" in str(progress_sheet(ctx, key))
        with world.uow("business_a", now=at(150)) as ctx:
            found = project_outlook(ctx, key)
            sheet = progress_sheet(ctx, key)
        assert full.cost.expected is not None
        assert (found.cost.expected, found.cost.budget, found.cost.refused) == (
            None,
            None,
            "hidden",
        )
        assert {(one.pv, one.ev, one.ac) for one in found.curve} == {(None, None, None)}
        assert found.late_facts.amount is None
        assert not {CauseKind.CATEGORY, CauseKind.COST} & {one.kind for one in found.causes}
        for one in (sheet, without):
            assert "777" not in str(one)
            assert "1,000" not in str(one)
            assert not one.data["money"]
        with world.uow("outsider", now=at(150)) as ctx:
            for read in (project_outlook, progress_sheet):
                with pytest.raises(NotPermitted):
                    read(ctx, key)
        with world.uow("manager_b", now=at(150)) as ctx:
            for read in (project_outlook, progress_sheet):
                with pytest.raises(NotFound):
                    read(ctx, key)


def test_what_came_after_the_agreed_plan_is_waited_for_too(world: World) -> None:
    with world.uow("founder", now=at(10)) as ctx, use_locale("en"):
        key, (design, *_) = begin(ctx, world)
        extra = MilestoneIn(name="Permit", planned_date=on(15), weight=Decimal(10))
        permit = create_milestone(ctx, key, extra).id
        update_milestone(ctx, design, MilestonePatch(name="Drawings"))
    told = {}
    for day, reached in ((30, permit), (40, design), (50, None)):
        with world.uow("founder", now=at(day)) as ctx, use_locale("en"):
            found = project_health(ctx, key)
            told[day] = [one.text for one in found.reasons if one.code == "overdue"]
            if reached is not None:
                update_milestone(ctx, reached, MilestonePatch(actual_date=on(day)))
    assert told == {
        30: ["The milestone “Permit” is 15 days overdue."],
        40: ["The milestone “Drawings” is 20 days overdue."],
        50: [],
    }


def test_side_by_side_every_project_stands_as_it_does_alone(world: World) -> None:
    with world.uow("founder", now=at(0)) as ctx:
        key, (design, *_) = begin(ctx, world)
    with world.uow("founder", now=at(28)) as ctx:
        update_milestone(ctx, design, MilestonePatch(actual_date=on(28)))
        spend(ctx, world, key, 28, 300)
    with world.uow("founder", now=at(32)) as ctx:
        side_by_side = portfolio(ctx)
        (now,) = (one for one in side_by_side.rows if one.id == key)
        alone, before = (project_health(ctx, key, on(day)) for day in (32, 25))
        line = portfolio_trends(ctx, [key], on(32))[key]
    assert now.health() == alone
    assert side_by_side.lights_before[before.light] >= 1
    assert (line.spi[-1], line.cpi[-1]) == (now.spi, now.cpi)
    assert (line.spi[-2], line.cpi[-2]) == (before.spi, before.cpi)
