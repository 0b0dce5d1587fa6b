"""The organisation as trees: departments with their heads, and who reports to whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from core.kit.context import Ctx
from data.schema import Department, User


@dataclass(frozen=True)
class Node:
    """A place in a chart. `head`: who leads the department; `people`: how many stand there."""

    id: int
    name: str
    head: str = ""
    people: int = 0
    below: tuple[Node, ...] = ()


def department_chart(ctx: Ctx) -> tuple[Node, ...]:
    """The departments as trees, by name; everybody signed in may see them."""
    names = dict(ctx.session.execute(select(User.id, User.display_name)).all())
    counts = Counter(
        ctx.session.scalars(
            select(User.department_id).where(User.is_active, User.department_id.is_not(None))
        )
    )
    rows = ctx.session.execute(
        select(
            Department.id, Department.name, Department.parent_id, Department.manager_id
        ).order_by(Department.name, Department.id)
    ).all()
    nodes = {
        row.id: Node(row.id, row.name, names.get(row.manager_id, ""), counts[row.id])
        for row in rows
    }
    return _trees(nodes, {row.id: row.parent_id for row in rows})


def reporting_chart(ctx: Ctx) -> tuple[Node, ...]:
    """Active people as trees of who reports to whom, by name."""
    rows = ctx.session.execute(
        select(User.id, User.display_name, User.manager_id)
        .where(User.is_active)
        .order_by(User.display_name, User.id)
    ).all()
    nodes = {row.id: Node(row.id, row.display_name) for row in rows}
    return _trees(nodes, {row.id: row.manager_id for row in rows})


def _trees(nodes: Mapping[int, Node], above: Mapping[int, int | None]) -> tuple[Node, ...]:
    """The nodes as trees; what hangs in a circle or below nothing stands at the top."""
    below: dict[int, list[int]] = defaultdict(list)
    tops = [key for key in nodes if above[key] not in nodes]
    for key, parent in above.items():
        if parent in nodes and parent is not None:
            below[parent].append(key)
    placed: set[int] = set()
    trees = [_tree(key, nodes, below, placed) for key in tops]
    while left := next((key for key in nodes if key not in placed), None):
        trees.append(_tree(left, nodes, below, placed))
    return tuple(trees)


def _tree(
    key: int, nodes: Mapping[int, Node], below: Mapping[int, Iterable[int]], placed: set[int]
) -> Node:
    placed.add(key)
    children = tuple(
        _tree(child, nodes, below, placed) for child in below.get(key, ()) if child not in placed
    )
    return replace(nodes[key], below=children)
