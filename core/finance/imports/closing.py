"""The balance after a file's last record, kept as a statement of that day."""

from __future__ import annotations

from core.finance.imports.numbers import parse_amount
from core.finance.imports.reader import Read
from core.finance.imports.scratch import scratch, text
from core.finance.reconciliation import keep_statement
from core.kit.context import Ctx

LOOK = 100  # rows from the end on: a last one without a balance is passed over


def keep_closing_balance(ctx: Ctx, read: Read, batch_id: str) -> None:
    """Keep what the file says its account held at the end of its last day.

    Nothing for a file without a running balance, of several accounts or currencies, or whose
    records are in no order of days.
    """
    plan, account_id = read.plan, read.home.account_id
    if plan.balance is None or plan.balance.group or plan.amounts is None or account_id is None:
        return
    label = plan.labels[plan.balance.index]
    if plan.balance.index not in plan.extra or '"' in label:
        return
    booked = "FROM staged WHERE kind = 'record' AND status = 'booked'"
    last = f"{booked} ORDER BY line {'ASC' if plan.balance.newest_first else 'DESC'}"
    path = text(f'$."{label}"')
    with scratch(read.folder, read_only=True) as connection:
        days, currencies = connection.execute(
            f"SELECT max(record_date), count(DISTINCT file_currency) {booked}"
        ).fetchone() or (None, 0)
        found = connection.execute(
            f"SELECT record_date, json_extract_string(extra, {path}) AS held "  # noqa: S608
            f"FROM (SELECT record_date, extra {last} LIMIT {LOOK}) WHERE held IS NOT NULL LIMIT 1"
        ).fetchone()
    if found is None or found[0] != days or currencies > 1:
        return
    balance = parse_amount(found[1], plan.amounts.style)
    if balance is not None:
        keep_statement(ctx, account_id, found[0], balance, batch_id)
