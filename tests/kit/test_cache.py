"""Answers are remembered for a data version and never beyond it."""

from __future__ import annotations

from sqlalchemy import func, select

from core.company import DepartmentIn, create_department
from core.kit.cache import versioned
from core.kit.context import SYSTEM, Ctx
from core.kit.uow import unit_of_work
from data.database import Database
from data.schema import Department


def test_a_change_is_seen_at_once(store: Database) -> None:
    calls = []

    @versioned(size=4)
    def departments(ctx: Ctx, key: int) -> int:
        calls.append(key)
        return ctx.session.scalar(select(func.count()).select_from(Department)) or 0

    def ask(key: int = 1) -> int:
        with unit_of_work(SYSTEM) as ctx:
            return departments(ctx, key)

    assert [ask(), ask(), ask(2)] == [0, 0, 0]
    assert calls == [1, 2]
    with unit_of_work(SYSTEM) as ctx:
        create_department(ctx, DepartmentIn(name="A"))
        assert departments(ctx, 1) == 1
    assert ask() == 1
    for key in range(10):
        ask(key)
    assert ask() == 1
