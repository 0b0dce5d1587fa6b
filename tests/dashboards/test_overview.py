"""The overview's figures against records counted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.dashboards import Compare, Overview, OverviewQuery, compared_with, read_overview
from core.finance import ReadingFilters
from core.kit.errors import NotPermitted
from core.kit.periods import Period
from data.schema import Account
from tests.finance.records import add
from tests.world import World

MAY, JUNE = Period(date(2026, 5, 1), date(2026, 5, 31)), Period(date(2026, 6, 1), date(2026, 6, 30))


@pytest.fixture
def filled(world: World) -> World:
    """June: 1000 revenue, 300 cost of sales, 200 rent, 40 without category; May: 800 and 500."""
    kind = world.categories
    with world.uow("finance") as ctx:
        for day, amount in (("2026-05-03", "800"), ("2026-06-03", "1000")):
            add(ctx, direction="income", amount=amount, record_date=day,
                category_id=kind["revenue"], counterparty="Customer Co")  # fmt: skip
        goods = {"category_id": kind["cost_of_sales"], "counterparty": "Goods"}
        add(ctx, amount="300", record_date="2026-06-10", **goods)
        add(ctx, amount="400", record_date="2026-05-10", **goods)
        add(ctx, amount="100", record_date="2026-05-25", **goods)
        add(ctx, amount="200", record_date="2026-06-05", category_id=kind["operating"],
            counterparty="Landlord", department_id=world.a)  # fmt: skip
        add(ctx, amount="40", record_date="2026-06-06", project_id=world.project_b)
        add(ctx, amount="9999", record_date="2026-06-07", category_id=kind["transfer"])
    return world


def read(world: World, who: str = "finance", **wanted: object) -> Overview:
    query = OverviewQuery(**{"period": JUNE, "as_of": date(2026, 6, 20), **wanted})  # type: ignore[arg-type]
    with world.uow(who) as ctx:
        return read_overview(ctx, query)


def test_figures_of_the_period_and_of_the_one_before(filled: World) -> None:
    found = read(filled)
    now, before = found.now, found.before
    assert (now.income, now.expense, now.net) == (1000, 540, 460)
    assert (now.revenue, now.cost, now.unsorted) == (1000, 340, 40)
    assert now.gross_margin == Decimal("0.66")
    assert (before.income, before.expense) == (800, 500)
    assert found.before_period == MAY


def test_a_margin_without_revenue_is_none(filled: World) -> None:
    found = read(filled, filters=ReadingFilters(department_id=filled.a))
    assert (found.now.income, found.now.expense) == (0, 200)
    assert found.now.gross_margin is None


def test_every_part_adds_up_to_the_whole(filled: World) -> None:
    found, kind = read(filled), filled.categories
    assert found.now.records == 4
    assert [(one.month, one.income, one.expense, one.records) for one in found.months] == [
        (date(2026, 5, 1), 800, 500, 3),
        (date(2026, 6, 1), 1000, 540, 4),
    ]
    assert [
        (one.category_id, one.income, one.expense, one.records) for one in found.categories
    ] == [
        (kind["revenue"], 1000, 0, 1),
        (kind["cost_of_sales"], 0, 300, 1),
        (kind["operating"], 0, 200, 1),
        (None, 0, 40, 1),
    ]
    rows = [(one.department_id, one.income, one.expense, one.records) for one in found.departments]
    assert rows == [(None, 1000, 300, 2), (filled.a, 0, 200, 1), (filled.b, 0, 40, 1)]


def test_what_changed_most_and_who_did_it(filled: World) -> None:
    found = read(filled)
    *largest, last = [(one.direction, one.category_id, one.by) for one in found.changes]
    kind = filled.categories
    assert set(largest) == {
        ("income", kind["revenue"], 200),
        ("expense", kind["cost_of_sales"], -200),
        ("expense", kind["operating"], 200),
    }
    assert last == ("expense", None, 40)
    reasons = {(one.name, one.now - one.before) for one in found.reasons}
    assert ("Goods", Decimal(-200)) in reasons
    assert ("Landlord", Decimal(200)) in reasons


def test_top_customers_and_payees(filled: World) -> None:
    found = read(filled)
    assert [(one.name, one.now, one.before) for one in found.customers] == [
        ("Customer Co", 1000, 800)
    ]
    assert [(one.name, one.now) for one in found.payees][:2] == [("Goods", 300), ("Landlord", 200)]


def test_the_month_to_its_end(filled: World) -> None:
    """After the 20th, the one month before brought 100 of expense and nothing in."""
    guess = read(filled).forecast
    assert guess is not None
    assert (guess.months, guess.income_so_far, guess.expense_so_far) == (1, 1000, 540)
    assert (guess.income, guess.expense, guess.net) == (1000, 640, 360)
    assert read(filled, as_of=date(2026, 6, 30)).forecast is None
    assert read(filled, period=MAY).forecast is None


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ("2026-06-01", "2026-06-30", ("2026-05-01", "2026-05-31")),
        ("2026-03-01", "2026-03-30", ("2026-02-01", "2026-02-28")),
        ("2026-04-01", "2026-05-20", ("2026-02-01", "2026-03-20")),
        ("2026-01-01", "2026-11-21", ("2025-01-01", "2025-11-21")),
        ("2025-07-01", "2026-06-30", ("2024-07-01", "2025-06-30")),
        ("2026-06-05", "2026-06-14", ("2026-05-26", "2026-06-04")),
    ],
)
def test_the_period_before(start: str, end: str, before: tuple[str, str]) -> None:
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    found = compared_with(period, Compare.BEFORE)
    assert (found.start.isoformat(), found.end.isoformat()) == before


def test_comparison_with_the_same_days_a_year_ago(filled: World) -> None:
    assert compared_with(JUNE, Compare.YEAR) == Period(date(2025, 6, 1), date(2025, 6, 30))
    leap = Period(date(2024, 2, 1), date(2024, 2, 29))
    assert compared_with(leap, Compare.YEAR).end == date(2023, 2, 28)
    assert read(filled, compare=Compare.YEAR).before.records == 0


def test_freshness_of_accounts(filled: World) -> None:
    with filled.uow("finance") as ctx:
        account = Account(name="Bank", kind="bank", currency="CNY", created_at=ctx.now,
                          updated_at=ctx.now)  # fmt: skip
        ctx.session.add(account)
        ctx.session.flush()
        add(ctx, record_date="2026-06-18", account_id=account.id)
    assert [(one.name, one.last_day) for one in read(filled).freshness] == [
        ("Bank", date(2026, 6, 18))
    ]
    assert read(filled, "manager_a").freshness == ()


def test_a_manager_reads_the_own_department_only(filled: World) -> None:
    found = read(filled, "manager_a")
    assert (found.now.income, found.now.expense) == (0, 200)
    assert [one.name for one in found.payees] == ["Landlord"]
    with pytest.raises(NotPermitted):
        read(filled, "outsider")
