"""Any statement in any shape and style of cells reads back row by row; what it leaves open is
asked, and answered it reads back too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.finance.imports.scratch import scratch
from tests.finance.imports.reading import read

Show = Callable[[Decimal], str]
Rows = list[tuple[date, str, Decimal]]
SPACED = ("\u00a0", "\u202f", " ", "'", "\u2019")


def grouped(thousands: str, decimal: str) -> Show:
    """1,234.56 with other signs."""

    def show(value: Decimal) -> str:
        return f"{value:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", thousands)

    return show


def signed(show: Show, before: str, after: str) -> Show:
    """Negative amounts between two signs."""
    return lambda value: show(value) if value >= 0 else f"{before}{show(-value)}{after}"


PLAIN: dict[str, Show] = {
    ".": grouped("", "."), ",": grouped("", ","), "1,0.": grouped(",", "."),
    "1.0,": grouped(".", ","), **{f"1{sign}0,": grouped(sign, ",") for sign in SPACED},
    **{f"1{sign}0.": grouped(sign, ".") for sign in SPACED},
}  # fmt: skip
NEGATIVE = {"-": ("-", ""), "()": ("(", ")"), "trailing": ("", "-"), "minus": ("\u2212", "")}
MARKS = ("", "¥{}", "{} €", "US$ {}", "{} CHF", "£{}")
DAYS: dict[str, str] = {
    "%Y-%m-%d": "", "%Y/%m/%d": "", "%Y.%m.%d": "", "%Y年%m月%d日": "", "%Y%m%d": "",
    "%Y-%m-%d %H:%M:%S": "", "%Y-%m-%dT%H:%M:%SZ": "", "%d %b %Y": "", "%d-%b-%Y": "",
    "%B %d, %Y": "", "%d.%m.%Y": "DMY", "%d/%m/%Y": "DMY", "%m/%d/%Y": "MDY", "%d-%m-%y": "DMY",
    "%d.%m.%y": "DMY",
}  # fmt: skip
SHAPES = ("signed", "pair", "words", "letters")
NAMES = {
    "en": ("Date", "Description", "Amount", "Debit", "Credit", "Direction"),
    "zh": ("交易日期", "摘要", "交易金额", "借方发生额", "贷方发生额", "收/支"),
    "de": ("Buchungstag", "Verwendungszweck", "Betrag", "Soll", "Haben", "Soll/Haben"),
}
WORDS = {"en": ("out", "in"), "zh": ("支出", "收入"), "de": ("Soll", "Haben")}
NOISE = st.sampled_from(["", "above", "below", "blank", "between"])


@dataclass(frozen=True)
class Manner:
    """How a statement is written."""

    plain: str
    negative: str
    mark: str
    day: str
    shape: str
    language: str
    delimiter: str
    noise: str
    turned: bool

    def amount(self, value: Decimal) -> str:
        """An amount as the file writes it."""
        text = signed(PLAIN[self.plain], *NEGATIVE[self.negative])(value)
        return self.mark.format(text) if self.mark else text

    def cells(self, day: date, word: str, value: Decimal) -> list[str]:
        """A record's cells."""
        told = [day.strftime(self.day), word]
        if self.shape == "signed":
            return [*told, self.amount(value)]
        side = self.amount(abs(value))
        if self.shape == "pair":
            return [*told, *(("", side) if value > 0 else (side, ""))]
        if self.shape == "letters":
            return [*told, f"{side} {'CR' if value > 0 else 'DR'}"]
        return [*told, side, WORDS[self.language][value > 0]]

    def header(self) -> list[str]:
        """The names."""
        day, text, amount, debit, credit, way = NAMES[self.language]
        shaped = {"pair": [debit, credit], "words": [amount, way]}
        return [day, text, *shaped.get(self.shape, [amount])]

    def write(self, rows: Rows) -> str:
        """The whole file."""
        table = [self.header(), *(self.cells(*row) for row in rows)]
        if self.turned:
            table = [cells[::-1] for cells in table]
        lines = [self.delimiter.join(f'"{cell}"' for cell in cells) for cells in table]
        noise = {"above": ["Statement of account", "", *lines], "below": [*lines, "", "Printed"],
                 "blank": [*lines[:2], "", *lines[2:], ""],
                 "between": [*lines[:3], lines[0], *lines[3:]]}  # fmt: skip
        return "\n".join(noise.get(self.noise, lines)) + "\n"

    def answers(self) -> dict[str, str]:
        """What a person would answer to what may be asked."""
        return {"date_order": DAYS[self.day] or "YMD", "decimal": self.plain[-1],
                 "direction": "signed"}  # fmt: skip


