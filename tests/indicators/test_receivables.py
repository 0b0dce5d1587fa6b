"""Collection rate and days overdue, per target and day; rules hear of changes at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core import indicators
from core.alerts import AlertRuleIn, create_rule, list_alerts
from core.finance import ExchangeRateIn, FinancialRecordPatch, create_exchange_rate, update_record
from core.indicators import IndicatorValue
from core.kit.listing import ListQuery
from core.receivables import ReceiptIn, match_receipt
from tests.receivables.builders import contract, customer, income, receivable
from tests.world import World


def read(world: World, code: str, kind: str, target: int, **asked: object) -> IndicatorValue:
    with world.uow("founder") as ctx:
        found = indicators.values(ctx, code, target_type=kind, target_ids=[target], **asked)  # type: ignore[arg-type]
    return found[0]


def test_what_came_in_of_what_was_due(world: World) -> None:
    with world.uow("finance") as ctx:
        whose = customer(ctx)
        deal = contract(ctx, customer_id=whose, project_id=world.project_a)
        late = receivable(ctx, contract_id=deal.id)
        receivable(ctx, contract_id=deal.id, due_date="2026-07-31")
        paid = income(ctx, "400", record_date="2026-06-10")
        match_receipt(ctx, late.id, ReceiptIn(financial_record_id=paid.id))
    for kind, target in (
        ("project", world.project_a),
        ("customer", whose),
        ("contract", deal.id),
        ("company", 1),
    ):
        assert read(world, "collection_rate", kind, target).value == Decimal("0.4"), kind
    before = read(world, "collection_rate", "contract", deal.id, as_of=date(2026, 6, 9))
    assert (before.value, before.inputs["due"]) == (0, Decimal("1000.00"))
    nothing = read(world, "collection_rate", "contract", deal.id, as_of=date(2026, 5, 30))
    assert nothing.value is None


def test_the_oldest_unpaid_one_counts(world: World) -> None:
    with world.uow("finance") as ctx:
        whose = customer(ctx)
        late = receivable(ctx, customer_id=whose)
        older = receivable(ctx, customer_id=whose, due_date="2026-04-01")
        early = receivable(ctx, customer_id=whose, due_date="2026-12-31")
        paid = income(ctx)
        match_receipt(ctx, older.id, ReceiptIn(financial_record_id=paid.id))
    code = "receivable_overdue_days"
    assert read(world, code, "customer", whose).value == 15
    assert read(world, code, "receivable", late.id).value == 15
    assert read(world, code, "receivable", older.id).value == 0
    assert read(world, code, "receivable", early.id).value == 0
    assert read(world, code, "receivable", late.id).unit == "days"
    assert read(world, code, "project", world.project_a).value is None


def test_currencies_are_added_by_rate_or_not_at_all(world: World) -> None:
    with world.uow("finance") as ctx:
        deal = contract(ctx, currency="EUR")
        receivable(ctx, contract_id=deal.id, amount="100")
        paid = receivable(ctx, contract_id=deal.id, amount="780", currency="CNY")
        money = income(ctx, "780")
        match_receipt(ctx, paid.id, ReceiptIn(financial_record_id=money.id))
    found = read(world, "collection_rate", "contract", deal.id)
    assert (found.value, found.inputs["receivables_without_rate"]) == (None, 1)
    assert read(world, "collection_rate", "company", 1).value == 1
    with world.uow("finance") as ctx:
        rate = ExchangeRateIn(currency="EUR", rate_date=date(2026, 1, 1), rate=Decimal("7.8"))
        create_exchange_rate(ctx, rate)
    assert read(world, "collection_rate", "contract", deal.id).value == Decimal("0.5")


def test_nobody_reads_what_they_do_not_see(world: World) -> None:
    with world.uow("finance") as ctx:
        mine = receivable(ctx, department_id=world.a)
        receivable(ctx, department_id=world.b)
    with world.uow("manager_a") as ctx:
        found = indicators.values(ctx, "receivable_overdue_days", target_type="receivable")
        assert [one.target_id for one in found] == [mine.id]
        assert indicators.values(ctx, "collection_rate", target_type="company") == []


def test_a_rule_holds_and_ends_with_the_receipt(world: World) -> None:
    with world.uow("founder") as ctx:
        create_rule(
            ctx,
            AlertRuleIn.model_validate(
                {
                    "name": "Late",
                    "indicator": "receivable_overdue_days",
                    "condition": "gt",
                    "threshold": "10",
                    "severity": "high",
                    "notify_roles": ["finance"],
                }
            ),
        )
    with world.uow("finance") as ctx:
        row = receivable(ctx, due_date="2020-01-31")  # events are handled on the real day
        money = income(ctx, record_date="2998-01-01")

    def states() -> list[str]:
        with world.uow("founder") as ctx:
            return [alert.state for alert in list_alerts(ctx, ListQuery()).items]

    assert states() == ["firing"]
    with world.uow("finance") as ctx:
        match_receipt(ctx, row.id, ReceiptIn(financial_record_id=money.id))
    assert states() == ["firing"]  # the money is not there yet
    with world.uow("finance") as ctx:
        update_record(ctx, money.id, FinancialRecordPatch(record_date="2020-02-14"))
    assert states() == ["resolved"]
