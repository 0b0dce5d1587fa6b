"""The plan of a project on its page: milestones against their baseline, and what changes them."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.projects import (
    MILESTONE_STATUS_NAMES,
    BaselineIn,
    MilestoneIn,
    MilestonePatch,
    MilestoneRow,
    ProgressIn,
    ProgressReport,
    ReportedMilestone,
    create_milestone,
    delete_milestone,
    freeze_baseline,
    get_milestone,
    progress_report,
    set_progress,
    update_milestone,
)
from pages.ui.charts import GRID, Option
from pages.ui.choices import translated
from pages.ui.dialogs import show_dialog
from pages.ui.format import number
from pages.ui.forms import edit_form, model_form
from pages.ui.list_export import table_export
from pages.ui.lists import Column
from pages.ui.period import company_today
from pages.ui.plain import plain
from pages.ui.project_files import milestones_import_button
from pages.ui.project_gantt import MARK_TONES
from pages.ui.project_standing import MILESTONE, shown_day
from pages.ui.project_templates import save_template_button
from pages.ui.records import confirm_button, field_list
from pages.ui.session import page_uow
from pages.ui.table import draw_table

PAGE = "projects"
ROW, MARGIN = 34, 70
BASELINE_COLOUR = "#9aa5b1"
COLOURS = {
    "completed": "#3d8b5f",
    "delayed": "#c8472f",
    "in_progress": "#2f6fb3",
    "not_started": "#7a8699",
}
STATUS = Column("status", "badge", texts=MILESTONE_STATUS_NAMES, tones=MARK_TONES)
COLUMNS = (
    Column("name"),
    STATUS,
    Column("planned_date", "day"),
    Column("baseline_date", "day", label=N_("Baseline"), phone=False),
    Column("actual_date", "day", phone=False),
    Column("slip", "number", label=N_("Days late")),
    Column("weight", "number"),
)
HINTS = {
    "weight": N_("0 to 100; all weights of a project together make 100."),
    "effective_on": N_("Since when the plan says so; by default a change counts from today."),
}

NEW_HINTS = {
    **HINTS,
    "effective_on": N_("Since when it belongs to the plan; by default from the project's start."),
}


def milestones_section(project: Any) -> None:
    """Chart, table and forms of the milestones; of a former day without forms."""
    shown = shown_day()
    with page_uow() as ctx:
        report = progress_report(ctx, project.id, shown)
        may_edit = ctx.actor.can("projects.edit") and shown == company_today()
    _open_named(report, may_edit=may_edit)
    if report.milestones:
        _warn(report)
        st.echarts_chart(
            milestone_chart(report),
            key=f"{PAGE}.plan",
            alt=t("Milestones and their baseline over time"),
            height=ROW * len(report.milestones) + MARGIN,
        )
        _table(report, may_edit=may_edit)
    else:
        st.caption(t("No milestones yet. With them progress and delay are known by themselves."))
    if may_edit:
        _actions(project, report)


def _open_named(report: ProgressReport, *, may_edit: bool) -> None:
    """Open the milestone the address names, once."""
    named = st.query_params.get(MILESTONE, "")
    if not named:
        return
    del st.query_params[MILESTONE]
    if named in {str(one.milestone_id) for one in report.milestones}:
        _open(int(named), may_edit=may_edit)


def _open(milestone_id: int, *, may_edit: bool) -> None:
    with page_uow() as ctx:
        row = get_milestone(ctx, milestone_id)
    draw = partial(_edit if may_edit else _read, row)
    show_dialog(t("Milestone"), draw)


def _read(row: MilestoneRow) -> None:
    """What is known of a milestone now, for who may not change it and on former days."""
    st.markdown(f"**{plain(row.name)}**")
    columns = (Column("planned_date", "day"), Column("actual_date", "day"), STATUS)
    field_list((*columns, Column("weight", "number"), Column("description")), row, {})


def _warn(report: ProgressReport) -> None:
    if report.weights not in (None, 0, 100):
        shown = number(report.weights)
        st.caption(
            t("The weights add up to {sum}, not to 100; progress divides by their sum.", sum=shown)
        )
    elif report.weights == 0:
        st.caption(t("No milestone has a weight, so there is no progress to tell."))


def milestone_chart(report: ProgressReport) -> Option:
    """Each milestone on its line: planned or reached (filled), its baseline (hollow), the slip
    between them, and today."""
    lines = list(enumerate(report.milestones))
    moved = [(at, one) for at, one in lines if one.slip and one.baseline_date]
    return {
        "grid": {**GRID, "top": 28},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": {"type": "time", "splitLine": {"show": True, "lineStyle": {"opacity": 0.3}}},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [one.name for one in report.milestones],
            "axisTick": {"show": False},
            "axisLabel": {"width": 120, "overflow": "truncate"},
        },
        "series": [
            {
                "type": "lines",
                "coordinateSystem": "cartesian2d",
                "silent": True,
                "lineStyle": {"color": BASELINE_COLOUR, "width": 2, "opacity": 0.8},
                "data": [{"coords": _ends(at, one)} for at, one in moved],
            },
            {
                "type": "scatter",
                "name": t("Baseline"),
                "symbol": "emptyDiamond",
                "symbolSize": 13,
                "itemStyle": {"color": BASELINE_COLOUR},
                "data": [
                    _point(at, one, str(one.baseline_date), t("Baseline")) for at, one in moved
                ],
            },
            {
                "type": "scatter",
                "symbol": "diamond",
                "symbolSize": 15,
                "data": [_filled(at, one) for at, one in lines],
                "markLine": {
                    "symbol": "none",
                    "silent": True,
                    "lineStyle": {"type": "dashed", "color": BASELINE_COLOUR},
                    "label": {"formatter": _day_name(report.as_of), "position": "start"},
                    "data": [{"xAxis": report.as_of.isoformat()}],
                },
            },
        ],
        "animation": False,
    }


def _day_name(day: date) -> str:
    return t("Today") if day == company_today() else day.isoformat()


def _ends(at: int, one: ReportedMilestone) -> list[list[Any]]:
    return [[str(one.baseline_date), at], [str(one.actual_date or one.planned_date), at]]


def _point(at: int, one: ReportedMilestone, when: str, what: str) -> dict[str, Any]:
    return {"value": [when, at], "name": f"{one.name} · {what} {when}"}


def _filled(at: int, one: ReportedMilestone) -> dict[str, Any]:
    when = (one.actual_date or one.planned_date).isoformat()
    status = t(MILESTONE_STATUS_NAMES[one.status])
    colour = {"itemStyle": {"color": COLOURS[one.status]}}
    return {**_point(at, one, when, status), **colour}


def _table(report: ProgressReport, *, may_edit: bool) -> None:
    key = f"{PAGE}.milestones"
    opened = draw_table(report.milestones, COLUMNS, key=key, name=t("Milestones")).open
    table_export(
        "milestones",
        COLUMNS,
        lambda ctx: progress_report(ctx, report.project_id, report.as_of).milestones,
        key=key,
        what=(report.project_id, report.as_of),
    )
    if opened:
        _open(int(opened), may_edit=may_edit)


def _edit(row: MilestoneRow) -> None:
    edit_form(
        row,
        MilestonePatch,
        lambda ctx, patch, version: update_milestone(ctx, row.id, patch, expected_version=version),
        key=f"{PAGE}.milestone",
        choices={"status": translated(MILESTONE_STATUS_NAMES)},
        hints={name: t(text) for name, text in HINTS.items()},
        border=False,
    )
    confirm_button(
        t("Take out of the plan"),
        t("Former days keep it; from today on it is not part of the plan."),
        lambda ctx: delete_milestone(ctx, row.id),
        key=f"{PAGE}.milestone.delete",
        done=t("Taken out of the plan."),
    )


def _actions(project: Any, report: ProgressReport) -> None:
    with st.container(horizontal=True, gap="small"):
        if st.button(t("New milestone"), icon=":material/add:", key=f"{PAGE}.milestone.add"):
            show_dialog(t("New milestone"), partial(_new, project.id))
        milestones_import_button(project.id)
        if report.milestones:
            with st.popover(t("Freeze the baseline"), icon=":material/ac_unit:"):
                st.caption(t("Slips and earned value are measured against the frozen plan."))
                model_form(
                    BaselineIn,
                    partial(_freeze, project.id),
                    key=f"{PAGE}.baseline",
                    submit_label=t("Freeze"),
                    done=t("The plan is frozen."),
                    border=False,
                )
            save_template_button(project.id)
        else:
            with st.popover(t("Set the progress"), icon=":material/percent:"):
                model_form(
                    ProgressIn,
                    partial(_set, project.id),
                    key=f"{PAGE}.progress",
                    hints={"progress": t("0 to 100.")},
                    border=False,
                )


def _new(project_id: int) -> None:
    model_form(
        MilestoneIn,
        lambda ctx, made: create_milestone(ctx, project_id, made),
        key=f"{PAGE}.milestone.new",
        omit=("actual_date", "status", "reason"),
        hints={name: t(text) for name, text in NEW_HINTS.items()},
        border=False,
    )


def _freeze(project_id: int, ctx: Ctx, sent: BaselineIn) -> object:
    return freeze_baseline(ctx, project_id, sent)


def _set(project_id: int, ctx: Ctx, sent: ProgressIn) -> object:
    return set_progress(ctx, project_id, sent)
