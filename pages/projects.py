"""Projects: list, plan, state, bin."""

from __future__ import annotations

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
from pages.ui.lists import Column, ListFilter, RecordList
from pages.ui.page import page_header
from pages.ui.project_plan import milestones_section
from pages.ui.project_standing import portfolio_view, standing_section
from pages.ui.records import RecordPage, Section
from pages.ui.things import Services, Thing, thing_page
from pages.ui.url import filters_in_url, opened_record, write_filters

STATUS = Column(
    "status",
    "badge",
    texts=PROJECT_STATUS_NAMES,
    tones={"active": "good", "paused": "warn", "completed": "plain", "planning": "accent"},
)
BUDGET = Column("budget", "money", currency="currency")
PROGRESS = Column("progress", "percent", value=lambda row: row.progress / 100)
COLOURS = {"active": "green", "paused": "orange", "planning": "blue"}


def links(ctx: Ctx) -> dict[str, Choices]:
    """Who and what a project belongs to."""
    return {
        "customer_id": customer_choices(ctx),
        "manager_id": people_choices(ctx),
        "department_id": department_choices(ctx),
    }


LIST = "list"
VIEWS = {LIST: N_("All"), "portfolio": N_("Portfolio")}


def view_switch() -> str:
    """The list or all projects side by side; it stands in the address."""
    filters_in_url("projects.switch", {"view": lambda text: text if text in VIEWS else LIST})
    chosen = st.segmented_control(
        t("View"),
        list(VIEWS),
        key="projects.switch.view",
        format_func=lambda code: t(VIEWS[code]),
        label_visibility="collapsed",
    )
    write_filters("projects.switch", {"view": chosen if chosen and chosen != LIST else ""})
    return chosen or LIST


def top() -> None:
    """What stands above the list."""
    if view_switch() != LIST:
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
        names=lambda ctx, _rows: links(ctx),
        filters=(
            ListFilter("status", options=lambda _ctx: translated(PROJECT_STATUS_NAMES)),
            ListFilter("department_id", options=lambda ctx: as_options(department_choices(ctx))),
            ListFilter("manager_id", options=lambda ctx: as_options(people_choices(ctx))),
        ),
        empty=N_("No projects yet"),
        hint=N_("A project has a start, a budget and somebody who manages it."),
        icon=":material/deployed_code:",
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
        t(PROJECT_STATUS_NAMES[row.status]),
        COLOURS.get(row.status, "gray"),
    ),
    start={"status": "planning", "progress": "0"},
    hints={
        "progress": N_("0 to 100."),
        "effective_on": N_("Indicators for earlier days keep the former plan."),
    },
    delete_question=N_("Move this project to the bin? It can be restored."),
    delete_done=N_("Moved to the bin."),
    sections=lambda row: (
        Section(N_("How it stands"), lambda: standing_section(row)),
        Section(N_("Milestones"), lambda: milestones_section(row)),
    ),
    above=top,
)

if opened_record() is None and st.query_params.get("view") == "portfolio":
    with page_header(t("Projects")):
        pass
    if view_switch() == LIST:
        st.rerun()
    portfolio_view()
else:
    thing_page(PROJECTS)
