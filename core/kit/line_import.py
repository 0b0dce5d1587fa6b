"""Lines of a file on their way through a service: what each would do, or why it cannot.

A feature names its columns and how a line is checked by its services, which gives what writes the
line. A preview is the checks of all lines; an import writes them when every line has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from core.kit.context import Ctx
from core.kit.errors import AppError, Invalid
from core.kit.events import merge_events
from core.kit.export import FORMULA_STARTS
from core.kit.i18n import N_, t
from core.kit.inputs import Row
from core.kit.line_cells import BadCell, Reader, plain, spellings
from core.kit.line_files import FileRow
from core.kit.validation import field_texts

Write = Callable[[], object]


class Outcome(StrEnum):
    """What a line does."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


OUTCOME_NAMES = {
    Outcome.NEW: N_("New"),
    Outcome.CHANGED: N_("Will change"),
    Outcome.UNCHANGED: N_("Unchanged"),
    Outcome.REJECTED: N_("To be mended"),
}


@dataclass(frozen=True)
class FileColumn:
    """A column of a file: the input's `field`, what it may be called (msgids of every language,
    the first as our own export heads it), and how a cell becomes a value: `read(text, held)`,
    `held` being what the thing has there now."""

    field: str
    names: tuple[str, ...]
    read: Reader = lambda text, _held: text
    words: Callable[[Any], str] = str


@dataclass(frozen=True)
class Line:
    """One line: its number in the file, and its cells by field."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def new(self, name: str, write: Write) -> CheckedLine:
        """`write` makes the thing called `name`."""
        told = PlannedLine(line=self.number, name=name, outcome=Outcome.NEW)
        return CheckedLine(told, write)

    def changed(self, name: str, cells: Cells, write: Write) -> CheckedLine:
        """`write` does what `cells` change of the thing called `name`."""
        changes = tuple(cells.changes)
        told = PlannedLine(line=self.number, name=name, outcome=Outcome.CHANGED, changes=changes)
        return CheckedLine(told, write)

    def unchanged(self, name: str) -> CheckedLine:
        """The thing called `name` stays as it is."""
        return CheckedLine(PlannedLine(line=self.number, name=name, outcome=Outcome.UNCHANGED))


@dataclass(frozen=True)
class FileLines:
    """A file that was read: the headings it has, its lines, and the columns nobody asked for."""

    headings: Mapping[str, str]
    lines: tuple[Line, ...]
    left_out: tuple[str, ...]


class CellChange(Row):
    """A cell that changes something: heading, and the words before and after."""

    column: str
    before: str
    after: str


class PlannedLine(Row):
    """What a line does. `name` is the thing's; `reasons` say what to mend, in whole sentences."""

    line: int
    name: str
    outcome: Outcome
    changes: tuple[CellChange, ...] = ()
    reasons: tuple[str, ...] = ()


