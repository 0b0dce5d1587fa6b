"""Views people keep of lists: their own, by page, one of them the default."""

from __future__ import annotations

import pytest

from core.identity import (
    SavedViewIn,
    SavedViewName,
    default_view,
    delete_view,
    rename_view,
    save_view,
    saved_views,
    set_default_view,
)
from core.kit.context import SYSTEM
from core.kit.errors import Conflict, NotFound, NotPermitted
from core.kit.uow import unit_of_work
from tests.world import World


def view(name: str, query: str = "status=active", page: str = "projects") -> SavedViewIn:
    return SavedViewIn(page=page, name=name, query=query)


def test_a_life_of_views(world: World) -> None:
    with world.uow("manager_a") as ctx:
        mine = save_view(ctx, view("Mine"))
        late = save_view(ctx, view("Late", "view=gantt&sort=end_date"))
        save_view(ctx, view("Mine", page="records"))
    with world.uow("manager_a") as ctx:
        assert save_view(ctx, view("Mine", "status=paused")).id == mine.id
        set_default_view(ctx, mine.id)
        set_default_view(ctx, late.id)
        with pytest.raises(Conflict):
            rename_view(ctx, late.id, SavedViewName(name="Mine"))
    with world.uow("manager_a") as ctx:
        rename_view(ctx, late.id, SavedViewName(name="At risk"))
        found = [(one.name, one.query, one.is_default) for one in saved_views(ctx, "projects")]
        chosen = default_view(ctx, "projects")
    assert found == [
        ("At risk", "view=gantt&sort=end_date", True),
        ("Mine", "status=paused", False),
    ]
    assert chosen is not None
    assert chosen.id == late.id
    with world.uow("manager_a") as ctx:
        set_default_view(ctx, late.id, default=False)
        delete_view(ctx, mine.id)
        assert default_view(ctx, "projects") is None
        assert [one.name for one in saved_views(ctx, "projects")] == ["At risk"]


def test_nobody_else_sees_or_changes_them(world: World) -> None:
    with world.uow("manager_a") as ctx:
        mine = save_view(ctx, view("Mine"))
    with world.uow("outsider") as ctx:
        assert saved_views(ctx, "projects") == ()
        for change in (delete_view, set_default_view):
            with pytest.raises(NotFound):
                change(ctx, mine.id)
        with pytest.raises(NotFound):
            rename_view(ctx, mine.id, SavedViewName(name="Other"))
    with unit_of_work(SYSTEM) as ctx, pytest.raises(NotPermitted):
        save_view(ctx, view("Mine"))


def test_there_is_an_end_to_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.identity.views.MOST", 2)
    with world.uow("manager_a") as ctx:
        save_view(ctx, view("A"))
        save_view(ctx, view("B"))
        save_view(ctx, view("B", "q=x"))
        with pytest.raises(Conflict):
            save_view(ctx, view("C"))
