"""Projects: list, plan, state, bin."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.projects import (
    PROJECT_LIST,
    PROJECT_STATUS_NAMES,
    ProjectIn,
    ProjectPatch,
    create_project,
    delete_project,
    get_project,
    list_projects,
    restore_project,
    update_project,
)
from pages.ui.choices import (
    as_options,
    customer_choices,
    department_choices,
    people_choices,
    translated,
)
from pages.ui.fields import Choices
from pages.ui.indicator_standing import indicators_section
from pages.ui.lists import Column, ListFilter, RecordList
from pages.ui.project_actions import bin_view, project_actions
from pages.ui.project_calendar import calendar_view
from pages.ui.project_files import project_tools
from pages.ui.project_gantt import TONES, gantt_view
from pages.ui.project_plan import milestones_section
from pages.ui.project_portfolio import portfolio_view
from pages.ui.project_standing import shown_day, standing
from pages.ui.records import RecordPage, Section
from pages.ui.satisfaction import satisfaction_section
from pages.ui.session import current_actor
from pages.ui.things import Services, Thing, thing_head, thing_page
from pages.ui.url import opened_record
from pages.ui.views import view_switch

STATUS = Column("status", "badge", texts=PROJECT_STATUS_NAMES, tones=TONES)
BUDGET = Column("budget", "money", currency="currency")
PROGRESS = Column("progress", "percent", value=lambda row: row.progress / 100)
COLOURS = {"active": "blue", "completed": "green", "paused": "orange"}


def links(ctx: Ctx) -> dict[str, Choices]:
    """Who and what a project belongs to."""
    return {
        "customer_id": customer_choices(ctx),
        "manager_id": people_choices(ctx),
        "department_id": department_choices(ctx),
    }


LIST, BIN = "list", "bin"
VIEWS = {
    LIST: N_("All"),
    "gantt": N_("Gantt"),
    "calendar": N_("Calendar"),
    "portfolio": N_("Portfolio"),
    BIN: N_("Bin"),
}


def top() -> str:
    """What stands above every view: which one it is, and what is done with files."""
    may_edit = current_actor().can("projects.edit")
    shown = [code for code in VIEWS if code != BIN or may_edit]
    with st.container(horizontal=True, vertical_alignment="center", key="projects.tools"):
        chosen = view_switch("projects.switch", VIEWS, shown=shown)
        project_tools()
    return chosen


def above_list() -> None:
    """What stands above the list."""
    if top() != LIST:
        st.rerun()


PROJECTS = Thing(
    title=N_("Projects"),
    new=N_("New project"),
    listing=RecordList(
        page="projects",
        load=list_projects,
        listing=PROJECT_LIST,
        columns=(
            Column("name"),
            Column("code"),
            STATUS,
            Column("manager_id"),
            Column("start_date", "day", phone=False),
            Column("end_date", "day", phone=False),
            PROGRESS,
            BUDGET,
        ),
        exported=(
            Column("customer_id"),
            Column("department_id"),
            Column("actual_end_date", "day"),
            Column("estimated_cost", "money", currency="currency"),
            Column("description"),
        ),
        names=lambda ctx, _rows: links(ctx),
        filters=(
            ListFilter("status", options=lambda _ctx: translated(PROJECT_STATUS_NAMES)),
            ListFilter("department_id", options=lambda ctx: as_options(department_choices(ctx))),
            ListFilter("manager_id", options=lambda ctx: as_options(people_choices(ctx))),
        ),
        empty=N_("No projects yet"),
        hint=N_("A project has a start, a budget and somebody who manages it."),
        icon=":material/deployed_code:",
        saved=True,
    ),
    record=RecordPage(
        page="projects",
        target_type="project",
        back=N_("Projects"),
        fields=(
            Column("code"),
            Column("customer_id"),
            Column("manager_id"),
            Column("department_id"),
            Column("start_date", "day"),
            Column("end_date", "day"),
            Column("actual_end_date", "day"),
            BUDGET,
            Column("estimated_cost", "money", currency="currency"),
            Column("description"),
        ),
    ),
    services=Services(get_project, create_project, update_project, delete_project),
    model=ProjectIn,
    patch=ProjectPatch,
    edit="projects.edit",
    title_of=lambda row: str(row.name),
    choices=lambda ctx: {**links(ctx), "status": translated(PROJECT_STATUS_NAMES)},
    badge_of=lambda row: (
        (t(PROJECT_STATUS_NAMES[row.status]), COLOURS.get(row.status, "gray"))
        if row.deleted_at is None
        else (t("In the bin"), "gray")
    ),
    start={"status": "planning", "progress": "0"},
    hints={
        "progress": N_("0 to 100."),
        "effective_on": N_("Indicators for earlier days keep the former plan."),
    },
    delete_question=N_("Move this project to the bin? It can be restored."),
    delete_done=N_("Moved to the bin."),
    sections=lambda row: (
        Section(N_("Milestones"), lambda: milestones_section(row)),
        Section(N_("Customer satisfaction"), lambda: satisfaction_section(project_id=row.id)),
        Section(N_("Indicators"), lambda: indicators_section("project", row.id, shown_day())),
    ),
    lead=standing,
    above=above_list,
    actions=project_actions,
    restore=restore_project,
)

DRAWN: dict[str, Callable[[], None]] = {
    "gantt": lambda: gantt_view(PROJECTS.listing),
    "calendar": lambda: calendar_view(PROJECTS.listing),
    "portfolio": lambda: portfolio_view(PROJECTS.listing),
    BIN: bin_view,
}

if opened_record() is None and st.query_params.get("view") in DRAWN:
    thing_head(PROJECTS)
    if (chosen := top()) == LIST:
        st.rerun()
    DRAWN[chosen]()
else:
    thing_page(PROJECTS)
