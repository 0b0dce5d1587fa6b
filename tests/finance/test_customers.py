"""Customers: codes, encrypted phone numbers, scope."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.finance import (
    CustomerIn,
    CustomerPatch,
    choices,
    create_customer,
    customer_phone,
    delete_customer,
    get_customer,
    list_customers,
    names_of,
    update_customer,
)
from core.kit.errors import Conflict, NotFound, NotPermitted, Stale
from core.kit.listing import ListQuery
from data.schema import AuditEntry, Customer
from tests.finance.records import add
from tests.world import World


def test_a_phone_number_is_encrypted_and_showing_it_is_audited(world: World) -> None:
    with world.uow("finance") as ctx:
        row = create_customer(ctx, CustomerIn(name="Client", phone="+86 138-0013-8000"))
        stored = ctx.session.get(Customer, row.id)
        assert stored is not None
        assert "8000" not in str(stored.phone_encrypted)
        assert row.phone_tail == "8000"
        assert customer_phone(ctx, row.id) == "+8613800138000"
        actions = list(ctx.session.scalars(select(AuditEntry.action)))
        assert actions.count("customer.phone_shown") == 1
        same = update_customer(ctx, row.id, CustomerPatch(phone="+8613800138000"))
        gone = update_customer(ctx, row.id, CustomerPatch(phone=None))
        assert (same.version, gone.version, gone.phone_tail) == (1, 2, None)
        assert customer_phone(ctx, row.id) is None


def test_a_code_is_unique_and_may_change(world: World) -> None:
    with world.uow("finance") as ctx:
        one = create_customer(ctx, CustomerIn(name="One", code="C1")).id
        two = create_customer(ctx, CustomerIn(name="Two", code=" ")).id
        create_customer(ctx, CustomerIn(name="Three"))
        with pytest.raises(Conflict, match="C1"):
            create_customer(ctx, CustomerIn(name="x", code="C1"))
        with pytest.raises(Conflict):
            update_customer(ctx, two, CustomerPatch(code="C1"))
        update_customer(ctx, one, CustomerPatch(code="C2"))
        update_customer(ctx, one, CustomerPatch(code="C3", name="Uno"))
        update_customer(ctx, two, CustomerPatch(code="C2"))
    with world.uow("finance") as ctx:
        assert get_customer(ctx, one).code == "C3"
        assert [row.code for row in list_customers(ctx, ListQuery(sort="code")).items] == [
            "C2",
            "C3",
            None,
        ]
        with pytest.raises(Stale):
            update_customer(ctx, one, CustomerPatch(name="x"), expected_version=1)


def test_a_customer_in_use_stays(world: World) -> None:
    with world.uow("finance") as ctx:
        used = create_customer(ctx, CustomerIn(name="Used")).id
        free = create_customer(ctx, CustomerIn(name="Free")).id
        add(ctx, customer_id=used)
        with pytest.raises(Conflict):
            delete_customer(ctx, used)
        delete_customer(ctx, free)
        with pytest.raises(NotFound):
            get_customer(ctx, free)


def test_scope(world: World) -> None:
    with world.uow("business_a") as ctx:
        mine = create_customer(ctx, CustomerIn(name="Mine"))
        assert mine.department_id == world.a
    with world.uow("finance") as ctx:
        other = create_customer(ctx, CustomerIn(name="Other", department_id=world.b)).id
        free = create_customer(ctx, CustomerIn(name="Free")).id
    with world.uow("manager_a") as ctx:
        assert [row.id for row in list_customers(ctx, ListQuery()).items] == [mine.id]
        assert names_of(ctx, "customer_id", [mine.id, other, free, None]) == {mine.id: "Mine"}
        assert choices(ctx, "customer_id") == {mine.id: "Mine"}
        for hidden in (other, free):
            with pytest.raises(NotFound):
                get_customer(ctx, hidden)
            with pytest.raises(NotFound):
                update_customer(ctx, hidden, CustomerPatch(name="x"))
        with pytest.raises(NotPermitted):
            update_customer(ctx, mine.id, CustomerPatch(department_id=world.b))
        with pytest.raises(NotPermitted):
            update_customer(ctx, mine.id, CustomerPatch(department_id=None))
        with pytest.raises(NotPermitted):
            create_customer(ctx, CustomerIn(name="x", department_id=world.b))
    with world.uow("analyst") as ctx:
        assert len(list_customers(ctx, ListQuery()).items) == 3
        with pytest.raises(NotPermitted):
            customer_phone(ctx, mine.id)
    with world.uow("outsider") as ctx:
        for attempt in (
            lambda: list_customers(ctx, ListQuery()),
            lambda: get_customer(ctx, other),
            lambda: create_customer(ctx, CustomerIn(name="x", department_id=world.b)),
            lambda: update_customer(ctx, other, CustomerPatch(name="x")),
            lambda: delete_customer(ctx, other),
            lambda: customer_phone(ctx, other),
        ):
            with pytest.raises(NotPermitted):
                attempt()
