"""Receipts: never more than is open on either side; they follow their records."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from core.finance import FinancialRecordPatch, delete_record, update_record
from core.finance.imports import undo_import
from core.identity import create_token
from core.identity.credentials import by_token
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted
from core.kit.uow import unit_of_work
from core.receivables import (
    ReceiptIn,
    ReceivableRow,
    follow_records,
    get_receivable,
    list_receipts,
    match_receipt,
    unmatch_receipt,
)
from data.schema import AuditEntry, FinancialRecord
from tests.finance.imports.company_books import FIRST, Books
from tests.receivables.builders import income, receivable
from tests.world import NOW, World


def pay(ctx: Ctx, row: ReceivableRow, record_id: int, amount: object = None) -> Decimal | None:
    wanted = ReceiptIn.model_validate({"financial_record_id": record_id, "amount": amount})
    return match_receipt(ctx, row.id, wanted).amount


def amounts(world: World, row: ReceivableRow) -> list[Decimal | None]:
    with world.uow("finance") as ctx:
        return [one.amount for one in list_receipts(ctx, row.id)]


def test_the_smaller_side_is_taken_and_never_more(world: World) -> None:
    with world.uow("finance") as ctx:
        one, two = receivable(ctx), receivable(ctx, amount="700")
        money = income(ctx, "1500")
        assert pay(ctx, one, money.id) == Decimal(1000)
        with pytest.raises(Conflict, match="paid"):
            pay(ctx, one, income(ctx).id)
        with pytest.raises(Invalid) as refused:
            pay(ctx, two, money.id, "500.01")
        assert refused.value.params["left"] == Decimal(500)
        assert pay(ctx, two, money.id) == Decimal(500)
        with pytest.raises(Conflict, match="used_up"):
            pay(ctx, two, money.id)
        with pytest.raises(Invalid):
            pay(ctx, two, income(ctx).id, "200.01")
        assert pay(ctx, two, income(ctx).id) == Decimal(200)
        assert get_receivable(ctx, two.id).state == "paid"


def test_only_income_of_the_same_currency_pays(world: World) -> None:
    with world.uow("finance") as ctx:
        row = receivable(ctx)
        gone = income(ctx)
        delete_record(ctx, gone.id)
        for record_id in (gone.id, 4711):
            with pytest.raises(Invalid) as refused:
                pay(ctx, row, record_id)
            assert "financial_record_id" in refused.value.fields
        for changes in ({"direction": "expense"}, {"status": "pending"}, {"amount": "-5"}):
            wrong = income(ctx)
            update_record(ctx, wrong.id, FinancialRecordPatch(**changes))
            with pytest.raises(Conflict, match="not_income"):
                pay(ctx, row, wrong.id)
        with pytest.raises(Conflict, match="currency"):
            pay(ctx, row, income(ctx, currency="EUR").id)
        with pytest.raises(Conflict, match="cancelled"):
            pay(ctx, receivable(ctx, status="cancelled"), income(ctx).id)


def test_a_receipt_is_taken_away_and_told(world: World) -> None:
    with world.uow("finance") as ctx:
        row = receivable(ctx)
        pay(ctx, row, income(ctx).id)
        unmatch_receipt(ctx, list_receipts(ctx, row.id)[0].id)
        assert get_receivable(ctx, row.id).received == 0
        with pytest.raises(NotFound):
            unmatch_receipt(ctx, 4711)
        told = ctx.session.query(AuditEntry.action).filter_by(target_type="receivable")
        assert [one.action for one in told.order_by(AuditEntry.id)] == [
            "receivable.created",
            "receivable.matched",
            "receivable.unmatched",
        ]


def test_a_deleted_record_pays_nothing(world: World) -> None:
    with world.uow("finance") as ctx:
        row = receivable(ctx)
        money = income(ctx)
        pay(ctx, row, money.id)
    with world.uow("finance") as ctx:
        delete_record(ctx, money.id)
    assert amounts(world, row) == []


@pytest.mark.parametrize("changes", [{"direction": "expense"}, {"currency": "EUR"}])
def test_a_record_that_is_no_such_income_any_more_pays_nothing(
    world: World, changes: dict[str, str]
) -> None:
    with world.uow("finance") as ctx:
        row = receivable(ctx)
        money = income(ctx)
        pay(ctx, row, money.id)
    with world.uow("finance") as ctx:
        update_record(ctx, money.id, FinancialRecordPatch.model_validate(changes))
    assert amounts(world, row) == []


def test_a_lowered_record_pays_less_the_latest_first(world: World) -> None:
    with world.uow("finance") as ctx:
        first, second, third = (receivable(ctx, amount="100") for _ in range(3))
        money = income(ctx, "300")
        for row in (first, second, third):
            pay(ctx, row, money.id)
    with world.uow("finance") as ctx:
        update_record(ctx, money.id, FinancialRecordPatch(amount="150"))
    assert [amounts(world, row) for row in (first, second, third)] == [
        [Decimal(100)],
        [Decimal(50)],
        [],
    ]


def test_an_import_taken_back_takes_its_receipts_along(world: World, tmp_path: Path) -> None:
    books = Books(world, tmp_path / "files")
    batch = books.run(FIRST)["batch_id"]
    (paid,) = (one for one in books.rows() if one.direction == "income")
    with world.uow("finance") as ctx:
        row = receivable(ctx)
        assert pay(ctx, row, paid.id) == Decimal(250)
    undo_import(books.who, batch, confirm=True)
    assert amounts(world, row) == []
    with world.uow("finance") as ctx:
        assert get_receivable(ctx, row.id).open_amount == Decimal(1000)


def test_a_receipt_of_nothing_goes(world: World) -> None:
    with world.uow("finance") as ctx:
        row = receivable(ctx)
        money = income(ctx)
        pay(ctx, row, money.id)
    with world.uow("system") as ctx:
        ctx.session.query(FinancialRecord).filter_by(id=money.id).delete()
        follow_records(ctx, {"min_date": "2020-01-01", "max_date": "2020-01-01"})
    assert amounts(world, row) == []


def test_who_may_not_see_amounts_or_records_matches_nothing(world: World) -> None:
    with world.uow("finance") as ctx:
        row = receivable(ctx, department_id=world.a)
        money = income(ctx, department_id=world.a)
        theirs = income(ctx, department_id=world.b)
        pay(ctx, row, theirs.id, "1")
        rights = ["receivables.view", "receivables.edit", "records.view"]
        token = create_token(ctx, "t", scopes=rights, expires_days=None)
    with unit_of_work(by_token(token), now=NOW) as ctx, pytest.raises(NotPermitted):
        pay(ctx, row, money.id)
    with world.uow("manager_a") as ctx:
        with pytest.raises(Invalid):
            pay(ctx, row, theirs.id)
        assert [one.amount for one in list_receipts(ctx, row.id)] == [Decimal(1)]
        assert pay(ctx, row, money.id) == Decimal(999)
        receipt = list_receipts(ctx, row.id)[0]
    with world.uow("manager_b") as ctx, pytest.raises(NotFound):
        unmatch_receipt(ctx, receipt.id)
    with world.uow("analyst") as ctx, pytest.raises(NotPermitted):
        unmatch_receipt(ctx, receipt.id)
    with world.uow("outsider") as ctx, pytest.raises(NotPermitted):
        list_receipts(ctx, row.id)
