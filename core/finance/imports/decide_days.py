"""How the day's column is written, decided over all its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast, get_args

from core.finance.imports import dates
from core.finance.imports.decide_amounts import shapes
from core.finance.imports.meaning import told
from core.finance.imports.plan import Days
from core.finance.imports.profile import NEARLY_ALL, Column
from core.finance.imports.schemas import Layout, Mapping, Question
from core.finance.imports.scratch import cell, text
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

MOST_DAYS = 400_000
CHUNK = 2000
FEW_TEXTS = 5000
_ISO = r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?"
_STATEMENT_MONTH = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?!\s*\d{1,2}\s*日)")


@dataclass(frozen=True)
class DayFinding:
    """How days are read, the questions that stay, notes, and how sure."""

    days: Days
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    confidence: float


def decide_days(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    columns: Sequence[Column],
    layout: Layout,
    answers: dict[str, str],
    today: date,
    prefer: dates.Order,
) -> DayFinding:
    """Settle the order of day, month and year; fills table `days` unless plainly ISO."""
    index = mapping.fields["record_date"]
    if (iso_days := _plainly_iso(connection, index, layout.first_line)) is not None:
        return DayFinding(iso_days, (), (), 1.0)
    found = _shapes(connection, index, layout.first_line)
    usual = [shape for shape in found if any(sign in shape for sign in "09")]
    part, iso = dates.day_sql(cell(index), usual)
    timed = any(dates.split_time(shape) != shape.strip() for shape in usual)
    if iso:
        return DayFinding(Days("YMD", None, part, True, timed), (), (), 1.0)
    texts = _texts(connection, part, layout.first_line)
    finding = dates.decide_order(texts + _other_days(columns, index, texts), today, prefer=prefer)
    questions = [_order_question(finding, texts)] if finding.ask else []
    order = cast(dates.Order, told(answers, "date_order", get_args(dates.Order), finding.order))
    last, hint, notes = False, None, []
    if finding.month_only:
        questions.append(_month_question())
        last = answers.get("month_only", "first") == "last"
    if finding.yearless:
        hint = _hint(layout)
        notes += [_year_note(hint)] if hint else []
    days = Days(order, hint, part, False, timed, last)
    _fill(connection, texts, days)
    return DayFinding(days, tuple(questions), tuple(notes), finding.confidence)


def _plainly_iso(connection: duckdb.DuckDBPyConnection, index: int, first_line: int) -> Days | None:
    one = cell(index)
    found = connection.execute(
        f"SELECT count({one}), count(*) FILTER (regexp_full_match({one}, '{_ISO}')), "  # noqa: S608
        f"max(strlen({one})) FROM raw WHERE line >= {first_line}"
    ).fetchone()
    cells, plain, longest = found or (0, 0, 0)
    if not cells or plain != cells:
        return None
    return Days("YMD", None, f"left({one}, 10)", True, longest > 10)  # noqa: PLR2004


def _shapes(connection: duckdb.DuckDBPyConnection, index: int, first_line: int) -> list[str]:
    """The shapes of the column; of its distinct texts where these are few."""
    one = cell(index)
    rows = connection.execute(
        f"SELECT DISTINCT {one} FROM raw WHERE line >= {first_line} AND {one} IS NOT NULL "  # noqa: S608
        f"LIMIT {FEW_TEXTS}"
    ).fetchall()
    if len(rows) < FEW_TEXTS:
        return sorted({re.sub("[1-8]", "9", value) for (value,) in rows})
    return [shape for shape, _ in shapes(connection, index, first_line)]


def _texts(
    connection: duckdb.DuckDBPyConnection, part: str, first_line: int
) -> list[tuple[str, int]]:
    """Distinct days' texts with their counts, in the order they first stand in the file."""
    rows = connection.execute(
        f"SELECT {part} AS part, count(*), min(line) AS first FROM raw WHERE line >= {first_line} "  # noqa: S608
        f"GROUP BY part HAVING part IS NOT NULL ORDER BY first LIMIT {MOST_DAYS}"
    ).fetchall()
    return [(part_text, count) for part_text, count, _ in rows]


def _other_days(
    columns: Sequence[Column], index: int, texts: list[tuple[str, int]]
) -> list[tuple[str, int]]:
    """Days of other columns in the same form: they can settle what this one leaves open."""
    separators = {re.sub(r"[\d\s]", "", part)[:1] for part, _ in texts[:50]}
    return [
        (dates.split_time(value), count)
        for column in columns
        if column.index != index and column.dates > NEARLY_ALL
        for value, count in column.values.items()
        if re.sub(r"[\d\s]", "", dates.split_time(value))[:1] in separators
    ]


def _order_question(finding: dates.DateFinding, texts: list[tuple[str, int]]) -> Question:
    sample = next((part for part, _ in texts if dates.take_apart(part)), "")
    words = t("In which order are day, month and year written, as in “{sample}”?", sample=sample)
    return Question("date_order", words, tuple(sorted(finding.options)), finding.order)


def _month_question() -> Question:
    words = t("The file names months without a day. Book them on the first or the last day?")
    return Question("month_only", words, ("first", "last"), "first")


def _hint(layout: Layout) -> dates.MonthHint | None:
    """The one month a title names."""
    found = {
        (int(year), int(month))
        for line in layout.preamble
        for year, month in _STATEMENT_MONTH.findall(line.text)
    }
    return dates.MonthHint(*found.pop()) if len(found) == 1 else None


def _year_note(hint: dates.MonthHint) -> str:
    return t(
        "Days are written without a year; it was taken from the title ({year}-{month:02d}).",
        year=hint.year,
        month=hint.month,
    )


def _fill(connection: duckdb.DuckDBPyConnection, texts: list[tuple[str, int]], days: Days) -> None:
    """Table `days`, as literals: binding Python values would import pandas."""
    connection.execute("CREATE TEMP TABLE days (part VARCHAR, day DATE)")
    read = [(part, day) for part, _ in texts if (day := _day(part, days))]
    for start in range(0, len(read), CHUNK):
        rows = ", ".join(
            f"({text(part)}, DATE '{day}')" for part, day in read[start : start + CHUNK]
        )
        connection.execute(f"INSERT INTO days VALUES {rows}")  # noqa: S608


def _day(part: str, days: Days) -> date | None:
    pieces = dates.take_apart(part)
    day = dates.build(pieces, days.order, days.hint)
    if day and pieces and pieces.kind == "month" and days.last_of_month:
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1)
    return day
