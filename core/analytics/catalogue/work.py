"""Views of work: alert rules, alerts, status history."""

from core.analytics.catalogue.common import (
    DEPARTMENT,
    DESCRIPTION,
    ID,
    IS_ACTIVE,
    NAME,
    PROJECT,
    TRACKED,
)
from core.analytics.labels import (
    ALERT_REASONS,
    ALERT_STATES,
    ALERT_STATUSES,
    CONDITIONS,
    HISTORY_STATUSES,
    MISSING_POLICIES,
    SEVERITIES,
    TARGET_TYPES,
)
from core.analytics.views import Column, View
from core.kit.i18n import N_
from data.schema import Alert, AlertRule, StatusChange

HISTORY_TARGETS = ("project", "budget", "contract", "receivable", "alert", "financial_record")
TARGET_TYPE = Column("target_type", N_("What kind of thing it is about"), labels=TARGET_TYPES)
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
        Column("pending_for", N_("Seconds it has to hold before it is an alert")),
        Column("recovery_threshold", N_("Threshold of recovery, where it differs")),
        Column("keep_firing_for", N_("Seconds the figure has to be fine before it has recovered")),
        Column("on_no_data", N_("What a missing figure does"), labels=MISSING_POLICIES),
        Column("on_error", N_("What a failing check does"), labels=MISSING_POLICIES),
        Column("renotify_every", N_("Seconds after which people are reminded")),
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
        Column(
            "reason", N_("Why it was raised; empty: the limit was passed"), labels=ALERT_REASONS
        ),
        Column("currency", N_("Currency of the values, where they are money")),
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

WORK_VIEWS = (ALERT_RULES, ALERTS, STATUS_HISTORY)
