"""What the records of an import are about: said by the file, else by a rule, else by a keyword."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from core.company import company
from core.finance.categorisation import (
    Keyword,
    RuleRow,
    active_rules,
    decided,
    keyword_sql,
    rule_labels,
    usable_keywords,
)
from core.finance.imports import batches
from core.finance.imports.scratch import FILE_NAME, scratch, text
from core.finance.links import names_of
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.settings import get_settings
from data.schema import Category, FinancialRecord

if TYPE_CHECKING:
    import duckdb

RULED = ("category_id", "department_id", "project_id", "customer_id")
TEXTS = ("counterparty", "description", "category")


class CategoryTotal(Row):
    """Sum of one currency and direction."""

    currency: str
    direction: str
    amount: Decimal


class CategoryCount(Row):
    """Records that get one category for one reason. `by` is file, rule, keyword, or None for
    those without a category; `rule` names the rule where it has a name or a text."""

    category_id: int | None
    category: str | None
    by: str | None
    rule_id: int | None
    rule: str | None
    rows: int
    totals: tuple[CategoryTotal, ...]


@dataclass(frozen=True)
class Deciding:
    """What decides categories now: rules in their order, then keywords."""

    rules: tuple[RuleRow, ...] = ()
    keywords: tuple[Keyword, ...] = ()

    def over(self, relation: str) -> str:
        """`relation` with what rules (`ruled_…`, `rule_of_…`) and keywords (`keyword_id`) say.

        It has the columns conditions read, and `category`, the word of the file.
        """
        nothing = ", ".join(
            f"CAST(NULL AS BIGINT) AS rule_of_{name}, CAST(NULL AS BIGINT) AS ruled_{name}"
            for name in RULED
        )
        plain = f"(SELECT *, {nothing} FROM {relation} unruled)"  # noqa: S608
        ruled = decided(relation, self.rules, "duckdb") if self.rules else plain
        words = keyword_sql(f"concat_ws(chr(31), {', '.join(TEXTS)})", self.keywords)
        guessed = f"CASE WHEN ruled_category_id IS NULL THEN {words} END" if self.rules else words
        plain_columns = "* EXCLUDE (said_who, said_what, said)" if self.rules else "*"
        return f"(SELECT {plain_columns}, {guessed} AS keyword_id FROM {ruled} unguessed)"  # noqa: S608


def deciding(ctx: Ctx) -> Deciding:
    """What decides now, for everybody's imports alike."""
    return Deciding(active_rules(ctx), usable_keywords(ctx))


def categories_of_preview(ctx: Ctx, batch_id: str) -> tuple[CategoryCount, ...]:
    """The categories the new records of a preview would get if it were committed now, most rows
    first; nothing once it is committed. Raises NotFound, NotPermitted."""
    batch = batches.load(ctx, batch_id)
    folder = get_settings().home / "spool" / batch_id
    if batch.state != "preview" or not (folder / FILE_NAME).exists():
        return ()
    return categories_of_staged(ctx, folder, batch.account_id)


def categories_of_staged(
    ctx: Ctx, folder: Path, account_id: int | None
) -> tuple[CategoryCount, ...]:
    """As `categories_of_preview`, for the scratch file in a folder."""
    with scratch(folder, read_only=True) as connection:
        new = "line NOT IN (SELECT line FROM marks)" if _has_marks(connection) else "true"
        source = _decided(ctx, connection, account_id, new)
        rows = connection.execute(
            f"SELECT category, by_what, rule, currency, direction, count(*), sum(amount) "  # noqa: S608
            f"FROM {source} GROUP BY ALL"
        ).fetchall()
    return _counted(ctx, rows)


def categories_of_lines(
    ctx: Ctx, folder: Path, account_id: int | None, lines: Iterable[int]
) -> dict[int, dict[str, Any]]:
    """Line -> category_id, category, category_by and rule of records in a preview."""
    wanted = ", ".join(map(str, lines))
    if not wanted:
        return {}
    with scratch(folder, read_only=True) as connection:
        source = _decided(ctx, connection, account_id, f"line IN ({wanted})")
        rows = connection.execute(f"SELECT line, category, by_what, rule FROM {source}").fetchall()  # noqa: S608
    names = names_of(ctx, "category_id", (row[1] for row in rows))
    labels = _labels(ctx, (row[3] for row in rows))
    return {
        line: {"category_id": category, "category": names.get(category), "category_by": by,
               "rule_id": rule, "rule": labels.get(rule)}
        for line, category, by, rule in rows
    }  # fmt: skip


