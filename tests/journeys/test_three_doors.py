"""The same export by command line, REST and page: equal figures, no doubles, and the way back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.finance import (
    ExchangeRateIn,
    FinancialRecordIn,
    MonthSums,
    RecordTotal,
    Sums,
    create_exchange_rate,
    create_record,
    record_totals,
)
from core.kit.listing import ListQuery
from core.kit.periods import Period
from core.operations.checks import run_checks
from tests.finance.sums import sums, sums_by_month
from tests.journeys.doors import DOORS, CommandLine, Page, Rest, figures
from tests.journeys.files import EXPORTS, GERMAN, Export
from tests.pages.conftest import _no_browser  # noqa: F401  (AppTest has no cookies)
from tests.world import World

pytestmark = pytest.mark.integration

EVER = Period(date(2025, 1, 1), date(2026, 12, 31))
Totals = tuple[Sums, tuple[MonthSums, ...], tuple[RecordTotal, ...]]
BY_NAME = pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)


@pytest.fixture
def company(world: World) -> World:
    """A company with a record of its own and a rate for euros."""
    with world.uow("finance") as ctx:
        rate = ExchangeRateIn(currency="EUR", rate_date=date(2025, 1, 1), rate=Decimal("7.8"))
        create_exchange_rate(ctx, rate)
        for day in (date(2025, 12, 30), date(2026, 1, 9), date(2026, 3, 9)):
            wanted = {"record_date": day, "direction": "expense", "amount": "86.90"}
            create_record(ctx, FinancialRecordIn.model_validate(wanted))
    return world


def totals(world: World) -> Totals:
    """Every total a person sees of the books."""
    with world.uow("finance") as ctx:
        return sums(ctx, EVER), sums_by_month(ctx, EVER), record_totals(ctx, ListQuery())


def of_batch(world: World, batch_id: str, currency: str) -> dict[str, Decimal]:
    """What the books hold of an import, all in that currency: direction -> amount."""
    query = ListQuery(filters={"import_batch_id": batch_id})
    with world.uow("finance") as ctx:
        found = record_totals(ctx, query)
    assert {total.currency for total in found} == {currency}
    return {str(total.direction): total.amount for total in found}


def told(report: dict[str, Any]) -> dict[str, Decimal]:
    return {total["direction"]: Decimal(total["amount"]) for total in report["totals"]}


def in_out_in_back(world: World, door: CommandLine | Rest | Page, export: Export) -> Any:
    """Import, import again, take back; the figures of the first report."""
    before = totals(world)
    report = door.bring(export)
    batch_id = report["batch_id"]
    assert report["rows"]["new"] == report["rows"]["total"] == export.rows
    assert told(report) == export.totals
    assert of_batch(world, batch_id, export.currency) == export.totals
    after = totals(world)
    assert after != before

    again = door.bring(export)
    assert (again["rows"]["new"], again["rows"]["duplicate"]) == (0, export.rows)
    assert told(again) == export.totals
    assert totals(world) == after

    assert door.take_back(batch_id) == export.rows
    assert totals(world) == before
    return figures(report)


@BY_NAME
@pytest.mark.parametrize("database", ["duckdb"], indirect=True)
def test_all_doors_give_equal_figures(company: World, export: Export) -> None:
    found = [in_out_in_back(company, door(company), export) for door in DOORS]
    assert found[0] == found[1] == found[2]
    with company.uow("system") as ctx:
        assert run_checks(ctx).findings == ()


@BY_NAME
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_rest_gives_the_same_on_postgresql(company: World, export: Export) -> None:
    in_out_in_back(company, Rest(company), export)
    with company.uow("system") as ctx:
        assert run_checks(ctx).findings == ()


@pytest.mark.parametrize("database", ["duckdb"], indirect=True)
def test_company_currency_follows_to_the_cent(company: World) -> None:
    with company.uow("finance") as ctx:
        before = sums(ctx, EVER)
    Rest(company).bring(GERMAN)
    with company.uow("finance") as ctx:
        after = sums(ctx, EVER)
    assert after.income - before.income == Decimal("9629.57")  # 1234.56 × 7.8
    # 210.00, 89.90 and 1045.05 × 7.8, each rounded on its own
    assert after.expense - before.expense == Decimal("10490.61")
    assert after.without_rate == 0
