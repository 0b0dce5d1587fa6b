"""What a check is, what it finds, and checks that are one SELECT over what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import text

from core.kit.context import Ctx
from core.kit.i18n import t

EXAMPLES = 5


@dataclass(frozen=True)
class Finding:
    """One kind of fault: the check's name, what is wrong, how often, and the first few ids."""

    check: str
    message: str
    count: int = 1
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """A named question whose answer should be nothing."""

    name: str
    find: Callable[[Ctx], Iterable[Finding]]


def sql_check(name: str, message: str, wrong: str) -> Check:
    """A check whose `wrong` is a SELECT with one column `id` of what is at fault.

    `message` is a msgid; the same SQL runs on DuckDB and PostgreSQL.
    """

    def find(ctx: Ctx) -> Iterable[Finding]:
        count, examples = faults(ctx, wrong)
        if count:
            yield Finding(name, t(message), count, examples)

    return Check(name, find)


def faults(ctx: Ctx, wrong: str) -> tuple[int, tuple[str, ...]]:
    """How many rows `wrong` selects, and the first ids as text."""
    statement = text(
        "SELECT CAST(id AS VARCHAR) AS id, count(*) OVER () AS total "  # noqa: S608 (our own SQL)
        f"FROM ({wrong}) AS wrong ORDER BY wrong.id LIMIT {EXAMPLES}"
    )
    rows = ctx.session.execute(statement).all()
    return (int(rows[0].total), tuple(row.id for row in rows)) if rows else (0, ())
