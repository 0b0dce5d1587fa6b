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
    RuleRow,
    RuleScope,
    RuleTest,
    TransitionRow,
    WouldRaise,
)
from core.alerts.service import (
    RULE_LIST,
    create_rule,
    delete_rule,
    get_rule,
    list_rules,
    update_rule,
)
from core.alerts.states import REASON_NAMES, STATE_NAMES, STATUS_NAMES, Reason, State, Status
from core.alerts.trial import test_rule

__all__ = [
    "ALERT_LIST",
    "CONDITION_NAMES",
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
    "Reason",
    "RuleRow",
    "RuleScope",
    "RuleTest",
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
    "get_alert",
    "get_rule",
    "handle_alert",
    "ignore_alert",
    "list_alerts",
    "list_rules",
    "open_alert_counts",
    "reactivate_alert",
    "snooze_alert",
    "test_rule",
    "update_rule",
    "visible_alerts",
]
