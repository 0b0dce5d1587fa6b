"""How much of a polluted file a reader gave back: rows and cells, as Pollock counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.pollution.readers import READERS, Got, Rows
from bench.pollution.table import Polluted, Row

BLANKS = " \t\u00a0\u3000\ufeff"


@dataclass(frozen=True)
class Score:
    """One reader on one file; `figures` None where the file's sums cannot be told or it asks."""

    reader: str
    name: str
    exact: bool
    rows: float
    cells: float
    figures: bool | None = None
    failed: str = ""

    @property
    def group(self) -> str:
        """The kind of pollution."""
        return self.name.split("/")[0]


def score(reader: str, one: Polluted, folder: Path) -> Score:
    """Run a reader over a file; a reader that raises gave nothing back."""
    file = folder / f"{abs(hash(one.name))}.csv"
    file.write_bytes(one.content)
    try:
        got = READERS[reader](file)
    except Exception as error:  # a reader that gives up is a result
        return Score(reader, one.name, False, 0.0, 0.0, _right(one, None), repr(error)[:200])
    finally:
        file.unlink()
    return max(
        (_compared(reader, one, truth, got) for truth in (one.rows, one.plain_rows) if truth),
        key=lambda found: (found.exact, found.rows, found.cells),
    )


def _compared(reader: str, one: Polluted, truth: tuple[Row, ...], got: Got) -> Score:
    wanted = [_plain(row) for row in truth]
    found = [row for row in map(_plain, got.rows) if row]
    header = _plain(one.header)
    if header and header in found and header not in wanted:
        found.remove(header)
    return Score(
        reader, one.name, found == wanted, _f1(wanted, found),
        _f1(_cells(wanted), _cells(found)), _right(one, got),
    )  # fmt: skip


def _right(one: Polluted, got: Got | None) -> bool | None:
    if one.figures is None:
        return None
    return got is not None and got.figures == one.figures


def _plain(row: Row) -> Row:
    cells = [cell.replace("\r\n", "\n").strip(BLANKS) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _cells(rows: Rows) -> list[str]:
    return [cell for row in rows for cell in row if cell]


def _f1(wanted: Iterable[Hashable], found: Iterable[Hashable]) -> float:
    """The harmonic mean of precision and recall over two multisets."""
    left, right = Counter(wanted), Counter(found)
    both = (left & right).total()
    return 2 * both / (left.total() + right.total()) if both else 0.0
