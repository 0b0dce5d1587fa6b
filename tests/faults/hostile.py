"""Files nobody should send, and what becomes of each."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

GOOD = "Date,Counterparty,Amount\n2026-03-01,Northwind,12.50\n2026-03-02,Contoso,-7.25\n"
HTML = (
    "Date,Counterparty,Description,Amount\n"
    '2026-03-01,<script>alert(1)</script>,"<img src=x onerror=""alert(2)"">",12.50\n'
    '2026-03-02,=HYPERLINK("http://x"),<b>bold</b>{{7*7}}${7*7},-7.25\n'
)
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Hostile:
    """A file and its fate: refused with one of `codes`, or read with so many records."""

    name: str
    make: Callable[[], bytes]
    codes: frozenset[str] = frozenset()
    records: int | None = None


def refused(name: str, make: Callable[[], bytes], *codes: str) -> Hostile:
    return Hostile(name, make, frozenset(codes))


def read(name: str, make: Callable[[], bytes], records: int) -> Hostile:
    return Hostile(name, make, records=records)


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return file.getvalue()


def gzip_bomb(megabytes: int = 100) -> bytes:
    """A small file that unpacks to one endless line."""
    file = io.BytesIO()
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=9) as packed:
        for _ in range(megabytes):
            packed.write(b"0" * MEGABYTE)
    return file.getvalue()


def encrypted_zip() -> bytes:
    """The flag alone says it: what it holds cannot be read."""
    raw = bytearray(zipped(a__csv=GOOD.encode()))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def wide(columns: int = 10_000) -> bytes:
    header = ",".join(["Date", "Amount", *(f"c{number}" for number in range(columns - 2))])
    rows = [
        ",".join([f"2026-03-0{day}", "12.50", *("x" for _ in range(columns - 2))])
        for day in range(1, 4)
    ]
    return "\n".join([header, *rows]).encode()


def one_line(path: Path, megabytes: int = 100) -> Path:
    """A file of that size without a line break."""
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write(b"2026-03-01,12.50," * (MEGABYTE // 17))
    return path


def noise() -> bytes:
    return random.Random(7).randbytes(100_000)


BOMB = "import.archive_bomb"
BINARY = "import.binary"
EMPTY = "import.empty"
NO_TABLE = "import.no_table"
CASES = (
    refused("empty.csv", bytes, EMPTY),
    refused("blank.csv", lambda: b"\n \n\t\n" * 100, EMPTY, NO_TABLE),
    refused("mark-only.csv", lambda: b"\xef\xbb\xbf", EMPTY, NO_TABLE),
    refused("noise.csv", noise, BINARY),
    refused("picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + noise(), BINARY),
    refused("prose.csv", lambda: b"Dear reader,\nnothing to count here.\nBye.\n", NO_TABLE),
    refused("page.csv", lambda: b"<!DOCTYPE html><html><p>502 Bad Gateway</html>", NO_TABLE),
    refused("json.csv", lambda: b'{"error": "not logged in"}\n', NO_TABLE),
    refused("nul.csv", lambda: GOOD.replace("Contoso", "Con\x00toso").encode(), BINARY),
    refused(
        "late-nul.csv",
        (GOOD + "2026-03-03,Contoso,1.00\n" * 20_000 + "2026-03-03,\x00,1.00\n").encode,
        BINARY,
    ),
    refused("wide.csv", wide, "import.too_many_columns"),
    refused("bomb.zip", lambda: zipped(a__csv=b"0" * 100 * MEGABYTE), BOMB),
    refused("bomb.gz", gzip_bomb, BOMB),
    refused("broken.gz", lambda: gzip.compress(GOOD.encode() * 100)[:60], "import.archive_broken"),
    refused("broken.zip", lambda: zipped(a__csv=GOOD.encode())[:60], "import.archive_broken"),
    refused("encrypted.zip", encrypted_zip, "import.archive_protected"),
    refused("two.zip", lambda: zipped(a__csv=b"1", b__csv=b"2"), "import.no_table"),
    refused(
        "traversal.zip",
        lambda: zipped(**{"a/../../../evil__csv": GOOD.encode()}),
        "import.archive_content",
    ),
    refused("nested.zip", lambda: zipped(a__zip=zipped(b__csv=noise())), BINARY),
    refused(
        "sheet.csv",
        lambda: zipped(**{"[Content_Types]__xml": b"<Types/>", "xl/workbook__xml": b"<x/>"}),
        "import.workbook_broken",
    ),
    read("header-only.csv", lambda: b"Date,Counterparty,Amount\n", 0),
    read("html.csv", HTML.encode, 2),
    read("picture.png", GOOD.encode, 2),
    read("noname", GOOD.encode, 2),
    read("utf16.csv", lambda: GOOD.encode("utf-16-le"), 2),
    read("utf16-big.csv", lambda: GOOD.encode("utf-16-be"), 2),
)


def leftovers(spool: Path) -> Iterator[Path]:
    """Files in the spool beyond the marks of who owns a folder and rejected rows."""
    for path in spool.rglob("*"):
        if path.is_file() and path.name not in {"owner.lock", "rejects.csv"}:
            yield path.relative_to(spool)
