"""The steps before the database: a file becomes records, questions and figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.finance.imports.corrections import correct
from core.finance.imports.day_parts import join_day_parts
from core.finance.imports.decide import Surroundings, decide
from core.finance.imports.found import found
from core.finance.imports.parsing import direction, signed
from core.finance.imports.parts import find_part
from core.finance.imports.plan import Plan
from core.finance.imports.preview import contract
from core.finance.imports.reading import FAST_FROM, load
from core.finance.imports.rejects import write_rejects
from core.finance.imports.schemas import Spooled, TableFile
from core.finance.imports.scratch import FILE_NAME, scratch
from core.finance.imports.sides import tell_sides
from core.finance.imports.stage import Home, stage_records
from core.finance.imports.tables import settle_tables
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[int], None]
REJECTS = "rejects.csv"


@dataclass(frozen=True)
class Read:
    """A file read to the end: the plan followed, the contract's figures, and where the records
    are (tables staged and odd of the scratch file)."""

    plan: Plan
    home: Home
    shown: dict[str, Any]
    folder: Path

    @property
    def file(self) -> Path:
        """The scratch database."""
        return self.folder / FILE_NAME


def read_table(
    spooled: Spooled,
    folder: Path,
    around: Surroundings,
    home: Callable[[Plan], Home],
    *,
    on_progress: Progress = lambda percent: None,
    fast_from: int = FAST_FROM,
) -> Read:
    """Read the spooled file into a fresh scratch database of `folder`.

    `home` is asked once it is known whose file it is. Raises Invalid when there is no table in
    the file, or it is too wide.
    """
    for name in (FILE_NAME, f"{FILE_NAME}.wal", REJECTS):
        (folder / name).unlink(missing_ok=True)
    with scratch(folder) as connection:
        table, plan = open_table(connection, spooled, around, fast_from=fast_from)
        on_progress(50)
        place = home(plan)
        notes = stage_records(connection, plan, place)
        on_progress(70)
        write_rejects(connection, table, plan, folder / REJECTS)
        shown = contract(connection, table, plan, tuple(notes)) | found(connection, table, plan)
    return Read(plan, place, shown, folder)


def open_table(
    connection: duckdb.DuckDBPyConnection,
    spooled: Spooled,
    around: Surroundings,
    *,
    fast_from: int = FAST_FROM,
) -> tuple[TableFile, Plan]:
    """`raw` filled with the table to read, and how its cells are to be read.

    Raises Invalid as `read_table` does.
    """
    part = find_part(spooled, around.answers)
    width, mended = load(
        connection, part.spooled, part.dialect, part.lines, part.layout.first_line,
        fast_from=fast_from,
    )  # fmt: skip
    whole = TableFile(part.spooled, part.dialect, part.layout, width, tuple(part.lines))
    table, asked = settle_tables(connection, whole, around.answers, inside=part.several)
    table = tell_sides(connection, join_day_parts(connection, table))
    correct(connection, around.corrections, table.layout.names, table.width)
    plan = _with_signs(connection, decide(connection, table, around))
    notes = (*plan.notes, *([_mended(mended)] if mended else []))
    return table, replace(plan, questions=(*part.questions, *asked, *plan.questions), notes=notes)


def _mended(count: int) -> str:
    return t(
        "{count} line(s) had more or other cells than the rest and were put together again.",
        count=count,
    )


def _with_signs(connection: duckdb.DuckDBPyConnection, plan: Plan) -> Plan:
    """Where each direction has its one sign, the sign only repeats it; otherwise it is a refund."""
    if plan.amounts is None or plan.amounts.meaning != "column" or not plan.amounts.signs:
        return plan
    rows = connection.execute(
        f"SELECT told, count(*) FILTER (amount < 0), count(*) FILTER (amount > 0) FROM "  # noqa: S608
        f"(SELECT {direction(plan)} AS told, {signed(plan)} AS amount FROM raw "
        f"WHERE line >= {plan.first_line}) WHERE told IN ('income', 'expense') GROUP BY told"
    ).fetchall()
    uniform = all(not (negative and positive) for _, negative, positive in rows)
    repeats = uniform and any(negative for _, negative, _ in rows)
    return replace(plan, amounts=replace(plan.amounts, ignore_sign=repeats))
