"""What a file leaves open is asked, whatever else stands in it; order changes no sum."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.finance.imports.reading import asked, shown, totals

pytestmark = pytest.mark.integration

NAMES = st.sampled_from(
    [("Date", "Text", "Amount"), ("日期", "摘要", "金额"), ("Datum", "Zweck", "Betrag")]
)
LOW = st.integers(1, 12)


def read(text: str, **said: Any) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        return shown(Path(folder), text, **said)


def table(names: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    return "".join(";".join(row) + "\n" for row in [names, *rows])


@settings(max_examples=25, deadline=None)
@given(NAMES, st.lists(st.tuples(LOW, LOW), min_size=1, max_size=7), st.sampled_from("/-"))
def test_days_that_may_be_months(
    names: tuple[str, ...], days: list[tuple[int, int]], sign: str
) -> None:
    rows = [
        (f"{a:02d}{sign}{b:02d}{sign}2024", f"t{n}", f"-{n}.50") for n, (a, b) in enumerate(days, 1)
    ]
    same = all(a == b for a, b in days)
    assert ("date_order" in asked(read(table(names, rows)))) != same


@settings(max_examples=25, deadline=None)
@given(
    NAMES,
    st.lists(st.tuples(st.integers(1, 999), st.integers(0, 999)), min_size=1, max_size=9),
    st.sampled_from(".,"),
)
def test_signs_that_may_part_thousands(
    names: tuple[str, ...], amounts: list[tuple[int, int]], sign: str
) -> None:
    rows = [
        (f"2026-01-{n:02d}", f"t{n}", f"-{head}{sign}{tail:03d}")
        for n, (head, tail) in enumerate(amounts, 1)
    ]
    assert "decimal" in asked(read(table(names, rows)))


@settings(max_examples=25, deadline=None)
@given(NAMES, st.lists(st.integers(1, 10**7), min_size=1, max_size=9), st.booleans())
def test_amounts_without_a_direction(names: tuple[str, ...], cents: list[int], plus: bool) -> None:
    rows = [(f"2026-01-{n:02d}", f"t{n}", f"{c / 100:.2f}") for n, c in enumerate(cents, 1)]
    found = read(table(names, rows))
    assert "direction" in asked(found)
    total = f"{sum(map(Decimal, (row[2] for row in rows))):.2f}"
    answer = "income" if plus else "expense"
    answered = read(table(names, rows), answers={"direction": answer})
    assert totals(answered) == {(None, answer): total}


STATEMENT = st.lists(st.integers(-(10**6), 10**6).filter(bool), min_size=4, max_size=20)


@settings(max_examples=25, deadline=None)
@given(STATEMENT, st.integers(), st.booleans())
def test_the_order_of_rows_changes_no_sum_even_with_a_balance(
    cents: list[int], seed: int, unsigned: bool
) -> None:
    """A balance proves what signs mean; where rows are shuffled it proves nothing, then it asks."""
    held, rows = 10**7, []
    for n, amount in enumerate(cents):
        held += amount
        day = date(2026, 1, 1) + timedelta(days=n)
        shown_amount = abs(amount) if unsigned else amount
        rows.append((day.isoformat(), f"t{n}", f"{shown_amount / 100:.2f}", f"{held / 100:.2f}"))
    names = ("Date", "Text", "Amount", "Balance")
    straight = read(table(names, rows))
    newest = read(table(names, rows[::-1]))
    assert straight["signed"] == newest["signed"]
    assert straight["questions"] == newest["questions"] == []
    shuffled = read(table(names, random.Random(seed).sample(rows, len(rows))))
    assert shuffled["signed"] == straight["signed"]
    if not unsigned:
        assert shuffled["totals"] == straight["totals"] or asked(shuffled)
