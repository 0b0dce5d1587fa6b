"""Pollutions of whole columns: how numbers and days are written, padding, guards, columns added."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from bench.pollution.table import (
    AMOUNT,
    BALANCE,
    HEADER,
    Polluted,
    Row,
    Style,
    amounts,
    days,
    lines,
    polluted,
    table,
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_GERMAN = str.maketrans(",.", ".,")


def _signed(value: Decimal, write: Callable[[Decimal], str]) -> str:
    return ("-" if value < 0 else "") + write(abs(value))


NUMBERS: dict[str, Callable[[Decimal], str]] = {
    "grouped": lambda v: f"{v:,.2f}",
    "german": lambda v: f"{v:,.2f}".translate(_GERMAN),
    "comma": lambda v: f"{v:.2f}".replace(".", ","),
    "french": lambda v: f"{v:,.2f}".replace(",", "\u202f").replace(".", ","),
    "spaced": lambda v: f"{v:,.2f}".replace(",", " "),
    "swiss": lambda v: f"{v:,.2f}".replace(",", "'"),
    "indian": lambda v: _signed(v, lambda one: f"{one:,.2f}"),
    "plus": lambda v: f"{v:+,.2f}",
    "trailing-minus": lambda v: f"{abs(v):,.2f}" + ("-" if v < 0 else ""),
    "parentheses": lambda v: f"({-v:,.2f})" if v < 0 else f"{v:,.2f}",
    "euro-after": lambda v: f"{v:,.2f} €",
    "euro-before": lambda v: _signed(v, lambda one: f"€{one:,.2f}"),
    "code-before": lambda v: f"EUR {v:,.2f}",
    "full-width": lambda v: f"{v:.2f}".translate(
        {ord("0") + n: ord("０") + n for n in range(10)} | {ord("."): "．", ord("-"): "－"}
    ),
    "unicode-minus": lambda v: f"{v:.2f}".replace("-", "\u2212"),
    "guarded": lambda v: f'="{v:.2f}"',
    "apostrophe": lambda v: f"'{v:.2f}",
    "padded": lambda v: f"{v:>14.2f}",
    "cr-dr": lambda v: f"{abs(v):,.2f} " + ("DR" if v < 0 else "CR"),
    "four-places": lambda v: f"{v:.2f}00",
}
DAYS: dict[str, Callable[[date], str]] = {
    "slashes": lambda d: f"{d:%Y/%m/%d}", "compact": lambda d: f"{d:%Y%m%d}",
    "german": lambda d: f"{d:%d.%m.%Y}", "german-short": lambda d: f"{d:%d.%m.%y}",
    "british": lambda d: f"{d:%d/%m/%Y}", "american": lambda d: f"{d:%m/%d/%Y}",
    "american-bare": lambda d: f"{d.month}/{d.day}/{d.year}", "dashes": lambda d: f"{d:%d-%m-%Y}",
    "chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "words": lambda d: f"{d.day} {_MONTHS[d.month - 1]} {d.year}",
    "words-short": lambda d: f"{d:%d}-{_MONTHS[d.month - 1]}-{d:%y}",
    "american-words": lambda d: f"{_MONTHS[d.month - 1]} {d.day}, {d.year}",
    "timed": lambda d: f"{d:%Y-%m-%d} 10:15:30", "zoned": lambda d: f"{d:%Y-%m-%d}T10:15:30Z",
    "dots": lambda d: f"{d:%Y.%m.%d}", "blanks": lambda d: f"{d:%Y %m %d}",
}  # fmt: skip
STYLES = {
    "comma": Style(","),
    "semicolon": Style(";"),
    "tab": Style("\t"),
    "quoted": Style(quoting="all"),
}


def format_pollutions() -> Iterator[Polluted]:
    """Numbers, days and columns in many forms, under several delimiters."""
    for told, style in STYLES.items():
        for name, number in NUMBERS.items():
            rows = tuple(_numbers(row, number, value)
                         for row, value in zip(table(), amounts(), strict=True))  # fmt: skip
            yield _file(f"number/{name}-{told}", rows, style)
        for name, written in DAYS.items():
            rows = tuple((written(day), *row[1:])
                         for row, day in zip(table(), days(), strict=True))  # fmt: skip
            yield _file(f"day/{name}-{told}", rows, style)
        yield from _columns(told, style)


def _file(name: str, rows: tuple[Row, ...], style: Style, header: Row = HEADER) -> Polluted:
    return polluted(name, lines(rows, style, header), rows=rows, header=header)


def _numbers(row: Row, write: Callable[[Decimal], str], value: Decimal) -> Row:
    return (*row[:AMOUNT], write(value), *row[AMOUNT + 1 : BALANCE], write(Decimal(row[BALANCE])))


def _columns(told: str, style: Style) -> Iterator[Polluted]:
    rows = table()
    shapes: dict[str, Callable[[Row], Row]] = {
        "leading-blank": lambda row: ("", *row), "trailing-blank": lambda row: (*row, ""),
        "two-blank": lambda row: ("", "", *row, "", ""), "numbered": lambda row: (row[1][2:], *row),
        "middle-blank": lambda row: (*row[:3], "", *row[3:]),
        "reversed": lambda row: tuple(reversed(row)),
        "spaced": lambda row: tuple(f" {cell} " for cell in row),
        "tabbed": lambda row: tuple(
            f"\t{cell}" if style.delimiter != "\t" else cell for cell in row
        ),
        "few": lambda row: (row[0], row[3], row[AMOUNT]),
        "twice": lambda row: (*row, *row[2:4]),
    }  # fmt: skip
    for name, shape in shapes.items():
        header = shape(HEADER) if name != "numbered" else ("No", *HEADER)
        yield _file(f"columns/{name}-{told}", tuple(map(shape, rows)), style, header)
