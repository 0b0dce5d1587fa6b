"""Views of work: projects with their plans, alert rules, alerts, status history."""

from core.analytics.catalogue.common import (
    CURRENCY,
    CUSTOMER,
    DEPARTMENT,
    DESCRIPTION,
    ID,
    IS_ACTIVE,
    MADE,
    NAME,
    PROJECT,
    TRACKED,
)
from core.analytics.labels import (
    ALERT_STATES,
    ALERT_STATUSES,
    CONDITIONS,
    HISTORY_STATUSES,
    PROJECT_STATUSES,
    SEVERITIES,
    TARGET_TYPES,
)
from core.analytics.views import Column, View
from core.kit.i18n import N_
from data.schema import Alert, AlertRule, Project, ProjectPlan, StatusChange

HISTORY_TARGETS = ("project", "budget", "contract", "receivable", "alert", "financial_record")
TARGET_TYPE = Column("target_type", N_("What kind of thing it is about"), labels=TARGET_TYPES)
BUDGET = Column("budget", N_("Budget of the project"), is_money=True)
ESTIMATE = Column("estimated_cost", N_("Estimated total cost"), is_money=True)
START = Column("start_date", N_("First day of the project"))
END = Column("end_date", N_("Planned last day of the project"))

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

ALERT_RULES = View(
    "alert_rules",
    N_("Rules that raise alerts; deleted ones are left out"),
    (
        ID,
        NAME,
        DESCRIPTION,
        Column("indicator", N_("Code of the indicator it watches")),
        TARGET_TYPE,
        Column("condition", N_("Comparison with the threshold"), labels=CONDITIONS),
        Column("threshold", N_("Threshold; ratios as fractions (0.1 is 10 %)")),
        Column("threshold_high", N_("Upper threshold, for between")),
        Column("change_window", N_("Days over which a change is measured")),
        Column("period", N_("Period the indicator runs over")),
        Column("severity", N_("How severe it is"), labels=SEVERITIES),
        IS_ACTIVE,
        Column("notify_roles", N_("Roles that are notified (JSON list)")),
        *TRACKED,
    ),
    where="r.deleted_at IS NULL",
    model=AlertRule,
    action="rules.view",
)

ALERTS = View(
    "alerts",
    N_("Alerts that were raised, open and closed"),
    (
        ID,
        Column("rule_id", N_("Rule, see alert_rules")),
        TARGET_TYPE,
        Column("target_id", N_("Number of the thing it is about")),
        Column("target_name", N_("Name of the thing when the alert was raised")),
        DEPARTMENT,
        PROJECT,
        Column("severity", N_("How severe it is"), labels=SEVERITIES),
        Column("current_value", N_("Latest value of the indicator"), is_money=True),
        Column("threshold", N_("Threshold; ratios as fractions (0.1 is 10 %)"), is_money=True),
        Column("status", N_("What people did with it"), labels=ALERT_STATUSES),
        Column("state", N_("What the figures say"), labels=ALERT_STATES),
        Column("resolved_at", N_("When the figures recovered (UTC)")),
        Column("acknowledged_by", N_("Who acknowledged it, see people")),
        Column("acknowledged_at", N_("When it was acknowledged (UTC)")),
        Column("assigned_to", N_("Who shall handle it, see people")),
        Column("snoozed_until", N_("Quiet until (UTC)")),
        Column("handled_by", N_("Who handled it, see people; empty for the system")),
        Column("handled_at", N_("When it was handled (UTC)")),
        Column("remarks", N_("What was said when it was handled")),
        Column("created_at", N_("When it was raised (UTC)")),
    ),
    model=Alert,
    action="alerts.view",
)

STATUS_HISTORY = View(
    "status_history",
    N_("Every change of a status of projects, budgets, alerts and records"),
    (
        ID,
        TARGET_TYPE,
        Column("target_id", N_("Number of the thing it is about")),
        Column(
            "from_status",
            N_("Status before; empty at the beginning"),
            labels=HISTORY_STATUSES,
            label_key="target_type || ':' || from_status",
        ),
        Column(
            "to_status",
            N_("Status after"),
            labels=HISTORY_STATUSES,
            label_key="target_type || ':' || to_status",
        ),
        Column("reason", N_("Reason given")),
        Column("changed_by", N_("Who changed it, see people; empty for the system")),
        Column("changed_at", N_("When it changed (UTC)")),
    ),
    where=f"r.target_type IN {HISTORY_TARGETS}",
    model=StatusChange,
)

WORK_VIEWS = (PROJECTS, PROJECT_PLANS, ALERT_RULES, ALERTS, STATUS_HISTORY)
