"""Budgets of departments, projects and categories."""

from __future__ import annotations

from typing import Any

from core.finance import (
    BUDGET_LIST,
    BUDGET_STATUS_NAMES,
    BudgetIn,
    BudgetPatch,
    create_budget,
    delete_budget,
    get_budget,
    list_budgets,
    update_budget,
)
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from pages.ui.choices import (
    as_options,
    category_choices,
    department_choices,
    project_choices,
    translated,
)
from pages.ui.fields import Choices
from pages.ui.format import day
from pages.ui.lists import Column, ListFilter, RecordList
from pages.ui.records import RecordPage
from pages.ui.things import Services, Thing, thing_page

AMOUNT = Column("amount", "money", currency="currency")
STATUS = Column(
    "status",
    "badge",
    texts=BUDGET_STATUS_NAMES,
    tones={"approved": "good", "draft": "warn", "closed": "plain"},
)
PLACES = (Column("department_id"), Column("project_id"), Column("category_id"))


def places(ctx: Ctx) -> dict[str, Choices]:
    """What a budget may be for."""
    return {
        "department_id": department_choices(ctx),
        "project_id": project_choices(ctx),
        "category_id": category_choices(ctx),
    }


def title_of(row: Any) -> str:
    """The budget's name, else its days."""
    return row.name or f"{t('Budget')} {day(row.period_start)} – {day(row.period_end)}"


BUDGETS = Thing(
    title=N_("Budgets"),
    new=N_("New budget"),
    listing=RecordList(
        page="budgets",
        load=list_budgets,
        listing=BUDGET_LIST,
        columns=(
            Column("name"),
            *PLACES,
            Column("period_start", "day", phone=False),
            Column("period_end", "day", phone=False),
            AMOUNT,
            STATUS,
        ),
        names=lambda ctx, _rows: places(ctx),
        filters=(
            ListFilter("department_id", options=lambda ctx: as_options(department_choices(ctx))),
            ListFilter("status", options=lambda _ctx: translated(BUDGET_STATUS_NAMES)),
        ),
        empty=N_("No budgets yet"),
        hint=N_("A budget is what may be spent in a period; alerts watch how it is used."),
        icon=":material/savings:",
    ),
    record=RecordPage(
        page="budgets",
        target_type="budget",
        back=N_("Budgets"),
        fields=(
            AMOUNT,
            Column("period_start", "day"),
            Column("period_end", "day"),
            *PLACES,
            Column("note"),
        ),
    ),
    services=Services(get_budget, create_budget, update_budget, delete_budget),
    model=BudgetIn,
    patch=BudgetPatch,
    edit="budgets.edit",
    title_of=title_of,
    choices=lambda ctx: {**places(ctx), "status": translated(BUDGET_STATUS_NAMES)},
    badge_of=lambda row: (
        t(BUDGET_STATUS_NAMES[row.status]),
        {"approved": "green", "draft": "orange"}.get(row.status, "gray"),
    ),
    start={"status": "approved"},
    hints={"effective_on": N_("Indicators for earlier days keep the former amount.")},
)

thing_page(BUDGETS)
