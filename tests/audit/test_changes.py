"""What the audit log says of a change, and what it never says."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from core.audit import activity_of
from core.company import DepartmentIn, DepartmentPatch, create_department, update_department
from core.finance import (
    AccountIn,
    AccountPatch,
    BudgetIn,
    BudgetPatch,
    create_account,
    create_budget,
    delete_budget,
    update_account,
    update_budget,
)
from core.kit.context import Ctx
from data.schema import AuditEntry
from tests.world import NOW, World


def last(ctx: Ctx) -> AuditEntry:
    return ctx.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def test_a_change_keeps_what_was_and_what_is(world: World) -> None:
    with world.uow("finance") as ctx:
        budget = BudgetIn(period_start="2026-01-01", period_end="2026-12-31", amount=1)
        row = create_budget(ctx, budget)
        update_budget(ctx, row.id, BudgetPatch(amount=Decimal(2), name="Year"))
        entry = last(ctx)
        assert (entry.action, entry.target_type) == ("budget.updated", "budget")
        assert (entry.target_id, entry.actor_name) == (str(row.id), "finance")
        assert (entry.actor_id, entry.at) == (world.users["finance"], NOW)
        assert entry.before == {"amount": "1.00", "name": None}
        assert entry.after == {"amount": "2.00", "name": "Year"}
        delete_budget(ctx, row.id)
        entry = last(ctx)
        assert entry.action == "budget.deleted"
        assert entry.before["period_end"] == "2026-12-31"


def test_amounts_of_a_history_are_for_those_who_see_the_record(world: World) -> None:
    with world.uow("finance") as ctx:
        wanted = BudgetIn(period_start="2026-01-01", period_end="2026-12-31", amount=1)
        row = create_budget(ctx, wanted)
        update_budget(ctx, row.id, BudgetPatch(amount=Decimal(2)))
    with world.uow("manager_a") as ctx:
        hidden, shown = (
            activity_of(ctx, "budget", row.id, sees_amounts=sees)[0].changes["amount"]
            for sees in (False, True)
        )
    assert (hidden, shown) == (("•••", "•••"), ("1.00", "2.00"))


def test_nothing_changed_is_nothing_said(world: World) -> None:
    with world.uow("admin") as ctx:
        row = create_department(ctx, DepartmentIn(name="X"))
        before = last(ctx).id
        same = update_department(ctx, row.id, DepartmentPatch(name="X"))
        assert (last(ctx).id, same.version, same.updated_at) == (before, 1, row.updated_at)


def test_a_changed_secret_is_said_without_the_secret(world: World) -> None:
    with world.uow("finance") as ctx:
        row = create_account(ctx, AccountIn(name="X", number="11112222"))
        assert last(ctx).after["number_encrypted"] == "•••"
        update_account(ctx, row.id, AccountPatch(number="33332222"))
        assert last(ctx).after == {"number_encrypted": "•••"}
        assert last(ctx).action == "account.updated"
