"""Any table in any dialect and style reads back to the cent, or asks; noise changes no sum."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.finance.imports.reading import asked, shown

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
