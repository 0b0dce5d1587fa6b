"""Spool and decode: any text file, packed or not, becomes UTF-8 with line feeds on disk.

Memory stays bounded: the file passes through in pieces.
"""

from __future__ import annotations

import codecs
import hashlib
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from core.finance.imports import errors
from core.finance.imports.encodings import EncodingFinding, by_mark, by_zeros, guess, mostly_utf8
from core.finance.imports.markup import Reader, declared_encoding, markup_reader
from core.finance.imports.schemas import Spooled
from core.finance.imports.statements import statement_reader, statement_sheets
from core.finance.imports.transcode import (
    LONGEST_LINE,
    Count,
    count_plain,
    is_plain,
    pieces,
    text_end,
    transcode,
)
from core.finance.imports.unpacking import Member, unpack
from core.finance.imports.workbook import Sheet, is_workbook, read_workbook
from core.kit.errors import Invalid

SAMPLE = 1 << 18
NO_FILE_ENCODINGS = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"}
)
_CONTROLS = bytes(set(range(32)) - {1, 9, 10, 12, 13, 26, 28, 29, 30, 31})
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
    found: list[Spooled] = []
    refusal: Invalid | None = None
    with ThreadPoolExecutor(1) as beside:  # hashing leaves the interpreter to others
        digest = beside.submit(_digest, source)
        for number, member in enumerate(unpack(source, folder)):
            try:
                found += _tables(member, folder, number, encoding)
            except Invalid as error:  # one odd file does not spoil the archive
                refusal = refusal or error
            if member.path != source:
                member.path.unlink(missing_ok=True)
    if not found:
        raise refusal or errors.empty_file()
    size, sha256 = source.stat().st_size, digest.result()
    first, *others = (replace(one, original_bytes=size, sha256=sha256) for one in found)
    return replace(first, others=tuple(others))


def _digest(source: Path) -> str:
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tables(member: Member, folder: Path, number: int, encoding: str | None) -> list[Spooled]:
    if is_workbook(member.path):
        place = folder / f"book{number}"
        place.mkdir(exist_ok=True)
        sheets = read_workbook(member.path, place)
        return [_sheet(sheet, folder, f"table{number}-{n}.txt", member.name)
                for n, sheet in enumerate(sheets)]  # fmt: skip
    finding, count = _find_encoding(member.path, encoding)
    if reader := statement_reader(member.path):
        place = folder / f"statement{number}"
        place.mkdir(exist_ok=True)
        accounts = statement_sheets(reader, member.path, finding.name, place)
        made = [_sheet(account, folder, f"table{number}-{n}.txt", member.name)
                for n, account in enumerate(accounts)]  # fmt: skip
        return [replace(one, encoding=finding.name, statement=True) for one in made]
    if markup := markup_reader(member.path):
        return _marked_up(markup, member, folder, number, finding, said=bool(encoding))
    target = folder / (f"table{number}.txt" if number else "table.txt")
    if count:
        shutil.copyfile(member.path, target)
    else:
        count = transcode(member.path, target, finding)
    if count.size == 0:
        raise errors.empty_file()
    return [_spooled(target, finding, count, name=member.name)]


def _marked_up(
    read: Reader, member: Member, folder: Path, number: int, finding: EncodingFinding,
    *, said: bool,
) -> list[Spooled]:  # fmt: skip
    """A page or XML Spreadsheet; what it says of its encoding counts where the bytes do not."""
    name = finding.name
    if not said and finding.confidence < 1:
        name = declared_encoding(member.path) or name
    place = folder / f"page{number}"
    place.mkdir(exist_ok=True)
    sheets = read(member.path, _known(name, None), place)
    made = [_sheet(sheet, folder, f"table{number}-{n}.txt", member.name)
            for n, sheet in enumerate(sheets)]  # fmt: skip
    return [replace(one, encoding=name) for one in made]


def _sheet(sheet: Sheet, folder: Path, file: str, book: str) -> Spooled:
    target = sheet.path.rename(folder / file)
    count = Count()
    for piece in pieces(target):
        count.add(piece)
    name = f"{book} / {sheet.name}" if book else sheet.name
    finding = EncodingFinding("utf-8", 1.0)
    return replace(_spooled(target, finding, count, name=name), sheet=True)


def _spooled(path: Path, finding: EncodingFinding, count: Count, *, name: str) -> Spooled:
    return Spooled(
        path, finding.name, finding.confidence, 0, "", count.lines, count.quotes, count.longest,
        count.tabs, count.wide_blanks, name,
    )  # fmt: skip


def _find_encoding(path: Path, wanted: str | None) -> tuple[EncodingFinding, Count | None]:
    """The encoding, and the counts of a file that is as it is to be."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if head.startswith(_BINARY_MARKS):
        raise errors.binary_file()
    marked = by_mark(head)
    if wanted:
        return EncodingFinding(_known(wanted, marked), 1.0), None
    if marked:
        return EncodingFinding(marked, 1.0), None
    if b"\x00" in head and (wide := by_zeros(head)):
        return wide, None
    _refuse_binary(head[: text_end(path, "utf-8")])
    if b"\n" in head and (count := count_plain(path)):
        return EncodingFinding("utf-8", 1.0), count
    sample = _odd_sample(path)
    found = None if sample is None else mostly_utf8(sample) or guess(sample)
    return found or EncodingFinding("utf-8", 1.0), None


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
    control = len(head) - len(head.translate(None, _CONTROLS))
    if control > max(1, len(head) // 500) or b"\x00" in head:
        raise errors.binary_file()


def _odd_sample(path: Path) -> bytes | None:
    """None when the whole file is UTF-8; else lines with bytes beyond ASCII, up to 256 KB."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces(path):
            if not is_plain(decoder, piece):
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
