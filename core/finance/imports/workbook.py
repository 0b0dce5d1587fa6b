"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS): every sheet becomes a text, cells parted by UNIT.

Typed cells lose nothing: days are ISO, numbers have the 15 digits a spreadsheet shows.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from core.finance.imports import errors
from core.finance.imports.schemas import UNIT
from core.finance.imports.unpacking import PIECE, ZIP, is_workbook_archive
from core.finance.imports.workbook_size import check_extent

OLE = b"\xd0\xcf\x11\xe0"
UNPACKED_LIMIT = 512 << 20
RATIO_LIMIT = 400
MOST_SHEETS = 60
WHOLE = 64 << 20
LONGEST_CELL = 4096  # bytes of a cell with an error
MOST_COLUMNS = 1000
BREAK = "\x1e"  # a line break inside a cell
_SIGNS = str.maketrans({"\n": BREAK, "\r": None, UNIT: " ", BREAK: " ", "\x00": None})
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_ERROR_CELL = re.compile(
    rb'<c\b[^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"[^<>]{0,200}?\bt="e"[^<>]*>.{0,2000}?'
    rb"<v>(#[^<]{1,20})</v>",
    re.DOTALL,
)


@dataclass(frozen=True)
class Sheet:
    """One sheet written to `path`, a row a line, so that line numbers are the sheet's rows."""

    path: Path
    name: str
    rows: int


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook, by its first bytes."""
    with path.open("rb") as file:
        head = file.read(8)
    return head.startswith(OLE) or (head.startswith(ZIP) and is_workbook_archive(path))


def read_workbook(path: Path, folder: Path) -> list[Sheet]:
    """The sheets that hold anything, the visible ones if there are any.

    Raises Invalid for a protected, damaged or boundless workbook, or one without cells.
    """
    import python_calamine as calamine

    _check_size(path)
    check_extent(path)
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            sheets = list(_sheets(book, path, folder))
    except calamine.PasswordError as error:
        raise errors.workbook_protected() from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise _refusal(path) from error
    if not sheets:
        raise errors.empty_file()
    return sheets


def _refusal(path: Path) -> Exception:
    data = path.read_bytes()[:WHOLE]
    if data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        return errors.workbook_protected()
    return errors.workbook_broken()


def _check_size(path: Path) -> None:
    with path.open("rb") as file:
        if not file.read(4).startswith(ZIP):
            return
    with zipfile.ZipFile(path) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > UNPACKED_LIMIT or (size > (64 << 20) and size > path.stat().st_size * RATIO_LIMIT):
        raise errors.archive_bomb()


def _sheets(book: Any, path: Path, folder: Path) -> Iterator[Sheet]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    known = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    visible = [one.name for one in known if one.visible == SheetVisibleEnum.Visible]
    wrong = _error_cells(path, book.sheet_names)
    names = visible or [one.name for one in known] or list(book.sheet_names)
    for number, name in enumerate(names[:MOST_SHEETS]):
        sheet = book.get_sheet_by_name(name)
        if not sheet.height or not sheet.width:
            continue
        if sheet.width > MOST_COLUMNS:
            raise errors.too_many_columns(sheet.width, MOST_COLUMNS)
        target = folder / f"sheet{number}.txt"
        rows = _write(sheet, target, wrong.get(name, {}))
        if rows:
            yield Sheet(target, name.strip(), rows)


def _write(sheet: Any, target: Path, wrong: dict[tuple[int, int], str]) -> int:
    """Rows written, the last blank ones left out; a column before the first filled one is kept
    blank, so that positions are the sheet's."""
    written, waiting = 0, 0
    before = UNIT * (sheet.start[1] if sheet.start else 0)
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for number, row in enumerate(sheet.iter_rows()):
            waiting += 1
            line = before + _line(row)
            if wrong:
                cells = enumerate(line.split(UNIT))
                line = UNIT.join(wrong.get((number, index), cell) for index, cell in cells)
            if line.strip(UNIT + " "):
                file.write("\n" * (waiting - 1) + line.rstrip(UNIT) + "\n")
                written, waiting = written + waiting, 0
    return written


def _line(row: list[Any]) -> str:
    """The cells of a row as text, parted by UNIT; most rows are looked at as a whole."""
    line = UNIT.join([one if type(one) is str else cell_text(one) for one in row])
    if line.count(UNIT) == len(row) - 1 and line.replace(UNIT, "").isprintable():
        clean = line.strip(" ")
        if f" {UNIT}" not in clean and f"{UNIT} " not in clean:
            return clean
    return UNIT.join(map(cell_text, row))


def cell_text(value: object) -> str:
    """A typed cell as the text a person sees in it."""
    return _WRITERS.get(type(value), str)(value)


def _text(value: str) -> str:
    return (value if value.isprintable() else value.translate(_SIGNS)).strip()


def _number(value: float) -> str:
    short = f"{value:.15g}"
    return f"{Decimal(short):f}" if "e" in short else short


def _moment(value: datetime) -> str:
    if (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    rounded = value + timedelta(milliseconds=500)
    return rounded.replace(microsecond=0).isoformat(sep=" ")


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _text,
    bool: lambda truth: "TRUE" if truth else "FALSE",
    float: _number,
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _duration,
    type(None): lambda _: "",
}


def _error_cells(path: Path, names: Iterable[str]) -> dict[str, dict[tuple[int, int], str]]:
    """Cells of an XLSX that hold an error (#N/A), which the library gives as blank."""
    if not zipfile.is_zipfile(path):
        return {}
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(path) as archive:
        parts = _sheet_parts(archive)
        for name in names:
            part = parts.get(name)
            if part is None:
                continue
            with archive.open(part) as file:
                if wrong := _errors_in(file):
                    found[name] = wrong
    return found


def _errors_in(sheet: IO[bytes]) -> dict[tuple[int, int], str]:
    """(row, column) -> error of a sheet's XML, which passes through in pieces."""
    found, rest = {}, b""
    while piece := sheet.read(PIECE):
        data = rest + piece
        if b't="e"' in data:
            for letters, row, words in _ERROR_CELL.findall(data):
                found[int(row) - 1, _column(letters)] = words.decode()
        rest = data[-LONGEST_CELL:]
    return found


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> its file inside the workbook; none where it is no XLSX."""
    listed = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= listed:
        return {}
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {
        told["Id"]: told.get("Target", "") for told in _attributes("Relationship", links)
        if "Id" in told
    }  # fmt: skip
    parts = {}
    for told in _attributes("sheet", book):
        target = targets.get(told.get("r:id", ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in listed:
            parts[told.get("name", "")] = part
    return parts


def _attributes(tag: str, xml: str) -> list[dict[str, str]]:
    return [
        {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(one)}
        for one in re.findall(rf"<{tag}\s([^<>]*)>", xml)
    ]


def _column(letters: bytes) -> int:
    """0-based position of a column's letters."""
    position = 0
    for letter in letters:
        position = position * 26 + letter - 64
    return position - 1
