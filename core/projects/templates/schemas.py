"""Plans of projects kept as templates."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from core.kit.inputs import UNSET, Input, Name, OptionalText, Row
from core.projects.milestones.schemas import Weight

LONGEST = 10_000
Offset = Annotated[int, Field(ge=-LONGEST, le=LONGEST)]


class TemplateMilestone(Input):
    """A milestone of a template: `offset` is its day after the start of the project."""

    name: Name
    offset: Offset
    weight: Weight = Decimal(0)
    description: OptionalText = None


class TemplateIn(Input):
    """The plan of a project, to be kept under a name; its budget too where `with_budget`."""

    name: Name
    description: OptionalText = None
    with_budget: bool = False


class TemplatePatch(Input):
    """Changes to a template's name and description."""

    name: Name = UNSET
    description: OptionalText = None


class TemplateRow(Row):
    """A template: `key` names it, `id` is None for a built-in one. `days` from start to end;
    `budget` in `currency`, None where there is none or the reader may not see it."""

    key: str
    id: int | None
    name: str
    description: str | None
    days: int | None
    budget: Decimal | None
    currency: str | None
    milestones: tuple[TemplateMilestone, ...]
    may_change: bool = False
    version: int = 1
