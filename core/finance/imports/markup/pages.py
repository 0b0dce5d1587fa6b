"""Pages of HTML: the tables of one below one another, with the texts between them as lines."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from core.finance.imports import errors
from core.finance.imports.markup import limits
from core.finance.imports.schemas import UNIT
from core.finance.imports.workbook import Sheet
from core.finance.imports.workbooks.rows import MOST_COLUMNS

_SIGNS = re.compile(r"[\s\x00-\x1f\x7f]+")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*+)([^<>]*+)>")
_SPAN = re.compile(r"""\b(col|row)span\s*=\s*["']?(\d{1,4})""", re.IGNORECASE)
_ENDLESS = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{8,});?")
_UNSEEN = ("script", "style", "title", "xml")
_APART = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "table", "caption"})
_OPENS = re.compile(r"<[!?]")


def read_page(path: Path, encoding: str, folder: Path) -> list[Sheet]:
    """The tables of a page below one another on one sheet. Raises Invalid for a boundless one."""
    if path.stat().st_size > limits.WHOLE:
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
            if len(self.open) >= limits.DEEPEST:
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
        if self.written > limits.MOST_WRITTEN:
            raise errors.archive_bomb()


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


def _next(text: str, at: int) -> int:
    found = _OPENS.search(text, at)
    return found.start() if found else -1


def _plain(text: str) -> str:
    return _SIGNS.sub(" ", text).strip()[: limits.LONGEST_CELL]
