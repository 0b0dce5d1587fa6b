"""The balances of all accounts by the books, against what their statements say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Subquery, and_, case, cast, func, literal, null, or_, select, union_all
from sqlalchemy.types import BigInteger

from core.audit import change_row
from core.company import company
from core.finance.accounts import visible_accounts
from core.finance.reconciliation.rules import Beginning, Stated, breaks, compared
from core.finance.reconciliation.schemas import AccountBalance, ReconciledIn, Suspect
from core.finance.record_queries import counted
from core.finance.states import Direction
from core.identity import load_editable, load_visible, scoped
from core.kit.context import Ctx
from core.kit.errors import Conflict
from core.kit.i18n import N_
from core.kit.periods import today
from data.schema import Account, FinancialRecord, StatementBalance
from data.schema.base import Money

R = FinancialRecord
ZERO = Decimal("0.00")
STATEMENT, OPENING, TODAY = "statement", "opening", "today"
MOST_SUSPECTS = 12


def account_balances(
    ctx: Ctx, *, as_of: date | None = None, account_id: int | None = None
) -> tuple[AccountBalance, ...]:
    """The accounts the actor may see (or one) by name, as they stand on `as_of`, by default
    today. A balance needs the right to see all of the account's records and amounts: without it
    amounts are None. Raises NotPermitted, NotFound."""
    ctx.require("accounts.view")
    day = as_of or today(ctx.now, company(ctx).timezone)
    if account_id is not None:
        load_visible(ctx, Account, account_id, "accounts.view")
    wanted = visible_accounts(ctx).add_columns(scoped(ctx, "amounts.view", Account).label("shown"))
    if account_id is not None:
        wanted = wanted.where(Account.id == account_id)
    accounts = ctx.session.execute(wanted.order_by(Account.name, Account.id)).all()
    ids = [row.Account.id for row in accounts]
    if not ids:
        return ()
    points: dict[int, list[Any]] = defaultdict(list)
    for point in ctx.session.execute(_points(ctx, ids, day)):
        points[point.account_id].append(point)
    facts = {row.account_id: row for row in ctx.session.execute(_facts(ctx, ids, day))}
    return tuple(
        _balance(row.Account, points[row.Account.id], facts.get(row.Account.id), day,
                 shown=bool(row.shown))
        for row in accounts
    )  # fmt: skip


def _signed() -> Any:
    """What a record does to its account."""
    sign = case((R.direction == Direction.INCOME.value, R.amount), else_=-R.amount)
    return func.sum(sign)


def _moving(day: date) -> tuple[Any, ...]:
    """Records that move their account's balance."""
    return (
        counted(R),
        R.direction != Direction.NEUTRAL.value,
        R.record_date <= day,
        R.currency == Account.currency,
    )


def _points(ctx: Ctx, ids: Sequence[int], day: date) -> Any:
    """For every statement, opening balance and `day`: what the records up to then add up to."""
    nothing, no_id = cast(null(), Money), cast(null(), BigInteger)
    moves = (
        select(
            R.account_id, R.record_date.label("on"), _signed().label("moved"),
            literal("records").label("kind"), no_id.label("id"), nothing.label("stated"),
        )
        .join(Account, Account.id == R.account_id)
        .where(R.account_id.in_(ids), *_moving(day))
        .group_by(R.account_id, R.record_date)
    )  # fmt: skip
    statements = select(
        StatementBalance.account_id, StatementBalance.balance_on, literal(ZERO),
        literal(STATEMENT), StatementBalance.id, StatementBalance.balance,
    ).where(StatementBalance.account_id.in_(ids), StatementBalance.balance_on <= day)  # fmt: skip
    openings = select(
        Account.id, Account.opening_on, literal(ZERO), literal(OPENING), no_id,
        Account.opening_balance,
    ).where(Account.id.in_(ids), Account.opening_on <= day)  # fmt: skip
    now = select(Account.id, literal(day), literal(ZERO), literal(TODAY), no_id, nothing).where(
        Account.id.in_(ids)
    )
    every: Subquery = union_all(moves, statements, openings, now).subquery("every_point")
    moved = func.sum(every.c.moved).over(
        partition_by=every.c.account_id, order_by=every.c.on, range_=(None, 0)
    )
    summed = select(
        every.c.account_id, every.c.on, every.c.kind, every.c.id, every.c.stated,
        moved.label("moved"),
    ).subquery("summed")  # fmt: skip
    return select(summed).where(summed.c.kind != "records").order_by(summed.c.on, summed.c.id)


def _facts(ctx: Ctx, ids: Sequence[int], day: date) -> Any:
    """How many records an account has, and how many are in no balance or hidden."""
    shown = and_(scoped(ctx, "records.view", R), scoped(ctx, "amounts.view", R))
    neutral = R.direction == Direction.NEUTRAL.value
    return (
        select(
            R.account_id,
            func.count().label("records"),
            func.count(case((neutral, 1))).label("neutral"),
            func.count(case((R.currency != Account.currency, 1))).label("foreign"),
            func.count(case((shown, None), else_=1)).label("hidden"),
            func.max(R.record_date).label("last_record"),
        )
        .join(Account, Account.id == R.account_id)
        .where(R.account_id.in_(ids), counted(R), R.record_date <= day)
        .group_by(R.account_id)
    )


