"""Every indicator of every target is what plain SQL on the analysts' file says, on random days.

The demo company is made rougher than any company is: plans, budgets and currencies that change,
frozen plans, progress by hand, records without a rate. All days are asked for at once, and some
of them alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from sqlalchemy import text

from core.analytics import publish_snapshot
from core.company import Company
from core.identity import UserIn
from core.indicators import INDICATORS, Indicator, Question, TargetType, Unit, question
from core.kit.context import SYSTEM, Ctx
from core.kit.periods import Period
from core.kit.uow import unit_of_work
from core.operations.demo import fill_company
from core.operations.setup import set_up_company
from data.database import Database
from tests.dashboards.test_against_sql import ROUGHER
from tests.fixtures_database import NewDatabase
from tests.indicators.plain_sql import STATEMENTS
from tests.operations.conftest import own

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]

DAY = date(2026, 11, 21)
NOW = datetime.combine(DAY, time(4), UTC)
FIRST = date(2024, 6, 1)
LAST = date(2027, 2, 1)
RECORDS = 3000
SINGLE = 10  # every tenth of the later half of days is asked for alone, too
LISTED = 2  # days on which each expense is asked for too
MOMENT = "TIMESTAMP '2026-11-01 00:00:00'"
ROUGH_PROJECTS = (
    # a plan that grows, one with an estimate, one in another currency from a day on
    "INSERT INTO project_plans (project_id, effective_on, budget, estimated_cost, currency,"
    " start_date, end_date, created_at) SELECT id, start_date + 90, budget * 2, budget + 5000,"
    f" currency, start_date, end_date + 60, {MOMENT} FROM projects WHERE id % 3 = 0",
    "INSERT INTO project_plans (project_id, effective_on, budget, currency, start_date, end_date,"
    f" created_at) SELECT id, start_date + 120, budget / 7, 'USD', start_date, end_date, {MOMENT}"
    " FROM projects WHERE id % 5 = 0",
    # a project without dated plans, and what one earns in two currencies
    "DELETE FROM project_plans WHERE project_id = (SELECT max(id) FROM projects)",
    "UPDATE projects SET estimated_cost = budget * 1.1 WHERE id = (SELECT max(id) FROM projects)",
    "UPDATE receivables SET currency = 'USD' WHERE id % 9 = 0",
    # frozen plans, the later one other than the plan is now
    "INSERT INTO project_baselines (project_id, effective_on, created_at)"
    f" SELECT id, start_date + 30 * n, {MOMENT} FROM projects, (VALUES (1), (5)) AS t(n)"
    " WHERE id % 2 = 0",
    "INSERT INTO baseline_milestones (baseline_id, milestone_id, name, planned_date, weight)"
    " SELECT b.id, m.id, m.name, m.planned_date - 20, m.weight + b.id % 3 FROM project_baselines"
    " AS b JOIN project_milestones AS m ON m.project_id = b.project_id WHERE m.id % 4 <> 0",
    # milestones that weigh more from a day on, that leave the plan, and projects without any
    "INSERT INTO milestone_plans (milestone_id, project_id, effective_on, name, planned_date,"
    " weight, removed, created_at) SELECT id, project_id, planned_date - 15, name,"
    f" planned_date + 25, weight / 2 + 3, id % 10 = 0, {MOMENT} FROM project_milestones"
    " WHERE id % 5 = 0",
    "INSERT INTO milestone_plans (milestone_id, project_id, effective_on, name, planned_date,"
    f" weight, removed, created_at) SELECT id, project_id, DATE '2025-01-01', name, planned_date,"
    f" weight, true, {MOMENT} FROM project_milestones WHERE project_id % 7 = 0",
    "INSERT INTO project_progress (project_id, effective_on, progress, created_at)"
    f" SELECT id, start_date + 40 * n, n * 20, {MOMENT} FROM projects, (VALUES (1), (3)) AS t(n)"
    " WHERE id % 7 = 0 AND id % 2 = 0",
    # what customers think, twice each, of projects and of none
    "INSERT INTO satisfaction_scores (customer_id, project_id, department_id, score, scored_on,"
    " created_at, updated_at, version) SELECT customer_id, CASE WHEN id % 4 > 0 THEN id END,"
    f" department_id, (id * 37 + n * 11) % 101, start_date + 100 * n, {MOMENT}, {MOMENT}, 1"
    " FROM projects, (VALUES (1), (2), (4)) AS t(n) WHERE customer_id IS NOT NULL",
    # budgets of projects where the department has none, in another currency
    "INSERT INTO budgets (project_id, period_start, period_end, amount, currency, status,"
    " created_at, updated_at, version) SELECT id, DATE '2024-07-01', DATE '2025-06-30', 40000,"
    f" CASE WHEN id % 2 = 0 THEN 'USD' ELSE 'CNY' END, 'approved', {MOMENT}, {MOMENT}, 1"
    " FROM projects",
    "INSERT INTO budgets (period_start, period_end, amount, currency, status, created_at,"
    " updated_at, version) VALUES (DATE '2025-03-01', DATE '2025-08-31', 900000, 'CNY',"
    f" 'approved', {MOMENT}, {MOMENT}, 1)",
)


@pytest.fixture
def books(new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The demo company, made rougher."""
    company = Company(name="演示公司", currency="CNY")
    boss = UserIn(username="boss", password="Correct-horse-7")
    for database in own(new_database("duckdb"), monkeypatch):
        with unit_of_work(SYSTEM, now=NOW) as ctx:
            set_up_company(ctx, company, boss)
        fill_company(SYSTEM, records=RECORDS, seed=1, now=NOW)
        with database.session() as session:
            for statement in (*ROUGHER, *ROUGH_PROJECTS):
                session.execute(text(statement))
        yield database


