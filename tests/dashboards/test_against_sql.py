"""Figures of overview, budgets and receivables are what plain SQL on the analysts' file says.

The SQL is written as an analyst would, from docs/analysts.md and the glossary alone; fifty random
combinations of days and filters over the demo company, made rougher than any company is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from core.dashboards import Compare, Overview, OverviewQuery, read_overview
from core.finance import ReadingFilters, budget_year
from core.identity import UserIn
from core.kit.context import SYSTEM, Ctx
from core.kit.periods import Period
from core.kit.uow import unit_of_work
from core.operations.demo import fill_company
from core.operations.setup import set_up_company
from core.receivables import ReceivableFilters, receivables_ageing, receivables_summary
from data.database import Database
from tests.fixtures_database import NewDatabase
from tests.operations.conftest import own

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

DAY = date(2026, 11, 21)
NOW = datetime.combine(DAY, time(4), UTC)
FIRST = date(2024, 11, 1)
COMBINATIONS = 50
OFTEN = 0.4
ROUGHER = (
    # records of projects whose own department is not said, or another one
    "UPDATE financial_records SET department_id = NULL WHERE project_id IS NOT NULL AND id % 5 = 0",
    "UPDATE financial_records SET department_id = (SELECT id FROM departments WHERE code = 'RND')"
    " WHERE project_id IS NOT NULL AND id % 11 = 0",
    # what does not count: not booked, in the bin; what has no rate
    "UPDATE financial_records SET status = 'pending' WHERE external_id IS NULL AND id % 29 = 0",
    "UPDATE financial_records SET deleted_at = TIMESTAMP '2026-11-01 00:00:00'"
    " WHERE external_id IS NULL AND id % 31 = 0",
    "UPDATE financial_records SET currency = 'EUR', amount_base = NULL"
    " WHERE external_id IS NULL AND id % 37 = 0",
    "UPDATE financial_records SET direction = 'neutral' WHERE external_id IS NULL AND id % 41 = 0",
    # budgets that overlap: one of a category, one of the category above
    "UPDATE categories SET parent_id = (SELECT id FROM categories WHERE code = 'salaries')"
    " WHERE code = 'bonuses'",
    # a budget cut, one not approved any more, all from a day on
    "INSERT INTO budget_versions (budget_id, effective_on, amount, status, created_at)"
    " SELECT id, period_start + 100, amount - 5000, 'approved', created_at FROM budgets"
    " WHERE id % 3 = 0",
    "INSERT INTO budget_versions (budget_id, effective_on, amount, status, created_at)"
    " SELECT id, period_start + 200, amount, 'closed', created_at FROM budgets WHERE id % 7 = 0",
    "UPDATE receivables SET status = 'cancelled' WHERE id % 23 = 0"
    " AND id NOT IN (SELECT receivable_id FROM receivable_receipts)",
    "UPDATE receivables SET department_id = NULL WHERE id % 13 = 0",
)


@dataclass(frozen=True)
class Asked:
    """A combination: the days of a period, the day of standing figures, filters."""

    start: date
    end: date
    day: date
    compare: Compare
    department: int | None = None
    project: int | None = None
    customer: int | None = None
    category: int | None = None
    currency: str | None = None

    def values(self) -> dict[str, Any]:
        """As parameters of SQL."""
        names = ("day", "department", "project", "customer", "category", "currency")
        return {name: getattr(self, name) for name in names}


@pytest.fixture
def books(new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The demo company, made rougher."""
    company = Company(name="演示公司", currency="CNY")
    boss = UserIn(username="boss", password="Correct-horse-7")
    for database in own(new_database("duckdb"), monkeypatch):
        with unit_of_work(SYSTEM, now=NOW) as ctx:
            set_up_company(ctx, company, boss)
        fill_company(SYSTEM, records=6000, seed=1, now=NOW)
        with database.session() as session:
            for statement in ROUGHER:
                session.execute(text(statement))
        yield database


