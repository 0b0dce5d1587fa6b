"""What of a file tells its records apart, and which columns are kept beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.finance.imports.profile import Column
from core.finance.imports.schemas import Mapping
from core.finance.imports.scratch import cell
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

LOOK = 200_000  # lines; what stands below is told apart line by line
OWN_ENOUGH = 0.8  # share of distinct numbers that makes them the source's own


def own_numbers(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, first_line: int
) -> tuple[bool, str | None]:
    """Whether the number column tells records apart over the whole file."""
    index = mapping.fields.get("external_id")
    if index is None:
        return False, None
    found = connection.execute(
        f"SELECT count({cell(index)}), approx_count_distinct({cell(index)}) "  # noqa: S608
        f"FROM raw WHERE line >= {first_line} AND line < {first_line + LOOK}"
    ).fetchone()
    filled, distinct = found or (0, 0)
    if filled and distinct < filled * OWN_ENOUGH:
        return False, t(
            "The same numbers stand on many rows; duplicates are found by content instead."
        )
    return True, None


def kept_columns(columns: Sequence[Column], mapping: Mapping) -> tuple[int, ...]:
    """Columns kept beside the record: what no field takes, and fields that have no column."""
    kept_fields = (
        "balance",
        "fee",
        "posted_date",
        "account",
        "category",
        "department",
        "project",
        "status",
    )
    gone = {index for name, index in mapping.fields.items() if name not in kept_fields}
    return tuple(
        column.index
        for column in columns
        if column.index not in gone
        and column.filled
        and (len(column.values) > 1 or column.rows <= 2)  # noqa: PLR2004
    )
