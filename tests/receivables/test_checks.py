"""`manage.py check` names receipts that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from core.kit.context import Ctx
from core.operations.checks import run_checks
from core.receivables import ReceiptIn, match_receipt
from data.schema import FinancialRecord, Receivable, ReceivableReceipt
from tests.receivables.builders import contract, income, receivable
from tests.world import World


def found(world: World) -> set[str]:
    with world.uow("system") as ctx:
        return {one.check for one in run_checks(ctx).findings}


def one(ctx: Ctx) -> ReceivableReceipt:
    return ctx.session.query(ReceivableReceipt).one()


def too_much(ctx: Ctx) -> None:
    one(ctx).amount = Decimal("1000.01")


def other_currency(ctx: Ctx) -> None:
    ctx.session.query(Receivable).one().currency = "EUR"


def lost_record(ctx: Ctx) -> None:
    one(ctx).financial_record_id = 4711


def negative(ctx: Ctx) -> None:
    ctx.session.query(FinancialRecord).one().direction = "expense"


@pytest.mark.parametrize(
    ("spoil", "checks"),
    [
        (too_much, {"receipts.receivable", "receipts.record"}),
        (other_currency, {"receipts.currency"}),
        (lost_record, {"reference.receivable_receipts.financial_record_id"}),
        (negative, {"receipts.record"}),
    ],
)
def test_what_cannot_be_is_named(
    world: World, spoil: Callable[[Ctx], None], checks: set[str]
) -> None:
    with world.uow("finance") as ctx:
        row = receivable(ctx, contract_id=contract(ctx).id)
        match_receipt(ctx, row.id, ReceiptIn(financial_record_id=income(ctx).id))
    assert found(world) == set()
    with world.uow("system") as ctx:
        spoil(ctx)
    assert found(world) == checks
