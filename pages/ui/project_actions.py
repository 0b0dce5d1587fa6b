"""What is done with a project as a whole: start, pause, complete, open again; and its bin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st
from pydantic import BaseModel

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.projects import (
    PROJECT_LIST,
    PROJECT_STATUS_NAMES,
    TRANSITIONS,
    ProjectPatch,
    ProjectStatus,
    list_projects,
    restore_project,
    update_project,
)
from pages.ui.forms import model_form
from pages.ui.inputs import Completion, NewStatus, Reopening
from pages.ui.lists import BulkAction, Column, RecordList, record_list
from pages.ui.period import company_today

PAGE = "projects"


@dataclass(frozen=True)
class Step:
    """A way from one state to another as a button: its words, sign and what is asked first."""

    label: str
    icon: str
    asks: type[BaseModel] = NewStatus


START = Step(N_("Start"), ":material/play_arrow:")
COMPLETE = Step(N_("Complete"), ":material/check_circle:", Completion)
PAUSE = Step(N_("Pause"), ":material/pause:")
STEPS: dict[tuple[ProjectStatus, ProjectStatus], Step] = {
    (ProjectStatus.PLANNING, ProjectStatus.ACTIVE): START,
    (ProjectStatus.PAUSED, ProjectStatus.ACTIVE): Step(N_("Resume"), START.icon),
    (ProjectStatus.COMPLETED, ProjectStatus.ACTIVE): Step(
        N_("Open again"), ":material/undo:", Reopening
    ),
    **dict.fromkeys(
        [(one, ProjectStatus.PAUSED) for one in (ProjectStatus.PLANNING, ProjectStatus.ACTIVE)],
        PAUSE,
    ),
    **dict.fromkeys(
        [(one, ProjectStatus.COMPLETED) for one in (ProjectStatus.ACTIVE, ProjectStatus.PAUSED)],
        COMPLETE,
    ),
}
BIN = RecordList(
    page=f"{PAGE}.bin",
    load=partial(list_projects, in_bin=True),
    listing=PROJECT_LIST,
    columns=(
        Column("name"),
        Column("code"),
        Column("status", "badge", texts=PROJECT_STATUS_NAMES),
        Column("deleted_at", "moment", label=N_("Deleted")),
    ),
    empty=N_("The bin is empty"),
    hint=N_("What was deleted can be restored from here; its records never went away."),
    icon=":material/delete:",
    actions=(
        BulkAction(
            N_("Restore"),
            restore_project,
            needs="projects.edit",
            done=N_("{n} projects are restored."),
            icon=":material/restore_from_trash:",
        ),
    ),
)


def project_actions(row: Any) -> None:
    """A button for each state that may follow."""
    for after in ProjectStatus:
        step = STEPS.get((row.status, after))
        if step is not None and after in TRANSITIONS[row.status]:
            _button(row, after, step)


def bin_view() -> None:
    """Deleted projects, and bringing them back."""
    record_list(BIN, name=t("Bin"))


def _button(row: Any, after: ProjectStatus, step: Step) -> None:
    key = f"{PAGE}.to_{after}"
    with st.popover(t(step.label), icon=step.icon, key=f"{key}.ask"):
        model_form(
            step.asks,
            _change(row, after),
            key=key,
            values={"actual_end_date": company_today()} if step.asks is Completion else {},
            submit_label=t(step.label),
            done=t("The project is now: {status}.", status=t(PROJECT_STATUS_NAMES[after])),
            border=False,
        )


def _change(row: Any, after: ProjectStatus) -> Callable[[Ctx, BaseModel], object]:
    def change(ctx: Ctx, sent: BaseModel) -> object:
        patch = ProjectPatch(status=after, **sent.model_dump(exclude_unset=True))
        return update_project(ctx, row.id, patch, expected_version=row.version)

    return change
