"""What a file says its account held at the end is kept as a statement, and goes with the file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.finance import AccountIn, create_account
from core.finance.imports import undo_import
from core.finance.reconciliation import list_statements
from core.kit.listing import ListQuery
from tests.finance.imports.company_books import Books
from tests.world import World

HEAD = "Date,Payee,Amount,Balance\n"
LINES = [
    "2026-05-01,A,-100.00,900.00",
    "2026-05-01,B,50.00,950.00",
    "2026-05-02,C,-10.00,940.00",
    "2026-05-03,D,-40.00,900.00",
    "2026-05-03,E,25.00,925.00",
]


def said(world: World) -> list[tuple[date, Decimal | None, bool]]:
    with world.uow("finance") as ctx:
        rows = list_statements(ctx, ListQuery()).items
    return [(row.balance_on, row.balance, row.import_batch_id is not None) for row in rows]


@pytest.mark.parametrize("newest_first", [False, True])
def test_the_last_balance_is_kept(world: World, tmp_path: Path, newest_first: bool) -> None:
    books = Books(world, tmp_path / "files")
    with world.uow("finance") as ctx:
        account = create_account(ctx, AccountIn(name="Main")).id
    text = HEAD + "\n".join(reversed(LINES) if newest_first else LINES) + "\n"
    batch = books.run(text, account_id=account)["batch_id"]
    assert said(world) == [(date(2026, 5, 3), Decimal("925.00"), True)]
    undo_import(books.who, batch, confirm=True)
    assert said(world) == []


def test_a_file_of_no_account_or_without_balances_says_nothing(
    world: World, tmp_path: Path
) -> None:
    books = Books(world, tmp_path / "files")
    books.run(HEAD + "\n".join(LINES) + "\n")
    books.run("Date,Payee,Amount\n2026-05-01,A,-100.00\n2026-05-02,B,-1.00\n")
    assert said(world) == []
