"""Amounts in every style: the Python reading, its SQL twin, and the decision over a column."""

from __future__ import annotations

import re
from decimal import Decimal
from time import monotonic

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.finance.imports.number_sql import amount_sql
from core.finance.imports.numbers import Style, decide_style, parse_amount, read_shapes, take_apart

POINT, COMMA = Style("."), Style(",")
CENTS = st.decimals(
    min_value=Decimal("-9999999999.99"), max_value=Decimal("9999999999.99"), places=2
)
GROUPS = {".": ["", ",", " ", "'", "\u00a0", "\u202f"], ",": ["", ".", " ", "'", "\u00a0"]}
LOOKS = ["minus", "trailing", "parentheses", "unicode", "before", "code", "side"]


def written(value: Decimal, decimal: str, group: str, look: str) -> str:
    """`value` as a bank would write it."""
    body = f"{abs(value):,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", group)
    negative = value < 0
    return {
        "minus": f"-{body}" if negative else body,
        "trailing": f"{body}-" if negative else body,
        "parentheses": f"({body})" if negative else body,
        "unicode": f"\u2212{body}" if negative else f"+{body}",
        "before": f"-¥{body}" if negative else f"¥{body}",
        "code": f"EUR -{body}" if negative else f"EUR {body}",
        "side": f"{body} DR" if negative else f"{body} CR",
    }[look]


@given(CENTS, st.sampled_from(".,"), st.data(), st.sampled_from(LOOKS))
def test_any_amount_in_any_style_reads_back(
    value: Decimal, decimal: str, data: st.DataObject, look: str
) -> None:
    group = data.draw(st.sampled_from(GROUPS[decimal]))
    assert parse_amount(written(value, decimal, group, look), Style(decimal)) == value


@pytest.mark.parametrize(
    ("text", "style", "amount"),
    [
        ("1,234.56", POINT, "1234.56"),
        ("1.234,56", COMMA, "1234.56"),
        ("($1,936.76)", POINT, "-1936.76"),
        ("+ $73.01", POINT, "73.01"),
        ("- $12.01", POINT, "-12.01"),
        ("-.46", POINT, "-0.46"),
        ("-,01", COMMA, "-0.01"),
        ("¥742.00(已退款￥10.00)", POINT, "742.00"),
        ("8,000.00(CN)", POINT, "8000.00"),
        ("1,504円", POINT, "1504.00"),
        ('="12.00"', POINT, "12.00"),
        ("'12.00", POINT, "12.00"),
        ("１，２３４．５０", POINT, "1234.50"),
        ("-4 224,00", COMMA, "-4224.00"),
        ("30,00 PLN", COMMA, "30.00"),
        ("Fr. 5.00", POINT, "5.00"),
        ("1,23,456.00", POINT, "123456.00"),
        ("1.5E+2", POINT, "150.00"),
        ("1.005", POINT, "1.01"),
        ("-1.005", POINT, "-1.01"),
        ("12.50 CR", POINT, "12.50"),
        ("12.50DR", POINT, "-12.50"),
        ("1.000,00 C", COMMA, "1000.00"),
        ("5,20 D", COMMA, "-5.20"),
        ("5,20 S", COMMA, "-5.20"),
        ("-R$ 5,20", COMMA, "-5.20"),
        ("HK$1,000.00", POINT, "1000.00"),
        ("1 000,00 kr", COMMA, "1000.00"),
        ("1E+200", POINT, None),
        ("42132000000000000000000000", POINT, None),
        ("5%", POINT, None),
        ("abc", POINT, None),
        ("12abc", POINT, None),
        ("1.2.3", POINT, None),
        ("1E0DR", POINT, "-1.00"),
        ("(1e2)", POINT, "-100.00"),
        ("1e2-", POINT, "-100.00"),
        ("- 1e2", POINT, "-100.00"),
        ("--1e2", POINT, None),
        ("¥1e2", POINT, None),
        ("1,23", POINT, None),
        ("12€500", POINT, None),
        ("0'00¥000", POINT, None),
        ("--5", POINT, None),
        ("(5.00", POINT, None),
        ("", POINT, None),
        ("-", POINT, None),
    ],
)
def test_known_writings(text: str, style: Style, amount: str | None) -> None:
    assert parse_amount(text, style) == (None if amount is None else Decimal(amount))


MESSY = st.text(alphabet="0123456789.,-+() '¥$€CRDEUHSabc贷（）\u2212\u00a0", max_size=14)


@settings(max_examples=60, deadline=None)
@example(["0'00¥000", "12 €500", "¥5.00", "5.00¥", "0E0-", "--1E2", "¥1E2", "1E2¥"], POINT)
@given(st.lists(MESSY, min_size=20, max_size=60), st.sampled_from([POINT, COMMA]))
def test_sql_reads_exactly_what_python_reads(texts: list[str], style: Style) -> None:
    digits = str.maketrans("12345678", "99999999")
    column = read_shapes((text.translate(digits), 1) for text in texts)
    expression = amount_sql("v", style, tier=2, words=column.currencies)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (n INTEGER, v VARCHAR)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", list(enumerate(texts)))
        rows = connection.execute(f"SELECT v, {expression} FROM t ORDER BY n").fetchall()
    for text, amount in rows:
        assert amount == parse_amount(text, style), text


@pytest.mark.parametrize("tier", [0, 1])
def test_the_cheap_tiers_read_what_the_full_one_reads(tier: int) -> None:
    texts = ["0.5", "-12.50", "7"] if tier == 0 else ["-¥1,234.50", "1,000", " 3.5 ", "€-2.00"]
    with duckdb.connect() as connection:
        for text in texts:
            cheap = connection.execute(
                f"SELECT {amount_sql('v', POINT, tier=tier)} FROM (SELECT trim(?) AS v)", [text]
            ).fetchone()
            assert cheap == (parse_amount(text, POINT),)


def decided(*columns: list[str]) -> tuple[str, bool]:
    found = decide_style(
        read_shapes((re.sub("[1-8]", "9", text), 1) for text in texts) for texts in columns
    )
    return found.style.decimal, found.ask


@pytest.mark.parametrize(
    ("texts", "decimal", "ask"),
    [
        (["12.50", "3"], ".", False),
        (["1.234,56"], ",", False),
        (["33123,56", "0"], ",", False),
        (["1.234.567"], ",", False),
        (["0.000", "4.750"], ".", False),
        (["1234.567"], ".", False),
        (["12", "7"], ".", False),
        (["1,234", "5,678"], ".", True),
        (["1.234"], ",", True),
        (["1,234", "1.234"], ".", True),
    ],
)
def test_a_column_decides_its_style_or_a_person_does(
    texts: list[str], decimal: str, ask: bool
) -> None:
    assert decided(texts) == (decimal, ask)


def test_another_column_settles_what_one_leaves_open() -> None:
    assert decided(["1,234"], ["12,500.00"]) == (".", False)


@pytest.mark.parametrize("text", ["1" + " " * 30_000 + "x", "1(" * 15_000])
def test_long_words_are_no_number_at_once(text: str) -> None:
    began = monotonic()
    assert take_apart(text) is None
    assert monotonic() - began < 1
