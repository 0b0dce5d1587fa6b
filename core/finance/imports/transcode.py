"""Bytes of any encoding become UTF-8 with line feeds, piece by piece, and are counted."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from core.finance.imports import errors
from core.finance.imports.encodings import EncodingFinding
from core.finance.imports.unpacking import PIECE
from core.kit.errors import Invalid

LONGEST_LINE = 1 << 20
_LENIENT = frozenset({"cp1252", "cp1250", "cp1251", "cp1257"})
_WIDE = ("utf-16", "utf-32")
_ODD_BREAKS = ("\u2028", "\u2029", "\x85", "\x1e")


def pieces(path: Path, until: int | None = None) -> Iterator[bytes]:
    """The bytes of a file, or those before `until`, a megabyte at a time."""
    left = path.stat().st_size if until is None else until
    with path.open("rb") as file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def text_end(path: Path, encoding: str) -> int:
    """Where the text ends: zeros and the end-of-file sign of old systems after it are nothing."""
    size = path.stat().st_size
    if encoding.startswith(_WIDE):
        return size
    with path.open("rb") as file:
        while size > 0:
            start = max(0, size - PIECE)
            file.seek(start)
            kept = len(file.read(size - start).rstrip(b"\x00\x1a"))
            if kept:
                return start + kept
            size = start
    return size


@dataclass
class Count:
    """What is known of a text that passed: lines, quotes, bytes, the longest line's bytes."""

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
        if not self.wide_blanks and not data.isascii():
            self.wide_blanks = b"\xc2\xa0" in data or b"\xe3\x80\x80" in data
        breaks = data.count(b"\n")
        first = data.find(b"\n")
        self.longest = max(self.longest, self.open_line + (first if breaks else len(data)))
        if self.longest > LONGEST_LINE:
            raise errors.line_too_long(self.lines + 1)
        self.lines += breaks
        self.open_line = len(data) - data.rfind(b"\n") - 1 if breaks else self.open_line + len(data)


def count_plain(path: Path) -> Count | None:
    """The counts of a file that is as it is to be, UTF-8 with line feeds; None of any other.

    Most large files are: they pass but once.
    """
    count = Count()
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces(path):
            if b"\r" in piece or b"\x00" in piece or piece.endswith(b"\x1a"):
                return None
            if not is_plain(decoder, piece):
                decoder.decode(piece)
            count.add(piece)
        decoder.decode(b"", final=True)
    except (UnicodeDecodeError, Invalid):
        return None
    count.lines += count.open_line > 0
    return count if count.size else None


def transcode(source: Path, target: Path, finding: EncodingFinding) -> Count:
    """Write `source` to `target` as UTF-8. Raises Invalid for bytes that are not of the encoding,
    binary content, a line past the limit."""
    name = finding.name
    count = Count()
    lenient = name in _LENIENT or finding.lenient
    decoder = codecs.getincrementaldecoder(name)("replace" if lenient else "strict")
    direct = name in ("utf-8", "utf-8-sig") and not lenient
    carry, odd_break = b"", None
    end = text_end(source, name)
    try:
        with target.open("wb") as file:
            for number, piece in enumerate(pieces(source, end)):
                if direct and number and not odd_break and is_plain(decoder, piece):
                    carry = _write(file, carry + piece if carry else piece, count)
                    continue
                data = decoder.decode(piece)
                if number == 0:
                    odd_break = _odd_break(data)
                    piece = piece.removeprefix(codecs.BOM_UTF8)  # noqa: PLW2901
                if odd_break or not direct:
                    data = data.removeprefix("\ufeff") if number == 0 else data
                    piece = _plain(data, odd_break)  # noqa: PLW2901
                carry = _write(file, carry + piece, count)
            data = decoder.decode(b"", final=True)
            _write(file, carry + (b"" if direct else _plain(data, odd_break)), count, last=True)
    except UnicodeDecodeError as error:
        raise errors.unknown_encoding(name) from error
    if count.open_line:
        count.lines += 1
    return count


def is_plain(decoder: codecs.IncrementalDecoder, piece: bytes) -> bool:
    """Whether the piece needs no decoding to be known as right."""
    return piece.isascii() and not decoder.getstate()[0]


def _odd_break(text: str) -> str | None:
    """The sign that ends records where no line break does; None in any usual file."""
    if "\n" in text or "\r" in text:
        return None
    return next((sign for sign in _ODD_BREAKS if text.count(sign) > 1), None)


def _plain(text: str, odd_break: str | None) -> bytes:
    return (text.replace(odd_break, "\n") if odd_break else text).encode("utf-8", "replace")


def _write(file: BinaryIO, data: bytes, count: Count, *, last: bool = False) -> bytes:
    """Write `data` with line feeds; carriage returns at the very end wait for what follows."""
    carry = b""
    if b"\r" in data:
        if data.endswith(b"\r") and not last:
            kept = data.rstrip(b"\r")
            data, carry = kept, data[len(kept) :]
        data = data.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\x00" in data:
        raise errors.binary_file()
    count.add(data)
    file.write(data)
    return carry
