"""Inputs and rows of categorisation rules, what trying them shows, and suggestions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from core.finance.states import Direction
from core.kit.i18n import N_
from core.kit.inputs import UNSET, Currency, Id, Input, NonNegativeMoney, OptionalLine, Row

CONDITIONS = (
    "text", "counterparty", "account_id", "amount_min", "amount_max", "direction", "currency",
)  # fmt: skip
RESULTS = ("category_id", "department_id", "project_id", "customer_id")
NO_CONDITION = N_("Give at least one condition.")
NO_RESULT = N_("Say at least one of category, department, project and customer.")
AMOUNTS_CROSSED = N_("The lower amount is above the upper one.")
NO_WORD = N_("There is no text between the bars.")


class TextMatch(StrEnum):
    """How a rule's text stands to a record's counterparty or description."""

    CONTAINS = "contains"
    EQUALS = "equals"
    STARTS_WITH = "starts_with"
    PATTERN = "pattern"


class RuleIn(Input):
    """Where all conditions hold, the record gets what the rule says.

    `text` is looked for in counterparty and description; `counterparty` is the whole name. Both
    heed neither case nor width nor accents; `|` parts alternatives, `*` stands for any signs in a
    pattern and in a counterparty. Amounts are sizes, whatever their sign.
    """

    text: OptionalLine = None
    text_match: TextMatch = TextMatch.CONTAINS
    counterparty: OptionalLine = None
    direction: Direction | None = None
    amount_min: NonNegativeMoney | None = None
    amount_max: NonNegativeMoney | None = None
    currency: Currency | None = None
    account_id: Id | None = None
    category_id: Id | None = None
    department_id: Id | None = None
    project_id: Id | None = None
    customer_id: Id | None = None
    name: OptionalLine = None
    is_active: bool = True

    @model_validator(mode="after")
    def _says_something(self) -> RuleIn:
        if all(getattr(self, name) is None for name in CONDITIONS):
            raise PydanticCustomError("no_condition", NO_CONDITION)
        if all(getattr(self, name) is None for name in RESULTS):
            raise PydanticCustomError("no_result", NO_RESULT)
        least, most = self.amount_min, self.amount_max
        if least is not None and most is not None and least > most:
            raise PydanticCustomError("amounts_crossed", AMOUNTS_CROSSED)
        if any(given is not None and not words(given) for given in (self.text, self.counterparty)):
            raise PydanticCustomError("no_word", NO_WORD)
        return self


class RulePatch(Input):
    """Changes to a rule; what is not given stays."""

    text: OptionalLine = None
    text_match: TextMatch = UNSET
    counterparty: OptionalLine = None
    direction: Direction | None = None
    amount_min: NonNegativeMoney | None = None
    amount_max: NonNegativeMoney | None = None
    currency: Currency | None = None
    account_id: Id | None = None
    category_id: Id | None = None
    department_id: Id | None = None
    project_id: Id | None = None
    customer_id: Id | None = None
    name: OptionalLine = None
    is_active: bool = UNSET


def words(text: str) -> tuple[str, ...]:
    """The alternatives of a condition on a text."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


class RuleRow(Row):
    """A rule as it stands; the one with the lowest `position` is asked first."""

    id: int
    position: int
    name: str | None
    text: str | None
    text_match: TextMatch
    counterparty: str | None
    account_id: int | None
    amount_min: Decimal | None
    amount_max: Decimal | None
    direction: Direction | None
    currency: str | None
    category_id: int | None
    department_id: int | None
    project_id: int | None
    customer_id: int | None
    is_active: bool
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


class MatchedRecord(Row):
    """A record a rule holds for; `amount` None where the reader may not see it."""

    id: int
    record_date: date
    direction: Direction
    amount: Decimal | None
    currency: str
    counterparty: str | None
    description: str | None
    category_id: int | None
    category_source: str | None


class MatchedSum(Row):
    """Matched records of one direction and currency; `amount` of those one may see amounts of."""

    direction: Direction
    currency: str
    records: int
    amount: Decimal


class RuleTest(Row):
    """What a rule holds for among the records in the books.

    `changes` of the `matched` records lack something the rule says and would get it; `conflicts`
    have another category than the rule says, `chosen` of them because a person chose it.
    """

    matched: int
    changes: int
    conflicts: int
    chosen: int
    sums: tuple[MatchedSum, ...]
    sample: tuple[MatchedRecord, ...]
    conflicting: tuple[MatchedRecord, ...]


class RuleCount(Row):
    """How many records a rule would change, or has changed."""

    rule_id: int
    records: int


class HistoryIn(Input):
    """Which records rules are applied to.

    By default they fill what is empty. With `redecide` they also decide again where a file, a
    rule or a keyword decided the category; what a person chose stays in any case. `rule_ids`
    keeps to what these rules decide, in the order of all.
    """

    rule_ids: tuple[Id, ...] = Field(default=(), max_length=1000)
    redecide: bool = False


class HistoryRecord(MatchedRecord):
    """A record that rules change: as it stands, and what it gets."""

    rule_id: int
    new_category_id: int | None
    new_department_id: int | None
    new_project_id: int | None
    new_customer_id: int | None


class HistoryResult(Row):
    """What applying rules to the books changes, with some of the records."""

    records: int
    rules: tuple[RuleCount, ...]
    sample: tuple[HistoryRecord, ...]


class Alternative(Row):
    """Another category people chose for the same counterparty or text."""

    category_id: int
    records: int


class Suggestion(Row):
    """A rule learned from what people chose, with the reason.

    Of `of` records with this counterparty (else this text) whose category people chose, `agreeing`
    have `category_id`. `examples` are ids of the latest of these; `open` counts records that have
    no category yet and would get this one. `before_rule_id` is a rule that says something else
    today; the new one goes before it.
    """

    id: str
    counterparty: str | None
    text: str | None
    direction: Direction
    category_id: int
    agreeing: int
    of: int
    contradictions: tuple[Alternative, ...]
    examples: tuple[int, ...]
    open: int
    before_rule_id: int | None


class Keyword(Row):
    """Words built in for a category; None: the company has no such category in use."""

    code: str
    category_id: int | None
    direction: Direction | None
    words: tuple[str, ...]


class Keywords(Row):
    """The built-in keywords, and whether imports use them."""

    active: bool
    keywords: tuple[Keyword, ...]


class KeywordsIn(Input):
    """Whether imports use the built-in keywords."""

    active: bool
