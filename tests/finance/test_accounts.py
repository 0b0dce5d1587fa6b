"""Own accounts: encrypted numbers, recognition, scope."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.finance import (
    AccountIn,
    AccountPatch,
    create_account,
    delete_account,
    find_account_by_number,
    get_account,
    list_accounts,
    update_account,
)
from core.kit.crypto import decrypt
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted, Stale
from core.kit.listing import ListQuery
from core.kit.settings import get_settings
from data.schema import Account, AuditEntry
from tests.finance.records import add
from tests.world import World

NUMBER = "6222 0202-0001 2345678"


def test_the_number_is_stored_encrypted_and_shown_as_its_tail(world: World) -> None:
    with world.uow("finance") as ctx:
        row = create_account(ctx, AccountIn(name="Main", number=NUMBER))
        stored = ctx.session.get(Account, row.id)
        entries = [entry.after for entry in ctx.session.scalars(select(AuditEntry))]
        assert stored is not None
        assert stored.number_encrypted is not None
        assert decrypt(stored.number_encrypted) == "6222020200012345678"
    assert (row.number_tail, row.currency, row.kind) == ("5678", "CNY", "bank")
    assert "0202" not in str(stored.number_encrypted) + str(entries) + row.model_dump_json()


def test_another_number_is_a_change_and_the_same_is_none(world: World) -> None:
    with world.uow("finance") as ctx:
        one = create_account(ctx, AccountIn(name="Main", number="1111005678")).id
        same = update_account(ctx, one, AccountPatch(number="1111-005678"))
        other = update_account(ctx, one, AccountPatch(number="2222005678"))
        none = update_account(ctx, one, AccountPatch(number=None))
    assert [same.version, other.version, none.version] == [1, 2, 3]
    assert (other.number_tail, none.number_tail) == ("5678", None)


@pytest.mark.parametrize(
    ("number", "known"),
    [
        ("6222020200012345678", True),
        ("6222 0202 0001 2345 678", True),
        ("6222****5678", True),
        ("****5678", True),
        ("6222xxxxxxxxx5678", True),
        ("6222020200012345679", False),
        ("5678", False),
        ("****", False),
        ("**78", False),
        ("", False),
    ],
)
def test_an_account_is_known_by_its_number(world: World, number: str, known: bool) -> None:
    with world.uow("finance") as ctx:
        row = create_account(ctx, AccountIn(name="Main", number=NUMBER))
        create_account(ctx, AccountIn(name="Other", number="99990000"))
        create_account(ctx, AccountIn(name="Without"))
        assert find_account_by_number(ctx, number) == (row if known else None)


def test_two_that_fit_are_none(world: World) -> None:
    with world.uow("finance") as ctx:
        create_account(ctx, AccountIn(name="One", number="11115678"))
        create_account(ctx, AccountIn(name="Two", number="22225678"))
        assert find_account_by_number(ctx, "***5678") is None


def test_a_lost_key_closes_no_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.uow("finance") as ctx:
        create_account(ctx, AccountIn(name="Main", number=NUMBER))
    monkeypatch.setenv("SELFMASTERY_SECRET_KEY", "another")
    get_settings.cache_clear()
    with world.uow("finance") as ctx:
        assert len(list_accounts(ctx, ListQuery()).items) == 1
        assert find_account_by_number(ctx, NUMBER) is None


def test_an_account_in_use_stays(world: World) -> None:
    with world.uow("finance") as ctx:
        used = create_account(ctx, AccountIn(name="Used")).id
        free = create_account(ctx, AccountIn(name="Free")).id
        add(ctx, account_id=used)
        with pytest.raises(Conflict):
            delete_account(ctx, used)
        delete_account(ctx, free)
        with pytest.raises(NotFound):
            get_account(ctx, free)
        assert not update_account(ctx, used, AccountPatch(is_active=False)).is_active
        with pytest.raises(Stale):
            update_account(ctx, used, AccountPatch(name="x"), expected_version=1)
        with pytest.raises(Invalid):
            create_account(ctx, AccountIn(name="x", department_id=999_999))


def test_scope(world: World) -> None:
    with world.uow("finance") as ctx:
        in_a = create_account(ctx, AccountIn(name="A", department_id=world.a, number=NUMBER)).id
        in_b = create_account(ctx, AccountIn(name="B", department_id=world.b)).id
    with world.uow("manager_a") as ctx:
        assert [row.id for row in list_accounts(ctx, ListQuery()).items] == [in_a]
        assert find_account_by_number(ctx, NUMBER) == get_account(ctx, in_a)
        with pytest.raises(NotFound):
            get_account(ctx, in_b)
        with pytest.raises(NotPermitted):
            update_account(ctx, in_a, AccountPatch(name="x"))
        with pytest.raises(Invalid):
            add(ctx, account_id=in_b)
    with world.uow("manager_b") as ctx:
        assert find_account_by_number(ctx, NUMBER) is None
    with world.uow("outsider") as ctx:
        for attempt in (
            lambda: list_accounts(ctx, ListQuery()),
            lambda: get_account(ctx, in_b),
            lambda: create_account(ctx, AccountIn(name="x", department_id=world.b)),
            lambda: update_account(ctx, in_b, AccountPatch(name="x")),
            lambda: delete_account(ctx, in_b),
            lambda: find_account_by_number(ctx, NUMBER),
        ):
            with pytest.raises(NotPermitted):
                attempt()