def _balance(
    account: Account, points: Sequence[Any], facts: Any, day: date, *, shown: bool
) -> AccountBalance:
    beginning = _beginning(points)
    found = AccountBalance(
        account_id=account.id, name=account.name, currency=account.currency, as_of=day,
        begins_on=beginning and beginning.on, book=None, statement_on=None, statement=None,
        difference=None, agreed_on=None, breaks_on=None, days=(),
        records=facts.records if facts else 0, neutral=facts.neutral if facts else 0,
        foreign=facts.foreign if facts else 0, last_record=facts.last_record if facts else None,
        reconciled_until=account.reconciled_until, reconciled_by=account.reconciled_by,
        reconciled_at=account.reconciled_at, is_active=account.is_active,
    )  # fmt: skip
    if beginning is None or not shown or (facts is not None and facts.hidden):
        return found
    stated = [
        Stated(point.id, point.on, point.stated, point.moved)
        for point in points
        if point.kind == STATEMENT
    ]
    days = compared(beginning, stated)
    agreed, broken = breaks(beginning.on, days)
    last = days[-1] if days else None
    return found.model_copy(
        update={
            "book": beginning.book(next(p.moved for p in points if p.kind == TODAY)),
            "statement_on": last and last.balance_on,
            "statement": last and last.balance,
            "difference": last and last.difference,
            "agreed_on": agreed,
            "breaks_on": broken,
            "days": days,
        }
    )


def _beginning(points: Sequence[Any]) -> Beginning | None:
    """The opening balance, else the first statement."""
    for kind in (OPENING, STATEMENT):
        for point in points:
            if point.kind == kind:
                return Beginning(point.on, point.stated, point.moved)
    return None


def suspects(ctx: Ctx, account_id: int) -> tuple[Suspect, ...]:
    """Records between the last agreement and the break whose amount is the difference, or half of
    it: booked twice, on the wrong side, not booked yet, neutral, or in the bin. Needs
    `records.view`. Raises NotFound, NotPermitted."""
    (found,) = account_balances(ctx, account_id=account_id)
    ctx.require("records.view")
    if found.breaks_on is None or found.difference is None:
        return ()
    broken = next(one for one in found.days if one.balance_on == found.breaks_on)
    size = abs(broken.difference)
    every = select(R).where(scoped(ctx, "records.view", R), scoped(ctx, "amounts.view", R))
    within = [R.account_id == account_id, R.record_date <= found.breaks_on]
    if found.agreed_on is not None:
        within.append(R.record_date > found.agreed_on)
    half = and_(func.abs(R.amount) == size / 2, counted(R))
    rows = ctx.session.scalars(
        every.where(*within, or_(func.abs(R.amount) == size, half))
        .order_by(R.record_date, R.id)
        .limit(MOST_SUSPECTS)
    ).all()
    return tuple(_suspect(row, size) for row in rows)


def _suspect(row: FinancialRecord, size: Decimal) -> Suspect:
    return Suspect(
        record_id=row.id,
        record_date=row.record_date,
        direction=row.direction,
        amount=row.amount,
        counterparty=row.counterparty,
        description=row.description,
        why=_why(row, size),
    )


def _why(row: FinancialRecord, size: Decimal) -> str:
    if row.deleted_at is not None:
        return "binned"
    if row.status != "booked":
        return "pending"
    if row.direction == Direction.NEUTRAL.value:
        return "neutral"
    return "twice" if abs(row.amount) == size else "side"


def mark_reconciled(
    ctx: Ctx, account_id: int, wanted: ReconciledIn, *, expected_version: int | None = None
) -> AccountBalance:
    """Note that the books agree up to a day, or take that back. Records up to then can still be
    edited, with a warning. Raises Conflict where the last statement up to then differs or there
    is none, NotFound, NotPermitted, Stale."""
    row = load_editable(ctx, Account, account_id, ("accounts.view", "accounts.edit"))
    ctx.require("amounts.view")
    if wanted.until is not None:
        _check_agrees(ctx, account_id, wanted.until)
    marked = wanted.until is not None
    values = {
        "reconciled_until": wanted.until,
        "reconciled_by": ctx.actor.user_id if marked else None,
        "reconciled_at": ctx.now if marked else None,
    }
    if row.reconciled_until != wanted.until:
        change_row(
            ctx, row, "account", values, expected_version=expected_version, action="reconciled"
        )
    (found,) = account_balances(ctx, account_id=account_id)
    return found


def _check_agrees(ctx: Ctx, account_id: int, until: date) -> None:
    (found,) = account_balances(ctx, as_of=until, account_id=account_id)
    if found.difference is None:
        raise Conflict("account.no_statement", N_("There is no statement up to {day}."), day=until)
    if found.difference:
        raise Conflict(
            "account.differs",
            N_("On {day} the books differ from the statement by {difference}."),
            day=found.statement_on,
            difference=found.difference,
        )


def reconciled_until(ctx: Ctx, account_id: int | None, day: date) -> date | None:
    """The day up to which the account is reconciled, when that covers `day`; None otherwise and
    for accounts the actor may not see."""
    if account_id is None or not ctx.actor.can("accounts.view"):
        return None
    until = ctx.session.scalar(
        visible_accounts(ctx)
        .with_only_columns(Account.reconciled_until)
        .where(Account.id == account_id)
    )
    return until if until is not None and day <= until else None
