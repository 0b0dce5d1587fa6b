"""What a file does not say is asked, never guessed; answers change the figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.kit.errors import Invalid
from tests.finance.imports.reading import asked, shown, signed, totals

UNSIGNED = "Date,Supplier,Amount\n2026-01-01,A,10.00\n2026-01-02,B,5.50\n"


def test_positive_amounts_without_a_sign(tmp_path: Path) -> None:
    assert asked(shown(tmp_path, UNSIGNED)) == {"direction": "expense"}
    assert totals(shown(tmp_path, UNSIGNED)) == {(None, "expense"): "15.50"}
    answered = shown(tmp_path, UNSIGNED, answers={"direction": "income"})
    assert answered["questions"] == []
    assert totals(answered) == {(None, "income"): "15.50"}
    assert signed(answered) == {None: ("15.50", "0.00")}


def test_day_or_month(tmp_path: Path) -> None:
    text = "Date,Amount\n05/03/2021,-1.00\n06/03/2021,2.00\n"
    found = shown(tmp_path, text)
    assert asked(found) == {"date_order": "DMY"}
    assert found["questions"][0]["options"] == ["DMY", "MDY"]
    american = shown(tmp_path, text, answers={"date_order": "MDY"})
    assert (american["first_date"], american["last_date"]) == ("2021-05-03", "2021-06-03")


def test_comma_or_point(tmp_path: Path) -> None:
    text = 'Date,Amount\n2026-01-01,"-1,234"\n2026-01-02,"5,678"\n'
    assert asked(shown(tmp_path, text)) == {"decimal": "."}
    assert signed(shown(tmp_path, text)) == {None: ("5678.00", "-1234.00")}
    assert signed(shown(tmp_path, text, answers={"decimal": ","})) == {None: ("5.68", "-1.23")}


def test_an_answer_that_is_no_option_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"import\.wrong_answer"):
        shown(tmp_path, UNSIGNED, answers={"direction": "sideways"})


def test_a_map_overrides_what_was_found(tmp_path: Path) -> None:
    text = "Date,Booked,Amount,Other\n2026-01-01,2026-01-05,-1.00,-9.00\n"
    found = shown(tmp_path, text, mapping={"record_date": "Booked", "amount": "4"})
    assert found["columns"]["amount"] == "Other"
    assert signed(found) == {None: ("0.00", "-9.00")}
    assert found["first_date"] == "2026-01-05"


@pytest.mark.parametrize(
    ("mapping", "code"),
    [({"amount": "Nope"}, "import.unknown_column"), ({"nope": "Date"}, "import.unknown_field")],
)
def test_a_map_of_what_is_not_there_is_refused(
    tmp_path: Path, mapping: dict[str, str], code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        shown(tmp_path, UNSIGNED, mapping=mapping)


def test_an_unreadable_cell_rejects_its_row_and_names_it(tmp_path: Path) -> None:
    text = (
        "Date,Text,Amount\n2026-01-01,a,-1.00\n2026-02-30,b,-2.00\n2026-01-03,c,1x\n,d e f,-4.00\n"
    )
    found = shown(tmp_path, text)
    assert found["rows"]["rejected"] == 3
    assert [(e["line"], e["column"], e["value"]) for e in found["errors"]] == [
        (3, "Date", "2026-02-30"), (4, "Amount", "1x"), (5, "Date", ""),
    ]  # fmt: skip
    assert signed(found) == {None: ("0.00", "-7.00")}
    assert totals(found) == {(None, "expense"): "1.00"}
