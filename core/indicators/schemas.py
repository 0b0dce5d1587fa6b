"""What an indicator is, what is asked of it, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy import ColumnElement, true

from core.kit.context import Ctx
from core.kit.i18n import t
from core.kit.inputs import Row
from core.kit.periods import Period

Found = TypeVar("Found")
COMPANY_ID = 1
"""The id of the one target of type `company`."""


class TargetType(StrEnum):
    """What an indicator is computed for."""

    PROJECT = "project"
    CUSTOMER = "customer"
    DEPARTMENT = "department"
    COMPANY = "company"
    FINANCIAL_RECORD = "financial_record"
    CONTRACT = "contract"
    RECEIVABLE = "receivable"


class Unit(StrEnum):
    """Money in the target's currency, a fraction (0.1 = 10 %), days, progress from 0 to 100, an
    index around 1, or points from 0 to 100."""

    MONEY = "money"
    RATIO = "ratio"
    DAYS = "days"
    PERCENT = "percent"
    INDEX = "index"
    POINTS = "points"


@dataclass(frozen=True)
class Narrow:
    """Which readings matter: values within any of `ranges` (bounds included, None is open) and
    dated within `days`, and the targets `keep` whatever their value.

    Only indicators over millions of targets heed it.
    """

    ranges: tuple[tuple[Decimal | None, Decimal | None], ...]
    keep: frozenset[int] = frozenset()
    days: tuple[date, date] | None = None


@dataclass(frozen=True)
class Question:
    """One set-based computation: `targets` and `records` limit what is read, `base` is the
    company's currency. Without `target_ids` every target is answered."""

    target_type: TargetType
    as_of: date
    period: Period
    base: str
    targets: ColumnElement[bool] = field(default_factory=true)
    records: ColumnElement[bool] = field(default_factory=true)
    target_ids: frozenset[int] | None = None
    narrow: Narrow | None = None
    limit: int | None = None
    found: dict[Any, Any] | None = field(default=None, compare=False, repr=False)
    """What was read for it, where several loaders answer the same question."""

    def shared(self, key: Hashable, read: Callable[[], Found]) -> Found:
        """What `read` answers, or has answered for this question under `key`."""
        if self.found is None:
            return read()
        if key not in self.found:
            self.found[key] = read()
        known: Found = self.found[key]
        return known

    def on(self, period: Period) -> Question:
        """The same question as of the end of another period."""
        return replace(self, as_of=period.end, period=period)


Rows = Sequence[Any]


@dataclass(frozen=True)
class Loader:
    """The set-based query of one or more indicators: the rows of all targets at the end of each
    of many periods, in ascending order, read at once."""

    over: Callable[[Ctx, Question, Sequence[Period]], Sequence[Rows]]

    def __call__(self, ctx: Ctx, question: Question) -> Rows:
        """The rows of the question's own day."""
        return self.over(ctx, question, (question.period,))[0]


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of one target; None where the formula has no value. Money in `currency`."""

    target_id: int
    target_name: str
    department_id: int | None
    project_id: int | None
    value: Decimal | None
    currency: str
    inputs: Mapping[str, Any]


@dataclass(slots=True)
class Series:
    """A target's values by day, None where the formula has none; money in `currency`."""

    target_id: int
    target_name: str
    currency: str = ""
    points: dict[date, Decimal | None] = field(default_factory=dict)


@dataclass(slots=True)
class Scores:
    """A target's values by indicator, None where the formula has none; money in `currency`."""

    target_id: int
    target_name: str
    currency: str
    values: dict[str, Decimal | None] = field(default_factory=dict)


class Target(Protocol):
    """A row of a set-based query: what it is about, where it stands, in which currency."""

    target_id: int
    target_name: str
    department_id: int | None
    project_id: int | None
    currency: str


@dataclass(frozen=True)
class Indicator:
    """The one definition of an indicator. `name` is a message id; `tables` are what it reads.

    `load` is the set-based query, shared by indicators that need the same sums; `value` turns
    one of its rows into the value and `inputs` into what it was computed from. `periodic` ones
    run over a period that ends on `as_of`; `compares` says whether a former value of the same
    target means anything.
    """

    code: str
    name: str
    unit: Unit
    good: Literal["up", "down"]
    target_types: tuple[TargetType, ...]
    tables: frozenset[str]
    load: Loader = field(repr=False)
    value: Callable[[Question, Any], Decimal | None] = field(repr=False)
    inputs: Callable[[Question, Any], dict[str, Any]] = field(repr=False)
    periodic: bool = False
    compares: bool = True

    def read(self, question: Question, row: Target) -> Reading:
        """The reading of one row of `load`."""
        return Reading(
            row.target_id,
            row.target_name,
            row.department_id,
            row.project_id,
            self.value(question, row),
            row.currency,
            self.inputs(question, row),
        )

    def label(self) -> str:
        """The name in the current language."""
        return t(self.name)


class IndicatorValue(Row):
    """A value as REST and pages hand it on. `unit` is a currency code or a unit."""

    target_type: str
    target_id: int
    target_name: str
    as_of: date
    value: Decimal | None
    unit: str
    inputs: dict[str, Any]
    period: str | None = None
    department_id: int | None = None
    project_id: int | None = None


class TargetRow(Row):
    """Something an indicator can be computed for."""

    id: int
    name: str
    department_id: int | None
    project_id: int | None
