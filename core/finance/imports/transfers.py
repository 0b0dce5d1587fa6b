"""Money that left one own account and entered another: found on both sides, and told."""

from __future__ import annotations

from sqlalchemy import text as sql

from core.finance.imports.books import Staged
from core.kit.i18n import t

MOST_ROWS = 100_000
"""Rows beyond which pairs are not sought: a file of that size is no single account's."""
DAYS = 3  # that a transfer takes at most
NAMED = 3


def transfer_notes(rows: Staged) -> list[str]:
    """Notes on rows whose amount stands in another own account, the other way, days apart."""
    account = rows.read.home.account_id
    if account is None or rows.read.shown["rows"]["total"] > MOST_ROWS:
        return []
    found = rows.session.execute(
        sql(
            f"""SELECT s.line, min(r.id) FROM {rows.source} s JOIN financial_records r
              ON r.amount = s.amount AND r.currency = s.currency
             AND r.record_date - s.record_date BETWEEN -{DAYS} AND {DAYS}
             AND r.deleted_at IS NULL AND r.status = 'booked'
             AND r.account_id IS NOT NULL AND r.account_id <> :account
            WHERE s.status = 'booked' AND s.direction IN ('income', 'expense')
              AND r.direction = CASE s.direction WHEN 'income' THEN 'expense' ELSE 'income' END
            GROUP BY s.line ORDER BY s.line"""  # noqa: S608
        ),
        {"account": account},
    ).all()
    if not found:
        return []
    lines = ", ".join(str(line) for line, _ in found[:NAMED])
    return [
        t(
            "{count} rows may be transfers between own accounts: the same amount left one account "
            "and entered another (lines such as {lines}).",
            count=len(found),
            lines=lines,
        )
    ]
