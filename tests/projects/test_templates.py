"""Templates: a plan kept under a name, and projects begun with one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted
from core.kit.i18n import use_locale
from core.projects import MilestoneIn, ProjectIn, create_milestone, project_milestones
from core.projects.templates import (
    TemplateIn,
    TemplatePatch,
    create_from_template,
    delete_template,
    project_templates,
    save_template,
    update_template,
)
from core.projects.templates.built_in import built_in_templates
from tests.finance.records import events
from tests.world import World


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_built_in_plans_are_whole(locale: str) -> None:
    with use_locale(locale):
        found = built_in_templates()
    assert len(found) >= 4
    for one in found:
        offsets = [stone.offset for stone in one.milestones]
        assert sum(stone.weight for stone in one.milestones) == 100
        assert (offsets, offsets[-1]) == (sorted(offsets), one.days)
        assert one.name.isascii() is (locale == "en")


def test_a_plan_is_kept_and_begins_another_project(world: World) -> None:
    """Project A starts on 2026-01-01; its milestones lie 30 and 90 days later."""
    with world.uow("manager_a") as ctx:
        with pytest.raises(Invalid):
            save_template(ctx, world.project_a, TemplateIn(name="Empty"))
        for name, day, weight in (("Half", "2026-01-31", 40), ("End", "2026-04-01", 60)):
            sent = {"name": name, "planned_date": day, "weight": weight}
            create_milestone(ctx, world.project_a, MilestoneIn.model_validate(sent))
        wanted = TemplateIn(name="Ours", with_budget=True)
        kept = save_template(ctx, world.project_a, wanted)
        assert [(one.name, one.offset) for one in kept.milestones] == [("Half", 30), ("End", 90)]
        assert kept.may_change
        assert kept.budget is not None
        with pytest.raises(Conflict):
            save_template(ctx, world.project_a, wanted)
    new = {"name": "Next", "start_date": "2026-06-01", "budget": 5}
    with world.uow("founder") as ctx:
        before = len(events(ctx, "projects.changed"))
        made = create_from_template(ctx, kept.key, ProjectIn.model_validate(new))
        planned = [(one.name, one.planned_date) for one in project_milestones(ctx, made.id)]
        assert planned == [("Half", date(2026, 7, 1)), ("End", date(2026, 8, 30))]
        assert events(ctx, "projects.changed")[before:] == [{"project_ids": [made.id]}]
        built = create_from_template(ctx, "built_in:campaign", ProjectIn.model_validate(new))
        assert built.end_date == date(2026, 7, 31)
        assert sum(one.weight for one in project_milestones(ctx, built.id)) == Decimal(100)
        with pytest.raises(NotFound):
            create_from_template(ctx, "built_in:none", ProjectIn.model_validate(new))
    with world.uow("manager_b") as ctx:
        seen = next(one for one in project_templates(ctx) if one.id == kept.id)
        assert (seen.budget, seen.may_change) == (None, False)
        for work in (
            lambda: update_template(ctx, kept.id or 0, TemplatePatch(name="Mine")),
            lambda: delete_template(ctx, kept.id or 0),
            lambda: save_template(ctx, world.project_a, TemplateIn(name="Theirs")),
        ):
            with pytest.raises(NotFound):
                work()
    with world.uow("manager_a") as ctx:
        assert update_template(ctx, kept.id or 0, TemplatePatch(name="Renamed")).name == "Renamed"
        delete_template(ctx, kept.id or 0)
        assert {one.id for one in project_templates(ctx)} == {None}
    with pytest.raises(NotPermitted), world.uow("outsider") as ctx:
        project_templates(ctx)
