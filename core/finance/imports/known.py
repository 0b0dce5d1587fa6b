"""What a template says about files of its source: a person's own, or one that comes built in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from core.finance.imports.decide_amounts import AmountFinding
from core.finance.imports.plan import Meaning, Plan
from core.finance.imports.profile import HALF, SOME, Column
from core.finance.imports.running import Agreement
from core.finance.imports.schemas import Question
from core.kit.errors import Invalid
from core.kit.i18n import N_, t

AMOUNTS = ("amount", "income", "expense")
FREE_MEANINGS = ("signed", "reversed", "income", "expense")
"""Meanings of an amount column that stand in no cell, so that a template may settle them."""


def not_the_layout(name: str) -> Invalid:
    """A built-in template was asked for by name, and the file has another layout."""
    return Invalid(
        "import.other_layout",
        N_("The file does not have the layout of the template “{name}”."),
        name=name,
    )


@dataclass(frozen=True)
class Known:
    """A template resolved for one file: `columns` is field -> the column's name there."""

    name: str
    columns: dict[str, str]
    answers: dict[str, str]
    account_id: int | None
    source: Literal["own", "built-in"] = "own"
    directions: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    currency: str | None = None

    def fits(self, columns: Sequence[Column]) -> bool:
        """Whether what stands under the names is what the template takes it for.

        A person's own template is a decision, a built-in one only what a name promises.
        """
        if self.source == "own":
            return True
        if not self.columns.keys() & set(AMOUNTS):
            return False
        by_name = {column.name.strip(): column for column in columns}
        day = by_name.get(self.columns.get("record_date", ""))
        amounts = [by_name[self.columns[name]] for name in AMOUNTS if name in self.columns]
        dated = day is None or day.dates + day.partial_dates >= HALF
        return dated and all(not one.filled or one.numbers >= SOME for one in amounts)

    def settled(self, questions: Sequence[Question], said: dict[str, str]) -> dict[str, str]:
        """Answers of a built-in template to what is asked and nobody has answered yet."""
        if self.source == "own":
            return {}
        return {
            question.id: answer
            for question in questions
            if question.id not in said
            and (answer := self.answers.get(question.id)) in question.options
            and answer is not None
        }

    def settle(
        self, found: AmountFinding | None, said: dict[str, str], trail: Agreement | None = None
    ) -> AmountFinding | None:
        """The finding with the meaning the source's amounts are known to have.

        What a person says goes before it, and so does what the balance column proves.
        """
        meaning = self.answers.get("direction")
        proven = trail is not None and trail.sense in ("same", "opposite")
        if found is None or self.source == "own" or proven or "direction" in said:
            return found
        if meaning not in FREE_MEANINGS or found.amounts.meaning not in FREE_MEANINGS:
            return found
        amounts = replace(found.amounts, meaning=cast(Meaning, meaning))
        left = tuple(question for question in found.questions if question.id != "direction")
        return replace(found, amounts=amounts, questions=left)

    def complete(self, plan: Plan) -> Plan:
        """The plan with the words the source is known for, and its name.

        A currency that only the source is known for changes no figure of the file; records are
        booked in it.
        """
        settled = ("columns", "header_line", *self.answers)
        sure = {**plan.sure, **{name: 1.0 for name in settled if name in plan.sure}}
        usual = self.currency if plan.currency is None and not plan.currency_values else None
        notes = (t("The file names no currency. {source} is in {currency}.",
                   source=self.name, currency=usual),) if usual else ()  # fmt: skip
        return replace(
            plan,
            template=(self.name, self.source),
            direction_values={**plan.direction_values, **self.directions},
            status_values={**plan.status_values, **self.statuses},
            usual_currency=usual,
            notes=(*plan.notes, *notes),
            sure=sure,
        )
