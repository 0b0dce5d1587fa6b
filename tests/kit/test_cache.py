"""Answers are remembered for a data version and never beyond it."""

from __future__ import annotations

from sqlalchemy import func, select, update

from core.company import DepartmentIn, create_department, delete_department
from core.finance import AccountIn, create_account
from core.kit.cache import ContentCache, versioned
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


def test_what_depends_on_some_tables_is_kept_until_a_row_of_theirs_changes(store: Database) -> None:
    names = ContentCache(Department, size=4)
    calls = []

    def read(ctx: Ctx) -> list[str]:
        calls.append(1)
        return list(ctx.session.scalars(select(Department.name).order_by(Department.id)))

    def ask() -> list[str]:
        with unit_of_work(SYSTEM) as ctx:
            return names.get(ctx, "all", lambda: read(ctx))

    with unit_of_work(SYSTEM) as ctx:
        made = create_department(ctx, DepartmentIn(name="A"))
    assert [ask(), ask()] == [["A"], ["A"]]
    with unit_of_work(SYSTEM) as ctx:
        create_account(ctx, AccountIn(name="Bank"))
    assert ask() == ["A"]
    assert len(calls) == 1
    with unit_of_work(SYSTEM) as ctx:  # past the services, as a repair by hand would
        ctx.session.execute(update(Department).values(name="B"))
    assert ask() == ["B"]
    with unit_of_work(SYSTEM) as ctx:
        delete_department(ctx, made.id)
    assert ask() == []


def test_an_older_reading_is_not_kept_as_the_newer_one(store: Database) -> None:
    names = ContentCache(Department, size=4)

    def read(ctx: Ctx) -> list[str]:
        return list(ctx.session.scalars(select(Department.name).order_by(Department.id)))

    with unit_of_work(SYSTEM) as ctx:
        create_department(ctx, DepartmentIn(name="A"))
    with unit_of_work(SYSTEM) as early:
        early.session.scalars(select(Department.id)).all()
        with unit_of_work(SYSTEM) as ctx:
            create_department(ctx, DepartmentIn(name="B"))
        with unit_of_work(SYSTEM) as late:
            assert names.get(late, "all", lambda: read(late)) == ["A", "B"]
        assert names.get(early, "all", lambda: read(early)) == ["A"]
    with unit_of_work(SYSTEM) as late:
        assert names.get(late, "all", lambda: read(late)) == ["A", "B"]
