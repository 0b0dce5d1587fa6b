"""Contracts: status, code, what keeps them, who sees them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted, Stale
from core.kit.listing import ListQuery
from core.receivables import (
    ContractIn,
    ContractPatch,
    create_contract,
    delete_contract,
    get_contract,
    list_contracts,
    update_contract,
)
from data.schema import StatusChange
from tests.receivables.builders import contract, customer, receivable
from tests.world import World


def test_a_status_follows_and_is_kept(world: World) -> None:
    with world.uow("finance") as ctx:
        row = contract(ctx, status="draft", amount="5000", code="C-1")
        update_contract(ctx, row.id, ContractPatch(status="active", reason="signed"))
        update_contract(ctx, row.id, ContractPatch(status="draft"))
        with pytest.raises(Conflict, match="transition"):
            update_contract(ctx, row.id, ContractPatch(status="completed"))
        with pytest.raises(Stale):
            update_contract(ctx, row.id, ContractPatch(name="X"), expected_version=1)
        changes = ctx.session.query(StatusChange).filter_by(target_type="contract").all()
    assert [(one.to_status, one.reason) for one in changes][:2] == [
        ("draft", None),
        ("active", "signed"),
    ]


def test_codes_are_unique_and_days_in_order(world: World) -> None:
    with world.uow("finance") as ctx:
        contract(ctx, code="C-1")
        with pytest.raises(Conflict, match="code_taken"):
            contract(ctx, code="C-1")
        with pytest.raises(Invalid) as refused:
            contract(ctx, start_date="2026-02-01", end_date="2026-01-01")
    assert "end_date" in refused.value.fields


def test_what_it_is_needed_for_keeps_it(world: World) -> None:
    with world.uow("finance") as ctx:
        row = contract(ctx)
        receivable(ctx, contract_id=row.id)
        with pytest.raises(Conflict, match="in_use"):
            delete_contract(ctx, row.id)
        free = contract(ctx)
        delete_contract(ctx, free.id)
        with pytest.raises(NotFound):
            get_contract(ctx, free.id)


def test_each_sees_the_own_department(world: World) -> None:
    with world.uow("finance") as ctx:
        mine = contract(ctx, department_id=world.a1, amount="10")
        theirs = contract(ctx, department_id=world.b)
        contract(ctx, customer_id=customer(ctx))
    with world.uow("manager_a") as ctx:
        assert [row.id for row in list_contracts(ctx, ListQuery()).items] == [mine.id]
        with pytest.raises(NotFound):
            get_contract(ctx, theirs.id)
        with pytest.raises(NotPermitted):
            create_contract(ctx, ContractIn(name="X", department_id=world.b))
    with world.uow("business_a") as ctx:
        assert get_contract(ctx, mine.id).amount is None
    with world.uow("analyst") as ctx:
        assert get_contract(ctx, mine.id).amount == Decimal(10)
        with pytest.raises(NotPermitted):
            delete_contract(ctx, mine.id)
    with world.uow("outsider") as ctx, pytest.raises(NotPermitted):
        list_contracts(ctx, ListQuery())
