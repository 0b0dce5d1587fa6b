"""Taking an import back after edits, categorisation and later imports does what it announced."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.finance import FinancialRecordPatch, delete_record, set_category, update_record
from core.finance.categorisation import apply_to_history
from core.finance.imports import undo_import
from data.schema import Category, FinancialRecord, FinancialRecordVersion
from tests.finance.categorisation.builders import category, rule
from tests.finance.imports.company_books import HEAD, Books
from tests.world import World

pytestmark = pytest.mark.integration

MAY = HEAD + "".join(
    f"2026-05-{day:02d},T{day},P{day},text {day},-{day}.00,CNY\n" for day in range(1, 9)
)


@pytest.fixture
def books(world: World, tmp_path: Path) -> Books:
    return Books(world, tmp_path / "files")


def ids(books: Books) -> dict[str, int]:
    return {row.counterparty or "": row.id for row in books.rows()}


def state(books: Books) -> dict[int, tuple[Any, ...]]:
    return {
        row.id: (row.amount, row.description, row.category_id, row.import_batch_id)
        for row in books.rows()
    }


def edited_since(books: Books) -> tuple[str, str]:
    """Two imports; of the first, rows were edited, categorised, deleted and updated since."""
    first = books.run(MAY)["batch_id"]
    known = ids(books)
    with books.world.uow("finance") as ctx:
        update_record(ctx, known["P1"], FinancialRecordPatch(description="corrected"))
        category = ctx.session.scalars(select(Category.id)).first()
        set_category(ctx, [known["P2"]], category)
        delete_record(ctx, known["P3"])
    changed = HEAD + "2026-05-04,T4,P4,text 4,-40.00,CNY\n2026-05-05,T5,P5,text 5,-50.00,CNY\n"
    second = books.run(changed + "2026-06-01,T9,P9,text 9,-9.00,CNY\n", on_duplicate="update")
    return first, second["batch_id"]


@pytest.mark.parametrize("edited", ["keep", "remove"])
def test_the_first_import_goes_as_announced(books: Books, edited: Any) -> None:
    first, _ = edited_since(books)
    before, known = state(books), ids(books)
    told = undo_import(books.who, first, confirm=False, edited=edited)
    assert state(books) == before
    kept = {one["id"] for one in told["kept"]}
    expected = {known[name] for name in ("P1", "P2", "P4", "P5")} if edited == "keep" else set()
    assert kept == expected
    assert (told["removed"], told["restored"]) == (8 - len(expected), 0)
    assert undo_import(books.who, first, confirm=True, edited=edited) == told
    after = state(books)
    assert after == {row: before[row] for row in (*expected, known["P9"])}
    with books.world.uow("system") as ctx:
        former = ctx.session.scalars(select(FinancialRecordVersion.record_id)).all()
        assert set(former) <= set(after)


def test_the_later_import_gives_back_what_nobody_touched(books: Books) -> None:
    first, second = edited_since(books)
    known = ids(books)
    with books.world.uow("finance") as ctx:
        update_record(ctx, known["P5"], FinancialRecordPatch(description="mine"))
    before = state(books)
    told = undo_import(books.who, second, confirm=False)
    assert (told["removed"], told["restored"]) == (1, 1)
    assert [one["id"] for one in told["kept"]] == [known["P5"]]
    assert undo_import(books.who, second, confirm=True) == told
    after = state(books)
    assert after[known["P4"]] == (Decimal("4.00"), "text 4", None, first)
    assert after.keys() == before.keys() - {known["P9"]}
    unchanged = after.keys() - {known["P4"]}
    assert {row: after[row] for row in unchanged} == {row: before[row] for row in unchanged}


def test_both_go_in_any_order_and_come_again(books: Books) -> None:
    first, second = edited_since(books)
    undo_import(books.who, second, confirm=True)
    told = undo_import(books.who, first, confirm=True, edited="remove")
    assert told["kept"] == []
    with books.world.uow("system") as ctx:
        assert ctx.session.scalars(select(FinancialRecord.id)).all() == []
        assert ctx.session.scalars(select(FinancialRecordVersion.id)).all() == []
    assert books.run(MAY)["rows"]["new"] == 8


def test_rules_run_over_the_books_count_as_edits_and_are_said(books: Books) -> None:
    first = books.run(MAY)["batch_id"]
    overlap = MAY + "2026-05-09,T20,P1,text 1,-20.00,CNY\n"
    second = books.run(overlap)
    assert (second["rows"]["new"], second["rows"]["duplicate"]) == (1, 8)
    with books.world.uow("finance") as ctx:
        rule(ctx, counterparty="P1", category_id=category(ctx, "travel"))
        assert apply_to_history(ctx).records == 2
    known = {row.external_id: row.id for row in books.rows()}
    before = state(books)
    for batch, ruled, others in ((second["batch_id"], "T20", 0), (first, "T1", 7)):
        told = undo_import(books.who, batch, confirm=False)
        assert [one["id"] for one in told["kept"]] == [known[ruled]]
        assert (told["removed"], told["restored"]) == (others, 0)
    assert state(books) == before
    undo_import(books.who, first, confirm=True)
    assert state(books).keys() == {known["T1"], known["T20"]}
    assert {row.external_id: row.category_id for row in books.rows()}["T1"] is not None
    told = undo_import(books.who, second["batch_id"], confirm=True, edited="remove")
    assert (told["removed"], told["kept"]) == (1, [])
    assert state(books).keys() == {known["T1"]}
    again = books.run(MAY)["rows"]
    assert (again["new"], again["duplicate"]) == (7, 1)