def periods(count: int) -> list[Period]:
    """Random days in order, each with the start of some period that ends on it."""
    random = Random(20261121)
    days = sorted(random.sample(range((LAST - FIRST).days + 1), count))
    return [_period(random, FIRST + timedelta(days=day)) for day in days]


def _period(random: Random, day: date) -> Period:
    starts = (
        day.replace(day=1),
        day.replace(month=1, day=1),
        day - timedelta(days=29),
        day - timedelta(days=364),
    )
    return Period(random.choice(starts), day)


@pytest.mark.parametrize("days", [8, pytest.param(100, marks=pytest.mark.long)])
def test_indicators_agree_with_sql_on_the_analysts_file(
    books: Database, tmp_path: Path, days: int
) -> None:
    published = publish_snapshot(books, tmp_path / "analytics.duckdb")
    asked = periods(days)
    compared: dict[str, int] = {}
    with (
        duckdb.connect(str(published.file), read_only=True) as file,
        unit_of_work(SYSTEM, now=NOW) as ctx,
    ):
        for kind in STATEMENTS:
            spans = asked[-LISTED:] if kind == "financial_record" else asked
            told = {period: wanted(file, kind, period) for period in spans}
            for code, seen in agree(ctx, TargetType(kind), spans, told):
                compared[code] = compared.get(code, 0) + seen
    assert compared.keys() == INDICATORS.keys()
    assert all(compared.values()), "every indicator has values somewhere"


def wanted(
    file: duckdb.DuckDBPyConnection, kind: str, period: Period
) -> dict[str, dict[int, float | None]]:
    """Indicator -> target -> value, as the SQL says."""
    found: dict[str, dict[int, float | None]] = {}
    for sql in STATEMENTS[kind]:
        values = {"day": period.end, "start": period.start}
        answer = file.execute(sql, {key: values[key] for key in values if f"${key}" in sql})
        _, *names = [column[0] for column in answer.description]
        for target, *row in answer.fetchall():
            for name, value in zip(names, row, strict=True):
                found.setdefault(name, {})[target] = None if value is None else float(value)
    return found


def agree(
    ctx: Ctx, kind: TargetType, spans: list[Period], told: dict[Period, Any]
) -> Iterator[tuple[str, int]]:
    """Compare each indicator of these targets; how many values there were."""
    rows: dict[Any, Any] = {}
    for code, indicator in INDICATORS.items():
        if kind not in indicator.target_types:
            continue
        asked = replace(question(ctx, indicator, kind, as_of=spans[-1].end), period=spans[-1])
        load = indicator.load
        if load not in rows:
            rows[load] = load.over(ctx, asked, spans)
        for place in range(len(spans) // 2, len(spans), SINGLE):
            alone = asked.on(spans[place])
            one = [_told(indicator, alone, row) for row in load(ctx, alone)]
            assert one == [_told(indicator, alone, row) for row in rows[load][place]], code
        seen = 0
        for period, found in zip(spans, rows[load], strict=True):
            mine = {one.target_id: indicator.value(asked.on(period), one) for one in found}
            seen += same_values(indicator, mine, told[period][code], (kind, period))
        yield code, seen


def _told(indicator: Indicator, asked: Question, row: Any) -> Any:
    found = indicator.read(asked, row)
    return found.target_id, found.value, dict(found.inputs)


def same_values(
    indicator: Indicator, mine: dict[int, Decimal | None], told: dict[int, float | None], where: Any
) -> int:
    """Compare values of all targets: money to the cent; how many there were."""
    assert mine.keys() == told.keys(), (indicator.code, where)
    for target, value in mine.items():
        other = told[target]
        about = (indicator.code, where, target, value, other)
        assert (value is None) == (other is None), about
        if value is not None and other is not None:
            size = max(abs(other), 1.0)
            allowed = 0.005 + size * 1e-12 if indicator.unit is Unit.MONEY else size * 1e-8
            assert abs(float(value) - other) <= allowed, about
    return sum(value is not None for value in mine.values())
