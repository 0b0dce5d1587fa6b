"""Receivables: state from receipts, on past days too; scope and masks; what they allow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted
from core.kit.listing import ListQuery
from core.receivables import (
    ReceiptIn,
    ReceivablePatch,
    delete_receivable,
    get_receivable,
    list_receivables,
    match_receipt,
    receivables_ageing,
    update_receivable,
)
from tests.finance.records import events
from tests.receivables.builders import contract, customer, income, receivable
from tests.world import World


def found(ctx: Ctx, **filters: str) -> list[str | None]:
    page = list_receivables(ctx, ListQuery(filters=filters))
    return [row.title for row in page.items]


def test_the_state_follows_from_receipts_on_each_day(world: World) -> None:
    with world.uow("finance") as ctx:
        row = receivable(ctx)
        for day, amount in (("2026-05-10", "400"), ("2026-06-10", "600")):
            paid = income(ctx, amount, record_date=day)
            match_receipt(ctx, row.id, ReceiptIn(financial_record_id=paid.id))
        seen = {
            day: get_receivable(ctx, row.id, as_of=date.fromisoformat(day))
            for day in ("2026-05-01", "2026-05-31", "2026-06-09", "2026-06-10")
        }
    assert [(one.state, one.open_amount, one.days_overdue) for one in seen.values()] == [
        ("open", Decimal(1000), None),
        ("partly", Decimal(600), None),
        ("overdue", Decimal(600), 9),
        ("paid", Decimal(0), None),
    ]


def test_lists_are_filtered_by_state_and_day(world: World) -> None:
    with world.uow("finance") as ctx:
        receivable(ctx, title="late")
        receivable(ctx, title="later", due_date="2026-07-31", code="INV-7")
        paid = receivable(ctx, title="paid")
        part = receivable(ctx, title="part", due_date="2026-08-31")
        receivable(ctx, title="off", status="cancelled")
        money = income(ctx, "1500")
        match_receipt(ctx, paid.id, ReceiptIn(financial_record_id=money.id))
        match_receipt(ctx, part.id, ReceiptIn(financial_record_id=money.id))
        assert found(ctx, state="overdue") == found(ctx, overdue_only="true") == ["late"]
        assert found(ctx, state="open,partly") == ["later", "part"]
        assert found(ctx, state="paid") == ["paid"]
        assert found(ctx, state="cancelled") == ["off"]
        assert found(ctx, due_from="2026-06-01", due_to="2026-07-31") == ["later"]
        assert found(ctx, amount_min="1001") == []
        ordered = list_receivables(ctx, ListQuery(sort="open_amount"), with_total=True)
        assert [row.open_amount for row in ordered.items] == [0, 0, 500, 1000, 1000]
        assert [row.title for row in list_receivables(ctx, ListQuery(q="inv-7")).items] == ["later"]
        with pytest.raises(Invalid):
            found(ctx, state="lost")


def test_a_contract_gives_what_is_not_said(world: World) -> None:
    with world.uow("finance") as ctx:
        whose = customer(ctx)
        deal = contract(ctx, customer_id=whose, department_id=world.a, currency="EUR")
        row = receivable(ctx, contract_id=deal.id)
        assert events(ctx, "receivables.changed")[-1] == {
            "department_ids": [world.a],
            "project_ids": [],
            "customer_ids": [whose],
        }
    assert (row.customer_id, row.department_id, row.currency) == (whose, world.a, "EUR")


def test_what_was_received_holds_amount_currency_and_row(world: World) -> None:
    with world.uow("finance") as ctx:
        row = receivable(ctx)
        paid = income(ctx, "300")
        match_receipt(ctx, row.id, ReceiptIn(financial_record_id=paid.id))
        for patch in ({"currency": "EUR"}, {"status": "cancelled"}):
            with pytest.raises(Conflict):
                update_receivable(ctx, row.id, ReceivablePatch(**patch))
        with pytest.raises(Conflict):
            delete_receivable(ctx, row.id)
        with pytest.raises(Invalid):
            update_receivable(ctx, row.id, ReceivablePatch(amount="299.99"))
        assert update_receivable(ctx, row.id, ReceivablePatch(amount="300")).state == "paid"
        with pytest.raises(Invalid):
            update_receivable(ctx, row.id, ReceivablePatch(issued_on="2026-06-30"))


def test_each_sees_the_own_department_and_amounts_by_right(world: World) -> None:
    with world.uow("finance") as ctx:
        mine = receivable(ctx, department_id=world.a)
        led = receivable(ctx, project_id=world.project_a1)
        theirs = receivable(ctx, department_id=world.b)
    with world.uow("manager_a") as ctx:
        assert [row.id for row in list_receivables(ctx, ListQuery()).items] == [mine.id, led.id]
        with pytest.raises(NotFound):
            update_receivable(ctx, theirs.id, ReceivablePatch(note="x"))
        with pytest.raises(NotPermitted):
            update_receivable(ctx, mine.id, ReceivablePatch(department_id=world.b))
        assert receivables_ageing(ctx).total.total == Decimal(2000)
    with world.uow("business_a") as ctx:
        rows = {row.id: row for row in list_receivables(ctx, ListQuery()).items}
        assert (rows[mine.id].amount, rows[mine.id].open_amount) == (None, None)
        assert rows[led.id].open_amount == Decimal(1000)
        assert list_receivables(ctx, ListQuery(filters={"amount_min": "1"})).items == (
            rows[led.id],
        )
        with pytest.raises(NotPermitted):
            update_receivable(ctx, led.id, ReceivablePatch(note="x"))
    with world.uow("outsider") as ctx, pytest.raises(NotPermitted):
        list_receivables(ctx, ListQuery())
