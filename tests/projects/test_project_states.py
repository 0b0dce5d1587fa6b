"""The state machine of projects over all pairs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.kit.errors import Conflict, Invalid
from core.projects import (
    TRANSITIONS,
    ProjectIn,
    ProjectPatch,
    ProjectStatus,
    create_project,
    update_project,
)
from data.schema import StatusChange
from tests.world import TODAY, World

COMPLETED, ACTIVE = ProjectStatus.COMPLETED, ProjectStatus.ACTIVE


@pytest.mark.parametrize("before", ProjectStatus)
@pytest.mark.parametrize("after", ProjectStatus)
def test_every_step(world: World, before: ProjectStatus, after: ProjectStatus) -> None:
    ended = date(2026, 3, 1) if before == COMPLETED else None
    project = ProjectIn(
        name="x",
        start_date=date(2026, 1, 1),
        budget=Decimal(1),
        status=before,
        actual_end_date=ended,
    )
    patch = ProjectPatch(status=after, reason="because")
    with world.uow("founder") as ctx:
        row = create_project(ctx, project)
        if before != after and after not in TRANSITIONS[before]:
            with pytest.raises(Conflict):
                update_project(ctx, row.id, patch)
            return
        changed = update_project(ctx, row.id, patch)
        history = ctx.session.query(StatusChange).filter_by(target_type="project", target_id=row.id)
        steps = [(one.from_status, one.to_status, one.reason) for one in history]
    assert changed.status == after
    assert steps[0] == (None, before, None)
    assert steps[1:] == ([] if before == after else [(before, after, "because")])
    if after == COMPLETED:
        assert changed.actual_end_date == (ended or TODAY)
    else:
        assert changed.actual_end_date is None


def test_opening_again_needs_a_reason(world: World) -> None:
    with world.uow("founder") as ctx:
        done = update_project(
            ctx, world.project_a, ProjectPatch(status=COMPLETED, actual_end_date="2026-05-01")
        )
        assert done.actual_end_date == date(2026, 5, 1)
        with pytest.raises(Invalid) as refused:
            update_project(ctx, world.project_a, ProjectPatch(status=ACTIVE))
        assert list(refused.value.fields) == ["reason"]
        opened = update_project(ctx, world.project_a, ProjectPatch(status=ACTIVE, reason="more"))
    assert opened.actual_end_date is None
