"""The rows of a workbook's sheets as lines of text, cells parted by UNIT."""

from __future__ import annotations

import os
from itertools import islice
from threading import Thread

from .cells import UNIT, cell_text, writer

TYPE_CHECKING = False  # `typing` alone would hold the program's beginning up
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .wrong import Wrong

MOST_SHEETS = 60
MOST_COLUMNS = 1000
BLOCK = 500  # rows
_BLANK_ENDS = (f" {UNIT}", f"{UNIT} ", " \n", "\n ")
Written = tuple[str, str, int]
"""A sheet's file in the folder, its name, and how many rows it has."""


class Unreadable(Exception):
    """A workbook that cannot be read; `reason` is protected, broken or wide."""

    def __init__(self, reason: str, width: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.width = reason, width


def write_sheets(path: str, folder: str) -> list[Written]:
    """Write the sheets that hold anything, the visible ones if there are any, into `folder`.

    Raises Unreadable.
    """
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            return list(_sheets(book, path, folder))
    except calamine.PasswordError as error:
        raise Unreadable("protected") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable("broken") from error


def _sheets(book: Any, path: str, folder: str) -> Iterator[Written]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    beside = _Beside(path, book.sheet_names)
    known = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    visible = [one.name for one in known if one.visible == SheetVisibleEnum.Visible]
    names = visible or [one.name for one in known] or list(book.sheet_names)
    for number, name in enumerate(names[:MOST_SHEETS]):
        sheet = book.get_sheet_by_name(name)
        if not sheet.height or not sheet.width:
            continue
        if sheet.width > MOST_COLUMNS:
            raise Unreadable("wide", sheet.width)
        file = f"sheet{number}.txt"
        rows = _write(sheet, os.path.join(folder, file), beside.wrong(name))  # noqa: PTH118
        if rows:
            yield file, name.strip(), rows


class _Beside:
    """The search for errors in cells, which goes on while the library reads: both mostly leave
    the interpreter to others."""

    def __init__(self, path: str, names: list[str]) -> None:
        self._path, self._names = path, names
        self._found: dict[str, Wrong] | None = None
        self._thread = Thread(target=self._look)
        self._thread.start()

    def wrong(self, sheet: str) -> Wrong:
        """What a sheet's cells hold. Raises Unreadable."""
        self._thread.join()
        if self._found is None:
            raise Unreadable("broken")
        return self._found.get(sheet, {})

    def _look(self) -> None:
        from contextlib import suppress

        from .damage import DAMAGED
        from .wrong import error_cells

        with suppress(*DAMAGED):  # nothing found then, which `wrong` tells
            self._found = error_cells(self._path, self._names)


def _write(sheet: Any, target: str, wrong: Wrong) -> int:
    """Rows written, the last blank ones left out; a column before the first filled one is kept
    blank, so that positions are the sheet's."""
    written, waiting = 0, 0
    before = UNIT * (sheet.start[1] if sheet.start else 0)
    rows, number = sheet.iter_rows(), 0
    closely = {row // BLOCK for row, _ in wrong}
    with open(target, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123
        while block := list(islice(rows, BLOCK)):
            text = None if number // BLOCK in closely else _plain(block, before)
            for line in [text] if text else _lines(block, before, number, wrong):
                if line:
                    count = len(block) if text else 1
                    file.write("\n" * waiting + line + "\n")
                    written, waiting = written + waiting + count, 0
                else:
                    waiting += 1
            number += len(block)
    return written


def _plain(rows: list[list[Any]], before: str) -> str | None:
    """The lines of many rows, looked at as a whole; None when a cell among them needs a closer
    look, or the last row is blank."""
    lines = _joined(rows)
    text = "\n".join(lines)
    signs = text.replace(UNIT, "").replace("\n", "")
    if len(text) - len(signs) != sum(map(len, rows)) - 1 or not signs.isprintable():
        return None
    if text.startswith(" ") or text.endswith(" ") or any(end in text for end in _BLANK_ENDS):
        return None
    if before or text.endswith(UNIT) or f"{UNIT}\n" in text:
        lines = [(before + line).rstrip(UNIT) for line in lines]
        text = "\n".join(lines)
    return text if lines[-1] else None


def _joined(rows: list[list[Any]]) -> list[str]:
    """A line of each row; cells of one kind, as most columns have, are written together."""
    columns: list[Iterable[str]] = []
    for column in zip(*rows, strict=True):
        kinds = set(map(type, column))
        if len(kinds) > 1:
            columns.append([one if type(one) is str else cell_text(one) for one in column])
        elif kinds == {str}:
            columns.append(column)
        else:
            columns.append(list(map(writer(kinds.pop()), column)))
    return list(map(UNIT.join, zip(*columns, strict=True)))


def _lines(rows: list[list[Any]], before: str, first: int, wrong: Wrong) -> Iterator[str]:
    """The line of each row, empty for a blank one, with the errors that stand in its cells."""
    for number, row in enumerate(rows, start=first):
        line = before + UNIT.join(map(cell_text, row))
        if wrong:
            cells = enumerate(line.split(UNIT))
            line = UNIT.join(wrong.get((number, index), cell) for index, cell in cells)
        yield line.rstrip(UNIT) if line.strip(UNIT + " ") else ""
