"""Which targets a rule watches: named ones, or those of departments, projects and customers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.indicators import TargetType
from core.kit.context import Ctx
from data.schema import Contract, Department, FinancialRecord, Project, Receivable

FILTERS: dict[TargetType, frozenset[str]] = {
    TargetType.PROJECT: frozenset({"department_ids", "customer_ids"}),
    TargetType.CUSTOMER: frozenset({"department_ids"}),
    TargetType.DEPARTMENT: frozenset({"department_ids"}),
    TargetType.COMPANY: frozenset(),
    TargetType.CONTRACT: frozenset({"department_ids", "project_ids", "customer_ids"}),
    TargetType.RECEIVABLE: frozenset({"department_ids", "project_ids", "customer_ids"}),
    TargetType.FINANCIAL_RECORD: frozenset({"department_ids", "project_ids", "customer_ids"}),
}
"""What the targets of a type can be narrowed by, besides naming them."""
OF_CUSTOMERS: dict[TargetType, Any] = {
    TargetType.PROJECT: Project,
    TargetType.CONTRACT: Contract,
    TargetType.RECEIVABLE: Receivable,
    TargetType.FINANCIAL_RECORD: FinancialRecord,
}
Covers = Callable[[Any], bool]
"""Whether a row of an indicator's query is within reach."""


@dataclass(frozen=True)
class Reach:
    """The targets a rule watches; each part that is given narrows, None does not."""

    targets: frozenset[int] | None = None
    departments: frozenset[int] | None = None
    projects: frozenset[int] | None = None
    customers: frozenset[int] | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing narrows it."""
        return self == EVERYWHERE


EVERYWHERE = Reach()


def read_reach(scope: Any) -> Reach:
    """The reach from a rule's stored scope or its input."""
    if scope is None:
        return EVERYWHERE
    given: Mapping[str, Any] = scope if isinstance(scope, dict) else scope.model_dump()
    names = ("target_ids", "department_ids", "project_ids", "customer_ids")
    return Reach(*(frozenset(given[name]) if given.get(name) else None for name in names))


def reaches(
    ctx: Ctx, target_type: TargetType, wanted: Collection[Reach], rows: Iterable[Any]
) -> dict[Reach, Covers]:
    """For each reach the test of a row, with what all of them need read once."""
    departments = _Departments(ctx) if any(one.departments for one in wanted) else None
    customers = frozenset[int]().union(*(one.customers or () for one in wanted))
    of_customer = _customers_of(ctx, target_type, customers, rows) if customers else {}
    return {
        reach: _test(
            reach, departments.below(reach.departments) if departments else {}, of_customer
        )
        for reach in wanted
    }


def _test(reach: Reach, places: Mapping[str, Any], of_customer: Mapping[int, int]) -> Covers:
    tests: list[Covers] = []
    if reach.targets is not None:
        named = reach.targets
        tests.append(lambda row: row.target_id in named)
    if reach.departments is not None:
        departments, projects = places["departments"], places["projects"]
        tests.append(
            lambda row: (
                row.department_id in departments
                or (row.department_id is None and row.project_id in projects)
            )
        )
    if reach.projects is not None:
        chosen = reach.projects
        tests.append(lambda row: row.project_id in chosen)
    if reach.customers is not None:
        known = reach.customers
        tests.append(lambda row: of_customer.get(row.target_id) in known)
    return lambda row: all(test(row) for test in tests)


class _Departments:
    """Departments with what lies below them, and their projects."""

    def __init__(self, ctx: Ctx) -> None:
        self.parents = dict(ctx.session.execute(select(Department.id, Department.parent_id)).all())
        self.projects = list(ctx.session.execute(select(Project.id, Project.department_id)).all())

    def below(self, wanted: frozenset[int] | None) -> dict[str, frozenset[int]]:
        """The departments with all below them, and the projects there."""
        found = set(wanted or ())
        while more := {one for one, parent in self.parents.items() if parent in found} - found:
            found |= more
        projects = frozenset(one for one, department in self.projects if department in found)
        return {"departments": frozenset(found), "projects": projects}


def _customers_of(
    ctx: Ctx, target_type: TargetType, customers: Collection[int], rows: Iterable[Any]
) -> dict[int, int]:
    model = OF_CUSTOMERS.get(target_type)
    if model is None:
        return {}
    statement = select(model.id, model.customer_id).where(model.customer_id.in_(customers))
    if target_type is TargetType.FINANCIAL_RECORD:  # of millions, only those that were read
        statement = statement.where(model.id.in_([row.target_id for row in rows]))
    return dict(ctx.session.execute(statement).all())
