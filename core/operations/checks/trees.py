"""Nothing stands below itself."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.operations.checks.kinds import EXAMPLES, Check, Finding
from data.schema import Category, Department


def _find(ctx: Ctx) -> Iterable[Finding]:
    for name, model in (("departments", Department), ("categories", Category)):
        rows = ctx.session.execute(select(model.id, model.parent_id)).all()
        circles = _in_circles({row.id: row.parent_id for row in rows})
        if circles:
            message = t(N_("{table} that stand below themselves"), table=name)
            examples = tuple(str(row) for row in circles[:EXAMPLES])
            yield Finding(f"tree.{name}", message, len(circles), examples)


def _in_circles(parents: dict[int, int | None]) -> list[int]:
    found = []
    for start in sorted(parents):
        above, seen = parents[start], {start}
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == start:
            found.append(start)
    return found


CHECKS = (Check("trees", _find),)
