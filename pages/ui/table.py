"""Columns and the table that draws one page of rows.

A small components-v2 element instead of `st.dataframe`: sorting reaches the server, a row opens
its record, rows become cards on a phone, screen readers find a real table, and no pandas is
loaded (90 MB). Its rows are also in the element's data, so that tests and programs read them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from core.kit.i18n import t
from pages.ui import format as fmt
from pages.ui.labels import label

Kind = Literal["text", "money", "number", "percent", "day", "moment", "badge", "flag"]
Tone = Literal["good", "warn", "bad", "accent", "plain"]
Names = Mapping[str, Mapping[Any, str]]
"""Column name -> value -> what to show instead, for ids of other tables (already words)."""

RIGHT = frozenset({"money", "number", "percent"})
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Column:
    """How one value of a row is shown. Everything but `name` may be left out.

    `label` is a msgid (else the field's own label); `value` reads it from the row (else the
    attribute `name`); `currency` names the attribute with an amount's currency; `texts` and
    `tones` turn codes into msgids and colours; `sort` is a key of the list's spec (else `name`
    where the spec has it); `phone=False` leaves the column out on a phone;
    `right` aligns a text as numbers are; `opens`: each cell can be clicked by itself; `spark`
    reads the numbers of a small line before the value; `digits` of a number after the point;
    `wide`: a text that may take much room.
    """

    name: str
    kind: Kind = "text"
    label: str | None = None
    value: Callable[[Any], Any] | None = None
    currency: str | None = None
    texts: Mapping[Any, str] = field(default_factory=dict)
    tones: Mapping[Any, Tone] = field(default_factory=dict)
    sort: str | None = None
    phone: bool = True
    right: bool = False
    opens: bool = False
    spark: Callable[[Any], Sequence[Any]] | None = None
    digits: int | None = None
    wide: bool = False

    def title(self) -> str:
        """The column's translated heading."""
        return t(self.label) if self.label else label(self.name)

    def raw(self, row: Any) -> Any:
        """The value itself, for exports."""
        return self.value(row) if self.value else getattr(row, self.name)

    def text(self, row: Any, names: Names) -> str:
        """The value in words."""
        value = self.raw(row)
        known = names.get(self.name)
        if known is not None and not fmt.value_missing(value):
            values = value if isinstance(value, tuple | list) else (value,)
            return ", ".join(known.get(one, str(one)) for one in values)
        if self.digits is not None:
            return fmt.number(value, self.digits)
        if self.kind == "money":
            return fmt.money(value, getattr(row, self.currency) if self.currency else None)
        return _in_words(self, value)

    def cell(self, row: Any, names: Names) -> dict[str, Any]:
        """Text, tone and small line as the table element takes them."""
        cell: dict[str, Any] = {"text": self.text(row, names)}
        if self.spark:
            cell["spark"] = spark_points(self.spark(row))
        if self.kind == "badge" and cell["text"] != fmt.NONE:
            cell["tone"] = self.tones.get(str(self.raw(row)), "plain")
        elif len(cell["text"]) > 40:  # noqa: PLR2004 (what a cell shows in full)
            cell["title"] = cell["text"]
        return cell


def spark_points(values: Sequence[Any]) -> list[list[float]]:
    """A small line: places from left to right and from the top, both 0-1; unknown ones are left
    out, a single one is no line, and a change of less than a tenth fills no height."""
    known = [(at, float(value)) for at, value in enumerate(values) if value is not None]
    if len(known) < 2:  # noqa: PLR2004
        return []
    low, high = min(value for _, value in known), max(value for _, value in known)
    width = len(values) - 1
    height = max(high - low, max(abs(high), abs(low)) / 10) or 1
    top = (high + low + height) / 2
    return [[round(at / width, 3), round((top - value) / height, 3)] for at, value in known]


def _in_words(column: Column, value: Any) -> str:
    if fmt.value_missing(value):
        return fmt.NONE
    if str(value) in column.texts:
        return t(column.texts[str(value)])
    if isinstance(value, tuple | list):
        return ", ".join(t(column.texts.get(str(one), str(one))) for one in value)
    return WORDS.get(column.kind, str)(value)


def _flag(value: object) -> str:
    return t("Yes") if value else t("No")


WORDS: dict[str, Callable[[Any], str]] = {
    "number": fmt.number,
    "percent": fmt.percent,
    "day": fmt.day,
    "moment": fmt.moment,
    "flag": _flag,
}

_TABLE = st.components.v2.component(
    "selfmastery_table",
    html='<div class="records"></div>',
    css=(HERE / "table.css").read_text(encoding="utf-8"),
    js=(HERE / "table.js").read_text(encoding="utf-8"),
)


def draw_table(
    rows: Sequence[Any],
    columns: Sequence[Column],
    *,
    key: str,
    name: str,
    names: Names | None = None,
    sorts: Mapping[str, object] | None = None,
    sort: str = "",
    on_sort: Callable[[], None] | None = None,
    selectable: bool = False,
    opens: bool = True,
    parameter: str = "id",
) -> Any:
    """Draw rows (each with an `id`); the result has `.open` (id), `.selected` (ids) and `.cell`
    (id and column of a clicked cell that opens).

    `parameter` of the address names an opened row.
    In `on_sort` the wanted order is `st.session_state[key].sort`. `name` is read aloud.
    """
    state = st.session_state.get(key, {})
    ids = {row.id for row in rows}
    return _TABLE(
        key=key,
        # in a list, because Streamlit loads pandas to look for dataframes in a dict (90 MB)
        data=[
            {
                "columns": [_head(column, sorts or {}) for column in columns],
                "rows": [
                    {"id": row.id, "cells": [column.cell(row, names or {}) for column in columns]}
                    for row in rows
                ],
                "sort": sort,
                "selectable": selectable,
                "opens": opens,
                "parameter": parameter,
                "selected": [one for one in state.get("selected") or [] if one in ids],
                "words": {"name": name, "tick": t("Select"), "tick_all": t("Select all")},
            }
        ],
        on_open_change=_nothing,
        on_cell_change=_nothing,
        on_sort_change=on_sort or _nothing,
        on_selected_change=_nothing,
    )


def _head(column: Column, sorts: Mapping[str, object]) -> dict[str, Any]:
    wanted = column.sort or column.name
    return {
        "label": column.title(),
        "align": "right" if column.right or column.kind in RIGHT else "left",
        "sort": wanted if wanted in sorts else "",
        "phone": column.phone,
        "wide": column.wide,
        "name": column.name,
        "opens": column.opens,
    }


def _nothing() -> None:
    """A state key needs a callback to exist."""
