"""The running balance settles what signs and words mean, and every row is checked against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.finance.imports.reading import asked, shown, signed, totals

UNSIGNED = [("100.00", "1100.00"), ("30.00", "1070.00"), ("5.50", "1064.50"), ("200.00", "1264.50")]


def table(rows: list[tuple[str, ...]], *names: str) -> str:
    lines = [",".join(("Date", "Text", *names))]
    lines += [f"2026-01-{day:02d},t{day},{','.join(row)}" for day, row in enumerate(rows, 1)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("newest_first", [False, True])
def test_unsigned_amounts_take_their_direction_from_the_balance(
    tmp_path: Path, newest_first: bool
) -> None:
    rows = UNSIGNED[::-1] if newest_first else UNSIGNED
    found = shown(tmp_path, "Opening balance,1000.00\n\n" + table(rows, "Amount", "Balance"))
    assert asked(found) == {}
    assert totals(found) == {(None, "income"): "300.00", (None, "expense"): "35.50"}
    assert signed(found) == {None: ("335.50", "0.00")}


def test_a_first_row_the_balance_cannot_explain_is_refused_not_guessed(tmp_path: Path) -> None:
    found = shown(tmp_path, table(UNSIGNED, "Amount", "Balance"))
    assert totals(found) == {(None, "income"): "200.00", (None, "expense"): "35.50"}
    assert [one["line"] for one in found["errors"]] == [2]


def test_positive_amounts_that_raise_the_balance_are_income_without_asking(tmp_path: Path) -> None:
    rows = [("100.00", "1100.00"), ("30.00", "1130.00"), ("5.50", "1135.50")]
    found = shown(tmp_path, table(rows, "Amount", "Balance"))
    assert asked(found) == {}
    assert totals(found) == {(None, "income"): "135.50"}


def test_a_card_whose_balance_shrinks_by_purchases(tmp_path: Path) -> None:
    rows = [("100.00", "900.00"), ("-30.00", "930.00"), ("5.50", "924.50")]
    found = shown(tmp_path, table(rows, "Amount", "Balance"))
    assert asked(found) == {}
    assert totals(found) == {(None, "income"): "30.00", (None, "expense"): "105.50"}


def test_the_companys_side_of_debit_and_credit(tmp_path: Path) -> None:
    text = (
        "日期,摘要,借方,贷方,余额\n2026-01-01,收款,500.00,,1500.00\n"
        "2026-01-02,付款,,200.00,1300.00\n2026-01-03,付款,,50.00,1250.00\n"
    )
    found = shown(tmp_path, text)
    assert totals(found) == {(None, "income"): "500.00", (None, "expense"): "250.00"}
    assert (found["columns"]["income"], found["columns"]["expense"]) == ("借方", "贷方")
    assert found["notes"]


def test_words_of_direction_against_their_usual_meaning(tmp_path: Path) -> None:
    text = (
        "日期,摘要,方向,金额,余额\n2026-01-01,a,借,500.00,1500.00\n2026-01-02,b,贷,200.00,1300.00\n"
        "2026-01-03,c,借,50.00,1350.00\n2026-01-04,d,借,10.00,1360.00\n2026-01-05,e,贷,60.00,1300.00\n"
        "2026-01-06,f,贷,1.00,1299.00\n"
    )
    found = shown(tmp_path, text)
    assert totals(found) == {(None, "income"): "560.00", (None, "expense"): "261.00"}


def test_columns_without_names_are_told_apart(tmp_path: Path) -> None:
    text = "".join(
        f"2026-01-{day:02d};t{day};{out};{into};{balance}\n"
        for day, (out, into, balance) in enumerate(
            [("5,00", "", "95,00"), ("", "20,00", "115,00"), ("7,50", "", "107,50")], 1
        )
    )
    found = shown(tmp_path, text)
    assert signed(found) == {None: ("20.00", "-12.50")}
    assert found["columns"]["balance"] == "5"


def test_every_row_is_checked_and_a_break_is_named(tmp_path: Path) -> None:
    rows = [("-1.00", "99.00"), ("-2.00", "97.00"), ("-3.00", "94.00"), ("-4.00", "80.00"),
            ("5.00", "85.00"), ("-1.00", "84.00"), ("-1.00", "83.00")]  # fmt: skip
    broken = shown(tmp_path, table(rows, "Amount", "Balance"))["notes"]
    assert any("5" in note and "-10.00" in note for note in broken)
    rows[3:] = [("-4.00", "90.00"), ("5.00", "95.00")]
    assert not any(
        "-10.00" in note for note in shown(tmp_path, table(rows, "Amount", "Balance"))["notes"]
    )


def test_balances_of_several_accounts_stay_apart(tmp_path: Path) -> None:
    text = (
        "Account,Date,Text,Amount,Balance\nA1,2026-01-01,x,-1.00,99.00\nB2,2026-01-01,x,-1.00,49.00\n"
        "A1,2026-01-02,x,-2.00,97.00\nB2,2026-01-03,x,4.00,53.00\nA1,2026-01-04,x,5.00,102.00\n"
    )
    notes = shown(tmp_path, text)["notes"]
    assert not any("difference" in note or "相差" in note for note in notes)


def test_pending_rows_and_fees_do_not_break_the_chain(tmp_path: Path) -> None:
    text = (
        "Date,Description,Amount,Fee,Currency,State,Balance\n"
        "2026-01-01 10:00:00,top-up,100.00,0.00,EUR,COMPLETED,100.00\n"
        "2026-01-02 10:00:00,shop,-10.00,0.50,EUR,COMPLETED,89.50\n"
        "2026-01-03 10:00:00,hotel,-50.00,0.00,EUR,PENDING,\n"
        "2026-01-04 10:00:00,shop,-9.50,0.00,EUR,COMPLETED,80.00\n"
    )
    found = shown(tmp_path, text)
    assert not any("10.50" in note or "-0.50" in note for note in found["notes"])
    assert totals(found) == {("EUR", "income"): "100.00", ("EUR", "expense"): "19.50"}
