"""Where the table is: headers on several lines, tables below one another, parts under titles."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.kit.errors import Invalid
from tests.finance.imports.reading import asked, shown, signed

FIRST = "Date,Description,Amount\n2026-01-01,a,-1.00\n2026-01-02,b,-2.00\n2026-01-03,c,3.00\n"
SECOND = (
    "Booking date,Payee,Reference,Amount,Balance\n"
    "2026-02-01,x,r1,10.00,10.00\n2026-02-02,y,r2,20.00,30.00\n"
)


def reasons(found: dict[str, object]) -> dict[int, str]:
    listed = found["ignored"]
    assert isinstance(listed, list)
    return {one["line"]: one["reason"] for one in listed}


def test_tables_of_different_headers_are_offered(tmp_path: Path) -> None:
    text = f"Checking\n{FIRST}\nSavings\n{SECOND}"
    found = shown(tmp_path, text)
    (question,) = (one for one in found["questions"] if one["id"] == "table")
    assert question["options"] == ["Checking（3 行）", "Savings（2 行）"]
    assert signed(found) == {None: ("3.00", "-3.00")}
    assert found["rows"]["ignored"] == 6
    assert reasons(found)[9] == "other_table"
    other = shown(tmp_path, text, answers={"table": "Savings"})
    assert (other["header_line"], signed(other)) == (8, {None: ("30.00", "0.00")})
    assert "table" not in asked(other)
    with pytest.raises(Invalid, match=r"import\.wrong_answer"):
        shown(tmp_path, text, answers={"table": "Gold"})


def test_the_larger_table_is_suggested_wherever_it_stands(tmp_path: Path) -> None:
    found = shown(tmp_path, f"Small\n{SECOND}\nLarge\n{FIRST}")
    assert asked(found)["table"] == "Large（3 行）"
    assert (found["header_line"], signed(found)) == (7, {None: ("3.00", "-3.00")})


def test_sums_beside_the_table_are_no_table_to_choose(tmp_path: Path) -> None:
    summary = "Currency,Total in,Total out,Balance\nEUR,100.00,-20.00,80.00\n"
    for text in (
        f"{summary}\n{FIRST}",
        f"{FIRST}\n{summary}",
        f"Sums\n{summary}\n{FIRST}\n{summary}",
    ):
        found = shown(tmp_path, text)
        assert asked(found) == {}
        assert list(signed(found).values()) == [("3.00", "-3.00")]
        assert found["rows"]["rejected"] == 0


def test_the_same_header_again_is_one_table_going_on(tmp_path: Path) -> None:
    later = FIRST.replace("2026-01", "2026-02")
    found = shown(tmp_path, FIRST + later)
    assert found["rows"]["total"] == 6
    assert reasons(found) == {5: "header"}
    paged = shown(tmp_path, f"{FIRST}\nPage 2\n{later}")
    assert (paged["rows"]["total"], paged["questions"]) == (6, [])


def test_titles_over_parts_give_each_its_currency(tmp_path: Path) -> None:
    text = f"Account: DE11 EUR\n{FIRST}\nAccount: DE22 USD\n{FIRST}"
    found = shown(tmp_path, text)
    assert found["questions"] == []
    assert signed(found) == {"EUR": ("3.00", "-3.00"), "USD": ("3.00", "-3.00")}


@pytest.mark.parametrize(
    ("header", "line", "columns"),
    [
        (
            "Date,Description,Amount,,Balance\n,,Debit,Credit,\n",
            1,
            {"expense": "Amount / Debit", "income": "Amount / Credit"},
        ),
        (
            "Booking,,Money,,\nDate,Description,Debit,Credit,Balance\n",
            2,
            {"expense": "Debit", "income": "Credit"},
        ),
        (
            "交易日期,摘要,支出,收入,余额\nDate,Memo,Debit,Credit,Balance\n",
            2,
            {"expense": "支出 / Debit", "income": "收入 / Credit"},
        ),
        (
            "Date,Description,Debit,Credit,Balance\n,,EUR,EUR,EUR\n",
            1,
            {"expense": "Debit / EUR", "income": "Credit / EUR"},
        ),
        ("Date,Description,Debit,Credit,Balance\n----,----,----,----,----\n", 1, {}),
    ],
)
def test_a_header_on_two_lines(
    tmp_path: Path, header: str, line: int, columns: dict[str, str]
) -> None:
    rows = "2026-01-01,a,1.00,,10.00\n2026-01-02,b,,2.00,12.00\n"
    found = shown(tmp_path, header + rows)
    assert list(signed(found).values()) == [("2.00", "-1.00")]
    assert found["header_line"] == line
    assert found["columns"].items() >= columns.items()
    assert found["rows"]["rejected"] == 0


def test_lines_of_keys_and_values_are_no_header(tmp_path: Path) -> None:
    text = f"Customer,Northwind\nBranch,Harbour\n{FIRST}"
    found = shown(tmp_path, text)
    assert (found["header_line"], found["columns"]["amount"]) == (3, "Amount")


@pytest.mark.parametrize("count", [50, 400])
def test_a_preamble_of_any_length(tmp_path: Path, count: int) -> None:
    above = "".join(f"Remark {n},value {n * 3}\n" for n in range(count))
    found = shown(tmp_path, above + FIRST)
    assert (found["header_line"], found["rows"]["total"]) == (count + 1, 3)


def test_a_second_table_far_below_is_found(tmp_path: Path) -> None:
    many = "".join(f"2026-01-{n % 28 + 1:02d},payment {n},-1.00\n" for n in range(12_000))
    found = shown(tmp_path, f"Date,Description,Amount\n{many}\nCard\n{SECOND}")
    assert asked(found)["table"].endswith("（12000 行）")
    assert signed(found) == {None: ("0.00", "-12000.00")}
