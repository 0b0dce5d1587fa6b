"""The backup file: a ZIP with the database as a DuckDB file and a manifest that describes it."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

from core.kit.errors import Invalid
from core.kit.i18n import N_

MANIFEST = "manifest.json"
DATABASE = "selfmastery.duckdb"
PRODUCT = "selfmastery"
FORMAT = 1
CHUNK = 1 << 20
LEVEL = 1  # DuckDB files are compressed already


class Member(BaseModel):
    """A file inside the archive."""

    model_config = ConfigDict(frozen=True)

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What a backup says of itself; `tables` are rows per table."""

    model_config = ConfigDict(frozen=True)

    product: str
    format: int
    version: str
    created_at: datetime
    dialect: str
    revision: str
    tables: dict[str, int]
    members: dict[str, Member]


def write_archive(path: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the archive and force it to the disk; `files` maps member names to files."""
    with path.open("wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=2))
        for name, source in files.items():
            archive.write(source, name, compresslevel=LEVEL)
        archive.close()
        raw.flush()
        os.fsync(raw.fileno())


def read_manifest(path: Path) -> Manifest:
    """The manifest of a backup. Raises Invalid for a foreign or damaged file."""
    try:
        with zipfile.ZipFile(path) as archive:
            if MANIFEST not in archive.namelist():
                raise foreign(path)
            manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except (zipfile.BadZipFile, ValidationError, EOFError) as error:
        raise (foreign(path) if _is_no_zip(path) else damaged(path, MANIFEST)) from error
    if manifest.product != PRODUCT:
        raise foreign(path)
    if manifest.format > FORMAT:
        raise Invalid("backup.newer", N_("{file} was made by a newer version."), file=path.name)
    return manifest


def unpack(path: Path, folder: Path) -> Manifest:
    """Write the members to `folder`, each compared with its checksum. Raises Invalid."""
    manifest = read_manifest(path)
    with zipfile.ZipFile(path) as archive:
        for name, member in manifest.members.items():
            target = (folder / name).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise foreign(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                _unpack_member(archive, name, target)
            except (zipfile.BadZipFile, KeyError, EOFError, zlib.error) as error:
                raise damaged(path, name) from error
            if target.stat().st_size != member.bytes or file_sha256(target) != member.sha256:
                raise damaged(path, name)
    return manifest


def _unpack_member(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    with archive.open(name) as source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink, CHUNK)
        sink.flush()
        os.fsync(sink.fileno())


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def member_of(path: Path) -> Member:
    """Size and checksum of a file."""
    return Member(bytes=path.stat().st_size, sha256=file_sha256(path))


def foreign(path: Path) -> Invalid:
    """Not one of our backups."""
    return Invalid("backup.foreign", N_("{file} is not a SelfMastery backup."), file=path.name)


def damaged(path: Path, what: str) -> Invalid:
    """One of our backups, but not as it was written."""
    return Invalid(
        "backup.damaged",
        N_("{file} is damaged: {what} is not as it was written."),
        file=path.name,
        what=what,
    )


def _is_no_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return not _starts_like_zip(file)


def _starts_like_zip(file: IO[bytes]) -> bool:
    return file.read(4) == b"PK\x03\x04"
