"""Finding records: filters, search, order, pages, totals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import update

from core.finance import (
    CustomerIn,
    ExchangeRateIn,
    create_customer,
    create_exchange_rate,
    delete_record,
    list_records,
    record_totals,
)
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.listing import ListQuery
from data.schema import FinancialRecord
from tests.finance.records import add
from tests.world import World


def found(ctx: Ctx, q: str = "", **filters: str) -> set[int]:
    page = list_records(ctx, ListQuery(q=q, filters=filters), with_total=True)
    assert page.total == len(page.items)
    return {row.id for row in page.items}


def test_filters_narrow(world: World) -> None:
    with world.uow("finance") as ctx:
        customer = create_customer(ctx, CustomerIn(name="Client")).id
        plain = add(ctx, amount="10").id
        dated = add(ctx, record_date="2026-05-31", direction="income", amount="20").id
        placed = add(
            ctx, department_id=world.a1, customer_id=customer, category_id=world.categories["tax"]
        ).id
        project = add(ctx, project_id=world.project_a1, amount="-5", status="pending").id
        named = add(ctx, counterparty="Müller, GmbH", external_id="X-1", currency="EUR").id
        everything = {plain, dated, placed, project, named}
        own = FinancialRecord.id == named
        ctx.session.execute(update(FinancialRecord).where(own).values(import_batch_id="b1"))

        assert found(ctx) == everything
        assert found(ctx, date_from="2026-06-01") == everything - {dated}
        assert found(ctx, date_to="2026-05-31") == found(ctx, record_date="2026-05-31") == {dated}
        assert found(ctx, direction="income") == {dated}
        assert found(ctx, direction="income,expense") == everything
        assert found(ctx, status="pending") == {project}
        assert found(ctx, department_id=str(world.a1)) == {placed}
        assert found(ctx, department_id="none") == everything - {placed}
        assert found(ctx, in_department=str(world.a)) == {placed, project}
        assert found(ctx, in_department=str(world.b)) == set()
        assert found(ctx, home_department=str(world.a1)) == {placed, project}
        assert found(ctx, home_department="none") == everything - {placed, project}
        assert found(ctx, project_id=str(world.project_a1)) == {project}
        assert found(ctx, customer_id=str(customer)) == {placed}
        assert found(ctx, category_id=str(world.categories["tax"])) == {placed}
        assert found(ctx, category_kind="tax") == {placed}
        assert found(ctx, category_kind="tax,uncategorised") == everything
        assert found(ctx, account_id="none") == everything
        assert found(ctx, currency="eur") == {named}
        assert found(ctx, counterparty="müller") == {named}
        assert found(ctx, external_id="X-1") == found(ctx, import_batch_id="b1") == {named}
        assert found(ctx, amount_min="0", amount_max="20") == {plain, dated}
        assert found(ctx, amount="-5.00") == {project}


def test_search_looks_at_words_everywhere_and_takes_signs_as_they_are(world: World) -> None:
    with world.uow("finance") as ctx:
        lake = add(ctx, counterparty="西湖茶叶有限公司", description="龙井 100%").id
        plain = add(ctx, counterparty="ACME", description="Rent_2026", external_id="INV-77").id
        assert found(ctx, "西湖") == found(ctx, "茶叶 龙井") == found(ctx, "100%") == {lake}
        assert found(ctx, "acme rent_") == found(ctx, "inv-77") == {plain}
        assert found(ctx, "%") == {lake}
        assert found(ctx, "_") == {plain}
        assert found(ctx, "acme 龙井") == found(ctx, "\\") == set()
        assert found(ctx, "\x00acme") == {plain}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nothing", "1"),
        ("amount_min", "NaN"),
        ("amount_min", "1e400"),
        ("date_from", "2026-13-01"),
        ("project_id", "x"),
        ("project_id", str(2**64)),
        ("in_department", str(2**64)),
        ("currency", "\x00"),
    ],
)
def test_a_wrong_filter_is_refused(world: World, name: str, value: str) -> None:
    with world.uow("finance") as ctx, pytest.raises(Invalid):
        list_records(ctx, ListQuery(filters={name: value}))


def test_a_wrong_order_is_refused(world: World) -> None:
    with world.uow("finance") as ctx, pytest.raises(Invalid):
        list_records(ctx, ListQuery(sort="dedup_key"))


def test_the_newest_come_first(world: World) -> None:
    with world.uow("finance") as ctx:
        days = ["2026-06-02", "2026-06-01", "2026-06-03", "2026-06-02"]
        ids = [add(ctx, record_date=day).id for day in days]
        page = list_records(ctx, ListQuery())
    assert [row.id for row in page.items] == [ids[2], ids[3], ids[0], ids[1]]


def test_totals_never_add_currencies(world: World) -> None:
    with world.uow("finance") as ctx:
        create_exchange_rate(
            ctx, ExchangeRateIn(currency="USD", rate_date="2026-06-01", rate="7.5")
        )
        add(ctx, amount="10")
        add(ctx, amount="-2.5")
        add(ctx, amount="4", currency="USD")
        add(ctx, amount="6", currency="USD", record_date="2026-05-01")
        add(ctx, amount="1", direction="income")
        delete_record(ctx, add(ctx, amount="999").id)
        totals = record_totals(ctx, ListQuery())
        narrowed = record_totals(ctx, ListQuery(filters={"currency": "USD"}, sort="amount"))
    assert [tuple(total.model_dump().values()) for total in totals] == [
        ("expense", "CNY", 2, Decimal("7.50"), Decimal("7.50"), 0, 0),
        ("expense", "USD", 2, Decimal("10.00"), Decimal("30.00"), 1, 0),
        ("income", "CNY", 1, Decimal("1.00"), Decimal("1.00"), 0, 0),
    ]
    assert narrowed == (totals[1],)
