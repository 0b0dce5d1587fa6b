"""The demonstration is the same for the same seed, on both databases, and adds up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from core.company import Company
from core.identity import UserIn
from core.kit.context import SYSTEM
from core.kit.uow import run_in_uow
from core.operations.demo import fill_company
from core.operations.demo.firm import STREAMS
from core.operations.demo.plan import cells, give_out, story_august
from core.operations.setup import set_up_company
from tests.fixtures_database import NewDatabase
from tests.operations.conftest import own

pytestmark = pytest.mark.integration

DAY = date(2026, 11, 21)
SAID = "SELECT record_date, direction, amount, currency, counterparty, description"


def filled(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch, dialect: str, seed: int
) -> list[Any]:
    """The records of a fresh demonstration."""
    company = Company(name="演示公司", currency="CNY")
    boss = UserIn(username="boss", password="Correct-horse-7")
    for database in own(new_database(dialect), monkeypatch):
        run_in_uow(SYSTEM, lambda ctx: set_up_company(ctx, company, boss))
        fill_company(SYSTEM, records=1500, seed=seed)
        with database.session(read_only=True) as session:
            rows = session.execute(text(f"{SAID} FROM financial_records")).all()
    return sorted(tuple(row) for row in rows)


def test_the_seed_decides(new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    first = filled(new_database, monkeypatch, "duckdb", 1)
    assert len(first) == 1500
    assert filled(new_database, monkeypatch, "postgresql", 1) == first
    assert filled(new_database, monkeypatch, "duckdb", 2) != first


def test_amounts_add_up_whatever_the_number_of_records(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = filled(new_database, monkeypatch, "duckdb", 3)
    spent = sum((row[2] for row in rows if row[1] == "expense"), Decimal(0))
    today = max(row[0] for row in rows)
    planned = sum(
        cell.amount for cell in cells(today) if STREAMS[cell.stream].direction == "expense"
    )
    assert abs(float(spent) / planned - 1) < 0.02


class TestGivingOut:
    @pytest.mark.parametrize("records", [0, 1, 100, 641, 5000, 1_000_003])
    def test_every_record_is_given_out(self, records: int) -> None:
        assert sum(cell.rows for cell in give_out(cells(DAY), records)) == records

    def test_the_largest_come_first(self) -> None:
        (cell,) = give_out(cells(DAY), 1)
        assert abs(cell.amount) == max(abs(other.amount) for other in cells(DAY))


@pytest.mark.parametrize(
    ("day", "august"),
    [
        (date(2026, 8, 31), date(2025, 8, 1)),
        (date(2026, 9, 1), date(2026, 8, 1)),
        (date(2027, 2, 28), date(2026, 8, 1)),
    ],
)
def test_the_story_begins_in_the_last_whole_august(day: date, august: date) -> None:
    assert story_august(day) == august