def combinations(file: duckdb.DuckDBPyConnection) -> list[Asked]:
    """The random combinations, always the same ones: filters that some record answers to."""
    random = Random(20261121)
    records = file.execute(
        "SELECT r.record_date, coalesce(r.department_id, p.department_id), d.parent_id,"
        " r.project_id, r.customer_id, r.category_id, r.currency FROM financial_records AS r"
        " LEFT JOIN projects AS p ON p.id = r.project_id LEFT JOIN departments AS d"
        " ON d.id = coalesce(r.department_id, p.department_id) ORDER BY r.id"
    ).fetchall()
    return [_combination(random, random.choice(records)) for _ in range(COMBINATIONS)]


def _combination(random: Random, record: tuple[Any, ...]) -> Asked:
    on, department, above, *others = record
    start = on - timedelta(days=random.choice((0, 3, 20, 90)))
    if random.random() < 0.5:
        start = start.replace(day=1)
    length = random.choice((0, 6, 27, 30, 89, 180, 364))
    names = ("department", "project", "customer", "category", "currency")
    known = dict(zip(names, (random.choice((department, above)), *others), strict=True))
    return Asked(
        start=start,
        end=min(start + timedelta(days=length), DAY),
        day=FIRST + timedelta(days=random.randrange((DAY - FIRST).days + 1)),
        compare=random.choice(tuple(Compare)),
        **{name: value for name, value in known.items() if random.random() < OFTEN},
    )


KEPT = """
WITH RECURSIVE tree AS (
  SELECT id FROM departments WHERE id = $department
  UNION ALL
  SELECT d.id FROM departments AS d JOIN tree ON d.parent_id = tree.id
), kept AS (
  SELECT r.*, coalesce(r.department_id, p.department_id) AS home,
         CASE direction WHEN 'income' THEN coalesce(c.name, r.counterparty)
                        ELSE coalesce(r.counterparty, c.name) END AS party,
         CASE direction WHEN 'income' THEN r.customer_id END AS payer
  FROM financial_records AS r
  LEFT JOIN projects AS p ON p.id = r.project_id
  LEFT JOIN customers AS c ON c.id = r.customer_id
  WHERE r.status = 'booked' AND r.direction IN ('income', 'expense')
    AND coalesce(r.category_kind, '') NOT IN ('transfer', 'financing')
    AND ($department IS NULL OR r.department_id IN (FROM tree) OR p.department_id IN (FROM tree))
    AND ($project IS NULL OR r.project_id = $project)
    AND ($customer IS NULL OR r.customer_id = $customer)
    AND ($category IS NULL OR r.category_id = $category)
    AND ($currency IS NULL OR r.currency = $currency)
), here AS (
  FROM kept WHERE record_date BETWEEN $start AND $end
)
"""
SUMS = """
  coalesce(sum(amount_base) FILTER (WHERE direction = 'income'), 0),
  coalesce(sum(amount_base) FILTER (WHERE direction = 'expense'), 0)
"""
FIGURES = f"""
{KEPT}
SELECT {SUMS},
  coalesce(sum(amount_base) FILTER (WHERE direction = 'income'
           AND coalesce(category_kind, 'uncategorised') IN ('revenue', 'uncategorised')), 0),
  coalesce(sum(amount_base) FILTER (WHERE direction = 'expense'
           AND coalesce(category_kind, 'uncategorised') IN ('cost_of_sales', 'uncategorised')), 0),
  coalesce(sum(amount_base)
           FILTER (WHERE coalesce(category_kind, 'uncategorised') = 'uncategorised'), 0),
  count(*), count(*) FILTER (WHERE amount_base IS NULL)
FROM here
"""
BY = "{kept} SELECT {key} AS key, {sums}, count(*) FROM here GROUP BY ALL ORDER BY key NULLS LAST"
PARTIES = """
{kept}
SELECT payer, party,
  coalesce(sum(amount_base) FILTER (WHERE record_date BETWEEN $start AND $end), 0) AS paid,
  coalesce(sum(amount_base) FILTER (WHERE record_date BETWEEN $start_before AND $end_before), 0),
  count(*) FILTER (WHERE record_date BETWEEN $start AND $end)
FROM kept
WHERE direction = '{direction}'
GROUP BY ALL
HAVING paid <> 0
ORDER BY paid DESC, party
LIMIT 8
"""


