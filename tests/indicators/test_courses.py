"""How a figure moved, as a page draws it: remembered, but for each reader apart."""

from __future__ import annotations

from dataclasses import replace

from core.indicators.courses import Course, course
from core.kit.context import Ctx, Scope
from core.kit.uow import unit_of_work
from tests.indicators.builders import expense
from tests.world import NOW, TODAY, World


def of_project(ctx: Ctx, project_id: int) -> Course:
    asked = {"target_type": "project", "target_id": project_id}
    return course(ctx, "project_progress", start=TODAY, end=TODAY, **asked)


def test_the_same_person_with_fewer_rights_is_not_answered_from_memory(world: World) -> None:
    expense("500", project_id=world.project_a)
    actor = world.actor("manager_a")
    narrow = replace(actor, grants={"amounts.view": Scope.DEPARTMENT})
    with unit_of_work(actor, now=NOW) as ctx:
        assert of_project(ctx, world.project_a).points
    with unit_of_work(narrow, now=NOW) as ctx:
        assert of_project(ctx, world.project_a).points == ()
