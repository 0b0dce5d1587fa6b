"""What an analysts' view is, and the SQL that builds it into a fresh file.

A view's rows are stored in a table of the same name in schema `store`; the view adds the label
columns, which cost nothing until they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from core.analytics.labels import Labels, label_case, quoted
from core.kit.i18n import N_, SOURCE_LOCALE, t, use_locale

CHINESE = "zh_CN"
IN_CHINESE = N_("{about}, in Chinese")
IN_ENGLISH = N_("{about}, in English")


@dataclass(frozen=True)
class Column:
    """A column of a view: `about` is the msgid of its description.

    `source` is the expression over the copy's row `r` (default: the column of that name).
    `labels` adds `<name>_zh` and `<name>_en`, found by `label_key` (default: the code itself).
    `is_money` columns are empty for who may not see the amount.
    """

    name: str
    about: str
    source: str | None = None
    labels: Labels | None = None
    label_key: str | None = None
    is_money: bool = False


@dataclass(frozen=True)
class DocumentedColumn:
    """A column as analysts see it, labels included; `about` in the current language."""

    name: str
    about: str


@dataclass(frozen=True)
class View:
    """A view and where its rows come from: `origin` is an SQL FROM clause naming the row `r`.

    `model` and `action` say whose row scope applies; without them everybody who may use SQL
    sees all rows. `key` names the row of `model` in a view that is not its table.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    origin: str = ""
    where: str = "true"
    model: Any = None
    action: str | None = None
    key: str | None = None


def documented_columns(view: View) -> list[DocumentedColumn]:
    """All columns of the view in order, described in the current language."""
    return [
        DocumentedColumn(name, about)
        for column in view.columns
        for name, about in _described(column)
    ]


def _described(column: Column) -> Iterator[tuple[str, str]]:
    yield column.name, t(column.about)
    if column.labels:
        yield f"{column.name}_zh", t(IN_CHINESE, about=t(column.about))
        yield f"{column.name}_en", t(IN_ENGLISH, about=t(column.about))


def build_statements(view: View) -> list[str]:
    """SQL that stores the view's rows from the copy attached as `src`, and documents them."""
    return [_table(view), _view(view), *_comments(view)]


def _table(view: View) -> str:
    chosen = ", ".join(
        f"{column.source or f'r.{column.name}'} AS {column.name}" for column in view.columns
    )
    origin = view.origin or f"src.{view.name} AS r"
    return f"CREATE TABLE store.{view.name} AS SELECT {chosen} FROM {origin} WHERE {view.where}"  # noqa: S608


def _view(view: View) -> str:
    chosen = ", ".join(part for column in view.columns for part in _with_labels(column))
    return f"CREATE VIEW {view.name} AS SELECT {chosen} FROM store.{view.name}"  # noqa: S608


def _with_labels(column: Column) -> Iterator[str]:
    yield column.name
    if column.labels:
        key = column.label_key or column.name
        for language, suffix in enumerate(("zh", "en")):
            label = label_case(key, column.labels, language, default=column.name)
            yield f"{label} AS {column.name}_{suffix}"


def _comments(view: View) -> Iterator[str]:
    yield f"COMMENT ON VIEW {view.name} IS {quoted(_both(view.about))}"
    with use_locale(SOURCE_LOCALE):
        english = documented_columns(view)
    with use_locale(CHINESE):
        chinese = documented_columns(view)
    for source, translated in zip(english, chinese, strict=True):
        text = quoted(f"{source.about} / {translated.about}")
        yield f"COMMENT ON COLUMN {view.name}.{source.name} IS {text}"


def description_statement(views: Iterable[View]) -> str:
    """SQL of the temporary table `described`: each column with its type and what it means."""
    lines: list[str] = []
    for view in views:
        with use_locale(SOURCE_LOCALE):
            english = documented_columns(view)
        with use_locale(CHINESE):
            chinese = documented_columns(view)
        lines += (
            f"({quoted(view.name)}, {place}, {quoted(source.name)},"
            f" {quoted(target.about)}, {quoted(source.about)})"
            for place, (source, target) in enumerate(zip(english, chinese, strict=True), start=1)
        )
    return f"""
        CREATE TEMP TABLE described AS
        SELECT d.view_name, d.position, d.column_name, c.data_type, d.about_zh, d.about_en
        FROM (VALUES {", ".join(lines)})
            AS d(view_name, position, column_name, about_zh, about_en)
        JOIN duckdb_columns() AS c
          ON c.schema_name = 'main' AND NOT c.internal
         AND c.table_name = d.view_name AND c.column_name = d.column_name
        ORDER BY ALL
    """  # noqa: S608


def _both(about: str) -> str:
    with use_locale(CHINESE):
        return f"{about} / {t(about)}"
