"""The clean statement, and how a polluted file of it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

HEADER = ("Date", "Reference", "Counterparty", "Description", "Amount", "Currency", "Balance")
ROWS = 30
AMOUNT, BALANCE = 4, 6
_NAMES = ("Northwind", "Harbour Tools", "Blue Fern, Ltd", "O'Neil & Sons", "Ridge Power", "Cafe 12")
_WORDS = ("Office rent", 'The "big" order', "Hosting, monthly", "Invoice 4711", "Refund", "")
Row = tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """What the amounts and days of a file come to."""

    records: int
    plus: Decimal
    minus: Decimal
    first: str
    last: str


@dataclass(frozen=True)
class Polluted:
    """One file, the records a reader has to give back, and its figures where they can be told."""

    name: str
    content: bytes = field(repr=False)
    header: Row
    rows: tuple[Row, ...] = field(repr=False)
    figures: Figures | None = None
    plain_rows: tuple[Row, ...] | None = field(repr=False, default=None)
    """What the letter of RFC 4180 makes of the file, where that is something else; as good."""

    @property
    def group(self) -> str:
        """The kind of pollution."""
        return self.name.split("/")[0]


@dataclass(frozen=True)
class Style:
    """How a file is written; `quoting` is minimal, all or none."""

    delimiter: str = ","
    quote: str = '"'
    quoting: str = "minimal"
    escape: str = ""
    ending: str = "\n"
    encoding: str = "utf-8"
    mark: bytes = b""
    last_ending: bool = True


PLAIN = Style()


def days() -> list[date]:
    """The day of each record; enough of them tell the order of day and month."""
    return [date(2026, 1, 5) + timedelta(days=5 * number) for number in range(ROWS)]


def amounts() -> list[Decimal]:
    """The amount of each record."""
    return [Decimal((number * 7919 % 300_000) - 140_000) / 100 for number in range(1, ROWS + 1)]


def table() -> tuple[Row, ...]:
    """The clean records."""
    balance = Decimal(50_000)
    found = []
    for number, (day, amount) in enumerate(zip(days(), amounts(), strict=True)):
        balance += amount
        found.append((
            day.isoformat(), f"TX{number:04d}", _NAMES[number % 6], _WORDS[number * 5 % 6],
            f"{amount:.2f}", "EUR", f"{balance:.2f}",
        ))  # fmt: skip
    return tuple(found)


def figures() -> Figures:
    """What the clean records come to."""
    listed = amounts()
    plus = sum((one for one in listed if one > 0), Decimal(0))
    minus = sum((one for one in listed if one < 0), Decimal(0))
    return Figures(ROWS, plus, minus, days()[0].isoformat(), days()[-1].isoformat())


def speakable(rows: tuple[Row, ...], style: Style) -> tuple[Row, ...]:
    """The records that a style without quotes can write at all."""
    if style.quoting != "none" or style.escape:
        return rows
    signs = {sign for sign in style.delimiter if sign != " "}
    return tuple(tuple(_without(cell, signs | {'"', "'"}) for cell in row) for row in rows)


def _without(cell: str, signs: set[str]) -> str:
    return "".join("/" if sign in signs and sign not in "-." else sign for sign in cell)


def line(row: Row, style: Style) -> str:
    """One record as the style writes it."""
    return style.delimiter.join(_cell(cell, style) for cell in row)


def _cell(cell: str, style: Style) -> str:
    if style.quoting == "none":
        return (
            cell.replace(style.delimiter, style.escape + style.delimiter) if style.escape else cell
        )
    signs = (style.delimiter, style.quote[0], style.quote[-1], "\n", "\r")
    if style.quoting == "minimal" and not any(sign in cell for sign in signs):
        return cell
    mark = style.quote[-1]
    inner = cell.replace(mark, (style.escape or mark) + mark)
    return f"{style.quote[0]}{inner}{style.quote[-1]}"


def lines(rows: tuple[Row, ...], style: Style, header: Row | None = HEADER) -> list[str]:
    """The file's lines, header first."""
    return [line(row, style) for row in ((header, *rows) if header else rows)]


def encode(listed: list[str], style: Style) -> bytes:
    """The bytes of a file of these lines."""
    text = style.ending.join(listed) + (style.ending if style.last_ending else "")
    return style.mark + text.encode(style.encoding)


def written(name: str, style: Style, rows: tuple[Row, ...] | None = None) -> Polluted:
    """The clean table in a style."""
    kept = speakable(table() if rows is None else rows, style)
    return Polluted(name, encode(lines(kept, style), style), HEADER, kept, figures())


def polluted(
    name: str, listed: list[str], *, style: Style = PLAIN, rows: tuple[Row, ...] | None = None,
    header: Row = HEADER, told: bool = True, plain_rows: tuple[Row, ...] | None = None,
) -> Polluted:  # fmt: skip
    """A file of the lines given; `rows` are what it then holds, `told` whether its figures are
    still those of the clean table."""
    kept = table() if rows is None else rows
    content = encode(listed, style)
    return Polluted(name, content, header, kept, figures() if told else None, plain_rows)