MANNERS = st.builds(
    Manner,
    plain=st.sampled_from(sorted(PLAIN)), negative=st.sampled_from(sorted(NEGATIVE)),
    mark=st.sampled_from(MARKS), day=st.sampled_from(sorted(DAYS)), shape=st.sampled_from(SHAPES),
    language=st.sampled_from(sorted(NAMES)), delimiter=st.sampled_from([",", ";", "\t", "|"]),
    noise=NOISE, turned=st.booleans(),
)  # fmt: skip
WORD = st.sampled_from(["Rent", "Müller & Söhne", "海棠咖啡", "AWS EMEA", "Bäckerei", "kiosk 7"])
ROW = st.tuples(
    st.integers(0, 900).map(lambda n: date(2023, 6, 1) + timedelta(days=n)),
    WORD,
    st.integers(-(10**9), 10**9).filter(bool).map(lambda cents: Decimal(cents) / 100),
)
ROWS = st.lists(ROW, min_size=4, max_size=14).filter(
    lambda rows: len({value > 0 for _, _, value in rows}) == 2
)


def found(text: str, answers: dict[str, str]) -> tuple[list[tuple[date, Decimal]], set[str]]:
    """(day, signed amount) of every record in the file's order, and what is asked."""
    with TemporaryDirectory() as folder:
        done = read(Path(folder), text, answers=answers)
        with scratch(done.folder, read_only=True) as connection:
            rows = connection.execute(
                "SELECT record_date, CASE direction::VARCHAR WHEN 'expense' THEN -amount "
                "ELSE amount END FROM staged WHERE kind = 'record' ORDER BY line"
            ).fetchall()
    return rows, {one["id"] for one in done.shown["questions"]}


def check(rows: Rows, manner: Manner) -> None:
    text = manner.write(rows)
    meant = [(day, value) for day, _, value in rows]
    got, asked = found(text, {})
    assert got == meant or asked, (manner, text)
    if asked:
        assert asked <= {"date_order", "decimal", "direction"}
        told = {name: answer for name, answer in manner.answers().items() if name in asked}
        got, left = found(text, told)
        assert not left
    assert got == meant, (manner, text)


@settings(max_examples=12, deadline=None)
@given(ROWS, MANNERS)
def test_any_shape_and_style_reads_back(rows: Rows, manner: Manner) -> None:
    check(rows, manner)


@pytest.mark.long
@pytest.mark.timeout(2400)
@settings(max_examples=1500, deadline=None)
@given(ROWS, MANNERS)
def test_very_many_shapes_and_styles_read_back(rows: Rows, manner: Manner) -> None:
    check(rows, manner)


@settings(max_examples=6, deadline=None)
@given(ROWS, MANNERS, st.integers())
def test_the_order_of_rows_changes_no_record(rows: Rows, manner: Manner, seed: int) -> None:
    straight, asked = found(manner.write(rows), manner.answers())
    mixed = Random(seed).sample(rows, len(rows))
    shuffled, asked_again = found(manner.write(mixed), manner.answers())
    assert (sorted(straight), asked) == (sorted(shuffled), asked_again)
