"""Reading what happened: the audit log, and the history of every status."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from core.analytics.scope import HISTORY_MODELS
from core.identity import scoped
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.listing import (
    ListQuery,
    ListSpec,
    Page,
    at_least,
    at_most,
    contains,
    equals,
    list_page,
    parse_moment,
)
from data.schema import AuditEntry, StatusChange


class AuditRow(Row):
    """One entry of the audit log; secrets were hidden when it was written."""

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str
    action: str
    target_type: str
    target_id: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class StatusChangeRow(Row):
    """One change of a status; `from_status` None when the row was made."""

    id: int
    target_type: str
    target_id: int
    from_status: str | None
    to_status: str
    reason: str | None
    changed_by: int | None
    changed_at: datetime


AUDIT_LIST = ListSpec(
    key=AuditEntry.id,
    sorts={"id": AuditEntry.id},
    default_sort="-id",
    filters={
        "actor_id": equals(AuditEntry.actor_id, int),
        "actor_name": contains(AuditEntry.actor_name),
        "action": equals(AuditEntry.action),
        "target_type": equals(AuditEntry.target_type),
        "target_id": equals(AuditEntry.target_id),
        "from": at_least(AuditEntry.at, parse_moment),
        "to": at_most(AuditEntry.at, parse_moment),
    },
    search=(AuditEntry.actor_name, AuditEntry.action),
)
STATUS_HISTORY_LIST = ListSpec(
    key=StatusChange.id,
    sorts={"id": StatusChange.id},
    default_sort="-id",
    filters={
        "target_type": equals(StatusChange.target_type),
        "target_id": equals(StatusChange.target_id, int),
        "to_status": equals(StatusChange.to_status),
        "changed_by": equals(StatusChange.changed_by, int),
        "from": at_least(StatusChange.changed_at, parse_moment),
        "to": at_most(StatusChange.changed_at, parse_moment),
    },
)


def list_audit_entries(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[AuditRow]:
    """The audit log, newest first. Needs `audit.view`."""
    ctx.require("audit.view")
    return list_page(
        ctx,
        select(AuditEntry),
        AUDIT_LIST,
        query,
        lambda row: AuditRow.model_validate(row.AuditEntry),
        with_total=with_total,
    )


def list_status_changes(
    ctx: Ctx, query: ListQuery, *, with_total: bool = False
) -> Page[StatusChangeRow]:
    """Changes of status of what the actor may see, newest first."""
    return list_page(
        ctx,
        select(StatusChange).where(_visible(ctx)),
        STATUS_HISTORY_LIST,
        query,
        lambda row: StatusChangeRow.model_validate(row.StatusChange),
        with_total=with_total,
    )


def _visible(ctx: Ctx) -> ColumnElement[bool]:
    return or_(
        false(),
        *(
            and_(
                StatusChange.target_type == name,
                StatusChange.target_id.in_(select(model.id).where(scoped(ctx, action, model))),
            )
            for name, (model, action) in HISTORY_MODELS.items()
        ),
    )
