"""The demo company tells exactly the facts that its page in the documentation names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from core.company import Company
from core.identity import UserIn
from core.kit.context import SYSTEM
from core.kit.uow import run_in_uow
from core.operations.demo import fill_company
from core.operations.demo.facts import FACTS, Figures, named_day, table
from core.operations.setup import set_up_company
from tests.fixtures_database import NewDatabase
from tests.operations.conftest import own

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {"en": DOCS / "demo.md", "zh": DOCS / "demo.zh.md"}


def facts_of(
    new_database: NewDatabase,
    monkeypatch: pytest.MonkeyPatch,
    dialect: str,
    day: date,
    *,
    records: int,
    fiscal_year_start: int = 1,
) -> Mapping[str, Figures]:
    """What each finder answers about a demonstration made on a day."""
    now = datetime.combine(day, time(4), UTC)
    company = Company(name="演示公司", currency="CNY", fiscal_year_start=fiscal_year_start)
    boss = UserIn(username="boss", password="Correct-horse-7")
    found: Mapping[str, Figures] = {}
    for _database in own(new_database(dialect), monkeypatch):
        run_in_uow(SYSTEM, lambda ctx: set_up_company(ctx, company, boss), now=now)
        fill_company(SYSTEM, records=records, seed=1, now=now)
        found = run_in_uow(
            SYSTEM, lambda ctx: {fact.key: fact.find(ctx, day) for fact in FACTS}, now=now
        )
    return found


@pytest.mark.parametrize(("dialect", "records"), [("duckdb", 5_000), ("postgresql", 0)])
def test_the_page_names_exactly_these_facts(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch, dialect: str, records: int
) -> None:
    found = facts_of(new_database, monkeypatch, dialect, named_day(), records=records)
    for language, page in PAGES.items():
        lines = page.read_text(encoding="utf-8").splitlines()
        told = [line for line in lines if line.startswith("| ") and line[2].isdigit()]
        assert told == table(found, language)


@pytest.mark.long
def test_the_facts_are_the_same_in_many_records(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = facts_of(new_database, monkeypatch, "duckdb", named_day(), records=300_000)
    assert table(found, "en") == [
        line
        for line in PAGES["en"].read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and line[2].isdigit()
    ]


@pytest.mark.parametrize(
    ("day", "fiscal_year_start"),
    [
        (date(2027, 1, 15), 1),
        (date(2028, 2, 29), 4),
        (date(2026, 12, 31), 1),
        pytest.param(date(2027, 6, 1), 1, marks=pytest.mark.long),
        pytest.param(date(2027, 3, 31), 7, marks=pytest.mark.long),
    ],
)
def test_the_story_holds_on_any_day(
    new_database: NewDatabase,
    monkeypatch: pytest.MonkeyPatch,
    day: date,
    fiscal_year_start: int,
) -> None:
    found = facts_of(
        new_database, monkeypatch, "duckdb", day, records=0, fiscal_year_start=fiscal_year_start
    )
    assert found["over_budget"]["department"] == "交付部"
    assert found["over_budget"]["cause"] == "外包与分包"
    late = found["late_payers"]
    assert (late["first_days"], late["second_days"]) == (96, 47)
    assert len(found["alerts"]["alerts"].split("; ")) == 5
    assert found["project_late"]["project"] == "良率分析平台"
    assert found["growth"]["category"] == "业务招待费"
