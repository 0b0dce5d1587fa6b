"""How the day's column is written, decided over all its cells."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, cast, get_args

from core.finance.imports import dates
from core.finance.imports.cells import is_date, is_number
from core.finance.imports.day_order import DateFinding, decide_order, settle
from core.finance.imports.decide_amounts import shapes
from core.finance.imports.meaning import told
from core.finance.imports.plan import Days
from core.finance.imports.profile import NEARLY_ALL, Column
from core.finance.imports.schemas import Layout, Mapping, Question
from core.finance.imports.scratch import cell, text
from core.finance.imports.times import day_sql, split_time
from core.kit.i18n import t

if TYPE_CHECKING:
    import duckdb

MOST_DAYS = 400_000
CHUNK = 2000
FEW_TEXTS = 5000
_ISO = r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?"
_NUMERIC_DAY = re.compile(
    r"\d{1,4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,4}日?|(?<!\d)20\d{6}(?!\d)"
)
_NAMED_DAY = re.compile(
    r"\d{1,2}\.?\s+[^\W\d_]{3,12}\.?,?\s+\d{4}|[^\W\d_]{3,12}\s+\d{1,2},?\s+\d{4}"
)
BARE_ENDS = " '`\"="
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
    part, iso = day_sql(cell(index), usual)
    timed = any(split_time(shape) != shape.strip() for shape in usual)
    if iso:
        return DayFinding(Days("YMD", None, part, True, timed), (), (), 1.0)
    texts = _texts(connection, part, layout.first_line)
    stamp = _stamp(texts)
    if stamp and stamp != "serial" and not any(_pieces(part, stamp) for part, _ in texts):
        return _counted_since_1970(index, stamp)
    above = days_above(layout)
    finding = _order(texts, _other_days(columns, index, texts), above, today, prefer, stamp)
    questions = [_order_question(finding, texts)] if finding.ask else []
    order = cast(dates.Order, told(answers, "date_order", get_args(dates.Order), finding.order))
    last, hint, notes = False, None, []
    if finding.month_only:
        questions.append(_month_question())
        last = answers.get("month_only", "first") == "last"
    if finding.yearless:
        hint = _hint(layout, above)
        notes += [_year_note(hint)] if hint else []
    days = Days(order, hint, part, False, timed, last, bare=not stamp, stamp=stamp)
    _fill(connection, texts, days)
    return DayFinding(days, tuple(questions), tuple(notes), finding.confidence)


def _order(
    texts: list[tuple[str, int]],
    others: list[tuple[str, int]],
    above: list[str],
    today: date,
    prefer: dates.Order,
    stamp: dates.Stamp | None,
) -> DateFinding:
    """The order, by the column, other columns, the period above the table and the sorting."""

    def read_as(part: str) -> dates.Pieces | None:
        return _pieces(part, stamp)

    period = [(part, 1) for part in above]
    own = decide_order(texts, today, prefer=prefer, read_as=read_as)
    found = decide_order(texts + others + period, today, prefer=prefer, read_as=read_as)
    found = replace(found, month_only=own.month_only, yearless=own.yearless)
    return settle(found, [part for part, _ in texts], above)


def _pieces(text: str, stamp: dates.Stamp | None) -> dates.Pieces | None:
    return dates.take_apart(text) or (None if stamp else dates.take_apart_short(text))


def _stamp(texts: list[tuple[str, int]]) -> dates.Stamp | None:
    """What the bare numbers among the column's texts count, if most of them could."""
    bare = [text for text, _ in texts if dates.take_apart(text) is None and is_number(text)]
    kinds = Counter(dates.stamp_kind(text) for text in bare)
    kind, count = kinds.most_common(1)[0] if kinds else (None, 0)
    return kind if count > len(bare) / 2 else None


def _counted_since_1970(index: int, stamp: dates.Stamp) -> DayFinding:
    """A column of moments counted since 1970: read by SQL, for they are all different."""
    scale = {"seconds": 1000, "milliseconds": 1, "microseconds": 0.001}[stamp]
    bare = f"try_cast(trim({cell(index)}, {text(BARE_ENDS)}) AS DOUBLE)"
    part = f"strftime(epoch_ms(CAST({bare} * {scale} AS BIGINT)), '%Y-%m-%d')"
    note = t("The dates are moments counted since 1970; their days are those of UTC.")
    return DayFinding(Days("YMD", None, part, True, False, stamp=stamp), (), (note,), 1.0)


def days_above(layout: Layout) -> list[str]:
    """Whole days that the lines above the table name: a statement's period, mostly."""
    found = (
        token.strip()
        for line in layout.preamble
        for cell_text in line.cells
        for pattern in (_NUMERIC_DAY, _NAMED_DAY)
        for token in pattern.findall(unicodedata.normalize("NFKC", cell_text))
    )
    return [token for token in dict.fromkeys(found) if is_date(token)]


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
        (split_time(value), count)
        for column in columns
        if column.index != index and column.dates > NEARLY_ALL
        for value, count in column.values.items()
        if re.sub(r"[\d\s]", "", split_time(value))[:1] in separators
    ]


def _order_question(finding: DateFinding, texts: list[tuple[str, int]]) -> Question:
    sample = next((part for part, _ in texts if dates.take_apart(part)), "")
    words = t("In which order are day, month and year written, as in “{sample}”?", sample=sample)
    return Question("date_order", words, tuple(sorted(finding.options)), finding.order)


def _month_question() -> Question:
    words = t("The file names months without a day. Book them on the first or the last day?")
    return Question("month_only", words, ("first", "last"), "first")


def _hint(layout: Layout, above: list[str]) -> dates.MonthHint | None:
    """The one month a title names, else the last day of the period above the table."""
    found = {
        (int(year), int(month))
        for line in layout.preamble
        for year, month in _STATEMENT_MONTH.findall(line.text)
    }
    if found:
        return dates.MonthHint(*found.pop()) if len(found) == 1 else None
    days = {order: [day for text in above if (day := dates.parse_date(text, order))]
            for order in get_args(dates.Order)}  # fmt: skip
    last = {max(listed) for listed in days.values() if len(listed) == len(above) > 0}
    return dates.MonthHint(last_day.year, last_day.month) if (last_day := _only(last)) else None


def _only(days: set[date]) -> date | None:
    return next(iter(days)) if len(days) == 1 else None


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
    pieces = _pieces(part, days.stamp)
    if pieces is None and days.stamp:
        return dates.stamp_day(part, days.stamp)
    day = dates.build(pieces, days.order, days.hint)
    if day and pieces and pieces.kind == "month" and days.last_of_month:
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1)
    return day