def asked_of(file: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any]) -> list[Any]:
    """The rows of a query; it gets those of the values it names."""
    named = {name: value for name, value in values.items() if f"${name}" in sql}
    return file.execute(sql, named).fetchall()


def test_figures_agree_with_sql_on_the_analysts_file(books: Database, tmp_path: Path) -> None:
    published = publish_snapshot(books, tmp_path / "analytics.duckdb")
    seen = 0
    with duckdb.connect(str(published.file), read_only=True) as file:
        for asked in combinations(file):
            with unit_of_work(SYSTEM, now=NOW) as ctx:
                seen += agree_on_overview(ctx, file, asked)
                agree_on_budgets(ctx, file, asked)
                agree_on_receivables(ctx, file, asked)
    assert seen > COMBINATIONS // 2, "most combinations find records"


def agree_on_overview(ctx: Ctx, file: duckdb.DuckDBPyConnection, asked: Asked) -> bool:
    """Compare the overview; whether there were any records."""
    filters = ReadingFilters(
        asked.department, asked.project, asked.customer, asked.category, None, asked.currency
    )
    period = Period(asked.start, asked.end)
    view = read_overview(ctx, OverviewQuery(period, asked.day, filters, asked.compare))
    before = view.before_period
    values = asked.values() | {"start": asked.start, "end": asked.end}
    values |= {"start_before": before.start, "end_before": before.end}
    for figures, span in ((view.now, period), (view.before, before)):
        (row,) = asked_of(file, FIGURES, values | {"start": span.start, "end": span.end})
        said = (figures.income, figures.expense, figures.revenue, figures.cost, figures.unsorted)
        assert (*said, figures.records, figures.without_rate) == row, (asked, span)
    agree_on_parts(view, file, values)
    for direction, parties in (("income", view.customers), ("expense", view.payees)):
        told = [(one.customer_id, one.name, one.now, one.before, one.records) for one in parties]
        sql = PARTIES.format(kept=KEPT, direction=direction)
        assert told == asked_of(file, sql, values), (asked, direction)
    return view.now.records > 0


def agree_on_parts(view: Overview, file: duckdb.DuckDBPyConnection, values: dict[str, Any]) -> None:
    """Compare the sums by month, category and department."""
    year = values | {"start": view.months_period.start, "end": view.months_period.end}
    parts: tuple[tuple[str, dict[str, Any], Sequence[Any], str], ...] = (
        ("date_trunc('month', record_date)::DATE", year, view.months, "month"),
        ("category_id", values, view.categories, "category_id"),
        ("home", values, view.departments, "department_id"),
    )
    for key, days, rows, name in parts:
        told = {getattr(one, name): (one.income, one.expense, one.records) for one in rows}
        sql = BY.format(kept=KEPT, key=key, sums=SUMS)
        found = {row[0]: tuple(row[1:]) for row in asked_of(file, sql, days)}
        assert told == found, (values, name)


