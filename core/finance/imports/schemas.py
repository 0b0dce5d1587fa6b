"""What the steps hand to one another: frozen values, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.finance.imports.corrections import MOST, Correction, FileLine
from core.kit.inputs import Id, Input, Name, OptionalLine, Row
from core.kit.inputs import Line as Words

Source = Literal["page", "api", "cli", "inbox"]
OnDuplicate = Literal["skip", "update"]
Decision = Literal["skip", "update", "import"]
MOST_DECISIONS = 10_000
Edited = Literal["keep", "remove"]
UNIT = "\x1f"
"""Parts cells in files of our own making."""


class ImportOptions(BaseModel):
    """What a person may say about a file; everything is found when nothing is said.

    `mapping` is field -> column name (or position from 1; empty for none of the columns),
    `answers` question id -> value, `decisions` line -> what to do with that row, `corrections`
    cells put right by a person.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    template: str | None = None
    mapping: dict[str, str] = Field(default_factory=dict, alias="map")
    encoding: str | None = None
    answers: dict[str, str] = Field(default_factory=dict)
    on_duplicate: OnDuplicate = "skip"
    strict: bool = False
    account_id: int | None = None
    decisions: dict[int, Decision] = Field(default_factory=dict, max_length=MOST_DECISIONS)
    corrections: tuple[Correction, ...] = Field(default=(), max_length=MOST)

    @property
    def reading(self) -> dict[str, Any]:
        """What of all this changes how the file is read."""
        return self.model_dump(exclude={"on_duplicate", "strict", "decisions"})


class AnswerIn(Input):
    """What a person says of a file that waits in its preview; what is not said stays.

    In `map` an empty column means that none of them holds the field, null takes a choice back.
    `decisions` per line of the file: `skip` leaves a row out, `update` brings the record up to
    date, `import` books a row that is there already; null takes a decision back. `corrections`
    replace cells; `uncorrect` takes all of them back.
    `reread` reads the file anew whatever was said.
    """

    model_config = ConfigDict(populate_by_name=True)

    answers: dict[Name, OptionalLine] = Field(default_factory=dict, max_length=100)
    mapping: dict[Name, Words | None] = Field(default_factory=dict, alias="map", max_length=100)
    encoding: OptionalLine = None
    template: OptionalLine = None
    account_id: Id | None = None
    on_duplicate: OnDuplicate | None = None
    decisions: dict[FileLine, Decision | None] = Field(
        default_factory=dict, max_length=MOST_DECISIONS
    )
    corrections: tuple[Correction, ...] = Field(default=(), max_length=MOST)
    uncorrect: bool = False
    reread: bool = False


class TemplateIn(BaseModel):
    """A mapping worth keeping, found again by the signature of the source's header."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(min_length=1, max_length=120)
    signature: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    answers: dict[str, str] = Field(default_factory=dict)
    account_id: int | None = None


class TemplatePatch(Input):
    """Another name for a template."""

    name: Annotated[Name, Field(max_length=120)]


@dataclass(frozen=True)
class Spooled:
    """The file as UTF-8 with line feeds in the batch's folder; `sha256` is of the original.

    `name` is the sheet's or the archived file's where the original holds several, which are in
    `others` of the first; the cells of a `sheet` are parted by UNIT. A `statement` was no table
    in its file (CAMT, OFX, MT940): its header is ours.
    """

    path: Path
    encoding: str
    confidence: float
    original_bytes: int
    sha256: str
    lines: int
    quotes: int
    longest_line: int
    tabs: bool = False
    wide_blanks: bool = False
    name: str = ""
    sheet: bool = False
    statement: bool = False
    others: tuple[Spooled, ...] = ()

    @classmethod
    def kept(cls, facts: dict[str, Any], folder: Path) -> Spooled:
        """From what `asdict` made of it, in the folder where its files are now."""
        others = tuple(cls.kept(other, folder) for other in facts.get("others", ()))
        return cls(**{**facts, "path": folder / Path(facts["path"]).name, "others": others})


@dataclass(frozen=True)
class Dialect:
    """How cells are parted; `quote` empty when quotes are ordinary signs.

    `escape` stands before a sign that means itself. Blanks part the cells of a text in columns of
    fixed width, which begin at `cuts`. `kinds` are what the columns of a usual record hold (d
    dates, n numbers, t text, e nothing), by which a broken record is mended. A `guard` stands
    before every cell, so that spreadsheets keep long numbers.
    """

    delimiter: str
    quote: str
    confidence: float
    skip_space: bool = False
    escape: str = ""
    cuts: tuple[int, ...] = ()
    kinds: str = ""
    guard: str = ""
    joints: tuple[int, ...] = ()
    """Columns whose decimals a bare comma parted from them: each is joined with the next."""

    @property
    def shown(self) -> str:
        """The delimiter as a person or program is told it."""
        return "," if self.delimiter == UNIT else self.delimiter


@dataclass(frozen=True)
class Line:
    """One record of the file and the physical line it starts on (from 1)."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many cells are not blank."""
        return sum(1 for cell in self.cells if cell.strip())

    @property
    def text(self) -> str:
        """The line as a person reads it, shortened."""
        return " | ".join(cell.strip() for cell in self.cells if cell.strip())[:200]


@dataclass(frozen=True)
class Layout:
    """Where the table is: header line (physical, None without one) and its names."""

    header_line: int | None
    names: tuple[str, ...]
    first_line: int
    preamble: tuple[Line, ...]
    confidence: float


@dataclass(frozen=True)
class Question:
    """Something only a person can decide; `suggested` is what the figures use meanwhile."""

    id: str
    question: str
    options: tuple[str, ...]
    suggested: str

    def as_json(self) -> dict[str, Any]:
        """As in the contract."""
        return {
            "id": self.id,
            "question": self.question,
            "options": list(self.options),
            "suggested": self.suggested,
        }


@dataclass(frozen=True)
class Mapping:
    """Field -> 0-based column. Amounts are `amount`, or `income` and `expense`."""

    fields: dict[str, int]
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    confidence: float = 1.0
    balances_only: bool = False


@dataclass(frozen=True)
class TableFile:
    """A spooled file with its dialect, layout and width, as loaded into the scratch database.

    `end` is the first line after the table where another one follows, whose lines are in `beyond`.
    """

    spooled: Spooled
    dialect: Dialect
    layout: Layout
    width: int
    head: tuple[Line, ...] = field(repr=False, default=())
    end: int | None = None


class BatchRow(Row):
    """One import as people and programs follow it; `state` as in the REST contract."""

    id: str
    state: str
    file_name: str
    file_bytes: int
    file_sha256: str | None
    source: str
    options: dict[str, Any]
    preview: dict[str, Any] | None
    result: dict[str, Any] | None
    progress: int
    error: dict[str, Any] | None
    account_id: int | None
    rows_new: int | None
    rows_changed: int | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    committed_at: datetime | None
    undone_at: datetime | None


class TemplateRow(Row):
    """A saved template."""

    id: int
    name: str
    signature: str | None
    columns: dict[str, str]
    answers: dict[str, str]
    account_id: int | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int
