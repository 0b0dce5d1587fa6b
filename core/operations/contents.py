"""Whether two copies of a company hold the same rows."""

from __future__ import annotations

from pathlib import Path

from core.kit.errors import Conflict, Invalid
from core.kit.i18n import N_
from data.copies import row_counts
from data.transport import literal, quoted

COMPANY_TABLES = ("users", "financial_records", "import_batches", "projects")


def compare(source: Path, target: Path) -> dict[str, int]:
    """Rows per table when both files hold the same; raises Conflict naming what differs.

    Compared are the columns both know: numbers of rows, and a sum of hashes over each row. JSON
    values are compared by being there, because PostgreSQL writes them in a form of its own.
    """
    import duckdb

    counts = row_counts(source)
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {literal(source)} AS source (READ_ONLY)")
        connection.execute(f"ATTACH {literal(target)} AS target (READ_ONLY)")
        for table, rows in counts.items():
            names = _common_columns(connection, table)
            sums = [_content(connection, place, table, names) for place in ("source", "target")]
            if sums[0] != sums[1]:
                raise Conflict(
                    "copy.differs",
                    N_("{table} arrived differently: {rows} rows were sent, {found} are there."),
                    table=table,
                    rows=rows,
                    found=sums[1][0],
                )
    return counts


def _common_columns(connection: object, table: str) -> dict[str, str]:
    described = []
    for place in ("source", "target"):
        rows = connection.execute(f"DESCRIBE {place}.{quoted(table)}").fetchall()  # type: ignore[attr-defined]
        described.append({row[0]: row[1] for row in rows})
    return {name: kind for name, kind in described[0].items() if name in described[1]}


def _content(
    connection: object, place: str, table: str, columns: dict[str, str]
) -> tuple[int, int]:
    values = ", ".join(
        f"{quoted(name)} IS NULL" if kind == "JSON" else quoted(name)
        for name, kind in columns.items()
    )
    query = f"SELECT count(*), coalesce(sum(hash({values})), 0) FROM {place}.{quoted(table)}"  # noqa: S608
    rows, content = connection.execute(query).fetchone()  # type: ignore[attr-defined]
    return int(rows), int(content)


def has_company(file: Path) -> bool:
    """Whether a DuckDB file holds a company. Raises Invalid for a file that is something else."""
    import duckdb

    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            known = {
                name
                for (name,) in connection.execute(
                    "SELECT table_name FROM duckdb_tables()"
                ).fetchall()
            }
            if known and "alembic_version" not in known:
                raise foreign(file)
            return any(
                connection.execute(f"SELECT 1 FROM {quoted(table)} LIMIT 1").fetchone()  # noqa: S608
                for table in COMPANY_TABLES
                if table in known
            )
    except duckdb.Error as error:
        raise foreign(file) from error


def foreign(file: Path) -> Invalid:
    """A file that is no database of this product, or a damaged one."""
    return Invalid(
        "restore.foreign_target",
        N_("{file} is no readable SelfMastery database. With --replace it is kept aside."),
        file=str(file),
    )
