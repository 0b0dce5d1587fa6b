"""Whether a workbook's sheets certainly fit into memory, seen before they are read.

The library lays a sheet out as one block from its first to its last cell, and ends the whole
process when there is not enough memory for it: two cells far apart are enough, or one long text
that many cells share, which each of them holds whole. What may be too large is therefore read in
a process of its own (`workbook.py`), within MEMORY.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate

from core.finance.imports.unpacking import PIECE, ZIP

MOST_CELLS = 30_000_000  # about one gigabyte
MOST_TEXT = 128 << 20  # bytes of shared texts, each laid out wherever it is named
LEAST_CELL = 20  # bytes of XML
SHEET_ROWS, LETTERS, FAR = 1 << 20, 26, 1 << 30
EXACT = 16 << 20  # bytes of XML looked at closely
SMALL = 4 << 20  # bytes of XML that are looked at sooner than a process begins
MEMORY = 3 << 30  # bytes of address space for a process that reads
_PLACE = re.compile(rb"r\s*=\s*[\"']\s*([A-Za-z]{0,8})(\d+)")
_FAR = re.compile(rb"r\s*=\s*[\"']\s*(?:([A-Za-z]{2,8})\d|[A-Za-z]?\d{8})")
# Without one of these no cell lies beyond column Z or row 999,999: fewer than MOST_CELLS.
_BEYOND = re.compile(rb"r\s*=\s*[\"']\s*(?:[A-Za-z]{2,8}\d|[A-Za-z]?\d{7})")


def is_small(path: Path, size: int) -> bool:
    """Whether a workbook of `size` bytes unpacked is soon known to fit."""
    return size <= SMALL and not _may_be_too_large(path, size)


def _may_be_too_large(path: Path, size: int = SMALL) -> bool:
    """False only where every sheet certainly fits."""
    with path.open("rb") as file:
        if not file.read(4).startswith(ZIP):
            return True
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names or names & {"xl/workbook.bin", "content.xml"}:
            return True
        if any(_is_repeated(archive, name, size) for name in names):
            return True
        return any(not _is_small(archive, name) for name in names)


def _is_small(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a part's cells certainly fit; most are known by a look that counts none."""
    with archive.open(name) as part:
        if all(map(_is_near, _whole_tags(part))):
            return True
    with archive.open(name) as part:
        return _cells(part) <= MOST_CELLS


def _is_repeated(archive: zipfile.ZipFile, name: str, size: int) -> bool:
    """Whether the texts that cells share may come to too much: each cell holds its text whole."""
    if not name.casefold().endswith("sharedstrings.xml"):
        return False
    try:
        with archive.open(name) as part:
            return _longest_text(part) * (size // LEAST_CELL) > MOST_TEXT
    except ExpatError:
        return True


def _longest_text(part: IO[bytes]) -> int:
    """Bytes of the longest text that cells may share. Raises ExpatError."""
    starts: list[int] = []
    parser = ParserCreate()

    def begin(tag: str, _attributes: object) -> None:
        if tag.rsplit(":", 1)[-1] == "si":
            starts.append(parser.CurrentByteIndex)

    parser.StartElementHandler = begin
    parser.ParseFile(part)
    ends = [*starts[1:], parser.CurrentByteIndex]
    return max((end - start for start, end in zip(starts, ends, strict=False)), default=0)


def _is_near(data: bytes) -> bool:
    """Whether every cell says where it is, near the first; then rows need not be looked at."""
    return not (_BEYOND.search(data) or _unplaced(data, b"c"))


def _cells(part: IO[bytes]) -> int:
    """At least as many cells as the library makes of a sheet's XML."""
    last_row = last_column = rows = columns = looked_at = 0
    for data in _whole_tags(part):
        looked_at += len(data)
        rows, columns = rows + _unplaced(data, b"row"), columns + _unplaced(data, b"c")
        if looked_at <= EXACT:
            places = _PLACE.findall(data)
            last_row = max([last_row, *map(_row, {row for _, row in places})])
            last_column = max([last_column, *map(_column, {one for one, _ in places})])
        else:  # every cell of much XML is too much to look at: only the far ones
            far = {_column(one) if one else FAR for one in _FAR.findall(data)}
            last_row, last_column = max(last_row, SHEET_ROWS), max({last_column, LETTERS} | far)
    return (last_row + rows) * (last_column + columns)


def _whole_tags(part: IO[bytes]) -> Iterator[bytes]:
    """The XML in pieces that end before a tag."""
    rest = b""
    while piece := part.read(PIECE):
        data = rest + piece
        cut = data.rfind(b"<")
        cut = len(data) if cut < len(data) - PIECE else cut
        yield data[:cut]
        rest = data[cut:]
    yield rest


def _unplaced(data: bytes, tag: bytes) -> int:
    """How many rows or cells may not say where they are: they follow one another."""
    begun = data.count(b"<" + tag) + data.count(b":" + tag)
    if begun == data.count(b"<" + tag + b' r="'):  # all of them, in nearly every piece
        return 0
    return len(re.findall(rb"[<:]" + tag + rb"(?=[\s/>])(?! r=\")", data))


def _row(digits: bytes) -> int:
    return int(digits) if len(digits) < 8 else FAR  # noqa: PLR2004 (more than a sheet has)


def _column(letters: bytes) -> int:
    """1-based position of a column's letters; 0 for none."""
    position = 0
    for letter in letters.upper():
        position = position * 26 + letter - 64
    return position
