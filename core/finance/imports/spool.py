"""Spool and decode: any text file, packed or not, becomes UTF-8 with line feeds on disk.

Memory stays bounded: the file passes through in pieces.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from core.finance.imports import errors
from core.finance.imports.encodings import EncodingFinding, by_mark, guess
from core.finance.imports.schemas import Spooled

PIECE = 1 << 20
SAMPLE = 1 << 18
LONGEST_LINE = 1 << 20
UNPACKED_LIMIT = 1 << 30
RATIO_LIMIT = 250
RATIO_FROM = 8 << 20
_ARCHIVE_NOISE = re.compile(r"(^|/)(__MACOSX/|\.)")
NO_FILE_ENCODINGS = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"}
)
_BINARY_MARKS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\xd0\xcf\x11\xe0",
    b"\x7fELF",
    b"SQLite format",
)

Progress = Callable[[int], None]


def spool(source: Path, folder: Path, *, encoding: str | None = None) -> Spooled:
    """Copy `source` into `folder` as plain UTF-8. `encoding` overrides what would be found.

    Raises Invalid for empty, binary, oversized or broken files.
    """
    plain = unpack(source, folder)
    finding = _find_encoding(plain, encoding)
    target = folder / "table.txt"
    count = _transcode(plain, target, finding)
    if count.size == 0:
        raise errors.empty_file()
    digest = hashlib.sha256()
    for piece in _pieces(source):
        digest.update(piece)
    return Spooled(
        target, finding.name, finding.confidence, source.stat().st_size, digest.hexdigest(),
        count.lines, count.quotes, count.longest, count.tabs, count.wide_blanks,
    )  # fmt: skip


def unpack(source: Path, folder: Path) -> Path:
    """`source` itself, or the one file a ZIP or GZ holds, unpacked into `folder` within limits."""
    with source.open("rb") as file:
        head = file.read(8)
    if not head:
        raise errors.empty_file()
    try:
        if head.startswith(b"PK\x03\x04"):
            return _unzip(source, folder)
        if head.startswith(b"\x1f\x8b"):
            with gzip.open(source, "rb") as packed:
                return _copy_limited(packed, folder / "unpacked", source.stat().st_size)
    except (zipfile.BadZipFile, EOFError, zlib.error, gzip.BadGzipFile, RuntimeError) as error:
        raise errors.broken_archive() from error
    return source


def _unzip(source: Path, folder: Path) -> Path:
    with zipfile.ZipFile(source) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        names = {info.filename for info in members}
        if "[Content_Types].xml" in names or "mimetype" in names:
            raise errors.spreadsheet_file()
        wanted = [info for info in members if not _ARCHIVE_NOISE.search(info.filename)]
        if len(wanted) != 1 or wanted[0].flag_bits & 1:
            raise errors.archive_content()
        with archive.open(wanted[0]) as packed:
            return _copy_limited(packed, folder / "unpacked", wanted[0].compress_size)


def _copy_limited(packed: IO[bytes] | gzip.GzipFile, target: Path, packed_bytes: int) -> Path:
    written = 0
    with target.open("wb") as file:
        while piece := packed.read(PIECE):
            written += len(piece)
            if written > UNPACKED_LIMIT or (
                written > RATIO_FROM and written > packed_bytes * RATIO_LIMIT
            ):
                file.close()
                target.unlink()
                raise errors.archive_bomb()
            file.write(piece)
    if written == 0:
        raise errors.empty_file()
    return target


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _find_encoding(path: Path, wanted: str | None) -> EncodingFinding:
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if head.startswith(_BINARY_MARKS):
        raise errors.binary_file()
    marked = by_mark(head)
    if wanted:
        return EncodingFinding(_known(wanted, marked), 1.0)
    if marked:
        return EncodingFinding(marked, 1.0)
    _refuse_binary(head)
    sample = _odd_sample(path)
    return guess(sample) if sample is not None else EncodingFinding("utf-8", 1.0)


def _known(wanted: str, marked: str | None) -> str:
    try:
        found = codecs.lookup(wanted)
    except (LookupError, ValueError) as error:
        raise errors.unknown_encoding(wanted) from error
    if not found._is_text_encoding or found.name in NO_FILE_ENCODINGS:
        raise errors.unknown_encoding(wanted)
    name = found.name
    if name == "utf-8" and marked == "utf-8-sig":
        return marked
    return {"iso8859-1": "latin-1", "iso8859-2": "iso-8859-2"}.get(name, name)


def _refuse_binary(head: bytes) -> None:
    control = sum(
        head.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13, 26)
    )
    if control > max(1, len(head) // 500) or b"\x00" in head:
        raise errors.binary_file()


def _odd_sample(path: Path) -> bytes | None:
    """None when the whole file is UTF-8; else lines with bytes beyond ASCII, up to 256 KB."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in _pieces(path):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _odd_lines(path)
    return None


def _odd_lines(path: Path) -> bytes:
    kept, size = [], 0
    with path.open("rb") as file:
        while size < SAMPLE and (line := file.readline(LONGEST_LINE)):
            if not line.isascii():
                kept.append(line)
                size += len(line)
    return b"".join(kept)


@dataclass
class _Count:
    lines: int = 0
    quotes: int = 0
    size: int = 0
    longest: int = 0
    tabs: bool = False
    wide_blanks: bool = False
    open_line: int = field(default=0, repr=False)

    def add(self, data: bytes) -> None:
        """Count `data`; raises Invalid when a line grows past the limit."""
        self.size += len(data)
        self.quotes += data.count(b'"')
        self.tabs = self.tabs or b"\t" in data
        self.wide_blanks = self.wide_blanks or b"\xc2\xa0" in data or b"\xe3\x80\x80" in data
        breaks = data.count(b"\n")
        first = data.find(b"\n")
        self.longest = max(self.longest, self.open_line + (first if breaks else len(data)))
        if self.longest > LONGEST_LINE:
            raise errors.line_too_long(self.lines + 1)
        self.lines += breaks
        self.open_line = len(data) - data.rfind(b"\n") - 1 if breaks else self.open_line + len(data)


def _transcode(source: Path, target: Path, finding: EncodingFinding) -> _Count:
    name = finding.name
    count = _Count()
    errors_mode = "replace" if name in ("cp1252", "cp1250", "cp1251", "cp1257") else "strict"
    decoder = codecs.getincrementaldecoder(name)(errors_mode)
    direct = name in ("utf-8", "utf-8-sig")
    carry = b""
    try:
        with target.open("wb") as file:
            for number, piece in enumerate(_pieces(source)):
                data = decoder.decode(piece)
                if direct and number == 0:
                    piece = piece.removeprefix(codecs.BOM_UTF8)  # noqa: PLW2901
                carry = _write(file, carry + (piece if direct else data.encode("utf-8")), count)
            data = decoder.decode(b"", final=True)
            _write(file, carry + (b"" if direct else data.encode("utf-8")), count, last=True)
    except UnicodeDecodeError as error:
        raise errors.unknown_encoding(name) from error
    if count.open_line:
        count.lines += 1
    return count


def _write(file: BinaryIO, data: bytes, count: _Count, *, last: bool = False) -> bytes:
    """Write `data` with line feeds; a carriage return at the very end waits for what follows."""
    carry = b""
    if b"\r" in data:
        if data.endswith(b"\r") and not last:
            data, carry = data[:-1], b"\r"
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\x00" in data:
        raise errors.binary_file()
    count.add(data)
    file.write(data)
    return carry
