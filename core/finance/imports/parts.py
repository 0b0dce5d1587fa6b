"""The files and sheets inside one file: each is looked into, the one to be read is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.finance.imports import errors
from core.finance.imports.dialect import find_dialects, read_head, sheet_dialect
from core.finance.imports.headers import is_row
from core.finance.imports.layout import HEADER_LINE, chosen_layout, find_layout
from core.finance.imports.schemas import Dialect, Layout, Line, Question, Spooled
from core.finance.imports.tables import EVERY, choose
from core.finance.imports.together import are_alike, are_periods, join_sheets
from core.kit.errors import Invalid
from core.kit.i18n import t

NAMES = {"\t": "Tab", " ": "Space", "\x01": "^A", "\x1e": "^^"}


@dataclass(frozen=True)
class Part:
    """One file or sheet, whether it is one of several, with its dialect, head, layout and what a
    person has to decide."""

    spooled: Spooled
    dialect: Dialect
    lines: list[Line]
    layout: Layout
    questions: tuple[Question, ...] = ()
    several: bool = False


def find_part(spooled: Spooled, answers: dict[str, str]) -> Part:
    """The part to read, with the question which one where several hold records.

    Raises Invalid where none holds a table, or for an answer that is none of the options.
    """
    parts: list[Part] = []
    refusal: Invalid | None = None
    for one in (spooled, *spooled.others):
        try:
            parts.append(_look(one, answers))
        except Invalid as error:  # a sheet without a table is no reason to refuse the others
            refusal = refusal or error
    if not parts:
        raise refusal or errors.no_table()
    if len(parts) == 1:
        return parts[0]
    told = [(part, records) for part in parts if (records := _records(part))]
    if not told:
        return parts[0]
    sheets = [(part.spooled, part.layout) for part, _ in told]
    named = [(part.spooled.name, records) for part, records in told]
    chosen, asked = choose(named, answers, alike=are_alike(sheets), whole=are_periods(sheets))
    part = told[chosen][0]
    if chosen == EVERY:
        width = max(len(line.cells) for one, _ in told for line in one.lines)
        part = _look(join_sheets(sheets, width), answers)
    return replace(part, questions=(*asked, *part.questions), several=len(told) > 1)


def _look(spooled: Spooled, answers: dict[str, str]) -> Part:
    head = read_head(spooled.path)
    questions: tuple[Question, ...] = ()
    if spooled.sheet:
        dialect, lines = sheet_dialect(head)
    else:
        wanted = answers.get("delimiter")
        readings = find_dialects(head, _sign(wanted) if wanted else None)
        dialect, lines = readings[0]
        if len(readings) > 1:
            questions = (_which_delimiter([found for found, _ in readings]),)
    said = answers.get(HEADER_LINE)
    layout = chosen_layout(lines, said.strip().lower()) if said else find_layout(lines)
    if layout is None:
        raise errors.no_table()
    return Part(spooled, dialect, lines, layout, questions)


def _which_delimiter(found: list[Dialect]) -> Question:
    options = tuple(NAMES.get(one.delimiter, one.delimiter) for one in found)
    return Question(
        "delimiter", t("The file can be read in two ways. Which sign parts its cells?"), options,
        options[0],
    )  # fmt: skip


def _sign(wanted: str) -> str:
    return {name: sign for sign, name in NAMES.items()}.get(wanted, wanted)


def _records(part: Part) -> int:
    """How many records the part holds, about where it is longer than its head."""
    below = [line for line in part.lines if line.number >= part.layout.first_line]
    held = sum(is_row(line) for line in below)
    if not below or part.lines[-1].number >= part.spooled.lines - 1:
        return held
    rest = part.spooled.lines - part.lines[-1].number
    return held + round(rest * held / len(below))
