"""CSV or a workbook's first sheet as rows, within the limits of a file that people fill in."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from core.kit.errors import Invalid, TooLarge
from core.kit.i18n import N_
from core.kit.line_files import FileRow, UploadedFile, csv_rows

MAX_BYTES = 2_000_000
MAX_UNPACKED = 64_000_000
MAX_LINES = 2_000
ZIP = b"PK\x03\x04"


def file_rows(file: UploadedFile) -> Iterator[FileRow]:
    """The rows that hold anything. Raises Invalid, TooLarge for what is no such file."""
    if len(file.data) > MAX_BYTES:
        raise TooLarge("file.too_large", N_("The file is larger than 2 MB."))
    rows = _workbook(file.data) if file.data.startswith(ZIP) else _csv(file.data)
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
    import python_calamine as calamine

    from core.finance.imports.workbook import cell_text

    broken = Invalid("file.no_workbook", N_("The file cannot be read as a workbook."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise TooLarge("file.too_large", N_("The file is larger than 2 MB."))
        _check_extent(data)
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise broken from error
    top, left = sheet.start or (0, 0)
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=top + 1):
        yield number, [""] * left + [cell_text(value) for value in row]


def _check_extent(data: bytes) -> None:
    """Raises Invalid where the sheet would not fit into memory."""
    from core.finance.imports.workbook_size import check_extent

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(data)
        check_extent(path)
