"""Files of the inbox that need a person: everybody who may import for the company is told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.identity import actors_of
from core.kit.context import Ctx, Scope
from core.kit.events import on_event
from core.kit.i18n import N_
from core.notifications.schemas import Level, Message, Type
from core.notifications.service import notify
from data.schema import User

WAITING = N_("{file} came by the inbox and has questions. Answer them on the import page.")
FAILED = N_("{file} came by the inbox and cannot be read: {reason}")


@on_event("finance.import_waiting")
def tell_of_questions(ctx: Ctx, payload: dict[str, Any]) -> None:
    """A file of the inbox waits in its preview."""
    _tell(ctx, payload, WAITING, Level.INFO)


@on_event("finance.import_failed")
def tell_of_failure(ctx: Ctx, payload: dict[str, Any]) -> None:
    """A file of the inbox could not be read."""
    _tell(ctx, payload, FAILED, Level.WARNING)


def _tell(ctx: Ctx, payload: dict[str, Any], template: str, level: Level) -> None:
    params = {
        "file": payload["file_name"],
        "reason": payload.get("reason", ""),
        "import_batch_id": payload["batch_id"],
    }
    notify(
        ctx,
        [
            Message(user_id, template, params, type=Type.SYSTEM, level=level)
            for user_id in _importers(ctx)
        ],
    )


def _importers(ctx: Ctx) -> list[int]:
    """Active people who may import for the whole company."""
    users = ctx.session.scalars(select(User.id).where(User.is_active)).all()
    actors = actors_of(ctx.session, users)
    return sorted(
        user_id for user_id, actor in actors.items() if actor.scope("imports.run") is Scope.COMPANY
    )
