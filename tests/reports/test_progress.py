"""What a progress report says: the same as the project's page, and what it leaves out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.kit.context import Ctx
from core.kit.i18n import use_locale
from core.projects import (
    MilestoneIn,
    ProjectIn,
    create_milestone,
    create_project,
)
from core.reports import progress, progress_sheet
from tests.world import TODAY, World

START = date(2026, 1, 1)


def project(ctx: Ctx, **values: Any) -> int:
    return create_project(
        ctx, ProjectIn.model_validate({"name": "P", "start_date": START, "budget": 100, **values})
    ).id


def test_no_end_is_told_where_the_sentence_says_that_there_is_none(world: World) -> None:
    with world.uow("founder") as ctx, use_locale("en"):
        key = project(ctx, status="active", progress=40)
        sheet = progress_sheet(ctx, key, TODAY)
    end = next(one for one in sheet.data["figures"] if one["label"] == "Expected end")
    assert "No forecast yet. It has no planned end." in sheet.data["because"]
    assert end == {"label": "Expected end", "value": "–", "note": "It has no planned end."}


def test_milestones_that_are_left_out_are_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MOST_MILESTONES", 2)
    with world.uow("founder") as ctx, use_locale("en"):
        key = project(ctx)
        for n in range(3):
            wanted = MilestoneIn(name=f"M{n}", planned_date=TODAY, weight=Decimal(1))
            create_milestone(ctx, key, wanted)
            sheet = progress_sheet(ctx, key, TODAY)
            told = "2 of 3 milestones are listed." if n + 1 > progress.MOST_MILESTONES else ""
            assert sheet.data["left_out"] == told
    assert len(sheet.data["milestones"]) == progress.MOST_MILESTONES
