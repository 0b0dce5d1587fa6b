"""The steps before the database: a file becomes records, questions and figures in its scratch file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.finance.imports import errors
from core.finance.imports.decide import Surroundings, decide
from core.finance.imports.dialect import find_dialect, read_head
from core.finance.imports.layout import find_layout
from core.finance.imports.odd import reject_directions, sort_odd_lines
from core.finance.imports.parsing import parse_cells
from core.finance.imports.plan import Plan
from core.finance.imports.reading import FAST_FROM, load
from core.finance.imports.schemas import Spooled, TableFile
from core.finance.imports.scratch import FILE_NAME, scratch

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Read:
    """A file read to the end: its table, the plan that was followed, where the records are."""

    table: TableFile
    plan: Plan
    folder: Path
    span: tuple[date, date] | None = None

    @property
    def file(self) -> Path:
        """The scratch database with tables raw, parsed, odd."""
        return self.folder / FILE_NAME


def read_table(
    spooled: Spooled,
    folder: Path,
    around: Surroundings,
    *,
    on_progress: Progress = lambda percent: None,
    fast_from: int = FAST_FROM,
) -> Read:
    """Read the spooled file into the scratch database of `folder`, which must not exist yet.

    Raises Invalid when there is no table in it, or it is too wide.
    """
    dialect, lines = find_dialect(read_head(spooled.path))
    layout = find_layout(lines)
    if layout is None:
        raise errors.no_table()
    with scratch(folder) as connection:
        width = load(connection, spooled, dialect, lines, fast_from=fast_from)
        on_progress(40)
        table = TableFile(spooled, dialect, layout, width, tuple(lines))
        plan = decide(connection, table, around)
        on_progress(55)
        parse_cells(connection, plan)
        sort_odd_lines(connection, plan)
        if plan.amounts and plan.amounts.meaning == "column":
            reject_directions(connection)
        on_progress(70)
    return Read(table, plan, folder)
