"""All that the indicators of projects need, read once for those that ask for many of them."""

from __future__ import annotations

from core.indicators.amounts import read_sums
from core.indicators.budgets import USED
from core.indicators.flows import measures
from core.indicators.places import Place
from core.indicators.project_states import facts_on
from core.indicators.schemas import Question
from core.kit.context import Ctx


def read_projects(ctx: Ctx, question: Question) -> None:
    """Plans, progress and sums of the asked projects, shared by whoever asks `question`."""
    (facts,) = facts_on(ctx, question, [question.as_of])
    places = {
        key: Place(one.name, one.department_id, key, one.currency, one.budget)
        for key, one in facts.items()
    }
    question.shared(("places", question.as_of), lambda: [places])
    read_sums(ctx, question, places, USED, measures(question))
