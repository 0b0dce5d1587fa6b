"""Project indicators from real rows, as of any day, and what customers think."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from core import indicators
from core.kit.context import Ctx
from core.kit.errors import Invalid, NotFound, NotPermitted
from core.kit.listing import ListQuery
from core.projects import (
    BaselineIn,
    MilestoneIn,
    MilestonePatch,
    ProgressIn,
    ProjectIn,
    ProjectPatch,
    create_milestone,
    create_project,
    delete_milestone,
    freeze_baseline,
    set_progress,
    update_milestone,
    update_project,
)
from core.satisfaction import (
    ScoreIn,
    ScorePatch,
    create_score,
    delete_score,
    get_score,
    list_scores,
    update_score,
)
from tests.finance.records import add as add_record
from tests.indicators.builders import customer
from tests.world import NOW, TODAY, World

CODES = (
    "project_progress",
    "progress_deviation",
    "time_deviation",
    "cost_consumption_rate",
    "planned_value",
    "earned_value",
    "actual_cost",
    "schedule_performance_index",
    "estimate_at_completion",
)


def value(
    ctx: Ctx, code: str, target_id: int, target_type: str = "project", **asked: Any
) -> Decimal | None:
    found = indicators.values(ctx, code, target_type=target_type, target_ids=[target_id], **asked)
    return found[0].value


def make(ctx: Ctx, **changes: Any) -> int:
    values = {"name": "P", "start_date": "2026-01-01", "end_date": "2026-07-01", "budget": 1000}
    return create_project(ctx, ProjectIn.model_validate(values | changes)).id


def milestone(ctx: Ctx, project: int, planned: date, weight: int, **more: Any) -> int:
    values = {"name": "m", "planned_date": planned, "weight": weight, **more}
    return create_milestone(ctx, project, MilestoneIn.model_validate(values)).id


def test_a_project_late_and_dear(world: World) -> None:
    """40 of 100 reached, 50 due, 450 of 1000 spent."""
    with world.uow("founder") as ctx:
        key = make(ctx, estimated_cost="900")
        milestone(ctx, key, date(2026, 3, 1), 40, actual_date="2026-03-05")
        milestone(ctx, key, date(2026, 6, 1), 10)
        milestone(ctx, key, date(2026, 7, 1), 50)
        spent = {"record_date": "2026-05-01", "direction": "expense", "amount": 450}
        add_record(ctx, **spent, project_id=key)
        found = {code: value(ctx, code, key) for code in CODES}
        inputs = indicators.values(
            ctx, "estimate_at_completion", target_type="project", target_ids=[key]
        )[0].inputs
    assert found == {
        "project_progress": 40,
        "progress_deviation": Decimal("0.2"),
        "time_deviation": Decimal(181 - 165) / 181,
        "cost_consumption_rate": Decimal("0.5"),
        "planned_value": 500,
        "earned_value": 400,
        "actual_cost": 450,
        "schedule_performance_index": Decimal("0.8"),
        "estimate_at_completion": 1125,
    }
    assert (inputs["eac_as_planned"], inputs["budget_at_completion"]) == (1050, 1000)


def test_earned_value_is_measured_against_the_frozen_plan(world: World) -> None:
    with world.uow("founder") as ctx:
        key = make(ctx)
        row = milestone(ctx, key, date(2026, 5, 31), 100)
        freeze_baseline(ctx, key, BaselineIn(effective_on=date(2026, 2, 1)))
        patch = MilestonePatch(planned_date=date(2026, 8, 1), effective_on=date(2026, 5, 1))
        update_milestone(ctx, row, patch)
        assert value(ctx, "planned_value", key) == 1000
        assert value(ctx, "progress_deviation", key) is None  # nothing is due any more
        assert value(ctx, "planned_value", key, as_of=date(2025, 12, 31)) is None


def test_completed_of_those_due(world: World) -> None:
    with world.uow("founder") as ctx:
        done = {"status": "completed", "actual_end_date": "2026-06-01", "department_id": world.a}
        for project in world.projects.values():
            update_project(ctx, project, ProjectPatch(end_date=None))
        make(ctx, end_date="2026-05-31", **done)
        make(ctx, end_date="2026-06-15", department_id=world.a)
        make(ctx, end_date="2026-06-16", department_id=world.a)
        rate = "project_completion_rate"
        assert value(ctx, rate, world.a, "department") == Decimal("0.5")
        assert value(ctx, rate, world.a, "department", as_of=date(2026, 5, 31)) == 0
        assert value(ctx, rate, world.b, "department") is None
        assert value(ctx, rate, 1, "company") == Decimal("0.5")


class TestSatisfaction:
    def test_the_latest_score_of_each_customer_counts(self, world: World) -> None:
        one, other = customer("One"), customer("Other")
        with world.uow("founder") as ctx:
            for key, score, day in ((one, 40, 1), (one, 90, 20), (other, 50, 10)):
                scored = {"customer_id": key, "score": score, "scored_on": date(2026, 5, day)}
                create_score(ctx, ScoreIn.model_validate(scored | {"project_id": world.project_a}))
            asked = "customer_satisfaction"
            assert value(ctx, asked, 1, "company") == 70
            assert value(ctx, asked, 1, "company", as_of=date(2026, 5, 15)) == 45
            assert value(ctx, asked, one, "customer") == 90
            assert value(ctx, asked, world.project_a) == 70
            assert value(ctx, asked, world.a, "department") == 70
            assert value(ctx, asked, world.project_b) is None

    def test_scores_are_kept_in_their_place(self, world: World) -> None:
        scored = ScoreIn(
            customer_id=customer("One"), score=1, scored_on=TODAY, department_id=world.b
        )
        with world.uow("founder") as ctx:
            row = create_score(ctx, scored)
            changed = update_score(ctx, row.id, ScorePatch(score=Decimal("99.5")))
            assert (changed.score, changed.version) == (Decimal("99.5"), 2)
            with pytest.raises(Invalid):
                create_score(
                    ctx, scored.model_copy(update={"scored_on": TODAY + timedelta(days=1)})
                )
        with world.uow("manager_a") as ctx:
            assert list_scores(ctx, ListQuery()).items == ()
            for attempt in (
                lambda: get_score(ctx, row.id),
                lambda: update_score(ctx, row.id, ScorePatch(score=1)),
                lambda: delete_score(ctx, row.id),
                lambda: create_score(ctx, scored),
            ):
                with pytest.raises((NotFound, NotPermitted, Invalid)):
                    attempt()
        with world.uow("manager_b") as ctx:
            delete_score(ctx, row.id)
            assert list_scores(ctx, ListQuery()).items == ()


@dataclass
class Life:
    """A project lived day by day, and what was asked on each day."""

    project: int
    customer: int
    milestones: list[int] = field(default_factory=list)
    asked: dict[date, dict[str, Any]] = field(default_factory=dict)

    def act(self, ctx: Ctx, day: date, random: Random) -> None:
        """One thing people do on a day, entered on that day."""
        match random.randrange(8):
            case 0:
                planned = day + timedelta(days=random.randrange(1, 30))
                values = {"effective_on": day}
                self.milestones.append(
                    milestone(ctx, self.project, planned, random.randrange(1, 40), **values)
                )
            case 1 if self.milestones:
                self._change(ctx, random, status="completed")
            case 2 if self.milestones:
                planned = day + timedelta(days=random.randrange(1, 40))
                self._change(ctx, random, planned_date=planned)
            case 3:
                spent = {"record_date": day, "direction": "expense", "amount": 10}
                add_record(ctx, **spent, project_id=self.project)
            case 4 if self.milestones:
                if random.random() < 0.5:
                    freeze_baseline(ctx, self.project, BaselineIn())
                else:
                    delete_milestone(ctx, self.milestones.pop())
            case 5:
                told = ProgressIn(progress=random.randrange(100), reason="Seen")
                set_progress(ctx, self.project, told)
            case 6:
                budget, more = random.randrange(1, 5000), timedelta(days=random.randrange(9, 90))
                update_project(ctx, self.project, ProjectPatch(budget=budget, end_date=day + more))
            case 7:
                scored = {"customer_id": self.customer, "project_id": self.project}
                values = {"score": random.randrange(100), "scored_on": day, **scored}
                create_score(ctx, ScoreIn.model_validate(values))

    def _change(self, ctx: Ctx, random: Random, **values: Any) -> None:
        key = random.choice(self.milestones)
        if values.get("status") == "completed":
            self.milestones.remove(key)
        update_milestone(ctx, key, MilestonePatch.model_validate(values))

    def ask(self, ctx: Ctx, day: date) -> dict[str, Decimal | None]:
        """All indicators of the project."""
        (found,) = indicators.scorecard(ctx, "project", target_ids=[self.project], as_of=day)
        return found.values


STEPS = 15


@pytest.fixture
def life(world: World) -> Life:
    """A project lived for some days, asked about at the end of each."""
    random = Random(1)
    with world.uow("founder") as ctx:
        life = Life(make(ctx, start_date=TODAY), customer("Acme", world.a))
    for step in range(STEPS):
        moment, day = NOW + timedelta(days=step), TODAY + timedelta(days=step)
        with world.uow("founder", now=moment) as ctx:
            for _ in range(random.randrange(5)):
                life.act(ctx, day, random)
        with world.uow("founder", now=moment) as ctx:
            life.asked[day] = life.ask(ctx, day)
    return life


def test_asking_at_the_end_gives_what_asking_on_the_day_gave(world: World, life: Life) -> None:
    """Each day alone and all of them at once; what is entered late changes the past from its day
    on."""
    first, last, late = TODAY, TODAY + timedelta(days=STEPS - 1), TODAY + timedelta(days=6)
    own = {"target_type": "project", "target_ids": [life.project], "start": first, "end": last}
    with world.uow("founder", now=NOW + timedelta(days=30)) as ctx:
        for day, then in life.asked.items():
            assert life.ask(ctx, day) == then, day
        for code in life.asked[first]:
            (series,) = indicators.trends(ctx, code, step="day", **own)
            assert series.points == {day: then[code] for day, then in life.asked.items()}, code
        spent = {"record_date": late, "direction": "expense", "amount": 7}
        add_record(ctx, **spent, project_id=life.project)
    with world.uow("founder", now=NOW + timedelta(days=30)) as ctx:
        (costs,) = indicators.trends(ctx, "actual_cost", step="day", **own)
    for day, then in life.asked.items():
        before = then["actual_cost"]
        assert before is not None
        assert costs.points[day] == before + (7 if day >= late else 0), day
    assert len({str(one) for one in life.asked.values()}) > STEPS // 2
