"""The first lines of a file as they stand in it, for a person to say where the table begins."""

from __future__ import annotations

import codecs
import json
from itertools import islice
from pathlib import Path

from core.finance.imports import batches
from core.finance.imports.encodings import by_mark, by_zeros, guess, mostly_utf8
from core.finance.imports.original import NAME
from core.finance.imports.preparing import SPOOLED
from core.finance.imports.schemas import UNIT, ImportOptions, Spooled
from core.finance.imports.unpacking import GZ, ZIP
from core.finance.imports.workbook import OLE
from core.finance.imports.workbooks.cells import BREAK
from core.kit.context import Ctx
from core.kit.settings import get_settings

READ = 1 << 14
LONGEST = 120
PACKED = (OLE, ZIP, GZ)
_SHOWN = str.maketrans({UNIT: "|", BREAK: " ", "\t": "⇥"})


def head_lines(ctx: Ctx, batch_id: str, *, limit: int = 30) -> tuple[tuple[int, str], ...]:
    """(number, text) of the first lines that hold anything, while the file is kept.

    Nothing for a workbook or archive that could not be read, or one that holds several tables.
    Raises NotFound, NotPermitted.
    """
    batch = batches.load(ctx, batch_id)
    folder = get_settings().home / "spool" / batch_id
    if (folder / SPOOLED).exists():
        lines = _spooled(folder)
    elif (folder / NAME).exists():
        lines = _decoded(folder / NAME, ImportOptions.model_validate(batch.options).encoding)
    else:
        lines = []
    told = ((number, line.translate(_SHOWN).strip()) for number, line in enumerate(lines, 1))
    return tuple(islice(((n, text[:LONGEST]) for n, text in told if text.strip("|,; ")), limit))


def _spooled(folder: Path) -> list[str]:
    spooled = Spooled.kept(json.loads((folder / SPOOLED).read_text()), folder)
    if spooled.others or not spooled.path.exists():
        return []
    with spooled.path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        return file.read(READ).split("\n")


def _decoded(path: Path, encoding: str | None) -> list[str]:
    with path.open("rb") as file:
        head = file.read(READ)
    if head.startswith(PACKED):
        return []
    name = encoding or by_mark(head) or _guessed(head)
    return codecs.getincrementaldecoder(name)("replace").decode(head).splitlines()


def _guessed(head: bytes) -> str:
    if b"\x00" in head and (wide := by_zeros(head)):
        return wide.name
    whole = head[: head.rfind(b"\n") + 1]
    return (mostly_utf8(whole) or guess(whole)).name if not whole.isascii() else "utf-8"
