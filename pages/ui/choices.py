"""Names of related rows, for forms, filters and lists: id -> name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from core.company import list_departments
from core.finance import list_accounts, list_categories, list_customers
from core.finance.categorisation import rule_labels
from core.identity import ROLE_NAMES, people
from core.kit.context import Ctx
from core.kit.i18n import t
from core.kit.listing import MAX_LIMIT, ListQuery, Page
from core.projects import list_projects
from core.receivables import list_contracts


def department_choices(ctx: Ctx) -> dict[int, str]:
    """All departments by name."""
    return _names(ctx, list_departments, "name")


def account_choices(ctx: Ctx) -> dict[int, str]:
    """The accounts the reader may see, by name."""
    return _names(ctx, list_accounts, "name") if ctx.actor.can("accounts.view") else {}


def category_choices(ctx: Ctx) -> dict[int, str]:
    """All categories, named in the reader's language, in the order of their codes."""
    return _names(ctx, list_categories, "code")


def customer_choices(ctx: Ctx) -> dict[int, str]:
    """The customers the reader may see, by name."""
    return _names(ctx, list_customers, "name") if ctx.actor.can("customers.view") else {}


def project_choices(ctx: Ctx) -> dict[int, str]:
    """The projects the reader may see, by name."""
    return _names(ctx, list_projects, "name") if ctx.actor.can("projects.view") else {}


def contract_choices(ctx: Ctx) -> dict[int, str]:
    """The contracts the reader may see, by name."""
    return _names(ctx, list_contracts, "name") if ctx.actor.can("contracts.view") else {}


def rule_choices(ctx: Ctx) -> dict[int, str]:
    """The categorisation rules the reader may see, deleted ones too, by name or text."""
    return rule_labels(ctx)


def people_choices(ctx: Ctx) -> dict[int, str]:
    """Everybody active by name."""
    return {person.id: person.name for person in people(ctx)}


def role_choices() -> dict[str, str]:
    """The built-in roles by name."""
    return {code: t(name) for code, name in ROLE_NAMES.items()}


def as_options(choices: dict[int, str], *, none: str = "") -> dict[str, str]:
    """Choices as a list filter takes them; `none` (translated) finds rows without a value."""
    options = {str(key): name for key, name in choices.items()}
    return {**options, "none": none} if none else options


def translated(names: Mapping[Any, str]) -> dict[str, str]:
    """A table of code -> msgid as options in the reader's language."""
    return {str(code): t(name) for code, name in names.items()}


def _names(ctx: Ctx, load: Callable[..., Page[Any]], sort: str) -> dict[int, str]:
    return {row.id: row.name for row in _all(ctx, load, sort)}


def _all(ctx: Ctx, load: Callable[..., Page[Any]], sort: str) -> Iterator[Any]:
    cursor: str | None = None
    while True:
        page = load(ctx, ListQuery(limit=MAX_LIMIT, sort=sort, cursor=cursor))
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return
