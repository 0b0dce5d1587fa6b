"""Projects and milestones as files: out, edited, and back in."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.kit.i18n import N_, t
from core.projects import (
    MILESTONE_STATUS_NAMES,
    filed_milestones,
    import_milestones,
    import_projects,
    preview_milestone_file,
    preview_project_file,
)
from pages.ui.dialogs import show_dialog
from pages.ui.file_import import FileImport, import_dialog, import_form
from pages.ui.list_export import table_export
from pages.ui.project_templates import template_dialog
from pages.ui.session import current_actor
from pages.ui.table import Column
from pages.ui.views import switch

PAGE = "projects"
PROJECT_FILE, MILESTONE_FILE = "projects", "milestones"
KINDS = {PROJECT_FILE: N_("Projects"), MILESTONE_FILE: N_("Milestones")}
MILESTONE_COLUMNS = (
    Column("project_code", label=N_("Project code")),
    Column("project_id"),
    Column("name"),
    Column("planned_date", "day"),
    Column("actual_date", "day"),
    Column("status", texts=MILESTONE_STATUS_NAMES),
    Column("weight", "number"),
    Column("description"),
)
PROJECT_IMPORT = FileImport(
    "projects",
    N_("Projects"),
    N_(
        "A line a project. A known code changes that project, any other line becomes a new one. "
        "The list’s own export can be edited and put back; empty cells change nothing."
    ),
    {
        "en": "Code,Name,Status,Start,Planned end,Budget,Currency,Customer,Manager,Department\n"
        "P-100,New shop,Planning,2026-01-05,2026-06-30,250000,CNY,,,\n",
        "zh_CN": "编码,名称,状态,开始,计划结束,预算,币种,客户,负责人,部门\n"
        "P-100,新门店,规划中,2026-01-05,2026-06-30,250000,CNY,,,\n",
    },
    lambda who, file, reason: preview_project_file(who, file, reason=reason),
    lambda ctx, file, reason: import_projects(ctx, file, reason=reason),
    has_reason=True,
)


def milestone_import(project_id: int | None = None) -> FileImport:
    """The file of milestones; of `project_id` where a line names no project."""
    return FileImport(
        "milestones",
        N_("Milestones"),
        N_(
            "A line a milestone, known by its project and its name. Weights count against their "
            "sum. Empty cells change nothing."
        ),
        {
            "en": "Project code,Name,Planned for,Reached on,Status,Weight\n"
            "P-100,Lease signed,2026-02-01,,Not started,30\n"
            "P-100,Opening,2026-06-30,,Not started,70\n",
            "zh_CN": "项目编码,名称,计划日期,实际完成,状态,权重\n"
            "P-100,签订租约,2026-02-01,,未开始,30\nP-100,开业,2026-06-30,,未开始,70\n",
        },
        lambda who, file, reason: preview_milestone_file(
            who, file, project_id=project_id, reason=reason
        ),
        lambda ctx, file, reason: import_milestones(
            ctx, file, project_id=project_id, reason=reason
        ),
        has_reason=True,
    )


def project_tools() -> None:
    """What can be done with all projects, for who may edit some: files in and out, templates."""
    if not current_actor().can("projects.edit"):
        return
    if st.button(t("From a template"), icon=":material/bookmark:", key=f"{PAGE}.from_template"):
        template_dialog()
    if st.button(t("Import"), icon=":material/upload_file:", key=f"{PAGE}.import"):
        show_dialog(t("Import projects and milestones"), _files, width="large")


def _files() -> None:
    words = {code: t(text) for code, text in KINDS.items()}
    kind = switch(
        words,
        key=f"{PAGE}.import.kind",
        label=t("What the file lists"),
        default=PROJECT_FILE,
    )
    if kind == MILESTONE_FILE:
        import_form(milestone_import(), beside=partial(all_milestones, "all"))
    else:
        import_form(PROJECT_IMPORT)


def milestones_import_button(project_id: int) -> None:
    """A button that opens the file of one project's milestones."""
    key = f"{PAGE}.milestones_import"
    if st.button(t("Import"), icon=":material/upload_file:", key=key):
        import_dialog(milestone_import(project_id))


def all_milestones(what: str) -> None:
    """The milestones of all visible projects as a file that can be put back."""
    table_export("milestones", MILESTONE_COLUMNS, filed_milestones, key=f"{PAGE}.filed", what=what)