def categories_of_import(ctx: Ctx, batch_id: str) -> tuple[CategoryCount, ...]:
    """Of its preview, or of its records once it is committed. Raises NotFound, NotPermitted."""
    waits = batches.load(ctx, batch_id).state == "preview"
    return (categories_of_preview if waits else categories_of_batch)(ctx, batch_id)


def categories_of_batch(ctx: Ctx, batch_id: str) -> tuple[CategoryCount, ...]:
    """The categories the records of a committed batch have now. Raises NotFound, NotPermitted."""
    batches.load(ctx, batch_id)
    record = FinancialRecord
    places = (record.category_id, record.category_source, record.categorisation_rule_id,
              record.currency, record.direction)  # fmt: skip
    mine = record.import_batch_id == batch_id, record.deleted_at.is_(None)
    sums = select(*places, func.count(), func.sum(record.amount)).where(*mine).group_by(*places)
    return _counted(ctx, [tuple(row) for row in ctx.session.execute(sums)])


def as_json(counts: Iterable[CategoryCount]) -> list[dict[str, Any]]:
    """As the preview object carries them."""
    return [one.model_dump(mode="json") for one in counts]


def _has_marks(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'marks'")
    return found.fetchone() is not None


def _decided(
    ctx: Ctx, connection: duckdb.DuckDBPyConnection, account_id: int | None, where: str
) -> str:
    """Staged records with category, what decided it (`by_what`) and the rule."""
    kept = {name for name, *_ in connection.execute("DESCRIBE staged").fetchall()}
    words = ", ".join(name if name in kept else f"NULL::VARCHAR AS {name}" for name in TEXTS)
    relation = (
        f"(SELECT line, amount, direction::VARCHAR AS direction, {words}, "  # noqa: S608
        f"coalesce(file_currency::VARCHAR, {text(company(ctx).currency)}) AS currency, "
        f"CAST({account_id or 'NULL'} AS BIGINT) AS account_id "
        f"FROM staged WHERE kind = 'record' AND {where})"
    )
    of_file = _file_words(ctx) if "category" in kept else ""
    return (
        "(SELECT line, amount, direction, currency, "  # noqa: S608
        "coalesce(of_file.id, ruled_category_id, keyword_id) AS category, "
        "CASE WHEN of_file.id IS NOT NULL THEN 'file' WHEN ruled_category_id IS NOT NULL "
        "THEN 'rule' WHEN keyword_id IS NOT NULL THEN 'keyword' END AS by_what, "
        "CASE WHEN of_file.id IS NULL THEN rule_of_category_id END AS rule "
        f"FROM {deciding(ctx).over(relation)} s LEFT JOIN "
        f"({of_file or 'SELECT NULL AS word, NULL::BIGINT AS id WHERE false'}) of_file "
        "ON of_file.word = lower(s.category))"
    )


def _file_words(ctx: Ctx) -> str:
    """SQL of (word, id) of what a file may call a category; a word of several names none."""
    known: dict[str, set[int]] = {}
    columns = (Category.id, Category.name_zh, Category.name_en, Category.code)
    for category_id, *names in ctx.session.execute(select(*columns)):
        for name in names:
            known.setdefault(name.lower(), set()).add(category_id)
    listed = [f"({text(word)}, {min(ids)})" for word, ids in known.items() if len(ids) == 1]
    return f"SELECT * FROM (VALUES {', '.join(listed)}) listed(word, id)" if listed else ""  # noqa: S608


def _counted(ctx: Ctx, rows: list[tuple[Any, ...]]) -> tuple[CategoryCount, ...]:
    names = names_of(ctx, "category_id", (row[0] for row in rows))
    labels = _labels(ctx, (row[2] for row in rows))
    groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for category, by, rule, *rest in rows:
        decider = rule if by == "rule" else None
        groups.setdefault((category, by, decider), []).append(tuple(rest))
    counts = [
        CategoryCount(
            category_id=category,
            category=names.get(category),
            by=by,
            rule_id=rule,
            rule=labels.get(rule),
            rows=sum(count for _, _, count, _ in found),
            totals=tuple(
                CategoryTotal(currency=currency, direction=direction, amount=amount)
                for currency, direction, _, amount in sorted(found, key=lambda one: one[:2])
            ),
        )
        for (category, by, rule), found in groups.items()
    ]
    return tuple(sorted(counts, key=_prominence))


def _prominence(one: CategoryCount) -> tuple[bool, int, int, str, int]:
    """Without a category last, else most rows first."""
    return one.category is None, -one.rows, one.category_id or 0, one.by or "", one.rule_id or 0


def _labels(ctx: Ctx, ids: Iterable[int | None]) -> dict[int, str]:
    """Rule -> its label, of those the actor may see."""
    return rule_labels(ctx) if any(one is not None for one in ids) else {}
