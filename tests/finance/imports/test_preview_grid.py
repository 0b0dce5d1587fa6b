"""The pages of a preview: marks, filters, depth, what a commit would do, what is kept for it."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path

import pytest

from core.finance.imports import (
    AnswerIn,
    answer_import,
    cancel_import,
    clean_spool,
    commit_import,
    examples,
    planned,
    preview_rows,
)
from core.kit.clock import utc_now
from core.kit.errors import NotPermitted
from core.kit.settings import get_settings
from tests.finance.imports.company_books import FIRST, SECOND, Books
from tests.world import World

pytestmark = pytest.mark.integration

MESSY = (
    "Account statement\n\n" + SECOND + "2026-05-99,T9,Delta,bad,-1.00,CNY\n"
    "2026-05-01,T1,Alpha,rent,-100.00,CNY\nTotal,,,,99.00,\n"
)


@pytest.fixture
def books(world: World, tmp_path: Path) -> Books:
    return Books(world, tmp_path / "files")


def test_each_mark_has_its_rows_and_counts(books: Books) -> None:
    books.run(FIRST)
    batch_id = books.preview(MESSY)
    rows = (books.batch(batch_id).preview or {})["rows"]
    assert books.marks(batch_id) == [
        (4, "changed", "skip"), (5, "new", "add"), (6, "rejected", "none"),
        (7, "duplicate", "skip"),
    ]  # fmt: skip
    for mark in ("new", "duplicate", "changed", "rejected", "ignored"):
        found = books.marks(batch_id, mark=mark)
        assert {one for _, one, _ in found} == {mark}
        assert len(found) == rows[mark]
    assert [line for line, *_ in books.marks(batch_id, mark="ignored")] == [1, 2, 8]


def test_pages_end_where_the_file_ends(books: Books) -> None:
    lines = "".join(f"2026-05-01,T{n},P,x,-{n}.00,CNY\n" for n in range(1, 131))
    batch_id = books.preview(FIRST.splitlines(keepends=True)[0] + lines)
    sizes = [len(books.marks(batch_id, limit=50, offset=at)) for at in (0, 50, 100, 150)]
    assert sizes == [50, 50, 30, 0]
    assert books.marks(batch_id, limit=1, offset=129) == [(131, "new", "add")]


def test_what_a_commit_would_do_is_counted(books: Books) -> None:
    books.run(FIRST)
    batch_id = books.preview(MESSY)

    def fates() -> dict[str, int]:
        with books.world.uow("finance") as ctx:
            return {**planned(ctx, batch_id)}

    assert fates() == {"add": 1, "update": 0}
    answer_import(books.who, batch_id, AnswerIn(on_duplicate="update"))
    assert fates() == {"add": 1, "update": 1}
    answer_import(books.who, batch_id, AnswerIn(decisions={5: "skip", 7: "import"}))
    assert fates() == {"add": 1, "update": 1}
    answer_import(books.who, batch_id, AnswerIn(decisions={4: "skip", 5: None}))
    assert fates() == {"add": 2, "update": 0}
    written = commit_import(books.who, batch_id)["written"]
    assert written == {"added": 2, "updated": 0, "left_out": 0}


def test_former_values_are_for_who_may_see_them(books: Books) -> None:
    books.run(FIRST)
    batch_id = books.preview(SECOND)
    with books.world.uow("finance") as ctx:
        (row, *_) = preview_rows(ctx, batch_id)
        assert row.former is not None
        assert str(row.former["amount"]) == "250.00"
    with books.world.uow("outsider") as ctx:
        for read in (preview_rows, planned):
            with pytest.raises(NotPermitted):
                read(ctx, batch_id)


def test_a_preview_waits_longer_than_what_was_made_of_it(books: Books) -> None:
    batch_id = books.preview(SECOND)
    now = utc_now()
    clean_spool(now + timedelta(days=2))
    folder = get_settings().home / "spool" / batch_id
    assert [path.name for path in folder.iterdir() if path.suffix != ".lock"] == ["original"]
    assert books.marks(batch_id) == []
    answer_import(books.who, batch_id, AnswerIn(reread=True))
    assert len(books.marks(batch_id)) == 2
    clean_spool(now + timedelta(days=2))
    assert commit_import(books.who, batch_id)["rows"]["new"] == 2
    other = books.preview(FIRST)
    clean_spool(now + timedelta(days=32))
    assert not (get_settings().home / "spool" / other).exists()
    cancel_import(books.who, other)


def test_each_option_is_shown_by_a_cell(books: Books) -> None:
    batch_id = books.preview("Date,Text,Amount\n04/04/2026,a,-1.00\n03/04/2026,b,-2.00\n")
    shown = books.batch(batch_id).preview or {}
    told = examples(shown, "date_order")
    assert {option: cell for option, (cell, _) in told.items()} == {
        "DMY": "03/04/2026", "MDY": "03/04/2026",
    }  # fmt: skip
    assert told["DMY"][1] != told["MDY"][1]
    assert examples(shown, "direction") == {}


def test_a_deep_page_of_a_large_file_is_quick(books: Books) -> None:
    head = FIRST.splitlines(keepends=True)[0]
    lines = "".join(f"2026-05-01,T{n},P,x,-{n % 100}.25,CNY\n" for n in range(100_000))
    batch_id = books.preview(head + lines)
    started = time.perf_counter()
    assert books.marks(batch_id, offset=99_990)[0][0] == 99_992
    assert time.perf_counter() - started < 1
    shutil.rmtree(get_settings().home / "spool" / batch_id)
    assert books.marks(batch_id) == []
