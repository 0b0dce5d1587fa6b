"""XML Spreadsheet 2003: every sheet with its rows."""

from __future__ import annotations

import re
from math import isfinite
from pathlib import Path
from typing import IO, Any

from core.finance.imports import errors
from core.finance.imports.markup import limits
from core.finance.imports.schemas import UNIT
from core.finance.imports.workbook import Sheet
from core.finance.imports.workbooks.cells import BREAK, cell_text
from core.finance.imports.workbooks.rows import MOST_COLUMNS

_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet "
_MIDNIGHT = re.compile(r"T00:00:00(\.0+)?$")


def read_book(path: Path, encoding: str, folder: Path) -> list[Sheet]:
    """The sheets of an XML Spreadsheet. Raises Invalid for a damaged one or a document type."""
    from xml.parsers.expat import ExpatError, ParserCreate

    book = _Book(folder)
    parser: Any = ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = book.begin, book.end
    parser.CharacterDataHandler = book.text
    try:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            while piece := file.read(1 << 16):
                parser.Parse(piece.removeprefix("\ufeff").encode("utf-8", "replace"), False)
        parser.Parse(b"", True)
    except ExpatError as error:
        raise errors.workbook_broken() from error
    finally:
        book.close()
    filled = [sheet for sheet in book.sheets if sheet.rows]
    if not filled:
        raise errors.empty_file()
    return filled


class _Book:
    """Sheets of an XML Spreadsheet as its elements come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sheets: list[Sheet] = []
        self.out: IO[str] | None = None
        self.name, self.number = "", 0
        self.row: list[str] = []
        self.words: list[str] | None = None
        self.kind, self.across, self.noted = "", 0, False
        self.blank = 0

    def begin(self, tag: str, told: dict[str, str]) -> None:
        """An element opens."""
        name = tag.removeprefix(_NAMESPACE)
        if name == "Worksheet" and len(self.sheets) < limits.MOST_SHEETS:
            path = self.folder / f"sheet{len(self.sheets)}.txt"
            self.out = path.open("w", encoding="utf-8", errors="replace", newline="\n")
            self.name, self.number = told.get(f"{_NAMESPACE}Name", ""), 0
            self.sheets.append(Sheet(path, self.name.strip(), 0))
        elif name == "Row":
            self.skip_to(_count(told, "Index"))
            self.row = []
        elif name == "Cell":
            index = _count(told, "Index")
            self.across = _count(told, "MergeAcross")
            if max(index, len(self.row) + self.across) > MOST_COLUMNS:
                raise errors.too_many_columns(max(index, len(self.row)), MOST_COLUMNS)
            self.skip_across(index - 1 - len(self.row))
        elif name == "Comment":
            self.noted = True
        elif name == "Data" and not self.noted:
            self.words, self.kind = [], told.get(f"{_NAMESPACE}Type", "String")

    def text(self, words: str) -> None:
        """Text of a cell."""
        if self.words is not None and not self.noted:
            self.words.append(words)

    def end(self, tag: str) -> None:
        """An element closes."""
        name = tag.removeprefix(_NAMESPACE)
        if name == "Comment":
            self.noted = False
        elif name == "Cell":
            cell = _value("".join(self.words or ()), self.kind)
            self.row += [cell, *[""] * self.across]
            self.blank += self.across
            self.words, self.across = None, 0
        elif name == "Row" and self.out:
            self.number += 1
            self.out.write(UNIT.join(self.row) + "\n")
        elif name == "Worksheet" and self.out:
            self.close()

    def skip_across(self, count: int) -> None:
        """Cells that are left out are blank."""
        self.blank += max(count, 0)
        if self.blank > limits.MOST_WRITTEN:
            raise errors.archive_bomb()
        self.row += [""] * count

    def skip_to(self, index: int) -> None:
        """Rows that are left out are blank lines."""
        if index > limits.MOST_ROWS:
            raise errors.workbook_broken()
        while self.out and self.number + 1 < index:
            self.number += 1
            self.out.write("\n")

    def close(self) -> None:
        """The sheet is complete."""
        if self.out:
            self.out.close()
            last = self.sheets[-1]
            self.sheets[-1] = Sheet(last.path, last.name, self.number)
        self.out = None


def _number(text: str) -> str:
    try:
        value = float(text)
    except ValueError:
        return text
    return cell_text(value) if isfinite(value) else text


def _refuse(*_: object) -> None:
    raise errors.workbook_broken()


def _count(told: dict[str, str], name: str) -> int:
    text = told.get(f"{_NAMESPACE}{name}", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0  # noqa: PLR2004


def _value(text: str, kind: str) -> str:
    """Days as ISO without an empty time, numbers as a spreadsheet shows them."""
    if kind == "DateTime":
        return _MIDNIGHT.sub("", text.strip()).replace("T", " ").removesuffix(".000")
    if kind == "Number":
        return _number(text.strip())
    return text.replace("\r", "").replace("\n", BREAK).replace(UNIT, " ")[: limits.LONGEST_CELL]
