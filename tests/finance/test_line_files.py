"""Files that people fill in: workbooks that are damaged or made to take all memory are refused."""

from __future__ import annotations

import io
import resource
import zipfile

import pytest
import xlsxwriter

from core.finance import file_rows
from core.finance.imports import workbook
from core.kit.errors import Invalid
from core.kit.line_files import UploadedFile

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book_of(*rows: list[object], before: tuple[str, ...] = ()) -> bytes:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as written:
        for name in before:
            written.add_worksheet(name)
        sheet = written.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return book.getvalue()


def with_parts(parts: dict[str, bytes]) -> bytes:
    """A workbook some of whose parts are others."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book_of(["Name"]))) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in {*source.namelist(), *parts}:
            target.writestr(name, parts.get(name) or source.read(name))
    return packed.getvalue()


def far(place: str) -> bytes:
    """A workbook with a cell in the first place and one far away."""
    row = f'<row r="1"><c r="A1"><v>1</v></c><c r="{place}"><v>1</v></c></row>'
    sheet = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{row}</sheetData></worksheet>'
    return with_parts({"xl/worksheets/sheet1.xml": sheet.encode()})


def shared(length: int, cells: int) -> bytes:
    """Many cells that share one text."""
    texts = f'<sst xmlns="{NAMESPACE}"><si><t>{"x" * length}</t></si></sst>'
    rows = (f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells + 1))
    book = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
    parts = {"xl/sharedStrings.xml": texts, "xl/worksheets/sheet1.xml": book}
    return with_parts({name: text.encode() for name, text in parts.items()})


def overwritten() -> bytes:
    """A workbook whose sheet cannot be unpacked any more."""
    whole = book_of(["Name", "Planned end"], *([f"Project {n}", n * 1.7] for n in range(400)))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 200
    return whole[:at] + b"\x00" * 40 + whole[at + 40 :]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (far("BDWGO1"), "import.too_many_columns"),
        (far("XFD1048576"), "import.archive_bomb"),
        (with_parts({"xl/media/image1.png": bytes(70 << 20)}), "import.archive_bomb"),
        (shared(3_000_000, 10_000), "import.archive_bomb"),
        (shared(1_000_000, 65), "import.archive_bomb"),
        (book_of(["Name"])[:-200], "import.archive_broken"),
        (overwritten(), "import.archive_broken"),
        (with_parts({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>"}),
         "import.workbook_broken"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
         "import.workbook_protected"),
        (book_of(), "import.empty"),
    ],
    ids=["a million columns", "far apart", "bomb", "one text in all cells", "one text in many",
         "cut", "overwritten", "half", "sealed", "empty"],
)  # fmt: skip
def test_a_workbook_that_cannot_be_read_is_refused_within_memory(
    data: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MEMORY", 512 << 20)  # soon filled
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Invalid) as refused:
        list(file_rows(UploadedFile("a.xlsx", data)))
    assert refused.value.code == code
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 << 10  # KiB


def test_the_first_sheet_with_cells_is_read() -> None:
    data = book_of(["Name", "", "Note"], [], ["a", 1.5, "two\nlines"], before=("Empty",))
    assert list(file_rows(UploadedFile("a.xlsx", data))) == [
        (1, ["Name", "", "Note"]),
        (3, ["a", "1.5", "two\nlines"]),
    ]
