"""Spool and decode: any text file, packed or not, becomes UTF-8 with line feeds on disk.

Memory stays bounded: the file passes through in pieces.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from core.finance.imports import errors
from core.finance.imports.encodings import EncodingFinding, by_mark, by_zeros, guess, mostly_utf8
from core.finance.imports.markup import Reader, declared_encoding, markup_reader
from core.finance.imports.schemas import Spooled
from core.finance.imports.statements import statement_reader, statement_sheets
from core.finance.imports.unpacking import PIECE, Member, unpack
from core.finance.imports.workbook import Sheet, is_workbook, read_workbook
from core.kit.errors import Invalid

SAMPLE = 1 << 18
LONGEST_LINE = 1 << 20
NO_FILE_ENCODINGS = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"}
)
_LENIENT = frozenset({"cp1252", "cp1250", "cp1251", "cp1257"})
_WIDE = ("utf-16", "utf-32")
_ODD_BREAKS = ("\u2028", "\u2029", "\x85", "\x1e")
_BINARY_MARKS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x7fELF",
    b"SQLite format",
)

Progress = Callable[[int], None]


def spool(source: Path, folder: Path, *, encoding: str | None = None) -> Spooled:
    """Copy `source` into `folder` as plain UTF-8. `encoding` overrides what would be found.

    Sheets of a workbook and files of an archive are in `others` of the first. Raises Invalid for
    empty, binary, oversized, protected or broken files.
    """
    digest = hashlib.sha256()
    for piece in _pieces(source):
        digest.update(piece)
    about = (source.stat().st_size, digest.hexdigest())
    found: list[Spooled] = []
    refusal: Invalid | None = None
    for number, member in enumerate(unpack(source, folder)):
        try:
            found += _tables(member, folder, number, encoding, about)
        except Invalid as error:  # one odd file does not spoil the archive
            refusal = refusal or error
        if member.path != source:
            member.path.unlink(missing_ok=True)
    if not found:
        raise refusal or errors.empty_file()
    return replace(found[0], others=tuple(found[1:]))


def _tables(
    member: Member, folder: Path, number: int, encoding: str | None, about: tuple[int, str]
) -> list[Spooled]:
    if is_workbook(member.path):
        place = folder / f"book{number}"
        place.mkdir(exist_ok=True)
        sheets = read_workbook(member.path, place)
        return [_sheet(sheet, folder, f"table{number}-{n}.txt", member.name, about)
                for n, sheet in enumerate(sheets)]  # fmt: skip
    finding = _find_encoding(member.path, encoding)
    if reader := statement_reader(member.path):
        place = folder / f"statement{number}"
        place.mkdir(exist_ok=True)
        accounts = statement_sheets(reader, member.path, finding.name, place)
        made = [_sheet(account, folder, f"table{number}-{n}.txt", member.name, about)
                for n, account in enumerate(accounts)]  # fmt: skip
        return [replace(one, encoding=finding.name, statement=True) for one in made]
    if markup := markup_reader(member.path):
        return _marked_up(markup, member, folder, number, finding, about, said=bool(encoding))
    target = folder / (f"table{number}.txt" if number else "table.txt")
    count = _transcode(member.path, target, finding)
    if count.size == 0:
        raise errors.empty_file()
    return [_spooled(target, finding, count, about, name=member.name)]


def _marked_up(
    read: Reader, member: Member, folder: Path, number: int, finding: EncodingFinding,
    about: tuple[int, str], *, said: bool,
) -> list[Spooled]:  # fmt: skip
    """A page or XML Spreadsheet; what it says of its encoding counts where the bytes do not."""
    name = finding.name
    if not said and finding.confidence < 1:
        name = declared_encoding(member.path) or name
    place = folder / f"page{number}"
    place.mkdir(exist_ok=True)
    sheets = read(member.path, _known(name, None), place)
    made = [_sheet(sheet, folder, f"table{number}-{n}.txt", member.name, about)
            for n, sheet in enumerate(sheets)]  # fmt: skip
    return [replace(one, encoding=name) for one in made]


def _sheet(sheet: Sheet, folder: Path, file: str, book: str, about: tuple[int, str]) -> Spooled:
    target = sheet.path.rename(folder / file)
    count = _Count()
    for piece in _pieces(target):
        count.add(piece)
    name = f"{book} / {sheet.name}" if book else sheet.name
    finding = EncodingFinding("utf-8", 1.0)
    return replace(_spooled(target, finding, count, about, name=name), sheet=True)


def _spooled(
    path: Path, finding: EncodingFinding, count: _Count, about: tuple[int, str], *, name: str
) -> Spooled:
    return Spooled(
        path, finding.name, finding.confidence, *about, count.lines, count.quotes, count.longest,
        count.tabs, count.wide_blanks, name,
    )  # fmt: skip


def _pieces(path: Path, until: int | None = None) -> Iterator[bytes]:
    left = path.stat().st_size if until is None else until
    with path.open("rb") as file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
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
    if b"\x00" in head and (wide := by_zeros(head)):
        return wide
    _refuse_binary(head[: _text_end(path, "utf-8")])
    sample = _odd_sample(path)
    if sample is None:
        return EncodingFinding("utf-8", 1.0)
    return mostly_utf8(sample) or guess(sample)


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
        head.count(bytes([code]))
        for code in range(32)
        if code not in (1, 9, 10, 12, 13, 26, 28, 29, 30, 31)
    )
    if control > max(1, len(head) // 500) or b"\x00" in head:
        raise errors.binary_file()


def _text_end(path: Path, encoding: str) -> int:
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
        if not self.wide_blanks and not data.isascii():
            self.wide_blanks = b"\xc2\xa0" in data or b"\xe3\x80\x80" in data
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
    lenient = name in _LENIENT or finding.lenient
    decoder = codecs.getincrementaldecoder(name)("replace" if lenient else "strict")
    direct = name in ("utf-8", "utf-8-sig") and not lenient
    carry, odd_break = b"", None
    end = _text_end(source, name)
    try:
        with target.open("wb") as file:
            for number, piece in enumerate(_pieces(source, end)):
                if direct and number and not odd_break and _is_plain(decoder, piece):
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


def _is_plain(decoder: codecs.IncrementalDecoder, piece: bytes) -> bool:
    """Whether the piece needs no decoding to be known as right."""
    return piece.isascii() and not decoder.getstate()[0]


def _odd_break(text: str) -> str | None:
    """The sign that ends records where no line break does; None in any usual file."""
    if "\n" in text or "\r" in text:
        return None
    return next((sign for sign in _ODD_BREAKS if text.count(sign) > 1), None)


def _plain(text: str, odd_break: str | None) -> bytes:
    return (text.replace(odd_break, "\n") if odd_break else text).encode("utf-8", "replace")


def _write(file: BinaryIO, data: bytes, count: _Count, *, last: bool = False) -> bytes:
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
