"""Sheets of one layout, a month each, read as one table that says which sheet a row is from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.finance.imports.schemas import UNIT, Layout, Spooled
from core.finance.imports.words import fold, month_number
from core.kit.i18n import t

FILE = "together.txt"
LONGEST_NUMBER = 2  # digits of a month or of a sheet
_WORDS = re.compile(r"\d+|[^\W\d_]+")


def are_alike(sheets: Sequence[tuple[Spooled, Layout]]) -> bool:
    """Whether several sheets of a workbook have the same names in the same places."""
    names = {tuple(fold(name) for name in layout.names) for _, layout in sheets}
    cells = all(one.sheet and not one.statement for one, _ in sheets)
    return len(sheets) > 1 and cells and len(names) == 1 and any(names.pop())


def are_periods(sheets: Sequence[tuple[Spooled, Layout]]) -> bool:
    """Whether the sheets' names are months or numbers, so that all belong together; those of
    accounts do not."""
    return all(
        any(_is_period(word) for word in _WORDS.findall(one.name)) for one, _ in sheets
    )  # fmt: skip


def _is_period(word: str) -> bool:
    if word.isdecimal():
        return len(word) <= LONGEST_NUMBER or word.startswith(("19", "20"))
    return month_number(word) is not None


def join_sheets(sheets: Sequence[tuple[Spooled, Layout]], width: int) -> Spooled:
    """One text of all: the first sheet whole, then the rows of the others, each with the name of
    its sheet in a column more."""
    first, layout = sheets[0]
    target = first.path.with_name(FILE)
    lines = 0
    with target.open("w", encoding="utf-8", newline="\n") as out:
        for sheet, own in sheets:
            start = 1 if sheet is first else own.first_line
            for number, line in enumerate(_lines(sheet.path), start=1):
                if number >= start:
                    told = t("Sheet") if number == layout.header_line and sheet is first else ""
                    told = told or (sheet.name if number >= own.first_line else "")
                    out.write(_with(line, told, width) + "\n")
                    lines += 1
    longest = max(sheet.longest_line + len(sheet.name.encode()) + width for sheet, _ in sheets)
    return replace(first, path=target, lines=lines, longest_line=longest, name="", others=())


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def _with(line: str, told: str, width: int) -> str:
    cells = line.split(UNIT)
    if not told or not line.strip(UNIT + " ") or len(cells) > width:
        return line
    return UNIT.join([*cells, *[""] * (width - len(cells)), told])
