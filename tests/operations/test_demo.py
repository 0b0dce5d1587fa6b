"""The demonstration is the same for the same seed, on both databases, whatever its size."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from core.company import Company
from core.finance.budgeting import BudgetState
from core.finance.budgeting.outlook import Outlook, Track, outlook
from core.identity import UserIn
from core.kit.context import SYSTEM
from core.kit.periods import Period, month_start
from core.kit.uow import run_in_uow
from core.operations.demo import fill_company
from core.operations.demo.days import SINCE, budget_year, last_february, month_end
from core.operations.demo.firm import OFFICES, PEOPLE
from core.operations.demo.story import TRANSFER, Story, tell_story
from core.operations.demo.streams import give_out
from core.operations.demo.turns import OVER
from core.operations.setup import set_up_company
from tests.fixtures_database import NewDatabase
from tests.operations.conftest import own

DAY = date(2026, 11, 21)
DAYS = (
    DAY,
    date(2027, 1, 15),
    date(2028, 2, 29),
    date(2026, 12, 31),
    date(2027, 6, 1),
    date(2027, 3, 31),
)
SAID = "SELECT record_date, direction, amount, currency, counterparty, description"
SUMS = """
SELECT r.direction, c.code, d.code, p.code, r.currency, sum(r.amount)
FROM financial_records AS r LEFT JOIN categories AS c ON c.id = r.category_id
LEFT JOIN departments AS d ON d.id = r.department_id LEFT JOIN projects AS p ON p.id = r.project_id
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""


def noon(day: date) -> datetime:
    """A moment that is of this day everywhere near."""
    return datetime.combine(day, time(4), UTC)


def asked(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch, dialect: str, seed: int, *,
    records: int, sql: str,
) -> list[Any]:  # fmt: skip
    """What a query says of a fresh demonstration."""
    company = Company(name="演示公司", currency="CNY")
    boss = UserIn(username="boss", password="Correct-horse-7")
    for database in own(new_database(dialect), monkeypatch):
        run_in_uow(SYSTEM, lambda ctx: set_up_company(ctx, company, boss), now=noon(DAY))
        fill_company(SYSTEM, records=records, seed=seed, now=noon(DAY))
        with database.session(read_only=True) as session:
            rows = session.execute(text(sql)).all()
    return sorted((tuple(row) for row in rows), key=str)


@pytest.mark.integration
def test_the_seed_decides(new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = f"{SAID} FROM financial_records"
    first = asked(new_database, monkeypatch, "duckdb", 1, records=2500, sql=sql)
    assert len(first) == 2500
    assert asked(new_database, monkeypatch, "postgresql", 1, records=2500, sql=sql) == first
    assert asked(new_database, monkeypatch, "duckdb", 2, records=2500, sql=sql) != first


@pytest.mark.integration
def test_every_sum_is_the_same_whatever_the_number_of_records(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = asked(new_database, monkeypatch, "duckdb", 1, records=0, sql=SUMS)
    many = asked(new_database, monkeypatch, "duckdb", 1, records=40_000, sql=SUMS)
    assert few == many
    assert sum((row[-1] for row in few if row[0] == "expense"), Decimal(0)) > 40_000_000


def test_forty_people_in_departments_under_one_head() -> None:
    assert len(PEOPLE) == len({one.username for one in PEOPLE}) == 40
    names = {one.username for one in PEOPLE}
    assert [one.username for one in PEOPLE if one.reports_to is None] == ["chen.qiming"]
    assert all(one.reports_to in names | {None} and one.department in OFFICES for one in PEOPLE)


@pytest.mark.parametrize("records", [0, 1, 700, 2_500, 5_000, 1_000_003])
def test_as_many_records_as_asked_for_but_never_fewer_than_the_story(records: int) -> None:
    cells = tell_story(DAY, 1, 1, 7.1).cells
    rows = give_out(cells, records)
    assert sum(rows) == max(records, sum(cell.least for cell in cells))
    assert sum(rows) < 2_500 or records >= 2_500


@pytest.mark.parametrize(
    ("day", "first_month", "start"),
    [
        (date(2026, 11, 21), 1, date(2026, 1, 1)),
        (date(2026, 12, 31), 1, date(2026, 1, 1)),
        (date(2027, 1, 15), 1, date(2026, 3, 1)),
        (date(2027, 1, 31), 4, date(2026, 3, 1)),
        (date(2027, 2, 1), 4, date(2026, 4, 1)),
    ],
)
def test_budgets_are_for_a_year_old_enough_to_tell(
    day: date, first_month: int, start: date
) -> None:
    year = budget_year(day, first_month)
    assert (year.start, year.days) in {(start, 365), (start, 366)}


def test_the_february_told_of_is_over() -> None:
    assert last_february(date(2028, 2, 29)) == Period(date(2027, 2, 1), date(2027, 2, 28))
    assert last_february(date(2028, 3, 1)) == Period(date(2028, 2, 1), date(2028, 2, 29))


@pytest.mark.parametrize("first_month", [1, 4, 7])
@pytest.mark.parametrize("day", DAYS)
def test_one_department_is_over_its_budget_since_three_months_on_any_day(
    day: date, first_month: int
) -> None:
    story = tell_story(day, first_month, 1, 7.1)
    stand = {code: _outlook(story, code) for code, office in OFFICES.items() if office.pay}
    over = stand.pop(OVER)
    assert (over.state, over.over_since) == (BudgetState.OVER, month_start(day, back=SINCE))
    assert Decimal("1.075") < (over.rate or 0) < Decimal("1.085")
    assert {one.state for one in stand.values()} == {BudgetState.WITHIN}
    assert all(one.start <= day for one in story.cells)


def _outlook(story: Story, department: str) -> Outlook:
    plan: dict[date, Decimal] = defaultdict(Decimal)
    for budget in story.budgets:
        if budget.department == department and budget.period == story.year:
            for month, cents in budget.months.items():
                plan[month] += Decimal(cents) / 100
    used: dict[date, Decimal] = defaultdict(Decimal)
    for one in story.cells:
        spent = one.direction == "expense" and one.category != TRANSFER
        if spent and one.department == department and one.start >= story.year.start:
            used[one.start.replace(day=1)] += Decimal(one.cents) / 100
    return outlook(Track(story.year, plan, used), story.today)


@pytest.mark.parametrize("day", DAYS)
def test_two_customers_pay_late_and_no_account_is_overdrawn(day: date) -> None:
    story = tell_story(day, 1, 1, 7.1)
    late = [one for one in story.invoices if day - one.due > timedelta(days=30)]
    unpaid = [one for one in late if sum(cents for _, cents in one.paid) < one.cents]
    assert sorted(one.customer for one in unpaid) == ["C004", "C006", "C006"]
    ends = [month_end(day, back=back) for back in range(24, 0, -1)]
    assert min(story.balance("main", end) for end in ends) > 0
    assert min(story.balance("second", end) for end in ends) > 0
    assert min(story.balance("foreign", end) for end in ends) > 0
