"""The alert centre: rules, the alerts they raise, and what people do with them.

Importing this package registers its handlers: a change of data is checked right after its commit.
"""

from core.alerts.actions import (
    acknowledge_alert,
    assign_alert,
    handle_alert,
    ignore_alert,
    reactivate_alert,
    snooze_alert,
)
from core.alerts.bulk import Action, BulkIn, act_on_alerts
from core.alerts.check import check_alerts
from core.alerts.due import next_check_at
from core.alerts.insight import alert_rows, alert_trend, distance, similar_alerts
from core.alerts.loading import RULE_TARGET
from core.alerts.queries import (
    ALERT_LIST,
    alert_transitions,
    get_alert,
    list_alerts,
    open_alert_counts,
    visible_alerts,
)
from core.alerts.reach import FILTERS
from core.alerts.rules import CONDITION_NAMES, SEVERITY_NAMES, Condition, Severity
from core.alerts.schemas import (
    AlertRow,
    AlertRuleIn,
    AlertRulePatch,
    AlertTrend,
    CheckResult,
    PastAlert,
    RuleRow,
    RuleScope,
    RuleTest,
    RuleVersion,
    TransitionRow,
    TrendPoint,
    WouldRaise,
)
from core.alerts.service import (
    RULE_LIST,
    create_rule,
    delete_rule,
    duplicate_rule,
    get_rule,
    list_rules,
    restore_rule,
    update_rule,
)
from core.alerts.starting import has_own_rules, make_starter_rules, remove_starter_rules
from core.alerts.states import (
    MISSING_NAMES,
    RAISING,
    REASON_NAMES,
    STATE_NAMES,
    STATUS_NAMES,
    Missing,
    Reason,
    State,
    Status,
)
from core.alerts.trial import test_rule
from core.alerts.versions import rule_versions

__all__ = [
    "ALERT_LIST",
    "CONDITION_NAMES",
    "FILTERS",
    "MISSING_NAMES",
    "RAISING",
    "REASON_NAMES",
    "RULE_LIST",
    "RULE_TARGET",
    "SEVERITY_NAMES",
    "STATE_NAMES",
    "STATUS_NAMES",
    "Action",
    "AlertRow",
    "AlertRuleIn",
    "AlertRulePatch",
    "AlertTrend",
    "BulkIn",
    "CheckResult",
    "Condition",
    "Missing",
    "PastAlert",
    "Reason",
    "RuleRow",
    "RuleScope",
    "RuleTest",
    "RuleVersion",
    "Severity",
    "State",
    "Status",
    "TransitionRow",
    "TrendPoint",
    "WouldRaise",
    "acknowledge_alert",
    "act_on_alerts",
    "alert_rows",
    "alert_transitions",
    "alert_trend",
    "assign_alert",
    "check_alerts",
    "create_rule",
    "delete_rule",
    "distance",
    "duplicate_rule",
    "get_alert",
    "get_rule",
    "handle_alert",
    "has_own_rules",
    "ignore_alert",
    "list_alerts",
    "list_rules",
    "make_starter_rules",
    "next_check_at",
    "open_alert_counts",
    "reactivate_alert",
    "remove_starter_rules",
    "restore_rule",
    "rule_versions",
    "similar_alerts",
    "snooze_alert",
    "test_rule",
    "update_rule",
    "visible_alerts",
]