class FilePlan(Row):
    """What a file does, line by line. `left_out` are headings that are not read."""

    rows: tuple[PlannedLine, ...]
    left_out: tuple[str, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """How many lines come out so."""
        return sum(row.outcome is outcome for row in self.rows)


@dataclass(frozen=True)
class CheckedLine:
    """A line that was checked: what it does, and what writes that."""

    told: PlannedLine
    write: Write | None = None


@dataclass(frozen=True)
class CheckedFile:
    """A file all of whose lines were checked, in order; nothing is written yet."""

    lines: tuple[CheckedLine, ...]
    left_out: tuple[str, ...]

    def plan(self) -> FilePlan:
        """What the file does, line by line."""
        return FilePlan(rows=tuple(line.told for line in self.lines), left_out=self.left_out)


@dataclass
class Cells:
    """A line's cells as values; `changes` are those that differ from what is held."""

    values: dict[str, Any] = field(default_factory=dict)
    changes: list[CellChange] = field(default_factory=list)


def read_lines(
    rows: Iterator[FileRow], columns: Sequence[FileColumn], needed: Iterable[str]
) -> FileLines:
    """The lines below the headings. Raises Invalid where a needed column is missing."""
    _, titles = next(rows, (0, []))
    names = [plain(title) for title in titles]
    places: dict[str, int] = {}
    for column in columns:
        known = [word for name in column.names for word in spellings(name)]
        found = (names.index(one) for one in (*known, plain(column.field)) if one in names)
        if (at := next(found, None)) is not None and at not in places.values():
            places[column.field] = at
    missing = [
        column for column in columns if column.field in needed and column.field not in places
    ]
    if missing:
        raise Invalid(
            "file.headings",
            N_("The first line has to name the columns. Missing: {missing}."),
            missing=", ".join(t(column.names[0]) for column in missing),
        )
    read = set(places.values())
    return FileLines(
        {name: titles[at].strip() for name, at in places.items()},
        tuple(Line(number, _cells(cells, places)) for number, cells in rows),
        tuple(title.strip() for at, title in enumerate(titles) if at not in read and title.strip()),
    )


def _cells(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    return {name: _typed(cells[at]) if at < len(cells) else "" for name, at in places.items()}


def _typed(text: str) -> str:
    """A cell without the apostrophe that our exports put before what looks like a formula."""
    bare = text.strip()
    return bare[1:] if bare.startswith("'") and bare[1:].startswith(FORMULA_STARTS) else bare


def cells_of(line: Line, columns: Sequence[FileColumn], held: Any = None) -> Cells:
    """The filled cells as values; `held` is the thing so far, of which only changes are kept.

    Raises Invalid that names every cell that cannot be read.
    """
    cells, bad = Cells(), {}
    for column in columns:
        text = line[column.field]
        before = getattr(held, column.field, None)
        if not text:
            continue
        try:
            value = column.read(text, before)
        except BadCell as error:
            bad[column.field] = str(error)
            continue
        if held is not None and value == before:
            continue
        cells.values[column.field] = value
        was = "" if before is None else column.words(before)
        told = CellChange(column=t(column.names[0]), before=was, after=column.words(value))
        cells.changes.append(told)
    if bad:
        raise Invalid("file.cells", next(iter(bad.values())), fields=bad)
    return cells


class Told:
    """The lines that were about each thing so far."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, int] = {}

    def once(self, line: Line, key: Hashable, column: str) -> None:
        """Raise Invalid, said of `column`, where an earlier line is about `key`."""
        first = self._lines.setdefault(key, line.number)
        if first != line.number:
            raise refusal(column, N_("Line {first} is about the same one already."), first=first)


def refusal(column: str, message: str, **params: object) -> Invalid:
    """What is to be mended in a column of a line."""
    return Invalid("file.line", message, fields={column: message}, **params)


def check_lines(file: FileLines, check: Callable[[Line], CheckedLine], name: str) -> CheckedFile:
    """Every line as `check`, which writes nothing, finds it; a refusal becomes the line's reasons.
    `name` is the field that says what a line is about."""
    lines = tuple(_checked(file, line, check, name) for line in file.lines)
    return CheckedFile(lines, file.left_out)


def _checked(
    file: FileLines, line: Line, check: Callable[[Line], CheckedLine], name: str
) -> CheckedLine:
    try:
        return check(line)
    except ValidationError as error:
        found = field_texts(error.errors(include_url=False))
        reasons = tuple(_sentence(file, *one) for one in found.items())
    except AppError as error:
        texts = error.field_texts() or {"": error.text()}
        reasons = tuple(_sentence(file, *one) for one in texts.items())
    rejected = Outcome.REJECTED
    return CheckedLine(
        PlannedLine(line=line.number, name=line[name], outcome=rejected, reasons=reasons)
    )


def _sentence(file: FileLines, column: str, what: str) -> str:
    if not column:
        return what
    return t("{column}: {what}", column=file.headings.get(column, column), what=what)


def write_lines(ctx: Ctx, file: CheckedFile) -> FilePlan:
    """Do what every line does. Raises Invalid, before anything is written, where one of them
    cannot be. The events of all lines become one of each name."""
    plan = _whole(file.plan())
    before = len(ctx.emitted)
    for line in file.lines:
        if line.write:
            line.write()
    merge_events(ctx, since=before)
    return plan


def _whole(plan: FilePlan) -> FilePlan:
    """The plan, where every line can be written."""
    bad = [row for row in plan.rows if row.outcome is Outcome.REJECTED]
    if bad or not plan.rows:
        first = f"{bad[0].line}: {'; '.join(bad[0].reasons)}" if bad else "–"
        raise Invalid(
            "file.rejected",
            N_("Nothing was written. {count} lines have to be mended first. Line {first}"),
            count=len(bad),
            first=first,
        )
    return plan
