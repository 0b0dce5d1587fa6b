"""Tables that only call themselves workbooks: HTML and XML Spreadsheet 2003 in a file named .xls.

Everything is read as text in one pass that never looks back: no script, style, entity, document
type or address of such a file means anything here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import IO, Any

from core.finance.imports import errors
from core.finance.imports.schemas import UNIT
from core.finance.imports.workbook import Sheet
from core.finance.imports.workbooks.cells import BREAK, cell_text
from core.finance.imports.workbooks.rows import MOST_COLUMNS

Reader = Callable[[Path, str, Path], list[Sheet]]
HEAD = 1 << 12
WHOLE = 64 << 20  # bytes of a page, which is read at once
MOST_SHEETS, MOST_ROWS = 60, 1 << 20
MOST_WRITTEN = 128 << 20  # characters of all lines; wide and tall cells leave blank ones
DEEPEST = 30
LONGEST_CELL = 32_767
_SIGNS = re.compile(r"[\s\x00-\x1f\x7f]+")
_PAGE = re.compile(rb"<(!doctype\s+html|html|table|meta|head|body)\b", re.IGNORECASE)
_TABLE = re.compile(rb"<t(able|r)\b", re.IGNORECASE)
_BOOK = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")
_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*+)([^<>]*+)>")
_SPAN = re.compile(r"""\b(col|row)span\s*=\s*["']?(\d{1,4})""", re.IGNORECASE)
_ENDLESS = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{8,});?")
_UNSEEN = ("script", "style", "title", "xml")
_APART = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "table", "caption"})
_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet "
_MIDNIGHT = re.compile(r"T00:00:00(\.0+)?$")


