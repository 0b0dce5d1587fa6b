"""Cells of an XLSX that hold an error (#N/A), which the library gives as blank."""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` alone would hold the program's beginning up
if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable
    from typing import IO

PIECE = 1 << 20
LONGEST_CELL = 4096  # bytes of a cell with an error
_ATTRIBUTE = r'([\w:]+)="([^"]*)"'
_ERROR_CELL = (
    rb'(?s)<c\b[^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"[^<>]{0,200}?\bt="e"[^<>]*>.{0,2000}?'
    rb"<v>(#[^<]{1,20})</v>"
)

Wrong = dict[tuple[int, int], str]


def error_cells(path: str, names: Iterable[str]) -> dict[str, Wrong]:
    """Sheet -> its cells with an error; nothing of what is no XLSX. Raises one of DAMAGED."""
    import zipfile

    if not zipfile.is_zipfile(path):
        return {}
    found: dict[str, Wrong] = {}
    with zipfile.ZipFile(path) as archive:
        parts = _sheet_parts(archive)
        for name in names:
            part = parts.get(name)
            if part is None:
                continue
            with archive.open(part) as file:
                if wrong := errors_in(file):
                    found[name] = wrong
    return found


def errors_in(sheet: IO[bytes]) -> Wrong:
    """(row, column) -> error of a sheet's XML, which passes through in pieces."""
    import re

    found, rest = {}, b""
    while piece := sheet.read(PIECE):
        data = rest + piece
        if b't="e"' in data:
            for letters, row, words in re.findall(_ERROR_CELL, data):
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
    import html
    import re

    return [
        {name: html.unescape(value) for name, value in re.findall(_ATTRIBUTE, one)}
        for one in re.findall(rf"<{tag}\s([^<>]*)>", xml)
    ]


def _column(letters: bytes) -> int:
    """0-based position of a column's letters."""
    position = 0
    for letter in letters:
        position = position * 26 + letter - 64
    return position - 1
