"""All rows of a statement as a file: CSV, XLSX or Parquet, past what a screen shows.

The rows go from the query's process to a spool file, and a second process makes the file of it,
so that the caller's memory does not grow with them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import IO, Any

from core.analytics.sandbox import Params, a_place, query_request, run_worker
from core.kit.settings import get_settings

PIECE = 1 << 20
MAX_BYTES = 256 << 20
WRITE_TIMEOUT = 120.0  # seconds


class ExportFormat(StrEnum):
    """What other programs read."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


MAX_ROWS = {
    ExportFormat.CSV: 1_000_000,
    ExportFormat.XLSX: 200_000,
    ExportFormat.PARQUET: 1_000_000,
}


@dataclass(frozen=True)
class Exported:
    """How many rows the file has, and whether there would have been more."""

    rows: int
    truncated: bool


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder in the spool, removed at the end."""
    spool = get_settings().folder("spool")
    with tempfile.TemporaryDirectory(dir=spool, prefix="query-") as folder:
        yield Path(folder)


def export_select(
    file: Path,
    sql: str,
    params: Params | None,
    target: Path,
    kind: ExportFormat,
    *,
    timeout: float,
    views: Mapping[str, str] | None = None,
    cancel: Event | None = None,
) -> Exported:
    """Write the answer of one SELECT to `target`; texts cannot start a formula there.

    Raises as `run_select`.
    """
    request = query_request(file, sql, params, MAX_ROWS[kind], timeout, views)
    request |= {"lines": True, "max_bytes": MAX_BYTES}
    lines = target.with_name(f"{target.name}.lines")
    with a_place(timeout), lines.open("wb+") as rows:
        answer = run_worker("query", request, timeout, cancel, lambda out: _copy(out, rows))
    _write(lines, target, kind, answer)
    lines.unlink()
    return Exported(answer["rows"], answer["truncated"])


def _copy(output: IO[bytes], rows: IO[bytes]) -> bytes:
    """The rows go into the file; what follows the last line end is the answer."""
    while piece := output.read(PIECE):
        rows.write(piece)
    end = rows.tell()
    start = max(0, end - PIECE)
    rows.seek(start)
    tail = rows.read()
    cut = tail.rfind(b"\n") + 1
    rows.truncate(start + cut)
    return tail[cut:]


def _write(lines: Path, target: Path, kind: ExportFormat, answer: Mapping[str, Any]) -> None:
    request = {
        "source": str(lines),
        "target": str(target),
        "format": kind.value,
        "columns": answer["columns"],
        "types": answer["types"],
        "rows": answer["rows"],
    }
    run_worker("write", request, WRITE_TIMEOUT)
