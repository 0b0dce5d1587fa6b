"""Rejected rows as CSV: the original cells with line and reason, to be corrected and sent again."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from core.finance.imports.cells import is_number
from core.finance.imports.plan import Plan
from core.finance.imports.preview import REASONS, error_query
from core.finance.imports.schemas import TableFile
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
    if cell.startswith(_FORMULA) and not is_number(cell):
        return f"'{cell}"
    return cell
