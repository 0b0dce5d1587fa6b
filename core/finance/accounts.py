"""Own accounts. Numbers are encrypted; what is shown is the tail."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, delete, func, select

from core.audit import change_row, create_row, remove_row
from core.company import company
from core.finance.links import check_links
from core.finance.master_schemas import AccountIn, AccountPatch, AccountRow
from core.identity import (
    amounts_shown,
    load_editable,
    load_visible,
    place,
    require_place,
    scoped,
    with_shown,
)
from core.kit.context import Ctx
from core.kit.crypto import decrypted, encrypt, normalise_number, tail_of
from core.kit.errors import Conflict, Invalid
from core.kit.i18n import N_
from core.kit.listing import ListQuery, ListSpec, Page, equals, list_page, parse_bool
from data.schema import (
    Account,
    CategorisationRule,
    FinancialRecord,
    ImportBatch,
    ImportTemplate,
    StatementBalance,
)

ACCOUNT_LIST = ListSpec(
    key=Account.id,
    sorts={
        "id": Account.id,
        "name": Account.name,
        "kind": Account.kind,
        "currency": Account.currency,
        "institution": Account.institution,
    },
    default_sort="name",
    filters={
        "name": equals(Account.name),
        "kind": equals(Account.kind),
        "currency": equals(Account.currency, str.upper),
        "department_id": equals(Account.department_id, int),
        "is_active": equals(Account.is_active, parse_bool),
    },
    search=(Account.name, Account.institution, Account.number_tail),
)
RIGHTS = ("accounts.view", "accounts.edit")
OPENING = ("opening_on", "opening_balance")
HIDDEN_PART = re.compile(r"[*X•]+")
SHOWN_DIGITS = 4  # of a partly hidden number, at least, to recognise an account by


def visible_accounts(ctx: Ctx) -> Select[Any]:
    """The accounts the actor may see. Raises NotPermitted."""
    ctx.require("accounts.view")
    return select(Account).where(scoped(ctx, "accounts.view", Account))


def list_accounts(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[AccountRow]:
    """Own accounts."""
    return list_page(
        ctx,
        with_shown(ctx, visible_accounts(ctx), Account),
        ACCOUNT_LIST,
        query,
        lambda row: _row(row.Account, shown=bool(row.shown)),
        with_total=with_total,
    )


def get_account(ctx: Ctx, account_id: int) -> AccountRow:
    """One account. Raises NotFound."""
    return _seen(ctx, load_visible(ctx, Account, account_id, "accounts.view"))


def create_account(ctx: Ctx, account: AccountIn) -> AccountRow:
    """Add an account, in company currency unless said otherwise."""
    ctx.require("accounts.edit")
    values = account.model_dump(exclude={"number"})
    check_links(ctx, values)
    _check_opening(account.opening_on, account.opening_balance)
    values["department_id"] = place(ctx, "accounts.edit", account.department_id, None)
    values["currency"] = account.currency or company(ctx).currency
    row = create_row(ctx, Account(**values, **_sealed(account.number)), "account")
    return _seen(ctx, row)


def update_account(
    ctx: Ctx, account_id: int, patch: AccountPatch, *, expected_version: int | None = None
) -> AccountRow:
    """Change an account. A new number replaces the old one. Raises Stale."""
    row = load_editable(ctx, Account, account_id, RIGHTS)
    values = patch.model_dump(exclude_unset=True, exclude={"number"})
    check_links(ctx, values, row)
    opening = (values.get(name, getattr(row, name)) for name in OPENING)
    _check_opening(*opening)
    if values.get("department_id", row.department_id) != row.department_id:
        require_place(ctx, "accounts.edit", values["department_id"])
    if "number" in patch.model_fields_set and not _is_number_of(row, patch.number):
        values |= _sealed(patch.number)
    change_row(ctx, row, "account", values, expected_version=expected_version)
    return _seen(ctx, row)


def delete_account(ctx: Ctx, account_id: int) -> None:
    """Remove an account nothing belongs to. Raises Conflict."""
    row = load_editable(ctx, Account, account_id, RIGHTS)
    for model in (FinancialRecord, ImportBatch, ImportTemplate, CategorisationRule):
        used = select(func.count()).select_from(model).where(model.account_id == account_id)
        if ctx.session.scalar(used):
            raise Conflict(
                "account.in_use",
                N_("Records, imports or rules belong to this account. Set it inactive instead."),
            )
    ctx.session.execute(delete(StatementBalance).where(StatementBalance.account_id == account_id))
    remove_row(ctx, row, "account")


def find_account_by_number(ctx: Ctx, number: str) -> AccountRow | None:
    """The visible account with this number, which may be partly hidden (6222****1234).

    None without a match and when several fit.
    """
    ctx.require("accounts.view")
    wanted = normalise_number(number)
    candidates = visible_accounts(ctx).where(Account.number_encrypted.is_not(None))
    found = [
        row
        for row in ctx.session.scalars(candidates)
        if _fits(wanted, decrypted(row.number_encrypted))
    ]
    return _seen(ctx, found[0]) if len(found) == 1 else None


def _seen(ctx: Ctx, row: Account) -> AccountRow:
    return _row(row, shown=amounts_shown(ctx, Account, row.id))


def _row(row: Account, *, shown: bool) -> AccountRow:
    full = AccountRow.model_validate(row)
    return full if shown else full.model_copy(update={"opening_balance": None})


def _check_opening(on: date | None, balance: Decimal | None) -> None:
    if (on is None) != (balance is None):
        message = N_("An opening balance needs both its day and its amount.")
        field = "opening_on" if on is None else "opening_balance"
        raise Invalid("account.opening", message, fields={field: message})


def _fits(wanted: str, number: str | None) -> bool:
    if number is None or not wanted:
        return False
    parts = HIDDEN_PART.split(wanted)
    if len(parts) == 1:
        return wanted == number
    ends = (parts[0], parts[-1])
    shown = sum(map(len, ends))
    return shown >= SHOWN_DIGITS and number.startswith(ends[0]) and number.endswith(ends[1])


def _sealed(number: str | None) -> dict[str, str | None]:
    return {
        "number_encrypted": encrypt(normalise_number(number)) if number else None,
        "number_tail": tail_of(number),
    }


def _is_number_of(row: Account, number: str | None) -> bool:
    """Whether nothing would change; encrypting the same number again gives another token."""
    return decrypted(row.number_encrypted) == (normalise_number(number) if number else None)