VERSIONS = """
WITH RECURSIVE below(above, id) AS (
  SELECT id, id FROM categories
  UNION
  SELECT b.above, c.id FROM below AS b JOIN categories AS c ON c.parent_id = b.id
), held AS (
  SELECT b.*, v.amount AS held, v.status AS state
  FROM budgets AS b
  JOIN (SELECT v.budget_id, arg_max(v.amount, (v.effective_on, v.id)) AS amount,
               arg_max(v.status, (v.effective_on, v.id)) AS status
        FROM budget_versions AS v JOIN budgets AS b ON b.id = v.budget_id
        WHERE v.effective_on <= greatest($day, b.period_start)
        GROUP BY v.budget_id) AS v ON v.budget_id = b.id
), spent AS (
  SELECT r.id, r.record_date, r.category_id, r.amount_base,
         coalesce(r.department_id, p.department_id) AS home
  FROM financial_records AS r LEFT JOIN projects AS p ON p.id = r.project_id
  WHERE r.status = 'booked' AND r.direction = 'expense' AND r.record_date <= $day
    AND coalesce(r.category_kind, '') NOT IN ('transfer', 'financing')
), matched AS (
  SELECT h.id AS budget_id, h.department_id, s.id AS record_id, s.amount_base
  FROM held AS h
  JOIN spent AS s ON s.home = h.department_id
   AND s.record_date BETWEEN h.period_start AND h.period_end
   AND (h.category_id IS NULL
        OR EXISTS (FROM below WHERE below.above = h.category_id AND below.id = s.category_id))
)
"""
EACH_BUDGET = f"""
{VERSIONS}
SELECT h.id, h.held, h.state,
       coalesce((SELECT sum(amount_base) FROM matched AS m WHERE m.budget_id = h.id), 0)
FROM held AS h
WHERE h.period_start <= $year_end AND h.period_end >= $year_start
ORDER BY h.id
"""
IN_FORCE = f"""
{VERSIONS}, force AS (
  FROM held WHERE state = 'approved' AND $day BETWEEN period_start AND period_end
), once AS (
  SELECT DISTINCT department_id, record_id, amount_base FROM matched
  WHERE budget_id IN (SELECT id FROM force)
)
SELECT f.department_id, sum(f.held),
       coalesce((SELECT sum(amount_base) FROM once WHERE once.department_id = f.department_id), 0)
FROM force AS f
GROUP BY f.department_id
ORDER BY f.department_id
"""

OF_COMPANY = f"""
{VERSIONS}, force AS (
  FROM held WHERE state = 'approved' AND $day BETWEEN period_start AND period_end
)
SELECT (SELECT sum(held) FROM force),
       coalesce((SELECT sum(s.amount_base) FROM spent AS s WHERE EXISTS (
         FROM force AS f
         WHERE s.record_date >= f.period_start
           AND (f.category_id IS NULL
                OR EXISTS (FROM below WHERE above = f.category_id AND below.id = s.category_id))
       )), 0)
"""
"""The company has no budget of its own: its departments' together, used by all that is spent."""


def agree_on_budgets(ctx: Ctx, file: duckdb.DuckDBPyConnection, asked: Asked) -> None:
    """Compare the budgets of the day's year, one by one, by department and of the company."""
    year = budget_year(ctx, asked.day.year, as_of=asked.day)
    values: dict[str, Any] = {"day": asked.day, "year_start": year.start, "year_end": year.end}
    each = [(one.budget_id, one.amount, one.status, one.used) for one in year.budgets]
    assert sorted(each, key=str) == sorted(asked_of(file, EACH_BUDGET, values), key=str), asked
    force = asked_of(file, IN_FORCE, values)
    assert [(one.department_id, one.total, one.used) for one in year.departments] == force, asked
    assert (year.company is None) == (not force), asked
    if year.company is not None:
        whole = asked_of(file, OF_COMPANY, values)
        assert [(year.company.total, year.company.used)] == whole, asked
    view = read_overview(ctx, OverviewQuery(Period(asked.day, asked.day), asked.day))
    card = sorted((one.department_id, one.total, one.used) for one in view.budgets)
    assert card == force, asked
    for one in view.budgets:
        assert one.rate == (one.used or Decimal(0)) / (one.total or Decimal(1))


