"""Files people fill in, a line a thing: the upload, and CSV of any usual encoding as rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

DELIMITERS = (",", ";", "\t")
FileRow = tuple[int, list[str]]
"""A row of a file: its line number from 1 and its cells."""


@dataclass(frozen=True)
class UploadedFile:
    """An uploaded file."""

    name: str
    data: bytes = field(repr=False)


def csv_rows(data: bytes) -> Iterator[FileRow]:
    """All rows; the first line tells the delimiter. Raises csv.Error."""
    text = decoded(data)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(DELIMITERS, key=first.count))
    for row in reader:
        yield reader.line_num, row


def decoded(data: bytes) -> str:
    """UTF-16 with its mark, UTF-8, else GB18030, with line feeds."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
