"""Columns that point at another row: what may be named there, and the names to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from core.identity import scoped
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_, localised
from data.schema import Account, Category, Contract, Customer, Department, Project, User

CHOICES = 500


@dataclass(frozen=True)
class Link:
    """A table one may point at: the right to see its rows (None: everybody signed in)."""

    model: Any
    view: str | None
    name: str
    unknown: str

    def rows(self, ctx: Ctx, *columns: Any) -> Select[Any]:
        """Rows the actor sees, in the bin or retired ones too."""
        statement = select(*columns)
        return statement.where(scoped(ctx, self.view, self.model)) if self.view else statement

    def offered(self, ctx: Ctx, *columns: Any) -> Select[Any]:
        """Rows that may be chosen: not in the bin, not disabled."""
        statement = self.rows(ctx, *columns)
        if self.model is User:
            return statement.where(User.is_active)
        if self.model is Project:
            return statement.where(Project.deleted_at.is_(None))
        return statement

    def label(self) -> Any:
        """The column that names a row in the reader's language."""
        if self.model is Category:
            return localised(Category.name_zh, Category.name_en)
        return getattr(self.model, self.name)


LINKS: dict[str, Link] = {
    "department_id": Link(Department, None, "name", N_("There is no such department.")),
    "project_id": Link(Project, "projects.view", "name", N_("There is no such project.")),
    "customer_id": Link(Customer, "customers.view", "name", N_("There is no such customer.")),
    "contract_id": Link(Contract, "contracts.view", "name", N_("There is no such contract.")),
    "account_id": Link(Account, "accounts.view", "name", N_("There is no such account.")),
    "category_id": Link(Category, None, "name_en", N_("There is no such category.")),
    "manager_id": Link(User, None, "display_name", N_("There is no such active person.")),
}


def check_links(ctx: Ctx, values: Mapping[str, Any], row: object = None) -> None:
    """Raise Invalid for a link to something missing or hidden from the actor.

    With `row` only links that would change are checked.
    """
    for name, link in LINKS.items():
        wanted = values.get(name)
        if wanted is None or (row is not None and getattr(row, name) == wanted):
            continue
        found = link.offered(ctx, link.model.id).where(link.model.id == wanted)
        if ctx.session.scalar(found) is None:
            raise Invalid("link.unknown", link.unknown, fields={name: link.unknown})


def names_of(ctx: Ctx, field: str, ids: Iterable[int | None]) -> dict[int, str]:
    """Id -> name of the rows a link column such as `project_id` points at, where visible."""
    link, wanted = LINKS[field], {one for one in ids if one is not None}
    if not wanted:
        return {}
    found = link.rows(ctx, link.model.id, link.label()).where(link.model.id.in_(wanted))
    return dict(ctx.session.execute(found).all())


def choices(ctx: Ctx, field: str, *, q: str = "", limit: int = CHOICES) -> dict[int, str]:
    """Id -> name of what may be chosen for a link column, by name; `q` narrows."""
    link = LINKS[field]
    label = link.label()
    found = link.offered(ctx, link.model.id, label).order_by(label, link.model.id).limit(limit)
    if hasattr(link.model, "is_active"):
        found = found.where(link.model.is_active)
    if q.strip():
        found = found.where(func.strpos(func.lower(label), q.strip().lower()) > 0)
    return dict(ctx.session.execute(found).all())