OWED = """
WITH RECURSIVE tree AS (
  SELECT id FROM departments WHERE id = $department
  UNION ALL
  SELECT d.id FROM departments AS d JOIN tree ON d.parent_id = tree.id
), rate AS (
  SELECT currency, arg_max(rate, rate_date) AS rate FROM exchange_rates
  WHERE rate_date <= $day GROUP BY currency
), owed AS (
  SELECT r.id, r.customer_id, r.due_date, $day - r.due_date AS days,
         CASE WHEN r.currency = i.currency THEN 1 ELSE x.rate END AS rate,
         r.amount, coalesce(p.amount, 0) AS received, r.amount - coalesce(p.amount, 0) AS open,
         coalesce(q.amount, 0) AS in_period
  FROM receivables AS r
  CROSS JOIN snapshot_info AS i
  LEFT JOIN rate AS x ON x.currency = r.currency
  LEFT JOIN (SELECT receivable_id, sum(amount) AS amount FROM receivable_receipts
             WHERE received_on <= $day GROUP BY ALL) AS p ON p.receivable_id = r.id
  LEFT JOIN (SELECT receivable_id, sum(amount) AS amount FROM receivable_receipts
             WHERE received_on BETWEEN $start AND $end GROUP BY ALL) AS q ON q.receivable_id = r.id
  WHERE r.status = 'open' AND r.issued_on <= $day
    AND ($department IS NULL OR r.department_id IN (FROM tree))
    AND ($project IS NULL OR r.project_id = $project)
    AND ($customer IS NULL OR r.customer_id = $customer)
)
"""
AGEING = f"""
{OWED}
SELECT customer_id,
       coalesce(sum(round(open * rate, 2)) FILTER (WHERE days <= 0), 0),
       coalesce(sum(round(open * rate, 2)) FILTER (WHERE days BETWEEN 1 AND 30), 0),
       coalesce(sum(round(open * rate, 2)) FILTER (WHERE days BETWEEN 31 AND 60), 0),
       coalesce(sum(round(open * rate, 2)) FILTER (WHERE days BETWEEN 61 AND 90), 0),
       coalesce(sum(round(open * rate, 2)) FILTER (WHERE days > 90), 0),
       sum(round(open * rate, 2)), count(*)
FROM owed WHERE open > 0 GROUP BY ALL ORDER BY customer_id
"""
SUMMARY = f"""
{OWED}
SELECT coalesce(sum(round(amount * rate, 2)) FILTER (WHERE days >= 0), 0),
       coalesce(sum(round(received * rate, 2)) FILTER (WHERE days >= 0), 0),
       coalesce(sum(round(open * rate, 2)) FILTER (WHERE open > 0), 0),
       coalesce(sum(round(open * rate, 2)) FILTER (WHERE open > 0 AND days > 0), 0),
       count(*) FILTER (WHERE open > 0 AND days > 0),
       coalesce(sum(round(in_period * rate, 2)), 0)
FROM owed
"""


def agree_on_receivables(ctx: Ctx, file: duckdb.DuckDBPyConnection, asked: Asked) -> None:
    """Compare ageing, summary and collection rate on the day."""
    filters = ReceivableFilters(asked.department, asked.project, asked.customer)
    values = asked.values() | {"start": asked.start, "end": asked.end}
    ageing = receivables_ageing(ctx, asked.day, filters)
    told = [
        (one.customer_id, one.not_due, one.days_1_30, one.days_31_60, one.days_61_90,
         one.days_over_90, one.total, one.receivables)
        for one in ageing.items
    ]  # fmt: skip
    rows = asked_of(file, AGEING, values)
    assert sorted(told, key=lambda row: row[0] or 0) == rows, asked
    assert ageing.total.total == sum((row[-2] for row in rows), Decimal(0)), asked
    summary = receivables_summary(ctx, asked.day, Period(asked.start, asked.end), filters)
    (row,) = asked_of(file, SUMMARY, values)
    assert (
        summary.due, summary.collected, summary.open, summary.overdue,
        summary.overdue_receivables, summary.collected_in_period,
    ) == row, asked  # fmt: skip
    due, collected = row[0], row[1]
    assert summary.collection_rate == (collected / due if due else None)
