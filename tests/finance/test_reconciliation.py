"""Statements against the books: balances, the first break, what may explain it, the mark."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.finance import AccountIn, AccountPatch, create_account, get_account, update_account
from core.finance.reconciliation import (
    AccountBalance,
    ReconciledIn,
    StatementBalanceIn,
    StatementBalancePatch,
    account_balances,
    create_statement,
    delete_statement,
    forget_statements,
    get_statement,
    keep_statement,
    list_statements,
    mark_reconciled,
    reconciled_until,
    suspects,
    update_statement,
)
from core.finance.reconciliation.rules import breaks
from core.finance.reconciliation.schemas import ComparedDay
from core.identity import create_token
from core.identity.credentials import by_token
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted
from core.kit.listing import ListQuery
from core.kit.uow import unit_of_work
from tests.finance.records import add
from tests.world import NOW, World


def account(ctx: Ctx, **more: object) -> int:
    return create_account(ctx, AccountIn(name="Main", **more)).id  # type: ignore[arg-type]


def state(ctx: Ctx, account_id: int, on: str, balance: str) -> int:
    wanted = StatementBalanceIn(account_id=account_id, balance_on=on, balance=balance)
    return create_statement(ctx, wanted).id


def balance(ctx: Ctx, account_id: int, **more: object) -> AccountBalance:
    (found,) = account_balances(ctx, account_id=account_id, **more)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize(
    ("differences", "agreed", "broken"),
    [
        ((), 0, None),
        ((0, 0), 2, None),
        ((0, 5, 5), 1, 2),
        ((5, 0, 7), 2, 3),
        ((5, 0), 2, None),
        ((5, 7), 0, 1),
    ],
)
def test_the_break_is_the_first_that_never_agrees_again(
    differences: tuple[int, ...], agreed: int, broken: int | None
) -> None:
    days = [
        ComparedDay(statement_id=n, balance_on=date(2026, n, 1), balance=0, book=d, difference=d)
        for n, d in enumerate(differences, start=1)
    ]
    start = date(2025, 12, 1)
    assert breaks(start, days) == (
        date(2026, agreed, 1) if agreed else start,
        broken and date(2026, broken, 1),
    )


def test_books_against_statements(world: World) -> None:
    with world.uow("finance") as ctx:
        one = account(ctx, opening_on="2025-12-31", opening_balance="1000")
        on = {"account_id": one}
        add(ctx, record_date="2025-12-31", amount=Decimal(77), **on)  # in the opening balance
        add(ctx, record_date="2026-01-10", amount=Decimal(200), **on)
        add(ctx, record_date="2026-01-31", direction="income", amount=Decimal(50), **on)
        add(ctx, record_date="2026-02-03", amount=Decimal("30.50"), counterparty="Twice", **on)
        add(ctx, record_date="2026-02-04", amount=Decimal(9), status="pending", **on)
        add(ctx, record_date="2026-02-05", amount=Decimal(9), direction="neutral", **on)
        add(ctx, record_date="2026-02-06", amount=Decimal(9), currency="USD", **on)
        state(ctx, one, "2026-01-31", "850.00")
        state(ctx, one, "2026-02-28", "850.00")
        found = balance(ctx, one)
        assert (found.book, found.difference) == (Decimal("819.50"), Decimal("-30.50"))
        assert (found.agreed_on, found.breaks_on) == (date(2026, 1, 31), date(2026, 2, 28))
        assert (found.records, found.neutral, found.foreign) == (6, 1, 1)
        assert [(one.counterparty, one.why) for one in suspects(ctx, one)] == [("Twice", "twice")]
        before = balance(ctx, one, as_of=date(2026, 1, 15))
        assert (before.book, before.statement) == (800, None)


def test_without_an_opening_balance_the_first_statement_begins_the_books(world: World) -> None:
    with world.uow("finance") as ctx:
        one = account(ctx)
        add(ctx, record_date="2026-01-10", amount=Decimal(200), account_id=one)
        add(ctx, record_date="2026-03-10", amount=Decimal(10), account_id=one)
        assert balance(ctx, one).book is None
        state(ctx, one, "2026-01-31", "500")
        assert (balance(ctx, one).book, balance(ctx, one).begins_on) == (490, date(2026, 1, 31))
        update_account(ctx, one, AccountPatch(opening_on="2026-01-01", opening_balance="700"))
        assert (balance(ctx, one).book, balance(ctx, one).breaks_on) == (490, None)
        with pytest.raises(Invalid):
            update_account(ctx, one, AccountPatch(opening_on=None))


def test_the_mark_of_a_reconciled_account(world: World) -> None:
    with world.uow("finance") as ctx:
        one = account(ctx, opening_on="2026-01-01", opening_balance="0")
        with pytest.raises(Conflict):
            mark_reconciled(ctx, one, ReconciledIn(until="2026-03-31"))
        statement = state(ctx, one, "2026-03-31", "0")
        found = mark_reconciled(ctx, one, ReconciledIn(until="2026-04-02"))
        assert found.reconciled_until == date(2026, 4, 2)
        assert found.reconciled_by == ctx.actor.user_id
        assert reconciled_until(ctx, one, date(2026, 4, 2)) == date(2026, 4, 2)
        assert reconciled_until(ctx, one, date(2026, 4, 3)) is None
        assert reconciled_until(ctx, None, date(2026, 1, 3)) is None
        update_statement(ctx, statement, StatementBalancePatch(balance="5"))
        with pytest.raises(Conflict):
            mark_reconciled(ctx, one, ReconciledIn(until="2026-03-31"))
        assert mark_reconciled(ctx, one, ReconciledIn(until=None)).reconciled_at is None


def test_statements_by_hand_and_from_files(world: World) -> None:
    with world.uow("finance") as ctx:
        one = account(ctx)
        hand = state(ctx, one, "2026-01-31", "5")
        keep_statement(ctx, one, date(2026, 1, 31), Decimal(9), "b1")
        keep_statement(ctx, one, date(2026, 2, 28), Decimal(9), "b1")
        keep_statement(ctx, one, date(2026, 2, 28), Decimal(8), "b2")
        assert get_statement(ctx, hand).balance == 5
        rows = list_statements(ctx, ListQuery(filters={"account_id": str(one)})).items
        assert [(row.balance, row.import_batch_id) for row in rows] == [(8, "b2"), (5, None)]
        with pytest.raises(Conflict):
            state(ctx, one, "2026-02-28", "1")
        with pytest.raises(Conflict):
            update_statement(ctx, hand, StatementBalancePatch(balance_on="2026-02-28"))
        forget_statements(ctx, "b2")
        delete_statement(ctx, hand)
        assert list_statements(ctx, ListQuery()).items == ()


def test_scope_and_masking(world: World) -> None:
    with world.uow("finance") as ctx:
        in_a = account(ctx, department_id=world.a, opening_on="2026-01-01", opening_balance="9")
        in_b = account(ctx, department_id=world.b)
        of_a, of_b = state(ctx, in_a, "2026-01-31", "9"), state(ctx, in_b, "2026-01-31", "1")
    with world.uow("manager_a") as ctx:
        assert [one.account_id for one in account_balances(ctx)] == [in_a]
        assert [row.id for row in list_statements(ctx, ListQuery()).items] == [of_a]
        assert balance(ctx, in_a).book == 9
        for attempt in (
            lambda: get_statement(ctx, of_b),
            lambda: balance(ctx, in_b),
            lambda: suspects(ctx, in_b),
        ):
            with pytest.raises(NotFound):
                attempt()
        with pytest.raises(NotPermitted):
            state(ctx, in_a, "2026-02-28", "1")
    with world.uow("finance") as ctx:  # a record of the account that manager_a does not see
        add(ctx, record_date="2026-01-10", account_id=in_a, department_id=world.b)
    with world.uow("manager_a") as ctx:
        assert (balance(ctx, in_a).book, balance(ctx, in_a).days) == (None, ())
    with world.uow("outsider") as ctx:
        patch = StatementBalancePatch(balance="1")
        for attempt in (
            lambda: account_balances(ctx),
            lambda: suspects(ctx, in_b),
            lambda: list_statements(ctx, ListQuery()),
            lambda: get_statement(ctx, of_b),
            lambda: state(ctx, in_b, "2026-02-28", "1"),
            lambda: update_statement(ctx, of_b, patch),
            lambda: delete_statement(ctx, of_b),
            lambda: mark_reconciled(ctx, in_b, ReconciledIn(until=None)),
        ):
            with pytest.raises(NotPermitted):
                attempt()
        assert reconciled_until(ctx, in_b, date(2026, 1, 1)) is None
    with world.uow("analyst") as ctx:
        blind = create_token(ctx, "no money", scopes=("accounts.view", "records.view"))
    with unit_of_work(by_token(blind), now=NOW) as ctx:
        assert (balance(ctx, in_a).book, get_account(ctx, in_a).opening_balance) == (None, None)
        assert {row.balance for row in list_statements(ctx, ListQuery()).items} == {None}
        assert get_statement(ctx, of_a).balance is None
