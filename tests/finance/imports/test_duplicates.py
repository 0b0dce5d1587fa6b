"""Nothing is booked twice: overlaps, other doors, and files that a spreadsheet saved again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.finance.imports.test_commit import Books
from tests.world import World

pytestmark = pytest.mark.integration

HEAD = "交易时间,交易对方,商品,收/支,金额(元),交易单号\n"
FIRST = HEAD + (
    '2026-05-01 10:03:22,云途,机票,支出,"¥1,280.50",1000050001202605010012345678\n'
    "2026-05-01 10:03:40,云途,机票,支出,¥742.00,1000050001202605010012345679\n"
    "2026-05-02 18:02:11,晨星,首付款,收入,¥36000.00,0000050001202605020012345680\n"
)
RESAVED = HEAD + (
    "2026/5/1 10:03,云途,机票,支出,1280.5,1.00005E+27\n"
    "2026/5/1 10:03,云途,机票,支出,742,1.00005E+27\n"
    "2026/5/2 18:02,晨星,首付款,收入,36000,5.00012E+22\n"
)


@pytest.fixture
def books(world: World, tmp_path: Path) -> Books:
    folder = tmp_path / "files"
    folder.mkdir()
    return Books(world, folder)


def counts(result: dict[str, dict[str, int]]) -> tuple[int, int, int]:
    rows = result["rows"]
    return rows["new"], rows["duplicate"], rows["changed"]


def test_a_file_that_a_spreadsheet_saved_again_is_known(books: Books) -> None:
    assert counts(books.run(FIRST)) == (3, 0, 0)
    again = books.run(RESAVED.encode("gb18030"))
    assert counts(again) == (0, 3, 0)
    assert any("E+27" in note or "1.00005E" in note for note in again["notes"])
    more = RESAVED + "2026/5/3 9:00,甲,纸,支出,5,1.00005E+27\n"
    assert counts(books.run(more)) == (1, 3, 0)
    assert len(books.rows()) == 4


def test_numbers_cut_after_fifteen_digits(books: Books) -> None:
    head = "Date,Payee,Amount,Transaction ID\n"
    books.run(
        head + "".join(f"2026-05-0{n},A{n},-{n}.00,202605010012345{n}78\n" for n in range(1, 6))
    )
    cut = head + "".join(f"2026/5/{n},A{n},-{n},202605010012345000\n" for n in range(1, 6))
    assert counts(books.run(cut)) == (0, 5, 0)


def test_zeros_lost_before_a_number(books: Books) -> None:
    head = "Date,Payee,Amount,Reference number\n"
    books.run(head + "2026-05-01,A,-1.00,000123\n2026-05-02,B,-2.00,000124\n")
    cut = "5/1/2026,A,-1,123\n5/2/2026,B,-2,124\n5/31/2026,C,-3,125\n"
    assert counts(books.run(head + cut)) == (1, 2, 0)


def test_seconds_lost_without_numbers(books: Books) -> None:
    head = "Date,Payee,Text,Amount\n"
    books.run(head + "2026-05-01 10:03:22,A,x,-3.00\n2026-05-01 10:03:50,A,x,-3.00\n")
    lost = head + "2026-05-01 10:03,A,x,-3.00\n" * 3
    assert counts(books.run(lost)) == (1, 2, 0)


def test_other_rows_of_the_same_day_are_no_duplicates(books: Books) -> None:
    head = "Date,Payee,Text,Amount\n"
    books.run(head + "2026-05-01 10:03:22,A,x,-3.00\n")
    assert counts(books.run(head + "2026-05-01 10:04,A,x,-3.00\n2026-05-01 10:03,B,x,-3.00\n")) == (
        2, 0, 0,
    )  # fmt: skip


def test_overlapping_statements_in_another_order(books: Books) -> None:
    head = "Date,Payee,Text,Amount\n"
    lines = [f"2026-05-{day:02d},A,x,-{day % 3 + 1}.00\n" for day in range(1, 11)]
    books.run(head + "".join(lines[:7]))
    assert counts(books.run(head + "".join(reversed(lines[4:])))) == (3, 3, 0)
    assert len(books.rows()) == 10
