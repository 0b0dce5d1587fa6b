"""Making, changing, deleting and restoring financial records by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from core.finance import (
    ExchangeRateIn,
    FinancialRecordPatch,
    create_exchange_rate,
    delete_record,
    get_record,
    list_records,
    record_versions,
    restore_record,
    set_category,
    update_record,
)
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted, Stale
from core.kit.listing import ListQuery
from data.schema import AuditEntry, FinancialRecord
from tests.finance.records import add, events
from tests.world import World


def test_a_record_is_in_company_currency_and_booked_unless_told(world: World) -> None:
    with world.uow("finance") as ctx:
        row = add(ctx, amount="12.5")
    assert (row.currency, row.status, row.amount, row.amount_base) == (
        "CNY",
        "booked",
        Decimal("12.50"),
        Decimal("12.50"),
    )
    with world.uow("finance") as ctx:
        again = get_record(ctx, row.id)
    assert again == row
    assert again.created_by == world.users["finance"]
    assert again.model_dump(mode="json")["amount"] == "12.50"


def test_a_foreign_amount_follows_the_latest_rate_up_to_its_day(world: World) -> None:
    with world.uow("finance") as ctx:
        none = add(ctx, currency="usd")
        for day, rate in (("2026-05-01", "7.10"), ("2026-06-01", "7.205"), ("2026-06-02", "8")):
            create_exchange_rate(ctx, ExchangeRateIn(currency="USD", rate_date=day, rate=rate))
        row = add(ctx, currency="USD", amount="10.01")
        early = add(ctx, currency="USD", record_date="2026-04-30")
        none = get_record(ctx, none.id)
    assert row.amount_base == Decimal("72.12")
    assert early.amount_base is None
    assert none.amount_base == Decimal("720.50")


def test_an_edit_keeps_the_former_row(world: World) -> None:
    with world.uow("finance") as ctx:
        first = add(ctx, counterparty="Old", occurred_at="2026-06-01T10:00:00+08:00")
        patch = FinancialRecordPatch(amount="80", counterparty="New", record_date="2026-06-03")
        second = update_record(ctx, first.id, patch, expected_version=1)
        third = update_record(ctx, first.id, FinancialRecordPatch(description="why"))
        former = record_versions(ctx, first.id)
    assert (second.version, second.amount_base, third.version) == (2, Decimal("80.00"), 3)
    assert [(row.version, row.counterparty, row.amount) for row in former] == [
        (2, "New", Decimal("80.00")),
        (1, "Old", Decimal("100.00")),
    ]
    assert former[1].occurred_at == datetime(2026, 6, 1, 2, tzinfo=UTC)
    assert former[0].replaced_by == world.users["finance"]


def test_an_edit_that_changes_nothing_leaves_no_trace(world: World) -> None:
    with world.uow("finance") as ctx:
        row = add(ctx)
    with world.uow("finance") as ctx:
        entries = ctx.session.scalar(select(func.count()).select_from(AuditEntry))
        same = update_record(ctx, row.id, FinancialRecordPatch(amount="100.0", currency="CNY"))
        after = ctx.session.scalar(select(func.count()).select_from(AuditEntry))
        former = record_versions(ctx, row.id)
    assert (same.version, after, former) == (1, entries, ())


def test_a_stale_edit_is_refused(world: World) -> None:
    with world.uow("finance") as ctx:
        row = add(ctx)
        update_record(ctx, row.id, FinancialRecordPatch(amount="1"), expected_version=1)
        with pytest.raises(Stale):
            update_record(ctx, row.id, FinancialRecordPatch(amount="2"), expected_version=1)
        with pytest.raises(Stale):
            delete_record(ctx, row.id, expected_version=1)
        assert len(record_versions(ctx, row.id)) == 1


def test_the_bin(world: World) -> None:
    with world.uow("finance") as ctx:
        row = add(ctx)
        delete_record(ctx, row.id, expected_version=1)
        assert list_records(ctx, ListQuery()).items == ()
        (binned,) = list_records(ctx, ListQuery(), in_bin=True).items
        with pytest.raises(NotFound):
            update_record(ctx, row.id, FinancialRecordPatch(amount="1"))
        with pytest.raises(NotFound):
            delete_record(ctx, row.id)
        restored = restore_record(ctx, row.id)
        with pytest.raises(NotFound):
            restore_record(ctx, row.id)
    assert binned.id == row.id
    assert restored.deleted_at is None


def test_a_record_imported_again_cannot_be_restored(world: World) -> None:
    with world.uow("finance") as ctx:
        first, second = add(ctx), add(ctx)
        delete_record(ctx, first.id)
        ids = FinancialRecord.id.in_([first.id, second.id])
        ctx.session.execute(update(FinancialRecord).where(ids).values(dedup_key="same"))
        ctx.session.expire_all()
        with pytest.raises(Conflict):
            restore_record(ctx, first.id)


@pytest.mark.parametrize(
    "field", ["department_id", "project_id", "customer_id", "account_id", "category_id"]
)
def test_links_lead_somewhere(world: World, field: str) -> None:
    with world.uow("finance") as ctx:
        with pytest.raises(Invalid) as refused:
            add(ctx, **{field: 999_999})
        assert list(refused.value.fields) == [field]
        row = add(ctx)
        with pytest.raises(Invalid):
            update_record(ctx, row.id, FinancialRecordPatch(**{field: 999_999}))


def test_changes_tell_days_and_places_before_and_after(world: World) -> None:
    with world.uow("finance") as ctx:
        row = add(ctx, department_id=world.b)
        patch = FinancialRecordPatch(
            record_date="2026-07-01", department_id=None, project_id=world.project_a1
        )
        update_record(ctx, row.id, patch)
        delete_record(ctx, row.id)
        made, moved, gone = events(ctx, "finance.records_changed")
    assert made == {
        "min_date": "2026-06-01",
        "max_date": "2026-06-01",
        "directions": ["expense"],
        "department_ids": [world.b],
        "project_ids": [],
    }
    assert (moved["min_date"], moved["max_date"]) == ("2026-06-01", "2026-07-01")
    assert moved["department_ids"] == sorted([world.a1, world.b])
    assert moved["project_ids"] == gone["project_ids"] == [world.project_a1]
    assert gone["department_ids"] == [world.a1]


def test_many_records_get_a_category_at_once(world: World) -> None:
    category = world.categories["operating"]
    with world.uow("finance") as ctx:
        rows = [add(ctx, record_date=date(2026, 6, day)) for day in (1, 2, 3)]
        already = add(ctx, category_id=category)
    with world.uow("finance") as ctx:
        ids = [row.id for row in rows]
        assert set_category(ctx, [*ids, already.id], category) == 3
        assert set_category(ctx, ids, category) == 0
        changed = get_record(ctx, ids[0])
        (former,) = record_versions(ctx, ids[0])
        told = events(ctx, "finance.records_changed")[-1]
        entries = select(AuditEntry).where(AuditEntry.action == "financial_record.categorised")
        (entry,) = ctx.session.scalars(entries).all()
        assert set_category(ctx, ids, None) == 3
    assert (changed.category_id, changed.version, former.category_id) == (category, 2, None)
    assert (former.amount, former.version, former.record_id) == (rows[0].amount, 1, ids[0])
    assert (told["min_date"], told["max_date"]) == ("2026-06-01", "2026-06-03")
    assert entry.after == {"category_id": category, "record_ids": sorted(ids)}


def test_many_at_once_is_all_or_nothing(world: World) -> None:
    category = world.categories["operating"]
    with world.uow("finance") as ctx:
        mine, other = add(ctx, department_id=world.a).id, add(ctx, department_id=world.b).id
    with world.uow("manager_a") as ctx:
        with pytest.raises(NotFound):
            set_category(ctx, [mine, other], category)
        assert get_record(ctx, mine).category_id is None
        with pytest.raises(Invalid):
            set_category(ctx, range(1, 6000), category)
        with pytest.raises(Invalid):
            set_category(ctx, [mine], 999_999)
        assert set_category(ctx, [mine], category) == 1
    with world.uow("outsider") as ctx, pytest.raises(NotPermitted):
        set_category(ctx, [mine], category)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "NaN"},
        {"amount": "Infinity"},
        {"amount": "1.234"},
        {"amount": "1e16"},
        {"amount": None},
        {"direction": "sideways"},
        {"currency": "XYZ1"},
        {"record_date": "0001-01-01"},
        {"occurred_at": "2026-06-01T10:00:00"},
        {"counterparty": "a\x00b"},
        {"unknown": 1},
        {"category_id": 2**63},
    ],
)
def test_wrong_input_is_refused(wrong: dict[str, object]) -> None:
    good = {"record_date": "2026-06-01", "direction": "expense", "amount": "1"}
    with pytest.raises(ValueError, match="validation error"):
        FinancialRecordPatch.model_validate(good | wrong)


@pytest.mark.parametrize("name", ["record_date", "direction", "amount", "currency", "status"])
def test_what_must_be_there_cannot_be_taken_away(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        FinancialRecordPatch.model_validate({name: None})
