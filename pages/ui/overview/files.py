"""The cards of the overview as files: the same rows, exact and not cut to the largest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.dashboards import Overview, OverviewQuery, read_overview
from core.finance import DIRECTION_NAMES
from core.kit.i18n import N_
from pages.ui.list_export import table_export
from pages.ui.overview.bars import category_name
from pages.ui.receivables import BUCKET_NAMES
from pages.ui.table import Column

FIGURES = {
    "revenue": N_("Revenue"),
    "gross_margin": N_("Gross margin"),
    "income": N_("Cash in"),
    "expense": N_("Cash out"),
    "net": N_("Net"),
}


@dataclass(frozen=True)
class Figure:
    """One of the figures at the top."""

    name: str
    now: Decimal | None
    before: Decimal | None


@dataclass(frozen=True)
class CardFile:
    """Columns and rows of one card."""

    columns: tuple[Column, ...]
    rows: Callable[[Overview], Sequence[Any]]


def _figures(found: Overview) -> list[Figure]:
    return [Figure(name, getattr(found.now, name), getattr(found.before, name)) for name in FIGURES]


MONEY = tuple(Column(name, "money", label=FIGURES[name]) for name in ("income", "expense", "net"))
NOW = Column("now", "money", label=N_("This period"))
BEFORE = Column("before", "money", label=N_("Before"))
CATEGORY = Column("category", label=N_("Category"), value=category_name)
PARTY = (Column("name", label=N_("Name")), NOW, BEFORE)
CARDS: Mapping[str, CardFile] = {
    "figures": CardFile(
        (
            Column("name", label=N_("Figure"), texts=FIGURES),
            Column("now", "number", label=N_("This period")),
            Column("before", "number", label=N_("Before")),
        ),
        _figures,
    ),
    "months": CardFile(
        (Column("month", label=N_("Month"), value=lambda row: f"{row.month:%Y-%m}"), *MONEY),
        lambda found: found.months,
    ),
    "changes": CardFile(
        (
            CATEGORY,
            Column("direction", texts=DIRECTION_NAMES),
            NOW,
            BEFORE,
            Column("by", "money", label=N_("Difference")),
        ),
        lambda found: found.changes,
    ),
    "budgets": CardFile(
        (
            Column("name", label=N_("Department")),
            Column("used", "money", label=N_("Used")),
            Column("total", "money", label=N_("Budget")),
            Column("rate", "percent", label=N_("Used in per cent")),
        ),
        lambda found: found.budgets,
    ),
    "receivables": CardFile(
        (
            Column("customer", label=N_("Customer")),
            *(Column(name, "money", label=text) for name, text in BUCKET_NAMES.items()),
            Column("total", "money", label=N_("Total")),
        ),
        lambda found: found.receivables.items if found.receivables else (),
    ),
    "categories": CardFile((CATEGORY, *MONEY), lambda found: found.categories),
    "departments": CardFile(
        (Column("department_id", label=N_("Department")), *MONEY),
        lambda found: found.departments,
    ),
    "customers": CardFile(PARTY, lambda found: found.customers),
    "payees": CardFile(PARTY, lambda found: found.payees),
    "data": CardFile(
        (
            Column("name", label=N_("Account")),
            Column("last_day", "day", label=N_("Records up to")),
            Column("records", "number", label=N_("Records")),
        ),
        lambda found: found.freshness,
    ),
}


def card_export(
    name: str, query: OverviewQuery, departments: Mapping[int, str], *, small: bool = True
) -> None:
    """The menu that fetches a card; read again when it is asked for."""
    card = CARDS[name]
    table_export(
        f"overview-{name}",
        card.columns,
        lambda ctx: card.rows(read_overview(ctx, query)),
        key=f"home.{name}",
        names={"department_id": departments},
        what=query,
        small=small,
    )
