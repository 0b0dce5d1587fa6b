"""A session is one transaction: all of it is kept, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from data.database import Database
from data.schema import Department

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def department(name: str, code: str | None = None) -> Department:
    return Department(name=name, code=code, created_at=NOW, updated_at=NOW)


def names(database: Database) -> list[str]:
    with database.session(read_only=True) as session:
        return list(session.scalars(select(Department.name).order_by(Department.id)))


def test_commits_at_the_end(database: Database) -> None:
    with database.session() as session:
        session.add(department("Sales"))
    assert names(database) == ["Sales"]


def test_rolls_back_on_an_error(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.session() as session:
        session.add(department("Sales"))
        session.flush()
        _ = 1 / 0
    assert names(database) == []


def test_read_only_keeps_nothing(database: Database) -> None:
    with database.session(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Department)) == 0
    assert names(database) == []
