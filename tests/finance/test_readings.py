"""Sums for overviews."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.finance import (
    ReadingFilters,
    delete_record,
    latest_import,
    list_records,
)
from core.identity import create_token
from core.identity.credentials import by_token
from core.kit.context import Ctx
from core.kit.errors import NotPermitted
from core.kit.listing import ListQuery
from core.kit.periods import Period
from core.kit.uow import unit_of_work
from data.schema import FinancialRecord, ImportBatch
from tests.finance.records import add
from tests.finance.sums import sums, sums_by_category, sums_by_department, sums_by_month
from tests.world import NOW, World

HALF_YEAR = Period(date(2026, 1, 1), date(2026, 6, 30))
IN_A = {"department_id": "a"}


@pytest.fixture
def filled(world: World) -> World:
    """Counted: 1000 income and 300 - 50 + 20 expense in three places; the rest is noise."""
    kinds = world.categories
    with world.uow("finance") as ctx:
        add(ctx, direction="income", amount="1000", department_id=world.a)
        add(ctx, amount="300", record_date="2026-05-31", category_id=kinds["operating"])
        add(ctx, amount="-50", project_id=world.project_a1, category_id=kinds["operating"])
        add(ctx, amount="20", department_id=world.b, project_id=world.project_a)
        add(ctx, amount="7", currency="USD")
        for noise in (
            {"status": "pending"},
            {"status": "closed"},
            {"status": "cancelled"},
            {"direction": "neutral"},
            {"category_id": kinds["transfer"]},
            {"category_id": kinds["financing"]},
            {"record_date": "2025-12-31"},
            {"record_date": "2026-07-01"},
        ):
            add(ctx, **noise)
        delete_record(ctx, add(ctx).id)
    return world


def tell(row: object, *names: str) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in (*names, "income", "expense", "records"))


def test_the_sums_of_a_period(filled: World) -> None:
    with filled.uow("finance") as ctx:
        total = sums(ctx, HALF_YEAR)
        nothing = sums(ctx, Period(date(2020, 1, 1), date(2020, 12, 31)))
    assert (total.income, total.expense, total.net) == (1000, 270, 730)
    assert (total.records, total.without_rate, total.hidden) == (5, 1, 0)
    assert (nothing.income, nothing.expense, nothing.records) == (0, 0, 0)


def test_by_month(filled: World) -> None:
    with filled.uow("finance") as ctx:
        rows = sums_by_month(ctx, HALF_YEAR)
    assert [tell(row, "month") for row in rows] == [
        (date(2026, 5, 1), 0, 300, 1),
        (date(2026, 6, 1), 1000, -30, 4),
    ]


def test_by_category(filled: World) -> None:
    with filled.uow("finance") as ctx:
        rows = sums_by_category(ctx, HALF_YEAR)
    assert [tell(row, "category_id", "kind") for row in rows] == [
        (None, "uncategorised", 1000, 20, 3),
        (filled.categories["operating"], "operating", 0, 250, 2),
    ]


def test_by_department_each_record_counts_once(filled: World) -> None:
    with filled.uow("finance") as ctx:
        rows = sums_by_department(ctx, HALF_YEAR)
    assert [tell(row, "department_id") for row in rows] == [
        (filled.a, 1000, 0, 1),
        (None, 0, 300, 2),
        (filled.a1, 0, -50, 1),
        (filled.b, 0, 20, 1),
    ]


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("department_id", "a", (1000, -30)),
        ("department_id", "a1", (0, -50)),
        ("department_id", "b", (0, 20)),
        ("project_id", "project_a1", (0, -50)),
        ("customer_id", 999, (0, 0)),
        ("currency", "CNY", (1000, 270)),
    ],
)
def test_filters(filled: World, name: str, value: object, wanted: tuple[int, int]) -> None:
    chosen = getattr(filled, value) if isinstance(value, str) and value != "CNY" else value
    with filled.uow("finance") as ctx:
        total = sums(ctx, HALF_YEAR, ReadingFilters(**{name: chosen}))
    assert (total.income, total.expense) == wanted


def test_a_number_opens_the_records_behind_it(filled: World) -> None:
    """The record list under the same conditions adds up to the sum."""
    kinds = "revenue,cost_of_sales,operating,payroll,tax,investment,uncategorised"
    with filled.uow("finance") as ctx:
        total = sums(ctx, HALF_YEAR, ReadingFilters(department_id=filled.a))
        behind = {
            "date_from": "2026-01-01",
            "date_to": "2026-06-30",
            "status": "booked",
            "category_kind": kinds,
            "in_department": str(filled.a),
            "direction": "expense",
        }
        rows = list_records(ctx, ListQuery(filters=behind)).items
    assert sum(row.amount_base or 0 for row in rows) == total.expense


def test_everybody_sums_what_they_see(filled: World) -> None:
    with filled.uow("manager_a") as ctx:
        assert tell(sums(ctx, HALF_YEAR)) == (1000, -30, 3)
    with filled.uow("manager_b") as ctx:
        assert tell(sums(ctx, HALF_YEAR)) == (0, 20, 1)
    with filled.uow("business_a") as ctx:
        assert tell(sums(ctx, HALF_YEAR)) == (0, -50, 1)
        assert [tell(row, "department_id") for row in sums_by_department(ctx, HALF_YEAR)] == [
            (filled.a1, 0, -50, 1)
        ]
    with filled.uow("outsider") as ctx:
        for attempt in (sums, sums_by_month, sums_by_category, sums_by_department):
            with pytest.raises(NotPermitted):
                attempt(ctx, HALF_YEAR)
        with pytest.raises(NotPermitted):
            latest_import(ctx)


def test_hidden_amounts_are_counted_not_summed(filled: World) -> None:
    with filled.uow("analyst") as ctx:
        blind = create_token(ctx, "no money", scopes=("records.view",))
    with unit_of_work(by_token(blind), now=NOW) as ctx:
        total = sums(ctx, HALF_YEAR)
    assert (total.income, total.expense) == (Decimal(0), Decimal(0))
    assert (total.hidden, total.records, total.without_rate) == (5, 5, 0)


def _batch(ctx: Ctx, name: str, minute: int, state: str = "committed") -> None:
    ctx.session.add(
        ImportBatch(
            id=name,
            state=state,
            file_name=f"{name}.csv",
            file_bytes=1,
            source="api",
            options={},
            rows_new=3,
            created_at=NOW,
            updated_at=NOW,
            committed_at=NOW.replace(minute=minute),
        )
    )


def test_the_latest_import_one_sees_anything_of(world: World) -> None:
    with world.uow("finance") as ctx:
        assert latest_import(ctx) is None
        _batch(ctx, "old", 1)
        _batch(ctx, "new", 2)
        _batch(ctx, "undone", 3, "undone")
        of_a = add(ctx, department_id=world.a)
        stored = ctx.session.get(FinancialRecord, of_a.id)
        assert stored is not None
        stored.import_batch_id = "old"
    with world.uow("analyst") as ctx:
        newest = latest_import(ctx)
    with world.uow("manager_a") as ctx:
        own = latest_import(ctx)
    with world.uow("manager_b") as ctx:
        assert latest_import(ctx) is None
    assert newest is not None
    assert own is not None
    assert (newest.file_name, newest.rows_new) == ("new.csv", 3)
    assert (own.id, own.rows_new) == ("old", None)
