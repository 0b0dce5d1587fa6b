"""Views of projects: plans, milestones, progress, and how satisfied customers are."""

from core.analytics.catalogue.common import (
    CURRENCY,
    CUSTOMER,
    DEPARTMENT,
    DESCRIPTION,
    ID,
    MADE,
    NAME,
    PROJECT,
    TRACKED,
)
from core.analytics.labels import MILESTONE_STATUSES, PROJECT_STATUSES
from core.analytics.views import Column, View
from core.kit.i18n import N_
from data.schema import (
    BaselineMilestone,
    MilestonePlan,
    Project,
    ProjectBaseline,
    ProjectMilestone,
    ProjectPlan,
    ProjectProgress,
    SatisfactionScore,
)

BUDGET = Column("budget", N_("Budget of the project"), is_money=True)
ESTIMATE = Column("estimated_cost", N_("Estimated total cost"), is_money=True)
START = Column("start_date", N_("First day of the project"))
END = Column("end_date", N_("Planned last day of the project"))

EFFECTIVE = Column("effective_on", N_("First day on which it is in force"))
WEIGHT = Column("weight", N_("Weight among the milestones of the project, 0 to 100"))
OF_PROJECT = "SEMI JOIN src.projects AS p ON p.id = r.project_id AND p.deleted_at IS NULL"

PROJECTS = View(
    "projects",
    N_("Projects; those in the bin are left out"),
    (
        ID,
        NAME,
        Column("code", N_("Code, unique")),
        CUSTOMER,
        Column("manager_id", N_("Who manages it, see people")),
        DEPARTMENT,
        START,
        END,
        Column("actual_end_date", N_("Day on which it was completed")),
        BUDGET,
        ESTIMATE,
        CURRENCY,
        Column("status", N_("Status of the project"), labels=PROJECT_STATUSES),
        Column("progress", N_("Progress set by hand, 0 to 100")),
        DESCRIPTION,
        *TRACKED,
    ),
    where="r.deleted_at IS NULL",
    model=Project,
    action="projects.view",
)

PROJECT_PLANS = View(
    "project_plans",
    N_("What the plan of a project said from a day on, until its next version"),
    (
        ID,
        PROJECT,
        Column("effective_on", N_("First day on which it is in force")),
        BUDGET,
        ESTIMATE,
        CURRENCY,
        START,
        END,
        *MADE,
    ),
    origin="src.project_plans AS r SEMI JOIN src.projects AS p"
    " ON p.id = r.project_id AND p.deleted_at IS NULL",
    model=ProjectPlan,
    action="projects.view",
)

PROJECT_MILESTONES = View(
    "project_milestones",
    N_("Milestones of projects"),
    (
        ID,
        PROJECT,
        NAME,
        DESCRIPTION,
        Column("planned_date", N_("Day by which it is planned")),
        Column("actual_date", N_("Day on which it was reached")),
        Column("status", N_("Status of the milestone"), labels=MILESTONE_STATUSES),
        WEIGHT,
        *TRACKED,
    ),
    origin=f"src.project_milestones AS r {OF_PROJECT}",
    where="r.deleted_at IS NULL",
    model=ProjectMilestone,
    action="projects.view",
)

MILESTONE_PLANS = View(
    "milestone_plans",
    N_("What the plan said of a milestone from a day on, until its next version"),
    (
        ID,
        Column("milestone_id", N_("Milestone, see project_milestones")),
        PROJECT,
        EFFECTIVE,
        NAME,
        Column("planned_date", N_("Day by which it is planned")),
        WEIGHT,
        Column("removed", N_("Whether it was part of the plan no more")),
        Column("reason", N_("Reason given")),
        *MADE,
    ),
    origin=f"src.milestone_plans AS r {OF_PROJECT}",
    model=MilestonePlan,
    action="projects.view",
)

PROJECT_PROGRESS = View(
    "project_progress",
    N_("Progress set by hand from a day on, until the next one"),
    (
        ID,
        PROJECT,
        EFFECTIVE,
        Column("progress", N_("Progress set by hand, 0 to 100")),
        Column("reason", N_("Reason given")),
        *MADE,
    ),
    origin=f"src.project_progress AS r {OF_PROJECT}",
    model=ProjectProgress,
    action="projects.view",
)

PROJECT_BASELINES = View(
    "project_baselines",
    N_("Plans frozen to measure projects against, each from a day on"),
    (
        ID,
        PROJECT,
        EFFECTIVE,
        Column("end_date", N_("Planned last day of the project")),
        Column("reason", N_("Reason given")),
        *MADE,
    ),
    origin=f"src.project_baselines AS r {OF_PROJECT}",
    model=ProjectBaseline,
    action="projects.view",
)

BASELINE_MILESTONES = View(
    "baseline_milestones",
    N_("Milestones as frozen plans hold them"),
    (
        ID,
        Column("baseline_id", N_("Frozen plan, see project_baselines")),
        Column("milestone_id", N_("Milestone, see project_milestones")),
        NAME,
        Column("planned_date", N_("Day by which it is planned")),
        WEIGHT,
    ),
    origin="src.baseline_milestones AS r JOIN src.project_baselines AS b ON b.id = r.baseline_id"
    " SEMI JOIN src.projects AS p ON p.id = b.project_id AND p.deleted_at IS NULL",
    model=BaselineMilestone,
    action="projects.view",
)

SATISFACTION_SCORES = View(
    "satisfaction_scores",
    N_("How satisfied customers were on a day"),
    (
        ID,
        CUSTOMER,
        PROJECT,
        DEPARTMENT,
        Column("score", N_("Satisfaction, 0 to 100")),
        Column("scored_on", N_("Day of the score")),
        Column("comment", N_("What the customer said")),
        *TRACKED,
    ),
    model=SatisfactionScore,
    action="customers.view",
)

PROJECT_VIEWS = (
    PROJECTS,
    PROJECT_PLANS,
    PROJECT_MILESTONES,
    MILESTONE_PLANS,
    PROJECT_PROGRESS,
    PROJECT_BASELINES,
    BASELINE_MILESTONES,
    SATISFACTION_SCORES,
)
