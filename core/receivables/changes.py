"""What changed in contracts, receivables and receipts, told as an event with their places."""

from __future__ import annotations

from collections.abc import Iterable

from core.kit.context import Ctx
from core.kit.events import emit
from data.schema import Contract, Receivable

RECEIVABLES_CHANGED = "receivables.changed"
Place = tuple[int | None, int | None, int | None]


def place_of(row: Contract | Receivable) -> Place:
    """Department, project and customer as they stand; take it before and after a change."""
    return row.department_id, row.project_id, row.customer_id


def emit_receivables_changed(ctx: Ctx, places: Iterable[Place]) -> None:
    """Tell which departments, projects and customers changed receivables weigh on."""
    found = list(places)
    names = ("department_ids", "project_ids", "customer_ids")
    payload = {
        name: sorted({one[at] for one in found if one[at] is not None})  # type: ignore[type-var]
        for at, name in enumerate(names)
    }
    emit(ctx, RECEIVABLES_CHANGED, payload)
