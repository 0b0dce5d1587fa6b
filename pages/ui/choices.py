"""Names of related rows, for forms, filters and lists: id -> name."""

from __future__ import annotations

from collections.abc import Iterator

from core.company import DepartmentRow, list_departments
from core.identity import ROLE_NAMES, people
from core.kit.context import Ctx
from core.kit.i18n import t
from core.kit.listing import MAX_LIMIT, ListQuery


def department_choices(ctx: Ctx) -> dict[int, str]:
    """All departments by name."""
    return {row.id: row.name for row in _departments(ctx)}


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


def _departments(ctx: Ctx) -> Iterator[DepartmentRow]:
    query = ListQuery(limit=MAX_LIMIT)
    while True:
        page = list_departments(ctx, query)
        yield from page.items
        if page.next_cursor is None:
            return
        query = ListQuery(limit=MAX_LIMIT, cursor=page.next_cursor)
