"""Multipart bodies: the file goes to disk piece by piece, the other fields stay small."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from core.kit.errors import Invalid, Unavailable
from core.kit.i18n import N_
from core.kit.settings import get_settings

FIELD_LIMIT = 256 * 1024
NAME_LENGTH = 255
MOST_FIELDS, LONGEST_HEADER = 50, 8 * 1024
FILE = "file"


@dataclass(frozen=True)
class Upload:
    """A received file and the fields that came with it."""

    path: Path
    name: str
    bytes: int
    sha256: str
    fields: dict[str, str]


def file_form(**fields: dict[str, Any]) -> dict[str, Any]:
    """The body of a path that takes a file, for OpenAPI; `fields` are what may come with it."""
    schema = {
        "type": "object",
        "required": [FILE],
        "properties": {FILE: {"type": "string", "format": "binary"}, **fields},
    }
    return {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    }


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[Upload]:
    """The body's file in a folder of the spool, gone after the block unless moved away.

    Raises Invalid for anything but a form with one file called `file`, Unavailable without room.
    """
    folder = get_settings().folder("spool") / f"upload-{secrets.token_hex(8)}"
    folder.mkdir()
    (folder / "owner.lock").touch()  # an upload that a kill leaves behind is cleared by its age
    try:
        yield await _receive(request, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _receive(request: Request, folder: Path) -> Upload:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise _no_form()
    form = _Form(folder)
    try:
        parser = MultipartParser(boundary, form.callbacks())
        async for piece in request.stream():
            parser.write(piece)
        parser.finalize()
    except MultipartParseError as error:
        raise _no_form() from error
    except OSError as error:
        raise Unavailable(
            "upload.no_room", N_("There is no room for the file. Free some disk space.")
        ) from error
    finally:
        form.close()
    return form.upload()


def _no_form() -> Invalid:
    message = N_("Send the file as multipart/form-data, in a field called “file”.")
    return Invalid("upload.no_file", message, fields={FILE: message})


@dataclass
class _Form:
    """What the parser has found so far."""

    folder: Path
    fields: dict[str, bytes] = field(default_factory=dict)
    _headers: dict[str, bytes] = field(default_factory=dict)
    _header: list[bytes] = field(default_factory=lambda: [b"", b""])
    _name: str = ""
    _file_name: str = ""
    _file: BinaryIO | None = None
    _is_file: bool = False
    _size: int = 0
    _is_whole: bool = False
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def callbacks(self) -> Any:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._gather(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._gather(1, data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._begin_content,
            "on_part_data": lambda data, start, end: self._take(data[start:end]),
            "on_end": self._end,
        }

    def upload(self) -> Upload:
        """The whole, once the body has ended."""
        if self._file is None or not self._is_whole:
            raise _no_form()
        try:
            fields = {name: value.decode() for name, value in self.fields.items()}
        except UnicodeDecodeError as error:
            raise _no_form() from error
        path = Path(self._file.name)
        return Upload(path, self._file_name, self._size, self._digest.hexdigest(), fields)

    def close(self) -> None:
        """Close the file on disk."""
        if self._file is not None:
            self._file.close()

    def _begin(self) -> None:
        self._headers = {}

    def _end(self) -> None:
        self._is_whole = True

    def _gather(self, which: int, data: bytes) -> None:
        self._header[which] += data
        if len(self._header[which]) > LONGEST_HEADER or len(self._headers) > MOST_FIELDS:
            raise _no_form()

    def _end_header(self) -> None:
        name, value = self._header
        self._headers[name.decode("latin-1").lower()] = value
        self._header = [b"", b""]

    def _begin_content(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        self._name = options.get(b"name", b"").decode(errors="replace")[:100]
        self._is_file = self._name == FILE
        if not self._is_file:
            self.fields[self._name] = b""
            if len(self.fields) > MOST_FIELDS:
                raise _no_form()
            return
        if self._file is not None:
            raise _no_form()
        given = options.get(b"filename", b"").decode(errors="replace").replace("\\", "/")
        self._file_name = (Path(given).name or "upload.csv").replace("\x00", "")[:NAME_LENGTH]
        self._file = (self.folder / "upload").open("wb")

    def _take(self, data: bytes) -> None:
        if self._is_file and self._file is not None:
            self._file.write(data)
            self._digest.update(data)
            self._size += len(data)
            return
        self.fields[self._name] += data
        if sum(map(len, self.fields.values())) > FIELD_LIMIT:
            raise _no_form()
