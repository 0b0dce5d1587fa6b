"""Entering, reading and changing satisfaction scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from core.audit import change_row, changes_of, check_version, create_row, remove_row
from core.company import company
from core.finance import check_links
from core.identity import load_editable, load_visible, require_place, scoped
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.events import emit
from core.kit.i18n import N_
from core.kit.listing import (
    ListQuery,
    ListSpec,
    Page,
    at_least,
    at_most,
    equals,
    list_page,
    parse_date,
    parse_decimal,
)
from core.kit.periods import today
from core.satisfaction.schemas import ScoreIn, ScorePatch, ScoreRow
from data.schema import Customer, Project, SatisfactionScore

S = SatisfactionScore
SATISFACTION_CHANGED = "satisfaction.changed"
RIGHTS = ("customers.view", "customers.edit")
SCORE_LIST = ListSpec(
    key=S.id,
    sorts={"id": S.id, "scored_on": S.scored_on, "score": S.score},
    default_sort="-scored_on",
    filters={
        "customer_id": equals(S.customer_id, int),
        "project_id": equals(S.project_id, int),
        "department_id": equals(S.department_id, int),
        "date_from": at_least(S.scored_on, parse_date),
        "date_to": at_most(S.scored_on, parse_date),
        "score_min": at_least(S.score, parse_decimal),
        "score_max": at_most(S.score, parse_decimal),
    },
    search=(S.comment,),
)


def visible_scores(ctx: Ctx) -> Select[Any]:
    """The scores the actor may see. Raises NotPermitted."""
    ctx.require("customers.view")
    return select(S).where(scoped(ctx, "customers.view", S))


def list_scores(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[ScoreRow]:
    """Scores in the actor's scope, the latest first."""
    return list_page(
        ctx,
        visible_scores(ctx),
        SCORE_LIST,
        query,
        lambda row: ScoreRow.model_validate(row.SatisfactionScore),
        with_total=with_total,
    )


def get_score(ctx: Ctx, score_id: int) -> ScoreRow:
    """One score. Raises NotFound."""
    return ScoreRow.model_validate(load_visible(ctx, S, score_id, "customers.view"))


@dataclass(frozen=True)
class NewScore:
    """A score that may be entered: its columns."""

    values: Mapping[str, Any]


@dataclass(frozen=True)
class ScoreChange:
    """What may be changed of a score."""

    row: S
    values: Mapping[str, Any]


def create_score(ctx: Ctx, score: ScoreIn) -> ScoreRow:
    """Enter a score. Raises Invalid, NotPermitted."""
    return add_score(ctx, check_score(ctx, score))


def check_score(ctx: Ctx, score: ScoreIn) -> NewScore:
    """The score where it may be entered; writes nothing. Raises as `create_score`."""
    ctx.require("customers.edit")
    values = score.model_dump()
    check_links(ctx, values)
    _check_day(ctx, score.scored_on)
    values["department_id"] = _department(ctx, values)
    require_place(ctx, "customers.edit", values["department_id"], score.project_id)
    return NewScore(values)


def add_score(ctx: Ctx, new: NewScore) -> ScoreRow:
    """Write a score that was checked."""
    row = create_row(ctx, S(**new.values), "satisfaction_score")
    _tell(ctx, row)
    return ScoreRow.model_validate(row)


def update_score(
    ctx: Ctx, score_id: int, patch: ScorePatch, *, expected_version: int | None = None
) -> ScoreRow:
    """Change a score. Raises NotFound, Invalid, NotPermitted, Stale."""
    change = check_score_change(ctx, score_id, patch, expected_version=expected_version)
    return change_score(ctx, change)


def check_score_change(
    ctx: Ctx, score_id: int, patch: ScorePatch, *, expected_version: int | None = None
) -> ScoreChange:
    """The change where it may be made; writes nothing. Raises as `update_score`."""
    row = load_editable(ctx, S, score_id, RIGHTS)
    check_version(row, expected_version)
    values = changes_of(row, patch.model_dump(exclude_unset=True))
    check_links(ctx, values, row)
    _check_day(ctx, values.get("scored_on", row.scored_on))
    if "department_id" in values or "project_id" in values:
        wanted = (values.get(name, getattr(row, name)) for name in ("department_id", "project_id"))
        require_place(ctx, "customers.edit", *wanted)
    return ScoreChange(row, values)


def change_score(ctx: Ctx, change: ScoreChange) -> ScoreRow:
    """Write a change that was checked."""
    change_row(ctx, change.row, "satisfaction_score", change.values)
    if change.values:
        _tell(ctx, change.row)
    return ScoreRow.model_validate(change.row)


def delete_score(ctx: Ctx, score_id: int) -> None:
    """Remove a score. Raises NotFound, NotPermitted."""
    row = load_editable(ctx, S, score_id, RIGHTS)
    remove_row(ctx, row, "satisfaction_score")
    _tell(ctx, row)


def _department(ctx: Ctx, values: dict[str, Any]) -> int | None:
    """The given department, else the project's, else the customer's."""
    if values["department_id"] is not None:
        return int(values["department_id"])
    places = ((Project, values["project_id"]), (Customer, values["customer_id"]))
    for model, key in places:
        if key is not None:
            return ctx.session.scalar(select(model.department_id).where(model.id == key))
    return None


def _check_day(ctx: Ctx, day: date) -> None:
    if day > today(ctx.now, company(ctx).timezone):
        message = N_("This day is yet to come.")
        raise Invalid("satisfaction.future", message, fields={"scored_on": message})


def _tell(ctx: Ctx, row: S) -> None:
    emit(ctx, SATISFACTION_CHANGED, {"customer_ids": [row.customer_id]})
