"""Append what happened, seal it, verify the seals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import takewhile
from typing import Any

from sqlalchemy import inspect, select

from core.kit.context import Ctx
from data.schema import AuditEntry, AuditSeal, StatusChange
from data.schema.base import Base

SECRET_COLUMNS = frozenset(
    {"password_hash", "token_hash", "ticket_hash", "number_encrypted", "phone_encrypted"}
)
HIDDEN = "•••"
BATCH = 10_000
SETTLE = timedelta(minutes=5)


def snapshot_of(row: Base, names: Iterable[str] | None = None) -> dict[str, Any]:
    """The columns of a row (those in `names`, else all) as JSON values, secrets hidden."""
    wanted = names if names is not None else [c.key for c in inspect(row).mapper.column_attrs]
    return {
        name: HIDDEN
        if name in SECRET_COLUMNS and getattr(row, name)
        else json_value(getattr(row, name))
        for name in wanted
    }


def json_value(value: Any) -> Any:
    """Money and rates as text, days and moments in ISO 8601, the rest as it is."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def record(
    ctx: Ctx,
    action: str,
    target_type: str,
    target_id: int | str | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> int:
    """Append one entry in the running transaction; only what changed is kept when both sides
    are given. Returns the entry's id, which moves the data version."""
    if before is not None and after is not None:
        before, after = _changed(before, after)
    return append(ctx, action, target_type, target_id, before, after)


def append(
    ctx: Ctx,
    action: str,
    target_type: str,
    target_id: int | str | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> int:
    """As `record`, keeping all that is given."""
    entry = AuditEntry(
        at=ctx.now,
        actor_id=ctx.actor.user_id,
        actor_name=ctx.actor.name,
        action=action,
        target_type=target_type,
        target_id=None if target_id is None else str(target_id),
        before=_plain(before),
        after=_plain(after),
    )
    ctx.session.add(entry)
    ctx.session.flush()
    ctx.touched.append(entry.id)
    return entry.id


def _changed(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else {name: json_value(value) for name, value in values.items()}


def record_status(
    ctx: Ctx,
    target_type: str,
    target_id: int,
    from_status: str | None,
    to_status: str,
    reason: str | None = None,
) -> None:
    """Append a dated status change to `status_history`."""
    ctx.session.add(
        StatusChange(
            target_type=target_type,
            target_id=target_id,
            from_status=from_status,
            to_status=to_status,
            reason=reason,
            changed_by=ctx.actor.user_id,
            changed_at=ctx.now,
        )
    )


def _digest(previous: str, entries: list[AuditEntry]) -> str:
    chain = hashlib.sha256(previous.encode())
    for entry in entries:
        fields = [
            entry.id,
            entry.at.isoformat(),
            entry.actor_id,
            entry.actor_name,
            entry.action,
            entry.target_type,
            entry.target_id,
            entry.before,
            entry.after,
        ]
        chain.update(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode())
    return chain.hexdigest()


def _entries(ctx: Ctx, after: int, up_to: int | None = None) -> list[AuditEntry]:
    statement = select(AuditEntry).where(AuditEntry.id > after).order_by(AuditEntry.id)
    if up_to is not None:
        statement = statement.where(AuditEntry.id <= up_to)
    else:
        statement = statement.limit(BATCH)
    return list(ctx.session.scalars(statement))


def seal_entries(ctx: Ctx) -> int:
    """Seal what has been appended since the last seal; how many entries that were.

    Entries of the last minutes wait for a later run, because a long transaction that began
    earlier (an import) may still commit an entry with a lower id.
    """
    last = ctx.session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)).first()
    waiting = _entries(ctx, last.last_entry_id if last else 0)
    entries = list(takewhile(lambda entry: ctx.now - entry.at > SETTLE, waiting))
    if not entries:
        return 0
    ctx.session.add(
        AuditSeal(
            last_entry_id=entries[-1].id,
            entries=len(entries),
            digest=_digest(last.digest if last else "", entries),
            sealed_at=ctx.now,
        )
    )
    return len(entries)


def verify_seals(ctx: Ctx) -> Iterator[str]:
    """What does not fit: a line for each seal whose entries were changed, removed or added."""
    previous, after = "", 0
    for seal in ctx.session.scalars(select(AuditSeal).order_by(AuditSeal.id)):
        entries = _entries(ctx, after, seal.last_entry_id)
        if len(entries) != seal.entries or _digest(previous, entries) != seal.digest:
            yield f"audit seal {seal.id}: entries {after + 1}-{seal.last_entry_id} were altered"
        previous, after = seal.digest, seal.last_entry_id
