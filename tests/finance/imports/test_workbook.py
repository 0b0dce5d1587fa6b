"""Workbooks: typed cells become text without loss, rows keep their numbers, sheets are offered."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import xlsxwriter

from core.finance.imports import reading as loading
from core.finance.imports import schemas, workbook_size
from core.finance.imports import workbook as reading
from core.finance.imports.workbook import read_workbook
from core.finance.imports.workbooks import cells
from core.finance.imports.workbooks.cells import cell_text
from core.finance.imports.workbooks.wrong import _attributes as workbook_attributes
from core.finance.imports.workbooks.wrong import errors_in
from core.kit.errors import Invalid
from tests.finance.imports.reading import asked, shown, signed

HEADER = ("Date", "Text", "Amount")
FIRST = datetime.fromisoformat("2026-01-02T00:00")
TIMED = datetime.fromisoformat("2026-01-03T10:15:30")
PRECISE = datetime.fromisoformat("2026-01-02T03:04:05.600000")
Row = tuple[Any, ...]


def workbook(sheets: dict[str, list[Row]], **options: Any) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy/m/d h:mm:ss"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for index, value in enumerate(row):
                    form = moment if isinstance(value, datetime) else day
                    dated = isinstance(value, date)
                    sheet.write(number, index, value, *([form] if dated else []))
    return buffer.getvalue()


ROWS: list[Row] = [
    HEADER,
    (date(2026, 1, 2), "Rent", -1250.5),
    (TIMED, "Invoice", 1234.5600000001),
    (date(2026, 1, 4), "Sum", 0.1 + 0.2),
]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234.56, "1234.56"), (0.1 + 0.2, "0.3"), (5.0, "5"), (-0.5, "-0.5"),
        (123456789012345.0, "123456789012345"), (1e20, "1" + "0" * 20), (1e-7, "0.0000001"),
        (True, "TRUE"), (None, ""), (" a\nb ", "a\x1eb"), (date(2026, 1, 2), "2026-01-02"),
        (FIRST, "2026-01-02"), (time(9, 5), "09:05:00"),
        (PRECISE, "2026-01-02 03:04:06"),
        (timedelta(hours=36, minutes=5), "36:05:00"),
    ],
)  # fmt: skip
def test_cells_lose_nothing(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_a_workbook_is_read_as_a_statement(tmp_path: Path) -> None:
    found = shown(tmp_path, workbook({"Bookings": ROWS}))
    assert (found["encoding"], found["delimiter"], found["header_line"]) == ("utf-8", ",", 1)
    assert signed(found) == {None: ("1234.86", "-1250.50")}
    assert (found["first_date"], found["last_date"]) == ("2026-01-02", "2026-01-04")
    assert found["questions"] == []


def test_rows_keep_the_numbers_of_the_sheet(tmp_path: Path) -> None:
    rows: list[Row] = [("Statement",), (), ("", *HEADER), ("", date(2026, 1, 2), "a\nb", "x")]
    found = shown(tmp_path, workbook({"One": [*rows, ("", date(2026, 1, 3), "c", -2)]}))
    assert found["header_line"] == 3
    assert [(one["line"], one["value"]) for one in found["errors"]] == [(4, "x")]
    assert found["columns"]["amount"] == "Amount"


def test_every_row_of_a_long_sheet_is_read(tmp_path: Path) -> None:
    rows: list[Row] = [("2026-01-02", f"text {number}", 1.25) for number in range(3000)]
    found = shown(tmp_path, workbook({"One": [HEADER, *rows]}))
    assert signed(found) == {None: ("3750.00", "0.00")}


def test_days_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    found = shown(tmp_path, workbook({"One": ROWS}, date_1904=True))
    assert (found["first_date"], found["last_date"]) == ("2026-01-02", "2026-01-04")


def test_an_error_in_a_cell_is_an_error_of_the_row(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("One")
        for number, row in enumerate([HEADER, ("2026-01-02", "a", 1.5), ("2026-01-03", "b", None)]):
            sheet.write_row(number, 0, row)
        sheet.write_formula(2, 2, "=NA()", None, "#N/A")
    found = shown(tmp_path, buffer.getvalue())
    assert [(one["line"], one["value"]) for one in found["errors"]] == [(3, "#N/A")]


def test_sheets_with_records_are_offered(tmp_path: Path) -> None:
    names = ("Booking date", "Payee", "Reference", "Value")
    other: list[Row] = [names, (date(2026, 2, 1), "x", "r", 7)]
    sheets = {"Bank": ROWS, "Card": other, "Notes": [("Remark",), ("none",)]}
    content = workbook(sheets)
    found = shown(tmp_path, content)
    (question,) = (one for one in found["questions"] if one["id"] == "table")
    assert [option.split("（")[0] for option in question["options"]] == ["Bank", "Card"]
    assert question["suggested"].startswith("Bank")
    assert signed(shown(tmp_path, content, answers={"table": "Card"})) == {None: ("7.00", "0.00")}
    assert asked(shown(tmp_path, content, answers={"table": question["options"][1]})).keys() <= {
        "direction"
    }
    with pytest.raises(Invalid, match=r"import\.wrong_answer"):
        shown(tmp_path, content, answers={"table": "Notes"})


@pytest.mark.parametrize(
    "pack", [gzip.compress, lambda data: zipped(("a.xlsx", data), ("readme.txt", b"hello"))]
)
def test_a_packed_workbook_is_unpacked(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    assert signed(shown(tmp_path, pack(workbook({"One": ROWS})))) == {None: ("1234.86", "-1250.50")}


def test_tables_within_a_sheet_are_a_question_of_their_own(tmp_path: Path) -> None:
    names = ("Booking date", "Payee", "Reference", "Amount")
    second: list[Row] = [names, (date(2026, 2, 1), "x", "r1", 7)]
    content = workbook({"Both": [*ROWS, (), ("Card",), *second], "Other": second})
    found = asked(shown(tmp_path, content))
    assert found["table"].startswith("Both")
    assert found["inner_table"].endswith("（3 行）")
    card = shown(tmp_path, content, answers={"table": "Both", "inner_table": "Card"})
    assert signed(card) == {None: ("7.00", "0.00")}


def test_sheets_of_one_layout_may_be_read_together(tmp_path: Path) -> None:
    february: list[Row] = [HEADER, (date(2026, 2, 1), "x", 10.5), (date(2026, 2, 2), "y", -0.5)]
    content = workbook({"January": ROWS, "February": [("Statement",), *february]})
    found = shown(tmp_path, content)
    (question,) = (one for one in found["questions"] if one["id"] == "table")
    assert [option.split("（")[0] for option in question["options"]] == [
        "January", "February", "全部工作表",
    ]  # fmt: skip
    assert question["suggested"] == question["options"][2] == "全部工作表（5 行）"
    assert signed(found) == {None: ("1245.36", "-1251.00")}
    assert found["last_date"] == "2026-02-02"
    for answer in ("all", question["suggested"]):
        assert signed(shown(tmp_path, content, answers={"table": answer})) == signed(found)
    alone = shown(tmp_path, content, answers={"table": "January"})
    assert signed(alone) == {None: ("1234.86", "-1250.50")}


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_files_of_an_archive_are_offered(tmp_path: Path) -> None:
    first = b"Date,Text,Amount\n2026-01-01,a,-1.00\n"
    second = "日期,摘要,金额,收/支\n2026-01-01,甲,5.00,收入\n2026-01-02,乙,6.00,支出\n"
    content = zipped(("2026/a.csv", first), ("2026/账单.csv", second.encode("gb18030")))
    found = shown(tmp_path, content)
    (question,) = found["questions"]
    assert question["id"] == "table"
    assert question["suggested"].startswith("账单.csv")
    assert found["encoding"] == "gb18030"
    assert signed(shown(tmp_path, content, answers={"table": "a.csv"})) == {None: ("0.00", "-1.00")}


def protected() -> bytes:
    """The beginning of what a spreadsheet writes with a password: an OLE container."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (protected(), "import.workbook_protected"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "import.workbook_broken"),
        (workbook({"One": ROWS})[:3000], "import.archive_broken"),
        (zipped(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")),
         "import.workbook_broken"),
        (workbook({"One": []}), "import.empty"),
        (zipped(("[Content_Types].xml", b"<x/>"), ("xl/a.xml", b"0" * (600 << 20))),
         "import.archive_bomb"),
    ],
    ids=["protected", "broken-xls", "cut", "word", "empty", "bomb"],
)  # fmt: skip
def test_refused_with_a_reason(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        shown(tmp_path, content)
    assert refused.value.code == code


def far_apart(row: int, column: int) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("One")
        sheet.write(0, 0, "amount")
        sheet.write(row, column, 1)
    return buffer.getvalue()


def test_two_cells_far_apart_do_not_take_all_memory(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(far_apart(1_048_575, 16_383))
    with pytest.raises(Invalid, match=r"import\.archive_bomb"):
        read_workbook(file, tmp_path)
    file.write_bytes(far_apart(5_000, 20))
    assert read_workbook(file, tmp_path)[0].rows == 5_001


def test_rows_and_cells_that_do_not_say_where_they_are_count(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    sheet = "<row/>" * 50_000 + "<row>" + "<c><v>1</v></c>" * 1000 + "</row>"
    file.write_bytes(zipped(("xl/workbook.xml", b"<x/>"), ("xl/a.xml", sheet.encode())))
    assert workbook_size._may_be_too_large(file)
    file.write_bytes(workbook({"One": ROWS}))
    assert not workbook_size._may_be_too_large(file)


@pytest.mark.parametrize("tag", ["<c ", "<c r='1' ", '<c r="A1" ', '<c r="A1" t="e">', ' r="A1"'])
def test_the_errors_of_tags_without_end_are_looked_for_in_one_pass(tag: str) -> None:
    began = monotonic()
    errors_in(io.BytesIO(b'<c t="e" ' + tag.encode() * (200_000 // len(tag))))
    assert monotonic() - began < 3


def test_sheets_without_end_are_looked_for_in_one_pass() -> None:
    began = monotonic()
    assert workbook_attributes("sheet", "<sheet " * 50_000) == []
    assert monotonic() - began < 1


def uneven() -> bytes:
    """Blanks of every kind, an error, and cells of all types in the midst of many plain rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("One")
        form = book.add_format({"num_format": "yyyy/m/d h:mm:ss"})
        for number in range(1, 2400):
            cells = ["2026-01-02", number / 8, f"text {number}", "" if number % 3 else "note"]
            sheet.write_row(number, 2, cells if number % 700 else [])
        sheet.write_row(10, 2, [" padded ", "a\nb", "a\x1fb", True])
        sheet.write_datetime(900, 3, TIMED, form)
        sheet.write_formula(1800, 3, "=NA()", None, "#N/A")
        sheet.write_row(2405, 2, ["", " "])
    return buffer.getvalue()


def test_a_workbook_read_beside_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, found = tmp_path / "a.xlsx", {}
    file.write_bytes(uneven())
    for small in (True, False):
        monkeypatch.setattr(reading, "is_small", lambda *_, told=small: told)
        (sheet,) = read_workbook(file, tmp_path)
        found[small] = sheet.rows, sheet.path.read_text(encoding="utf-8")
    assert found[True] == found[False]
    rows, text = found[True]
    lines = text.split("\n")
    assert rows == len(lines) - 1 == 2400
    assert (lines[0], lines[700], lines[2]) == ("", "", "\x1f\x1f2026-01-02\x1f0.25\x1ftext 2")
    assert lines[10] == "\x1f\x1fpadded\x1fa\x1eb\x1fa b\x1fTRUE"
    assert lines[900].split("\x1f")[3] == "2026-01-03 10:15:30"
    assert lines[1800].split("\x1f")[3] == "#N/A"
    assert lines[2397:2400:2] == [
        "\x1f\x1f2026-01-02\x1f299.625\x1ftext 2397\x1fnote",
        lines[2399].rstrip(),
    ]


def test_text_read_beside_is_parted_as_all_text() -> None:
    assert (cells.UNIT, cells.BREAK) == (schemas.UNIT, loading.BREAK)


def test_trailing_blank_rows_are_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook({"One": [*ROWS, *[("", " ")] * 50]}))
    (sheet,) = read_workbook(file, tmp_path)
    assert sheet.rows == len(ROWS)
    assert sheet.path.read_text(encoding="utf-8").count("\n") == len(ROWS)
