"""What a file holds: itself, or the files of a ZIP or GZ, unpacked within limits."""

from __future__ import annotations

import gzip
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from core.finance.imports import errors
from core.finance.imports.workbooks.damage import DAMAGED

PIECE = 1 << 20
UNPACKED_LIMIT = 1 << 30
RATIO_LIMIT = 250
RATIO_FROM = 8 << 20
MOST_MEMBERS = 60
ZIP, GZ = b"PK\x03\x04", b"\x1f\x8b"
EMPTY_ZIP = b"PK\x05\x06"
_NOISE = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$)", re.IGNORECASE)
_NO_TABLE = re.compile(
    r"\.(pdf|png|jpe?g|gif|html?|docx?|rtf|md|sig|asc|p7s|ofd|xml|json|url|exe)$|"
    r"(^|/)(readme|license|说明|使用说明)[^/]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Member:
    """One file to read, and its name inside the archive; empty for the file itself."""

    path: Path
    name: str = ""


def unpack(source: Path, folder: Path) -> list[Member]:
    """`source` itself, or what it packs, unpacked into `folder`; a packed ZIP is unpacked too.

    Raises Invalid for a damaged, protected or boundless archive, or one without a table's file.
    """
    members = _unpacked(Member(source), folder, 0)
    if len(members) == 1 and members[0].path != source:
        return _unpacked(members[0], folder, 1)
    return members


def is_workbook_archive(path: Path) -> bool:
    """Whether a ZIP is a workbook or another office file."""
    with guarded(), zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    return "[Content_Types].xml" in names or "mimetype" in names


def _unpacked(member: Member, folder: Path, depth: int) -> list[Member]:
    with member.path.open("rb") as file:
        head = file.read(4)
    if not head:
        raise errors.empty_file()
    if head == EMPTY_ZIP:
        raise errors.archive_content()
    if head == ZIP and not is_workbook_archive(member.path):
        return _unzip(member.path, folder / f"zip{depth}")
    if head.startswith(GZ):
        target = folder / f"unpacked{depth}"
        with guarded(), gzip.open(member.path, "rb") as packed:
            _copy(packed, target, member.path.stat().st_size)
        return [Member(target, member.name)]
    return [member]


def _unzip(source: Path, folder: Path) -> list[Member]:
    folder.mkdir(exist_ok=True)
    found, total = [], 0
    with guarded(), zipfile.ZipFile(source) as archive:
        for number, info in enumerate(_wanted(archive)):
            if info.flag_bits & 1:
                raise errors.archive_protected()
            target = folder / str(number)
            with archive.open(info) as packed:
                total += _copy(packed, target, info.compress_size)
            if total > UNPACKED_LIMIT:
                raise errors.archive_bomb()
            if target.stat().st_size:
                found.append(Member(target, _name(info)))
    if not found:
        raise errors.empty_file()
    return found


def _wanted(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    files = [
        info
        for info in archive.infolist()
        if not info.is_dir() and not _NOISE.search(info.filename)
    ]
    tables = [info for info in files if not _NO_TABLE.search(info.filename)] or files
    if not tables or len(tables) > MOST_MEMBERS:
        raise errors.archive_content()
    return tables


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; old Chinese archivers write GBK where the format says CP437."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = info.filename
    return name.rsplit("/", 1)[-1]


@contextmanager
def guarded() -> Iterator[None]:
    """Everything a damaged archive raises is one refusal."""
    try:
        yield
    except DAMAGED as error:
        raise errors.broken_archive() from error


def _copy(packed: IO[bytes] | gzip.GzipFile, target: Path, packed_bytes: int) -> int:
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
    return written
