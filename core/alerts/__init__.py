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
from core.alerts.check import check_alerts
from core.alerts.queries import (
    ALERT_LIST,
    alert_transitions,
    get_alert,
    list_alerts,
    open_alert_counts,
    visible_alerts,
)
from core.alerts.rules import CONDITION_NAMES, SEVERITY_NAMES, Condition, Severity
from core.alerts.schemas import (
    AlertRow,
    AlertRuleIn,
    AlertRulePatch,
    CheckResult,
    PastAlert,
    RuleRow,
    RuleScope,
    RuleTest,
    RuleVersion,
    TransitionRow,
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
from core.alerts.states import (
    MISSING_NAMES,
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
    "MISSING_NAMES",
    "REASON_NAMES",
    "RULE_LIST",
    "SEVERITY_NAMES",
    "STATE_NAMES",
    "STATUS_NAMES",
    "AlertRow",
    "AlertRuleIn",
    "AlertRulePatch",
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
    "WouldRaise",
    "acknowledge_alert",
    "alert_transitions",
    "assign_alert",
    "check_alerts",
    "create_rule",
    "delete_rule",
    "duplicate_rule",
    "get_alert",
    "get_rule",
    "handle_alert",
    "ignore_alert",
    "list_alerts",
    "list_rules",
    "open_alert_counts",
    "reactivate_alert",
    "restore_rule",
    "rule_versions",
    "snooze_alert",
    "test_rule",
    "update_rule",
    "visible_alerts",
]
