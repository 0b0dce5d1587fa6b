"""Pollutions of single records, one cell after another."""

from __future__ import annotations

from collections.abc import Iterator

from bench.pollution.table import (
    AMOUNT,
    HEADER,
    PLAIN,
    Polluted,
    Row,
    Style,
    line,
    lines,
    polluted,
    table,
)

AT = (0, 9, 14, 20, 29)
QUOTED = Style(quoting="all")
TEXTS = (2, 3)
PADS = {"blank": ("  ", " "), "tab": ("\t", "\t"), "no-break": ("\u00a0", "\u3000")}


def record_pollutions() -> Iterator[Polluted]:
    """Each of some records broken in each of its cells, and as a whole."""
    for at in AT:
        for column in range(len(HEADER)):
            yield from _delimiters(at, column)
            yield from _quotes(at, column)
            yield from _pads(at, column)
        for column in TEXTS:
            yield from _texts(at, column)
        yield from _whole(at)


def _with(
    name: str, at: int, written: str, row: Row | None = None, *, style: Style = PLAIN,
    told: bool = True, plain: Row | None = None,
) -> Polluted:  # fmt: skip
    """The clean file with record `at` written so; `row` is what it then says."""
    rows = list(table())
    rows[at] = row or rows[at]
    listed = lines(table(), style)
    listed[at + 1] = written
    strict = None
    if plain is not None:
        strict = (*rows[:at], plain, *rows[at + 1 :])
    return polluted(name, listed, rows=tuple(rows), told=told, plain_rows=strict)


def _changed(at: int, column: int, cell: str) -> Row:
    row = table()[at]
    return (*row[:column], cell, *row[column + 1 :])


def _written(at: int, column: int, part: str, style: Style = PLAIN) -> str:
    parts = [line((cell,), style) for cell in table()[at]]
    return ",".join([*parts[:column], part, *parts[column + 1 :]])


def _delimiters(at: int, column: int) -> Iterator[Polluted]:
    row, place = table()[at], f"{at}-{column}"
    wide = (*row[:column], "", *row[column:])
    yield _with(f"extra-delimiter/{place}", at, line(wide, PLAIN), plain=wide)
    if column:
        merged = (*row[: column - 1], row[column - 1] + row[column], *row[column + 1 :])
        yield _with(f"missing-delimiter/{place}", at, line(merged, PLAIN), merged, told=False)
    empty = _changed(at, column, "")
    kept = column not in (0, AMOUNT)
    yield _with(f"empty-cell/{place}", at, line(empty, PLAIN), empty, told=kept)


def _quotes(at: int, column: int) -> Iterator[Polluted]:
    cell, place = table()[at][column], f"{at}-{column}"
    quoted = line((cell,), QUOTED)
    yield _with(f"quotes-padded/{place}", at, _written(at, column, f"  {quoted}\t"))
    if not cell or any(sign in cell for sign in ',"'):
        return
    opened = _changed(at, column, f'"{cell}')
    yield _with(f"quote-unclosed/{place}", at, _written(at, column, f'"{cell}'), plain=opened)
    closed = _changed(at, column, f'{cell}"')
    told = column not in (0, AMOUNT)
    yield _with(f"quote-unopened/{place}", at, _written(at, column, f'{cell}"'), closed,
                told=told, plain=table()[at])  # fmt: skip
    part = f'"{cell},' if column + 1 < len(HEADER) else f'"{cell}'
    whole = [line((one,), QUOTED) for one in table()[at]]
    whole[column] = part.rstrip(",")
    yield _with(f"quote-lost/{place}", at, ",".join(whole), style=QUOTED, plain=opened)


def _pads(at: int, column: int) -> Iterator[Polluted]:
    cell = line((table()[at][column],), PLAIN)
    if cell.startswith('"'):
        return
    for name, (before, after) in PADS.items():
        written = _written(at, column, f"{before}{cell}{after}")
        yield _with(f"padded-{name}/{at}-{column}", at, written)


def _texts(at: int, column: int) -> Iterator[Polluted]:
    place = f"{at}-{column}"
    for name, cell in {
        "line-break": "first line\nsecond line",
        "quotes-inside": 'A, "so" said, it',
        "breaks-and-quotes": '"a",\n"b"',
    }.items():
        row = _changed(at, column, cell)
        yield _with(f"{name}/{place}", at, line(row, PLAIN), row)
    sloppy = _changed(at, column, 'UAB "Naktida" Co')
    written = _written(at, column, '"UAB "Naktida" Co"', QUOTED)
    yield _with(f"quotes-sloppy/{place}", at, written, sloppy, style=QUOTED)
    other = TEXTS[1 - TEXTS.index(column)]
    row = _changed(at, column, "Smith, John")
    row = (*row[:other], "Plain", *row[other + 1 :])
    split = (*row[:column], "Smith", " John", *row[column + 1 :])
    yield _with(f"delimiter-unquoted/{place}", at, ",".join(split), row, plain=split)
    inch = _changed(at, column, 'Pipe 5" long')
    yield _with(f"quote-inch/{place}", at, _written(at, column, 'Pipe 5" long'), inch)


def _whole(at: int) -> Iterator[Polluted]:
    row, clean = table()[at], lines(table(), PLAIN)
    plain = tuple(cell.replace(",", "").replace('"', "") for cell in row)
    for name, sign in {"semicolon": ";", "tab": "\t", "pipe": "|"}.items():
        written = sign.join(plain)
        yield _with(f"row-delimiter/{name}-{at}", at, written, plain, plain=(written,))
    for count in (1, 3):
        trailing = line(row, PLAIN) + "," * count
        yield _with(f"row-trailing/{count}-{at}", at, trailing)
        short = row[:-count]
        yield _with(f"row-short/{count}-{at}", at, line(short, PLAIN), short, told=count == 1)
    yield _with(f"row-quoted/{at}", at, line(row, QUOTED))
    for name, inserted in {
        "blank": "", "blanks": "   ", "delimiters": ",,,,,,", "comment": "# checked by the branch",
        "title": "February 2026", "title-padded": "February 2026,,,,,,", "rule": "-------",
        "subtotal": "Subtotal,,,,77.00,,", "carried": "Balance carried forward,,,,,,500.00",
    }.items():  # fmt: skip
        listed = [*clean[: at + 1], inserted, *clean[at + 1 :]]
        yield polluted(f"inserted-{name}/{at}", listed)
