"""Money moved between own accounts is seen on both sides."""

from __future__ import annotations

from pathlib import Path

from core.finance import AccountIn, create_account
from tests.finance.imports.test_commit import Books
from tests.world import World

HEAD = "Date,Payee,Text,Amount,Currency\n"


def test_the_same_amount_in_two_own_accounts_is_told(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    books = Books(world, folder)
    with world.uow("finance") as ctx:
        ids = [create_account(ctx, AccountIn(name=name)).id for name in ("Bank", "Card")]
    books.run(
        HEAD + "2026-05-01,x,move,-500.00,CNY\n2026-05-02,y,rent,-80.00,CNY\n", account_id=ids[0]
    )
    text = (
        HEAD
        + "2026-05-03,x,from bank,500.00,CNY\n2026-05-20,y,late,80.00,CNY\n"
        + "2026-05-21,y,q,-1.00,CNY\n"
    )
    notes = books.run(text, account_id=ids[1])["notes"]
    assert any("1" in note and ("transfer" in note or "转账" in note) for note in notes)
    more = books.run(HEAD + "2026-05-04,z,shop,-500.00,CNY\n", account_id=ids[1])["notes"]
    assert not any("transfer" in note or "转账" in note for note in more)
