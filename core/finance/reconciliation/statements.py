"""Statement balances: by hand, or kept from an imported file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, delete, select

from core.audit import change_row, create_row, load_row, record, remove_row
from core.finance.accounts import visible_accounts
from core.finance.reconciliation.schemas import (
    StatementBalanceIn,
    StatementBalancePatch,
    StatementBalanceRow,
)
from core.identity import load_editable, scoped
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid
from core.kit.i18n import N_
from core.kit.listing import (
    ListQuery,
    ListSpec,
    Page,
    at_least,
    at_most,
    equals,
    list_page,
    parse_date,
)
from data.schema import Account, StatementBalance

STATEMENT_LIST = ListSpec(
    key=StatementBalance.id,
    sorts={"id": StatementBalance.id, "balance_on": StatementBalance.balance_on},
    default_sort="-balance_on",
    filters={
        "account_id": equals(StatementBalance.account_id, int),
        "balance_on": equals(StatementBalance.balance_on, parse_date),
        "date_from": at_least(StatementBalance.balance_on, parse_date),
        "date_to": at_most(StatementBalance.balance_on, parse_date),
        "import_batch_id": equals(StatementBalance.import_batch_id),
    },
    search=(StatementBalance.note,),
)
RIGHTS = ("accounts.view", "accounts.edit")


def visible_statements(ctx: Ctx) -> Select[Any]:
    """Statement balances of the accounts the actor may see. Raises NotPermitted."""
    accounts = visible_accounts(ctx).with_only_columns(Account.id)
    return select(StatementBalance).where(StatementBalance.account_id.in_(accounts))


def list_statements(
    ctx: Ctx, query: ListQuery, *, with_total: bool = False
) -> Page[StatementBalanceRow]:
    """Statement balances, the newest first; balances None where the actor may not see them."""
    shown = select(Account.id).where(scoped(ctx, "amounts.view", Account))
    statement = visible_statements(ctx).add_columns(
        StatementBalance.account_id.in_(shown).label("shown")
    )
    return list_page(
        ctx,
        statement,
        STATEMENT_LIST,
        query,
        lambda row: _row(row.StatementBalance, shown=bool(row.shown)),
        with_total=with_total,
    )


def get_statement(ctx: Ctx, statement_id: int) -> StatementBalanceRow:
    """One statement balance. Raises NotFound."""
    return _seen(ctx, _load(ctx, statement_id))


def create_statement(ctx: Ctx, wanted: StatementBalanceIn) -> StatementBalanceRow:
    """Add what a statement says. Raises Conflict for a second one of the day, Invalid."""
    ctx.require("accounts.edit")
    known = visible_accounts(ctx).where(Account.id == wanted.account_id)
    if ctx.session.scalars(known).first() is None:
        message = N_("There is no such account.")
        raise Invalid("link.unknown", message, fields={"account_id": message})
    load_editable(ctx, Account, wanted.account_id, RIGHTS)
    _check_free(ctx, wanted.account_id, wanted.balance_on)
    row = StatementBalance(**wanted.model_dump())
    return _seen(ctx, create_row(ctx, row, "statement_balance"))


def update_statement(
    ctx: Ctx,
    statement_id: int,
    patch: StatementBalancePatch,
    *,
    expected_version: int | None = None,
) -> StatementBalanceRow:
    """Change a statement balance. Raises Conflict, NotFound, NotPermitted, Stale."""
    row = _editable(ctx, statement_id)
    values = patch.model_dump(exclude_unset=True)
    if values.get("balance_on", row.balance_on) != row.balance_on:
        _check_free(ctx, row.account_id, values["balance_on"])
    change_row(ctx, row, "statement_balance", values, expected_version=expected_version)
    return _seen(ctx, row)


def delete_statement(ctx: Ctx, statement_id: int) -> None:
    """Remove a statement balance. Raises NotFound, NotPermitted."""
    remove_row(ctx, _editable(ctx, statement_id), "statement_balance")


def keep_statement(ctx: Ctx, account_id: int, on: date, balance: Decimal, batch_id: str) -> None:
    """Keep the last balance of an imported file. One entered by hand stays as it is; one of an
    earlier file of the day gives way."""
    same_day = and_(StatementBalance.account_id == account_id, StatementBalance.balance_on == on)
    there = ctx.session.scalars(select(StatementBalance).where(same_day)).first()
    if there is None:
        row = StatementBalance(
            account_id=account_id, balance_on=on, balance=balance, import_batch_id=batch_id
        )
        create_row(ctx, row, "statement_balance")
    elif there.import_batch_id is not None:
        values = {"balance": balance, "import_batch_id": batch_id}
        change_row(ctx, there, "statement_balance", values)


def forget_statements(ctx: Ctx, batch_id: str) -> None:
    """What a file said goes with it when its import is taken back."""
    mine = StatementBalance.import_batch_id == batch_id
    ids = list(ctx.session.scalars(select(StatementBalance.id).where(mine)))
    if ids:
        after = {"import_batch_id": batch_id, "ids": ids}
        record(ctx, "statement_balance.undone", "statement_balance", None, after=after)
        ctx.session.execute(delete(StatementBalance).where(mine))


def _load(ctx: Ctx, statement_id: int) -> StatementBalance:
    accounts = visible_accounts(ctx).with_only_columns(Account.id)
    return load_row(ctx, StatementBalance, statement_id, StatementBalance.account_id.in_(accounts))


def _editable(ctx: Ctx, statement_id: int) -> StatementBalance:
    ctx.require("accounts.edit")
    row = _load(ctx, statement_id)
    load_editable(ctx, Account, row.account_id, RIGHTS)
    return row


def _check_free(ctx: Ctx, account_id: int, on: date) -> None:
    taken = select(StatementBalance.id).where(
        StatementBalance.account_id == account_id, StatementBalance.balance_on == on
    )
    if ctx.session.scalar(taken) is not None:
        message = N_("There is a balance of this day already; change that one.")
        raise Conflict("statement.taken", message, fields={"balance_on": message})


def _seen(ctx: Ctx, row: StatementBalance) -> StatementBalanceRow:
    shown = select(Account.id).where(
        Account.id == row.account_id, scoped(ctx, "amounts.view", Account)
    )
    return _row(row, shown=ctx.session.scalar(shown) is not None)


def _row(row: StatementBalance, *, shown: bool) -> StatementBalanceRow:
    full = StatementBalanceRow.model_validate(row)
    return full if shown else full.model_copy(update={"balance": None})
