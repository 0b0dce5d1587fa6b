"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS): every sheet becomes a text, cells parted by UNIT.

Small ones are read here and now, others in a process of their own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from core.finance.imports import errors
from core.finance.imports.sources import load_sources
from core.finance.imports.unpacking import ZIP, guarded, is_workbook_archive
from core.finance.imports.words import load_words
from core.finance.imports.workbook_size import MEMORY, is_small
from core.finance.imports.workbooks.rows import MOST_COLUMNS, Unreadable, Written, write_sheets

OLE = b"\xd0\xcf\x11\xe0"
UNPACKED_LIMIT = 512 << 20
RATIO_LIMIT = 400
WHOLE = 64 << 20
SECONDS = 600
TIMES = 8  # the memory an ordinary sheet takes, in bytes a byte of its XML
LIBRARY = "python_calamine"
PROGRAM = """
import sys
sys.path += sys.argv[1:3]
from workbooks.program import main
main(*sys.argv[3:])
"""


@dataclass(frozen=True)
class Sheet:
    """One sheet written to `path`, a row a line, so that line numbers are the sheet's rows."""

    path: Path
    name: str
    rows: int


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook, by its first bytes."""
    with path.open("rb") as file:
        head = file.read(8)
    return head.startswith(OLE) or (head.startswith(ZIP) and is_workbook_archive(path))


def read_workbook(path: Path, folder: Path, *, most_bytes: int = UNPACKED_LIMIT) -> list[Sheet]:
    """The sheets that hold anything, the visible ones if there are any.

    Raises Invalid for a protected, damaged or boundless workbook, one of more than `most_bytes`
    unpacked, or one without cells.
    """
    with guarded():
        size = _check_size(path, most_bytes)
        small = is_small(path, size)
    try:
        read = write_sheets if small else partial(_apart, size)
        written = read(str(path), str(folder))
    except Unreadable as error:
        raise _refusal(path, error) from error
    if not written:
        raise errors.empty_file()
    return [Sheet(folder / file, name, rows) for file, name, rows in written]


def _refusal(path: Path, error: Unreadable) -> Exception:
    if error.reason == "wide":
        return errors.too_many_columns(error.width, MOST_COLUMNS)
    data = path.read_bytes()[:WHOLE]
    sealed = data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data
    if sealed or error.reason == "protected":
        return errors.workbook_protected()
    return errors.workbook_broken()


def _check_size(path: Path, most: int) -> int:
    """Bytes of the workbook unpacked. Raises Invalid when they are too many."""
    with path.open("rb") as file:
        if not file.read(4).startswith(ZIP):
            return path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > most or (size > (64 << 20) and size > path.stat().st_size * RATIO_LIMIT):
        raise errors.archive_bomb()
    return size


def _apart(size: int, path: str, folder: str) -> list[Written]:
    """As `write_sheets`, in a process that ends instead of this one when memory is short."""
    spec = find_spec(LIBRARY)
    library = Path(spec.origin).parents[1] if spec and spec.origin else ""
    own = Path(__file__).parent  # searched last: nothing there hides what the language brings
    program = (sys.executable, "-I", "-S", "-c", PROGRAM, str(library), str(own))
    told = (path, folder, str(MEMORY + TIMES * size))
    with subprocess.Popen(  # noqa: S603 (our own interpreter and text)
        (*program, *told), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            load_words()  # what reading on needs is made ready while there is nothing else to do
            load_sources()
            answer, trouble = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise errors.archive_bomb() from error
        finally:
            process.kill()
    died = process.returncode < 0 or (process.returncode and b"Traceback" not in trouble)
    if died or b"MemoryError" in trouble:
        raise errors.archive_bomb()
    if b"PanicException" in trouble:
        raise Unreadable("broken")
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, program, answer, trouble)
    found = json.loads(answer)
    if "reason" in found:
        raise Unreadable(found["reason"], found["width"])
    return [(file, name, rows) for file, name, rows in found["sheets"]]
