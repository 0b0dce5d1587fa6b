"""Where the table is: the header below a preamble, or no header at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from core.finance.imports import errors
from core.finance.imports.cells import is_date, is_number, is_partial_date
from core.finance.imports.headers import is_row, known_names, whole_header
from core.finance.imports.schemas import Layout, Line
from core.finance.imports.words import roles_of

ENOUGH_ROWS = 300
HEADER_LINE, NO_HEADER = "header_line", "none"
LOOK = 120  # records above the first row in which a header is sought


def find_layout(lines: list[Line]) -> Layout | None:
    """The layout of the file's head; None when there is neither a header nor a row."""
    rows = _rows(lines, is_date) or _rows(lines, is_partial_date)
    first = _first_row(lines, rows)
    header = _find_header(lines, first, rows)
    if header is None and first is None:
        return None
    if header is None:
        above = lines[:first]
        return Layout(None, (), lines[first or 0].number, tuple(above), _confidence(()))
    return layout_at(lines, header, first)


def chosen_layout(lines: list[Line], said: str) -> Layout:
    """The layout below the header line a person names, by its number or as NO_HEADER.

    Raises Invalid for a line the file's head does not have.
    """
    rows = _rows(lines, is_date) or _rows(lines, is_partial_date)
    if said == NO_HEADER and lines:
        first = _first_row(lines, rows) or 0
        return Layout(None, (), lines[first].number, tuple(lines[:first]), 1.0)
    header = next((at for at, line in enumerate(lines) if str(line.number) == said), None)
    if header is None or not lines[header].filled:
        raise errors.wrong_answer(HEADER_LINE, said)
    found = layout_at(lines, header, next((row for row in rows if row > header), None))
    return replace(found, confidence=1.0)


def layout_at(lines: list[Line], header: int, first: int | None) -> Layout:
    """The layout of the table whose header's surest line is at `header`."""
    end = first if first is not None and first > header else header + 1
    end = min(end + (first is None), len(lines))
    names, start = whole_header(lines, header, end)
    number = lines[start].number if start < len(lines) else lines[-1].number + 1
    return Layout(lines[header].number, names, number, tuple(lines[:header]), _confidence(names))


def _rows(lines: list[Line], dated: Callable[[str], bool]) -> list[int]:
    """Indexes of the first lines that hold a day and a number."""
    found: list[int] = []
    for index, line in enumerate(lines):
        if is_row(line, dated):
            found.append(index)
            if len(found) >= ENOUGH_ROWS:
                break
    return found


def _first_row(lines: list[Line], rows: list[int]) -> int | None:
    """The first row that is about as wide as rows usually are."""
    if not rows:
        return None
    columns = Counter(_date_column(lines[index]) for index in rows)
    usual = columns.most_common(1)[0][0]
    alike = [index for index in rows if _date_column(lines[index]) == usual]
    filled = sorted(lines[index].filled for index in alike)[len(alike) // 2]
    return next(index for index in alike if lines[index].filled >= filled * 0.5)


def _date_column(line: Line) -> int:
    test = is_date if any(is_date(cell) for cell in line.cells) else is_partial_date
    return next((index for index, cell in enumerate(line.cells) if test(cell)), -1)


def _find_header(lines: list[Line], first: int | None, rows: list[int]) -> int | None:
    end = first if first is not None else min(len(lines), LOOK)
    candidates = [index for index in range(max(0, end - LOOK), end) if lines[index].filled > 1]
    scored = [(known_names(lines[index]), index) for index in candidates]
    best = max((score for score, _ in scored), default=0)
    if best >= 2:  # noqa: PLR2004
        return max(index for score, index in scored if score == best)
    if first is None or not candidates:
        return None
    nearest = candidates[-1]
    return nearest if _looks_like_header(lines[nearest], lines, rows, best) else None


def _looks_like_header(line: Line, lines: list[Line], rows: list[int], best: int) -> bool:
    cells = [cell.strip() for cell in line.cells if cell.strip()]
    usual = Counter(lines[index].filled for index in rows).most_common(1)[0][0]
    words = all(not is_date(cell) and not is_number(cell) for cell in cells)
    return words and len(set(cells)) == len(cells) and len(cells) >= usual * (0.5 if best else 0.7)


def _confidence(names: tuple[str, ...]) -> float:
    if not names:
        return 0.7
    known = sum(bool(roles_of(name)) for name in names)
    return min(1.0, 0.7 + 0.1 * known)
