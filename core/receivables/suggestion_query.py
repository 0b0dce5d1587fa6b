"""The SQL behind suggestions: open receivables beside the income that may pay them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)

from core.finance import visible_records
from core.finance.categorisation import normal_sql
from core.identity import scoped
from core.kit.context import Ctx
from core.receivables.queries import countable_receivables
from core.receivables.receipts import may_be_matched
from core.receivables.states import ReceivableStatus
from core.receivables.sums import NOTHING
from data.schema import Customer, FinancialRecord, Receivable, ReceivableReceipt

F, R = FinancialRecord, ReceivableReceipt
MOST_PAIRS = 2000
BEFORE_ISSUE = 30  # days that somebody may pay before the receivable was issued
ISSUED_BEFORE_DUE = 90  # where the day of issue is not known
UNKNOWN_PAYER_DAYS = 30
PART_DAYS = 60
SHORTEST_NAME = 2


def first_day(ctx: Ctx) -> date | None:
    """From which day on income is looked at; None when nothing is open."""
    since = func.min(func.coalesce(Receivable.issued_on, Receivable.due_date))
    known = countable_receivables(ctx).where(Receivable.status == ReceivableStatus.OPEN.value)
    first: date | None = ctx.session.scalar(known.with_only_columns(since))
    return None if first is None else first - timedelta(days=ISSUED_BEFORE_DUE + BEFORE_ISSUE)


def pairs(ctx: Ctx, first: date, receivable_id: int | None) -> Select[Any]:
    """Pairs of receivable and record with `who` and `how` they agree; `records` and
    `receivables` count what else agrees as well. With an id also what shares its records, and
    payments of another amount."""
    found = _agreeing(ctx, first, parts_of=receivable_id).subquery("found")
    strong = and_(found.c.who != "", found.c.how != "part")
    one = case((strong, 1), else_=0)
    rated = select(
        found,
        func.sum(one).over(partition_by=found.c.receivable_id).label("records"),
        func.sum(one).over(partition_by=found.c.record_id).label("receivables"),
        case((strong, 0), else_=1).label("weak"),
    ).cte("rated")
    chosen = select(rated)
    if receivable_id is not None:
        its = select(rated.c.record_id).where(rated.c.receivable_id == receivable_id)
        chosen = chosen.where(rated.c.record_id.in_(its))
    gap = func.abs(type_coerce(rated.c.days, Integer))
    return chosen.order_by(rated.c.weak, gap, rated.c.record_id).limit(MOST_PAIRS)


def _agreeing(ctx: Ctx, first: date, *, parts_of: int | None) -> Select[Any]:
    owed, money = _owed(ctx), _money(ctx, first)
    payers = _payers(ctx, owed, money)
    days = type_coerce(money.c.record_date - owed.c.due_date, Integer)
    how = case(
        (money.c.left == owed.c.left, "all"),
        (and_(owed.c.all_count > 1, money.c.left == owed.c.all_left), "sum"),
        else_="part",
    )
    who = case(
        (owed.c.customer_id == money.c.customer_id, "customer"),
        (owed.c.customer_id == payers.c.customer_id, "name"),
        else_="",
    )
    payer = func.coalesce(money.c.customer_id, payers.c.customer_id)
    by_name = and_(payers.c.counterparty == money.c.counterparty, money.c.customer_id.is_(None))
    return (
        select(
            owed.c.id.label("receivable_id"),
            owed.c.name.label("receivable"),
            owed.c.left.label("owed"),
            owed.c.all_count,
            owed.c.currency,
            money.c.id.label("record_id"),
            money.c.record_date,
            money.c.counterparty,
            money.c.left.label("paid"),
            who.label("who"),
            how.label("how"),
            days.label("days"),
        )
        .select_from(owed)
        .join(money, money.c.currency == owed.c.currency)
        .outerjoin(payers, by_name)
        .where(_may_pay(owed, money, payer, parts_of=parts_of))
    )


def _may_pay(owed: CTE, money: CTE, payer: Any, *, parts_of: int | None) -> ColumnElement[bool]:
    """The customer's own money where the amount agrees, of `parts_of` also another amount near
    its day; where one side names no customer, the same amount about the day it is due."""
    gap = func.abs(type_coerce(money.c.record_date - owed.c.due_date, Integer))
    same = money.c.left == owed.c.left
    part = false() if parts_of is None else and_(owed.c.id == parts_of, gap <= PART_DAYS)
    known = and_(
        owed.c.customer_id == payer,
        money.c.record_date >= owed.c.since - BEFORE_ISSUE,
        or_(same, money.c.left == owed.c.all_left, part),
    )
    nobody = or_(owed.c.customer_id.is_(None), payer.is_(None))
    return or_(known, and_(nobody, same, gap <= UNKNOWN_PAYER_DAYS))


def _owed(ctx: Ctx) -> CTE:
    """Receivables with something open, and what is open of each customer's in all."""
    paid = (
        select(R.receivable_id, func.sum(R.amount).label("amount"))
        .group_by(R.receivable_id)
        .subquery("paid")
    )
    left = Receivable.amount - func.coalesce(paid.c.amount, NOTHING)
    window: dict[str, Any] = {"partition_by": (Receivable.customer_id, Receivable.currency)}
    since = func.coalesce(Receivable.issued_on, Receivable.due_date - ISSUED_BEFORE_DUE)
    return (
        countable_receivables(ctx)
        .with_only_columns(
            Receivable.id,
            func.coalesce(Receivable.title, Receivable.code, "").label("name"),
            Receivable.customer_id,
            Receivable.currency,
            Receivable.due_date,
            since.label("since"),
            left.label("left"),
            func.sum(left).over(**window).label("all_left"),
            func.count().over(**window).label("all_count"),
        )
        .outerjoin(paid, paid.c.receivable_id == Receivable.id)
        .where(Receivable.status == ReceivableStatus.OPEN.value, left > 0)
        .cte("owed")
    )


