"""How each staged row stands to the books, kept beside it for the pages of a preview.

Only rows that are in the books have a mark: the others are new.
"""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import text as sql

from core.finance.imports import books
from core.finance.imports.preview import Counts
from core.finance.imports.scratch import scratch, text

PIECE = 20_000
FILE = "marks.csv"


def count_and_mark(rows: books.Staged, folder: Path) -> Counts:
    """Count the staged records against the books and write down which of them are known.

    `keep_marks` takes what is written into the scratch database once nobody reads it.
    """
    counts = books.compare(rows)
    target = folder / FILE
    target.unlink(missing_ok=True)
    if counts.duplicate or counts.changed:
        query = (
            "SELECT line, min(id), max(CASE WHEN changed THEN 1 ELSE 0 END) "  # noqa: S608
            f"FROM {rows.known} GROUP BY line"
        )
        found = rows.session.execute(sql(query))
        with target.open("w", encoding="ascii", newline="") as file:
            writer = csv.writer(file)
            while piece := found.fetchmany(PIECE):
                writer.writerows(piece)
    return counts


def keep_marks(folder: Path) -> None:
    """Take what was written down into table `marks` (line, record_id, changed) of the scratch
    database; mostly nothing is known, and it stays as it was made."""
    source = folder / FILE
    if not source.exists():
        return
    with scratch(folder) as connection:
        connection.execute("DELETE FROM marks")
        connection.execute(f"COPY marks FROM {text(str(source))} (FORMAT csv, HEADER false)")
    source.unlink()
