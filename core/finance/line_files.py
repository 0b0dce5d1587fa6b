"""Files that people fill in: CSV or a workbook's first sheet as rows, and what their names mean."""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.finance.links import LINKS
from core.kit.context import Ctx
from core.kit.errors import Invalid, TooLarge
from core.kit.i18n import N_
from core.kit.line_cells import BadCell, Reader
from core.kit.line_files import FileRow, UploadedFile, csv_rows
from core.kit.line_import import FileColumn
from data.schema import Category, Customer, Department, Project, User

MAX_BYTES = 2_000_000
MAX_UNPACKED = 64_000_000
MAX_LINES = 2_000
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # a ZIP; XLS, or what a password seals
WRITTEN: dict[str, tuple[Any, ...]] = {
    "department_id": (Department.name, Department.code),
    "project_id": (Project.name, Project.code),
    "customer_id": (Customer.name, Customer.code),
    "category_id": (Category.name_zh, Category.name_en, Category.code),
    "manager_id": (User.display_name, User.username),
}
"""How the row that a link column points at may be written in a file."""


@dataclass(frozen=True)
class LinkWords:
    """Names and codes of what the actor may choose or see in link columns, read once each."""

    ctx: Ctx
    _known: dict[str, Mapping[str, set[int]]] = field(default_factory=dict)
    _names: dict[str, Mapping[int, str]] = field(default_factory=dict)

    def ids(self, name: str, text: str) -> set[int]:
        """The rows that `text` may mean: none, one or several."""
        if name not in self._known:
            self._known[name] = self._words(name)
        return self._known[name].get(text.strip().casefold(), set())

    def column(self, name: str, *titles: str) -> FileColumn:
        """The link column under one of `titles`, its rows told by name."""
        return FileColumn(name, titles, self.reader(name), lambda held: self._name(name, held))

    def reader(self, name: str) -> Reader:
        """Reads the cells of a link column; the id held so far may stand for what is hidden."""

        def read(text: str, held: Any) -> int:
            found = self.ids(name, text)
            if held is not None and (held in found or text == str(held)):
                return int(held)
            if not found:
                raise BadCell(LINKS[name].unknown)
            if len(found) > 1:
                raise BadCell(N_("Several have this name; write the code."))
            return next(iter(found))

        return read

    def _name(self, name: str, row_id: int) -> str:
        """What the actor may know a row by."""
        if name not in self._names:
            link = LINKS[name]
            found = self.ctx.session.execute(link.rows(self.ctx, link.model.id, link.label()))
            self._names[name] = dict(found.all())
        return self._names[name].get(row_id, str(row_id))

    def _words(self, name: str) -> Mapping[str, set[int]]:
        link, words = LINKS[name], defaultdict(set)
        for row in self.ctx.session.execute(link.offered(self.ctx, link.model.id, *WRITTEN[name])):
            for word in row[1:]:
                if word:
                    words[word.casefold()].add(row[0])
        return words


def file_rows(file: UploadedFile) -> Iterator[FileRow]:
    """The rows that hold anything. Raises Invalid, TooLarge for what is no such file."""
    if len(file.data) > MAX_BYTES:
        raise TooLarge("file.too_large", N_("The file is larger than 2 MB."))
    rows = _workbook(file.data) if file.data.startswith(WORKBOOKS) else _csv(file.data)
    filled = ((number, row) for number, row in rows if any(cell.strip() for cell in row))
    for count, row in enumerate(filled):
        if count > MAX_LINES:
            raise TooLarge("file.too_long", N_("The file has more than 2,000 lines."))
        yield row


def _csv(data: bytes) -> Iterator[FileRow]:
    try:
        yield from csv_rows(data)
    except csv.Error as error:
        raise Invalid("file.no_csv", N_("The file cannot be read as CSV.")) from error


def _workbook(data: bytes) -> Iterator[FileRow]:
    """The rows of the first sheet with cells, numbered as there."""
    from core.finance.imports.errors import archive_bomb
    from core.finance.imports.workbook import read_workbook
    from core.finance.imports.workbooks.cells import BREAK, UNIT

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "upload"
        path.write_bytes(data)
        sheet = read_workbook(path, folder, most_bytes=MAX_UNPACKED)[0]
        if sheet.path.stat().st_size > MAX_UNPACKED:
            raise archive_bomb()
        with sheet.path.open(encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, start=1):
                cells = line.removesuffix("\n").split(UNIT)
                yield number, [cell.replace(BREAK, "\n") for cell in cells]