def _money(ctx: Ctx, first: date) -> CTE:
    """Income that is not matched whole."""
    used = (
        select(R.financial_record_id, func.sum(R.amount).label("amount"))
        .group_by(R.financial_record_id)
        .subquery("used")
    )
    left = F.amount - func.coalesce(used.c.amount, NOTHING)
    shown = scoped(ctx, "amounts.view", F)
    return (
        visible_records(ctx)
        .with_only_columns(
            F.id, F.record_date, F.counterparty, F.currency, F.customer_id, left.label("left")
        )
        .outerjoin(used, used.c.financial_record_id == F.id)
        .where(*may_be_matched(), shown, F.record_date >= first, left > 0)
        .cte("money")
    )


def _payers(ctx: Ctx, owed: CTE, money: CTE) -> CTE:
    """Counterparty -> the customer whose name it holds; of several the longest name."""
    dialect = ctx.session.get_bind().dialect.name
    sides = (
        select(money.c.counterparty)
        .where(money.c.customer_id.is_(None), money.c.counterparty.is_not(None))
        .distinct()
        .subquery("sides")
    )
    said: ColumnElement[str] = literal_column(normal_sql("sides.counterparty", dialect), String)
    name: ColumnElement[str] = literal_column(normal_sql("customers.name", dialect), String)
    best = func.row_number().over(
        partition_by=sides.c.counterparty, order_by=(func.length(name).desc(), Customer.id)
    )
    asked = select(owed.c.customer_id).where(owed.c.customer_id.is_not(None))
    named = (
        select(sides.c.counterparty, Customer.id.label("customer_id"), best.label("place"))
        .select_from(sides)
        .join(Customer, func.strpos(said, name) > 0)
        .where(func.length(name) >= SHORTEST_NAME, Customer.id.in_(asked))
        .subquery("named")
    )
    return select(named.c.counterparty, named.c.customer_id).where(named.c.place == 1).cte("payers")
