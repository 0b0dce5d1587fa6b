"""Rejected rows as CSV: the original cells with line and reason, to be corrected and sent again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.finance.imports import errors
from core.finance.imports.cells import is_number
from core.finance.imports.corrections import Correction
from core.finance.imports.plan import Plan
from core.finance.imports.preview import REASONS, error_query
from core.finance.imports.schemas import TableFile
from core.kit.export import neutral_text
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Rejected:
    """One rejected row: its line in the file, its cells by column, and why."""

    line: int
    cells: dict[str, str]
    reason: str


def write_rejects(
    connection: duckdb.DuckDBPyConnection, table: TableFile, plan: Plan, target: Path
) -> int:
    """Write all rejected rows to `target` (UTF-8 with BOM, comma); how many. No file for none."""
    if not _any(connection):
        return 0
    cells = ", ".join(f"raw.c{index}" for index in range(plan.width))
    found = connection.execute(
        f"WITH wrong AS ({error_query(plan)}) "  # noqa: S608
        "SELECT raw.line, (SELECT string_agg(DISTINCT code, ' ') FROM wrong "
        f"WHERE wrong.line = raw.line), {cells} "
        "FROM raw JOIN odd USING (line) WHERE odd.kind = 'rejected' ORDER BY raw.line"
    )
    first = found.fetchone()
    if first is None:
        return 0
    names = (
        [*plan.labels, t("Line"), t("Reason")] if table.layout.names else [*plan.labels, "#", "!"]
    )
    written = 0
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([harmless(name) for name in names])
        while first is not None:
            line, codes, *row = first
            reasons = " ".join(t(REASONS[code]) for code in (codes or "").split())
            writer.writerow([*(harmless(cell or "") for cell in row), line, reasons])
            written += 1
            first = found.fetchone()
    return written


def _any(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(connection.execute("SELECT 1 FROM odd WHERE kind = 'rejected' LIMIT 1").fetchone())


def harmless(cell: str) -> str:
    """`cell` so that no spreadsheet takes it for a formula; plain numbers stay numbers."""
    return cell if is_number(cell) else neutral_text(cell)


def read_rejects(file: Path) -> Iterator[Rejected]:
    """The rows that `write_rejects` wrote, one by one, cells as the source had them."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
        *names, _, _ = next(reader)
        names = [_plain(name) for name in names]
        for *cells, line, reason in reader:
            plain = (_plain(cell) for cell in cells)
            yield Rejected(int(line), dict(zip(names, plain, strict=True)), reason)


def _plain(cell: str) -> str:
    """Without the apostrophe that `harmless` set."""
    bare = cell.removeprefix("'")
    return bare if bare != cell and harmless(bare) == cell else cell


def write_corrected(file: Path, corrections: Iterable[Correction], target: Path) -> int:
    """Write the rejected rows that were corrected, as a file of their own; how many.

    Raises Invalid for a line or column that is not among them.
    """
    told: dict[int, dict[str, str]] = {}
    for one in corrections:
        told.setdefault(one.line, {})[one.column] = one.value
    written = 0
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        for row in read_rejects(file):
            if row.line not in told:
                continue
            if unknown := told[row.line].keys() - row.cells.keys():
                raise errors.unknown_column(min(unknown))
            if not written:
                writer.writerow(row.cells)
            writer.writerow({**row.cells, **told.pop(row.line)}.values())
            written += 1
    if told:
        raise errors.unknown_line(min(told))
    return written
