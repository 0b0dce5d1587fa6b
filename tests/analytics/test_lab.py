"""The SQL lab: who may ask, what is published, what is kept of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.analytics import run_sql
from core.kit.context import SYSTEM
from core.kit.errors import Invalid, NotPermitted
from core.kit.settings import get_settings
from data.database import Database
from data.schema import AuditEntry, FinancialRecord
from tests.analytics.company import ANALYST, EMPLOYEE, RECORDS_OF_SALES, SALES_MANAGER

pytestmark = pytest.mark.integration

COUNT = "SELECT count(*) FROM financial_records"


def audited(database: Database) -> list[tuple[str, dict[str, Any]]]:
    with database.session(read_only=True) as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "sql.run").order_by(AuditEntry.id)
        )
        return [(entry.actor_name, entry.after or {}) for entry in entries]


def test_first_question_publishes_the_file(at_home: Database) -> None:
    assert not get_settings().snapshot_file.exists()
    assert run_sql(ANALYST, COUNT).rows == ((5,),)
    assert get_settings().snapshot_file.exists()
    assert run_sql(SALES_MANAGER, COUNT).rows == ((len(RECORDS_OF_SALES),),)


def test_every_run_is_audited_and_moves_no_data_version(at_home: Database) -> None:
    version = at_home.version()
    run_sql(ANALYST, COUNT)
    with pytest.raises(Invalid):
        run_sql(ANALYST, "SELECT getenv('HOME')")
    with pytest.raises(NotPermitted):
        run_sql(EMPLOYEE, COUNT)
    assert audited(at_home) == [
        ("carl", {"sql": COUNT, "rows": 1, "truncated": False}),
        ("carl", {"sql": "SELECT getenv('HOME')", "refused": "sql.function"}),
        ("dora", {"sql": COUNT, "refused": "not_permitted"}),
    ]
    assert at_home.version() == version


def test_fresh_sees_what_has_just_changed(at_home: Database) -> None:
    run_sql(SYSTEM, COUNT)
    with at_home.session() as session:
        session.query(FinancialRecord).filter_by(id=1).delete()
    at_home.publish(at_home.version() + 1)
    assert run_sql(SYSTEM, COUNT).rows == ((5,),)
    assert run_sql(SYSTEM, COUNT, fresh=True).rows == ((4,),)


def test_a_file_of_an_older_release_is_published_anew(
    at_home: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_sql(SYSTEM, COUNT)
    with at_home.session() as session:
        session.query(FinancialRecord).filter_by(id=1).delete()
    monkeypatch.setattr("core.analytics.lab.fingerprint", lambda: "of the new release")
    assert run_sql(SYSTEM, COUNT).rows == ((4,),)


@pytest.mark.parametrize("limits", [{"max_rows": 0}, {"timeout": 0}, {"timeout": 1e9}])
def test_limits_are_checked(limits: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        run_sql(SYSTEM, COUNT, **limits)
