"""Ours and the public readers, told nothing: each gives the rows of a file as texts."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.pollution.table import Figures

Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Got:
    """What a reader made of a file; `asked` whether it left a question open."""

    rows: Rows
    figures: Figures | None = None
    asked: bool = False


def ours(file: Path) -> Got:
    """The importer, without a database."""
    from core.finance.imports.decide import Surroundings
    from core.finance.imports.preview import contract
    from core.finance.imports.reader import open_table
    from core.finance.imports.scratch import scratch
    from core.finance.imports.spool import spool
    from core.finance.imports.stage import Home, stage_records

    around = Surroundings(date(2026, 6, 15), "en_GB")
    with TemporaryDirectory(dir=file.parent) as name:
        folder = Path(name)
        spooled = spool(file, folder)
        with scratch(folder) as connection:
            table, plan = open_table(connection, spooled, around)
            stage_records(connection, plan, Home("EUR", "UTC", plan.scope))
            cells = ", ".join(f"c{index}" for index in range(table.width))
            rows = connection.execute(
                f"SELECT {cells} FROM raw WHERE line IN (SELECT line FROM staged "
                "WHERE kind = 'record' UNION ALL SELECT line FROM odd WHERE kind = 'rejected' "
                "OR reason = 'no_amount' AND contains(text, ' | ')) "
                "ORDER BY line"
            ).fetchall()
            shown = contract(connection, table, plan)
    texts = [tuple(cell or "" for cell in row) for row in rows]
    return Got(texts, _figures(shown), bool(shown["questions"]))


def _figures(shown: dict[str, Any]) -> Figures:
    sums = {
        side: sum((Decimal(one[side]["amount"]) for one in shown["signed"]), Decimal(0))
        for side in ("positive", "negative")
    }
    return Figures(
        shown["rows"]["total"], sums["positive"], sums["negative"],
        str(shown["first_date"]), str(shown["last_date"]),
    )  # fmt: skip


def duckdb_auto(file: Path) -> Got:
    """read_csv with auto-detection; where it refuses, once more with everything that is lenient."""
    import duckdb

    told = f"'{file}', all_varchar = true, header = false"
    lenient = "null_padding = true, ignore_errors = true, strict_mode = false"
    with duckdb.connect() as connection:
        try:
            rows = connection.execute(f"SELECT * FROM read_csv({told})").fetchall()
        except duckdb.Error:
            rows = connection.execute(f"SELECT * FROM read_csv({told}, {lenient})").fetchall()
    return Got([tuple(cell or "" for cell in row) for row in rows])


def clever_csv(file: Path) -> Got:
    """CleverCSV's detection of encoding and dialect."""
    import clevercsv

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Got([tuple(row) for row in clevercsv.read_table(str(file))])


def pandas_auto(file: Path) -> Got:
    """pandas with its sniffer."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = pd.read_csv(
            file, sep=None, engine="python", dtype=str, keep_default_na=False, header=None
        )
    return Got([tuple(str(cell) for cell in row) for row in frame.fillna("").to_numpy().tolist()])


def polars_auto(file: Path) -> Got:
    """polars as it comes, ragged lines and odd bytes allowed."""
    import polars as pl

    frame = pl.read_csv(
        file, infer_schema=False, truncate_ragged_lines=True, encoding="utf8-lossy",
        has_header=False,
    )  # fmt: skip
    return Got([tuple(cell or "" for cell in row) for row in frame.rows()])


READERS: dict[str, Callable[[Path], Got]] = {
    "SelfMastery": ours, "DuckDB": duckdb_auto, "CleverCSV": clever_csv, "pandas": pandas_auto,
    "polars": polars_auto,
}  # fmt: skip
