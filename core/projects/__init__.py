"""Projects: plan, milestones, progress, state, bin."""

from core.projects.changes import PROJECTS_CHANGED
from core.projects.course import (
    END_METHODS,
    REFUSALS,
    Course,
    EndForecast,
    EndMethod,
    NoForecast,
    Step,
)
from core.projects.files import import_projects, preview_project_file
from core.projects.forecast import forecast_end
from core.projects.memory import PlanMemory
from core.projects.milestones.baselines import freeze_baseline, project_baselines
from core.projects.milestones.files import (
    FiledMilestone,
    filed_milestones,
    import_milestones,
    preview_milestone_file,
)
from core.projects.milestones.in_force import baseline_on
from core.projects.milestones.queries import (
    MILESTONE_LIST,
    get_milestone,
    list_milestones,
    milestone_plans,
    project_milestones,
)
from core.projects.milestones.rules import percent
from core.projects.milestones.schemas import (
    BaselineIn,
    BaselineRow,
    MilestoneIn,
    MilestonePatch,
    MilestonePlanRow,
    MilestoneRow,
)
from core.projects.milestones.service import (
    create_milestone,
    delete_milestone,
    mark_delayed,
    update_milestone,
)
from core.projects.milestones.states import MILESTONE_STATUS_NAMES, MilestoneStatus
from core.projects.progress import (
    ProgressIn,
    ProgressReport,
    ProgressSource,
    ReportedMilestone,
    progress_report,
    set_progress,
)
from core.projects.queries import (
    PROJECT_LIST,
    get_project,
    list_projects,
    project_plans,
    visible_projects,
)
from core.projects.schedules import Plans, plans_on_days
from core.projects.schemas import ProjectIn, ProjectPatch, ProjectPlanRow, ProjectRow
from core.projects.service import (
    create_project,
    delete_project,
    restore_project,
    update_project,
)
from core.projects.states import PROJECT_STATUS_NAMES, TRANSITIONS, ProjectStatus
from core.projects.timeline import (
    Entry,
    EntryKind,
    Line,
    Mark,
    Month,
    Timeline,
    narrowed_projects,
    project_month,
    project_timeline,
)

__all__ = [
    "END_METHODS",
    "MILESTONE_LIST",
    "MILESTONE_STATUS_NAMES",
    "PROJECTS_CHANGED",
    "PROJECT_LIST",
    "PROJECT_STATUS_NAMES",
    "REFUSALS",
    "TRANSITIONS",
    "BaselineIn",
    "BaselineRow",
    "Course",
    "EndForecast",
    "EndMethod",
    "Entry",
    "EntryKind",
    "FiledMilestone",
    "Line",
    "Mark",
    "MilestoneIn",
    "MilestonePatch",
    "MilestonePlanRow",
    "MilestoneRow",
    "MilestoneStatus",
    "Month",
    "NoForecast",
    "PlanMemory",
    "Plans",
    "ProgressIn",
    "ProgressReport",
    "ProgressSource",
    "ProjectIn",
    "ProjectPatch",
    "ProjectPlanRow",
    "ProjectRow",
    "ProjectStatus",
    "ReportedMilestone",
    "Step",
    "Timeline",
    "baseline_on",
    "create_milestone",
    "create_project",
    "delete_milestone",
    "delete_project",
    "filed_milestones",
    "forecast_end",
    "freeze_baseline",
    "get_milestone",
    "get_project",
    "import_milestones",
    "import_projects",
    "list_milestones",
    "list_projects",
    "mark_delayed",
    "milestone_plans",
    "narrowed_projects",
    "percent",
    "plans_on_days",
    "preview_milestone_file",
    "preview_project_file",
    "progress_report",
    "project_baselines",
    "project_milestones",
    "project_month",
    "project_plans",
    "project_timeline",
    "restore_project",
    "set_progress",
    "update_milestone",
    "update_project",
    "visible_projects",
]
