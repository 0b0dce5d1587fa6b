"""Files that mean no good, or no statement: a clear error or plain text, and bounded memory."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from core.kit.errors import Invalid
from tests.finance.imports.reading import read, shown, signed

PLAIN = "Date,Text,Amount\n2026-01-01,a,-1.00\n"


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty"),
        (b"\xef\xbb\xbf", "import.empty"),
        (bytes(range(256)) * 40, "import.binary"),
        (b"%PDF-1.7 something", "import.binary"),
        (b"Date,Amount\n2026-01-01,\x005.00\n", "import.binary"),
        (b"just a few words\nand no table\n", "import.no_table"),
        (b",".join(b"c%d" % n for n in range(10_000)) + b"\n", "import.too_many_columns"),
        (b"Date,Amount\n" + b"x" * (3 << 20), "import.line_too_long"),
        (zipped(("[Content_Types].xml", b"<x/>"), ("xl/a.xml", b"")), "import.workbook_broken"),
        (zipped(("a.csv", b"x"), ("b.csv", b"y")), "import.no_table"),
        (zipped(("a.csv", b"0" * (64 << 20))), "import.archive_bomb"),
        (gzip.compress(b"0" * (64 << 20)), "import.archive_bomb"),
        (b"PK\x03\x04 broken", "import.archive_broken"),
        (b"\x1f\x8b\x08 broken", "import.archive_broken"),
    ],
    ids=["empty", "mark", "binary", "pdf", "nul", "words", "columns", "line", "xlsx", "two",
         "zip-bomb", "gz-bomb", "zip", "gz"],
)  # fmt: skip
def test_refused_with_a_reason(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        shown(tmp_path, content)
    assert refused.value.code == code
    assert refused.value.text()


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(("a/b.csv", data))])
def test_a_packed_file_is_unpacked(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    assert signed(shown(tmp_path, pack(PLAIN.encode()))) == {None: ("0.00", "-1.00")}


def test_only_a_header_is_no_record(tmp_path: Path) -> None:
    found = shown(tmp_path, "交易时间,金额,收/支\n")
    assert found["rows"]["total"] == 0
    assert found["header_line"] == 1
    assert found["notes"]


def test_markup_is_text(tmp_path: Path) -> None:
    found = read(tmp_path, "Date,Text,Amount\n2026-01-01,<script>alert(1)</script>,-1.00\n")
    import duckdb

    with duckdb.connect(str(found.file), read_only=True) as connection:
        rows = connection.execute("SELECT description FROM staged").fetchall()
    assert rows == [("<script>alert(1)</script>",)]


def test_quotes_that_never_close_do_not_swallow_the_file(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-{day:02d},text,-1.00\n" for day in range(1, 29)) * 20
    found = shown(tmp_path, 'Date,Text,Amount\n2026-01-01,"open,-5.00\n' + rows)
    assert signed(found) == {None: ("0.00", "-565.00")}


def test_quotes_inside_quotes_as_sloppy_banks_write_them(tmp_path: Path) -> None:
    text = '"Date","Text","Amount"\n"2026-01-01","UAB "Naktida"","-5.00"\n"2026-01-02","b","2.00"\n'
    assert signed(shown(tmp_path, text)) == {None: ("2.00", "-5.00")}


def test_an_encoding_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"import\.encoding"):
        shown(tmp_path, "日期,金额\n2026-01-01,-5\n".encode("gb18030"), encoding="utf-8")
    with pytest.raises(Invalid, match=r"import\.encoding"):
        shown(tmp_path, PLAIN, encoding="klingon")
