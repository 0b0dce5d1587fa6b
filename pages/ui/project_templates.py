"""Templates of projects: begin a project with one, keep a plan as one, rename, delete."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import streamlit as st

from core.kit.context import Ctx
from core.kit.i18n import t
from core.projects import ProjectIn, ProjectRow
from core.projects.templates import (
    TemplateIn,
    TemplatePatch,
    TemplateRow,
    create_from_template,
    delete_template,
    project_templates,
    save_template,
    update_template,
)
from pages.ui.choices import customer_choices, department_choices, people_choices
from pages.ui.dialogs import show_dialog
from pages.ui.format import money, number
from pages.ui.forms import edit_form, model_form
from pages.ui.labels import label
from pages.ui.period import company_today
from pages.ui.plain import plain
from pages.ui.records import confirm_button
from pages.ui.session import page_uow
from pages.ui.url import open_record

PAGE = "projects"
OMITTED = ("status", "progress", "actual_end_date", "estimated_cost", "description", "currency")


def template_dialog() -> None:
    """Choose a template, see its plan, fill in the project."""
    show_dialog(t("New project from a template"), _begin, width="large")


def _begin() -> None:
    with page_uow() as ctx:
        found = {one.key: one for one in project_templates(ctx)}
        choices = {
            "customer_id": customer_choices(ctx),
            "manager_id": people_choices(ctx),
            "department_id": department_choices(ctx),
        }
    words = {key: one.name for key, one in found.items()}
    key = st.selectbox(
        t("Template"), list(words), key=f"{PAGE}.template", format_func=words.__getitem__
    )
    chosen = found[key]
    _plan(chosen)
    if chosen.may_change and chosen.id is not None:
        _change(chosen, chosen.id)
    model_form(
        ProjectIn,
        partial(_create, key),
        key=f"{PAGE}.from.{key}",
        values={"start_date": company_today(), "budget": chosen.budget, "name": ""},
        choices=choices,
        hints={
            "end_date": t("Empty: as long as the template."),
            "start_date": t("The milestones count from this day."),
        },
        omit=OMITTED,
        submit_label=t("Create project"),
        then=lambda row: open_record(row.id),
        border=False,
    )


def _create(key: str, ctx: Ctx, project: ProjectIn) -> ProjectRow:
    return create_from_template(ctx, key, project)


def _plan(chosen: TemplateRow) -> None:
    """The template in a few lines: what it is for, and its milestones with days and shares."""
    about = [plain(chosen.description)] if chosen.description else []
    if chosen.days is not None:
        about.append(t("{n} days", n=number(chosen.days, 0)))
    if chosen.budget is not None:
        about.append(f"{label('budget')} {plain(money(chosen.budget, chosen.currency))}")
    if about:
        st.caption(" · ".join(about))
    whole = sum((one.weight for one in chosen.milestones), Decimal(0))
    lines = []
    for one in chosen.milestones:
        day = t("day {n}", n=one.offset)
        share = f" · {one.weight * 100 / whole:.0f}%" if whole else ""
        lines.append(f"- {plain(one.name)} — {day}{share}")
    with st.expander(t("{n} milestones", n=len(lines)), expanded=False):
        st.markdown("\n".join(lines))


def _change(chosen: TemplateRow, template_id: int) -> None:
    with st.container(horizontal=True, gap="small"):
        with st.popover(t("Rename"), icon=":material/edit:", key=f"{PAGE}.template.rename"):
            edit_form(
                chosen,
                TemplatePatch,
                lambda ctx, patch, version: update_template(
                    ctx, template_id, patch, expected_version=version
                ),
                key=f"{PAGE}.template.edit",
                border=False,
            )
        confirm_button(
            t("Delete the template"),
            t("Projects made from it stay."),
            lambda ctx: delete_template(ctx, template_id),
            key=f"{PAGE}.template.delete",
            done=t("Deleted."),
        )


def save_template_button(project_id: int) -> None:
    """Keep the plan of the project as a template; for projects with milestones."""
    with st.popover(t("Save as template"), icon=":material/bookmark_add:"):
        st.caption(t("Its milestones with their days from the start and their weights."))
        model_form(
            TemplateIn,
            partial(_save, project_id),
            key=f"{PAGE}.template.new",
            labels={"with_budget": t("With the budget")},
            done=t("Kept as a template: Projects → From a template."),
            border=False,
        )


def _save(project_id: int, ctx: Ctx, wanted: TemplateIn) -> object:
    return save_template(ctx, project_id, wanted)
