"""One transaction per unit of work; what follows a commit never undoes it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from core.company import (
    DepartmentIn,
    DepartmentPatch,
    create_department,
    get_department,
    update_department,
)
from core.kit import uow
from core.kit.context import SYSTEM, Ctx
from core.kit.errors import Conflict, Unavailable
from core.kit.uow import run_in_uow, unit_of_work
from data.database import Database
from data.errors import WriteConflict
from data.schema import Department
from tests.world import World


def names(ctx: Ctx) -> list[str]:
    return list(ctx.session.scalars(select(Department.name).order_by(Department.id)))


def test_an_error_undoes_everything(store: Database) -> None:
    before = store.version()
    with pytest.raises(ZeroDivisionError), unit_of_work(SYSTEM) as ctx:
        create_department(ctx, DepartmentIn(name="A"))
        _ = 1 / 0
    with unit_of_work(SYSTEM) as ctx:
        assert names(ctx) == []
    assert store.version() == before


def test_a_change_moves_the_data_version(store: Database) -> None:
    versions = [store.version()]
    for name in ("A", "B"):
        with unit_of_work(SYSTEM) as ctx:
            create_department(ctx, DepartmentIn(name=name))
        versions.append(store.version())
    with unit_of_work(SYSTEM) as ctx:
        names(ctx)
    assert versions[0] < versions[1] < versions[2] == store.version()


def test_the_moment_is_one_for_the_whole_unit(store: Database) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    with unit_of_work(SYSTEM, now=moment) as ctx:
        row = create_department(ctx, DepartmentIn(name="A"))
    with unit_of_work(SYSTEM) as ctx:
        stored = get_department(ctx, row.id)
    assert stored.created_at == stored.updated_at == moment


def test_a_taken_value_is_a_conflict(store: Database) -> None:
    with unit_of_work(SYSTEM) as ctx:
        create_department(ctx, DepartmentIn(name="A", code="1"))
    with pytest.raises(Conflict), unit_of_work(SYSTEM) as ctx:
        create_department(ctx, DepartmentIn(name="B", code="1"))


def test_a_failure_after_the_commit_is_not_the_callers(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("disk of the version file is full")

    monkeypatch.setattr(uow.database(), "publish", broken)
    with unit_of_work(SYSTEM) as ctx:
        create_department(ctx, DepartmentIn(name="A"))
    with unit_of_work(SYSTEM) as ctx:
        assert names(ctx) == ["A"]


def test_two_savers_of_one_version_never_both_win(world: World) -> None:
    """Both read version 1; the second to save must be told, on either database."""
    both_read, results = threading.Barrier(2, timeout=20), []

    def save(name: str) -> None:
        try:
            with world.uow("admin") as ctx:
                row = get_department(ctx, world.a)
                both_read.wait()
                patch = DepartmentPatch(name=name)
                update_department(ctx, world.a, patch, expected_version=row.version)
            results.append(name)
        except WriteConflict:
            results.append("conflict")

    threads = [threading.Thread(target=save, args=(name,)) for name in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(results)[0] == "conflict"
    assert len(results) == 2


def test_work_that_meets_a_write_conflict_is_repeated(store: Database) -> None:
    tries = []

    def work(ctx: Ctx) -> str:
        create_department(ctx, DepartmentIn(name=f"try {len(tries)}"))
        tries.append(1)
        if len(tries) < 3:
            raise WriteConflict("somebody was faster")
        return "done"

    assert run_in_uow(SYSTEM, work) == "done"
    with unit_of_work(SYSTEM) as ctx:
        assert names(ctx) == ["try 2"]


def test_endless_conflicts_end(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uow.time, "sleep", lambda _: None)

    def work(_: Ctx) -> None:
        raise WriteConflict("again")

    with pytest.raises(Unavailable):
        run_in_uow(SYSTEM, work)


def test_many_threads_lose_nothing(store: Database) -> None:
    """Counters raised by several threads end at their sum."""
    with unit_of_work(SYSTEM) as ctx:
        one = create_department(ctx, DepartmentIn(name="0")).id

    def raise_it(ctx: Ctx) -> None:
        row = get_department(ctx, one)
        update_department(ctx, one, DepartmentPatch(name=str(int(row.name) + 1)))

    def loop() -> None:
        for _ in range(5):
            run_in_uow(SYSTEM, raise_it)

    threads = [threading.Thread(target=loop) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with unit_of_work(SYSTEM) as ctx:
        assert get_department(ctx, one).name == "20"