def markup_reader(path: Path) -> Reader | None:
    """What reads the file if it is a page with tables or an XML Spreadsheet."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if not plain.startswith(b"<"):
            return None
        if _BOOK.search(plain) and b"<Workbook" in plain:
            return _read_book
        if not _PAGE.match(plain) and not (plain.startswith(b"<!--") and _PAGE.search(plain)):
            return None
        rest = file.read(WHOLE).replace(b"\x00", b"")
    return _read_page if _TABLE.search(plain) or _TABLE.search(rest) else None


def declared_encoding(path: Path) -> str | None:
    """The encoding a page says it has; the Chinese ones by the widest of their family."""
    with path.open("rb") as file:
        found = _CHARSET.search(file.read(HEAD))
    name = found[1].decode("ascii").lower() if found else None
    return "gb18030" if name in ("gb2312", "gbk") else name


@dataclass
class _Table:
    """A table that is open: its row so far and cells that reach down from rows above."""

    row: list[str] = field(default_factory=list)
    below: dict[int, int] = field(default_factory=dict)
    cell: list[str] | None = None
    spans: tuple[int, int] = (1, 1)


class _Page:
    """Rows of all tables of a page as they come, with the texts between them as lines."""

    def __init__(self, out: IO[str]) -> None:
        self.out, self.rows, self.written = out, 0, 0
        self.open: list[_Table] = []
        self.loose: list[str] = []

    def text(self, words: str) -> None:
        """Text inside a cell or between tables."""
        if self.open and self.open[-1].cell is not None:
            self.open[-1].cell.append(words)
        elif not self.open:
            self.loose.append(words)

    def begin(self, name: str, attributes: str) -> None:
        """A tag that opens something."""
        if not self.open and name in _APART:
            self.end_line()
        if name == "table":
            if len(self.open) >= DEEPEST:
                raise errors.workbook_broken()
            self.open.append(_Table())
        elif name == "tr" and self.open:
            self.end_row()
        elif name in ("td", "th") and self.open:
            self.end_cell()
            spans = {kind.lower(): int(count) for kind, count in _SPAN.findall(attributes)}
            self.open[-1].cell = []
            self.open[-1].spans = (spans.get("col", 1) or 1, spans.get("row", 1) or 1)
        elif name in ("br", "p", "div"):
            self.text(" ")

    def end(self, name: str) -> None:
        """A tag that closes something."""
        if not self.open and name in _APART:
            self.end_line()
        if name in ("td", "th") and self.open:
            self.end_cell()
        elif name == "tr" and self.open:
            self.end_row()
        elif name == "table" and self.open:
            self.end_row()
            self.open.pop()
            self.write([])

    def end_cell(self) -> None:
        """The cell goes into its row, behind those that reach down from above."""
        table = self.open[-1]
        if table.cell is None:
            return
        self.fill(table)
        across, down = table.spans
        if len(table.row) + across > MOST_COLUMNS:
            raise errors.too_many_columns(len(table.row) + across, MOST_COLUMNS)
        for place in range(len(table.row), len(table.row) + across):
            if down > 1:
                table.below[place] = down
        table.row += [_plain("".join(table.cell)), *[""] * (across - 1)]
        table.cell = None

    def fill(self, table: _Table) -> None:
        """Blank cells where one from above reaches down."""
        while table.below.get(len(table.row), 0) > 0:
            table.row.append("")

    def end_row(self) -> None:
        """The row is written."""
        self.end_cell()
        table = self.open[-1]
        if not table.row:
            return
        self.write(table.row)
        table.below = {place: left - 1 for place, left in table.below.items() if left > 1}
        table.row = []

    def end_line(self) -> None:
        """Words between tables are a line of their own."""
        words, self.loose = _plain("".join(self.loose)), []
        if words:
            self.write([words])

    def write(self, cells: list[str]) -> None:
        """One line of the sheet."""
        self.rows += 1
        self.written += self.out.write(UNIT.join(cells) + "\n")
        if self.written > MOST_WRITTEN:
            raise errors.archive_bomb()


def _read_page(path: Path, encoding: str, folder: Path) -> list[Sheet]:
    """The tables of a page below one another on one sheet. Raises Invalid for a boundless one."""
    if path.stat().st_size > WHOLE:
        raise errors.workbook_broken()
    target = folder / "page.txt"
    with target.open("w", encoding="utf-8", errors="replace", newline="\n") as out:
        page = _Page(out)
        for words, closing, name, attributes in _tags(path.read_text(encoding, errors="replace")):
            if words:
                page.text(html.unescape(_ENDLESS.sub("�", words)))
            if name:
                page.end(name) if closing else page.begin(name, attributes)
        while page.open:
            page.end("table")
        page.end_line()
    return [Sheet(target, "", page.rows)]


def _tags(text: str) -> Iterator[tuple[str, bool, str, str]]:
    """(text before, whether it closes, lower-case name, attributes) of each tag, text last."""
    at = 0
    text = _without_comments(text)
    hidden = ""
    for tag in _TAG.finditer(text):
        words, at = ("" if hidden else text[at : tag.start()]), tag.end()
        name = tag[2].lower()
        if hidden:
            hidden = "" if tag[1] and name == hidden else hidden
            continue
        if name in _UNSEEN and not tag[1] and not tag[3].endswith("/"):
            hidden, name = name, ""
        yield words, bool(tag[1]), name, tag[3]
    if not hidden:
        yield text[at:], False, "", ""


def _without_comments(text: str) -> str:
    """Without comments, declarations and instructions; one that never ends ends the text."""
    kept, at = [], 0
    while (start := _next(text, at)) >= 0:
        kept.append(text[at:start])
        comment = text.startswith("<!--", start)
        end = text.find("-->" if comment else ">", start + 2)
        if end < 0:
            return "".join(kept)
        at = end + (3 if comment else 1)
    return "".join([*kept, text[at:]])


_OPENS = re.compile(r"<[!?]")


def _next(text: str, at: int) -> int:
    found = _OPENS.search(text, at)
    return found.start() if found else -1


def _plain(text: str) -> str:
    return _SIGNS.sub(" ", text).strip()[:LONGEST_CELL]


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
        if name == "Worksheet" and len(self.sheets) < MOST_SHEETS:
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
        if self.blank > MOST_WRITTEN:
            raise errors.archive_bomb()
        self.row += [""] * count

    def skip_to(self, index: int) -> None:
        """Rows that are left out are blank lines."""
        if index > MOST_ROWS:
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


def _read_book(path: Path, encoding: str, folder: Path) -> list[Sheet]:
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
    return text.replace("\r", "").replace("\n", BREAK).replace(UNIT, " ")[:LONGEST_CELL]
