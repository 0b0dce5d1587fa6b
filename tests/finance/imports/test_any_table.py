"""Any table in any dialect and style reads back to the cent, or asks; noise changes no sum."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.pollution.table import Style, encode, line
from core.finance.imports.dialect import find_dialect
from tests.finance.imports.reading import asked, shown

pytestmark = pytest.mark.integration

WORDS = st.text(alphabet="abcdefg 商品費é-.,\"'", min_size=1, max_size=12).map(lambda w: f"x{w}")
ROW = st.tuples(
    st.dates(min_value=date(2020, 1, 1), max_value=date(2026, 5, 1)),
    WORDS,
    st.integers(min_value=-9_999_999, max_value=9_999_999).filter(bool),
)
ROWS = st.lists(ROW, min_size=3, max_size=25)
HEADERS = [
    ("Date", "Description", "Amount"),
    ("交易日期", "摘要", "交易金额"),
    ("Buchungstag", "Verwendungszweck", "Betrag"),
]
DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%d/%m/%Y", "%m/%d/%Y"]
Table = list[tuple[date, str, int]]


def money(cents: int, decimal: str, grouped: bool) -> str:
    body = f"{cents / 100:,.2f}" if grouped else f"{cents / 100:.2f}"
    return body if decimal == "." else body.translate(str.maketrans(",.", ".,"))


def write(
    rows: Table, header: tuple[str, ...], delimiter: str, day: str, decimal: str, grouped: bool
) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows((d.strftime(day), word, money(c, decimal, grouped)) for d, word, c in rows)
    return buffer.getvalue()


def sums(rows: Table) -> tuple[Decimal, Decimal]:
    cents = [c for _, _, c in rows]
    plus, minus = sum(c for c in cents if c > 0), sum(c for c in cents if c < 0)
    return Decimal(plus) / 100, Decimal(minus) / 100


def found_sums(text: str) -> tuple[Decimal, Decimal, dict[str, str], dict[str, object]]:
    with TemporaryDirectory() as folder:
        found = shown(Path(folder), text)
    (one,) = found["signed"]
    plus, minus = (Decimal(one[side]["amount"]) for side in ("positive", "negative"))
    return plus, minus, asked(found), found


@settings(max_examples=60, deadline=None)
@given(
    ROWS,
    st.sampled_from(HEADERS),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(DAYS),
    st.sampled_from([".", ","]),
    st.booleans(),
)
def test_any_table_reads_back_or_asks(
    rows: Table, header: tuple[str, ...], delimiter: str, day: str, decimal: str, grouped: bool
) -> None:
    text = write(rows, header, delimiter, day, decimal, grouped)
    plus, minus, questions, found = found_sums(text)
    assert (plus, minus) == sums(rows)
    assert found["rows"] == {
        "total": len(rows), "new": len(rows), "duplicate": 0, "changed": 0, "rejected": 0,
        "ignored": 0,
    }  # fmt: skip
    if "date_order" not in questions:
        days = [d for d, _, _ in rows]
        assert found["first_date"] == min(days).isoformat()
        assert found["last_date"] == max(days).isoformat()


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(), st.sampled_from(HEADERS))
def test_order_preambles_totals_and_blank_lines_change_no_sum(
    rows: Table, seed: int, header: tuple[str, ...]
) -> None:
    shuffled = random.Random(seed).sample(rows, len(rows))
    lines = write(shuffled, header, ",", "%Y-%m-%d", ".", True).splitlines(keepends=True)
    total = money(sum(c for _, _, c in rows), ".", True)
    noisy = ["Account statement\n", "Period,2020-01-01 - 2026-05-01\n", "\n", *lines]
    noisy += ["\n", f'Total,,"{total}"\n', "\n", "Printed by the bank\n"]
    plus, minus, _, found = found_sums("".join(noisy))
    assert (plus, minus) == sums(rows)
    assert found["rows"]["ignored"] == 7


ANY = st.text(alphabet="abc XYZ,;|\t'\"\n。价é-", max_size=14).map(str.strip)
FREE_ROWS = st.lists(st.tuples(ROW, ANY), min_size=3, max_size=30)
STYLES = st.builds(
    Style,
    delimiter=st.sampled_from([",", ";", "\t", "|", ":", "~", "||", "~|~"]),
    quoting=st.sampled_from(["minimal", "all"]),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"]),
    last_ending=st.booleans(),
)


def said(text: str) -> str:
    """A cell as it is read: without outer blanks, line breaks as line feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n\u3000\u00a0")


@settings(max_examples=120, deadline=None)
@given(FREE_ROWS, STYLES)
def test_any_cells_in_any_dialect_read_back(
    rows: list[tuple[tuple[date, str, int], str]], style: Style
) -> None:
    table = [("Date", "Text", "Amount", "Note")]
    table += [
        (day.isoformat(), word, f"{cents / 100:.2f}", note) for (day, word, cents), note in rows
    ]
    text = "\n".join(line(row, style) for row in table) + "\n"
    dialect, lines = find_dialect(text)
    assert dialect.delimiter == style.delimiter
    found = [tuple(said(cell) for cell in one.cells) for one in lines if one.filled]
    assert found == [tuple(said(cell) for cell in row) for row in table]


@settings(max_examples=50, deadline=None)
@given(
    ROWS, STYLES, st.integers(0, 3), st.sampled_from(["", "Total,,77.00", "Printed by the bank"])
)
def test_style_preamble_and_footer_change_no_sum(
    rows: Table, style: Style, above: int, below: str
) -> None:
    table = [("Date", "Text", "Amount")]
    table += [(d.isoformat(), word, f"{cents / 100:.2f}") for d, word, cents in rows]
    listed = [f"Statement {n}" for n in range(above)] + [line(row, style) for row in table]
    listed += [below.replace(",", style.delimiter)] if below else []
    with TemporaryDirectory() as folder:
        found = shown(Path(folder), encode(listed, style))
    (one,) = found["signed"]
    assert (Decimal(one["positive"]["amount"]), Decimal(one["negative"]["amount"])) == sums(rows)
    assert found["rows"]["total"] == len(rows)
