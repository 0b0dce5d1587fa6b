"""Alert rules, the alerts they raise, and what people do with them."""

from __future__ import annotations

from pydantic import AliasChoices, Field
from starlette.responses import Response

from api.calls import Acting, Reading, answer
from api.resources import Resource, RowId, add_resource, needs
from api.routing import new_router
from core import alerts
from core.alerts import AlertRow, AlertRuleIn, CheckResult, RuleTest
from core.kit.inputs import Id, Input, Moment, OptionalText

router = new_router("alerts")
HANDLE = needs("alerts.handle") + " Of an alert that one sees."
PATH = "/v1/alerts/{id}"

add_resource(
    router,
    Resource(
        "/v1/alert-rules",
        "alert_rule",
        "alert_rules",
        spec=alerts.RULE_LIST,
        row=alerts.RuleRow,
        made=alerts.AlertRuleIn,
        patch=alerts.AlertRulePatch,
        list=alerts.list_rules,
        get=alerts.get_rule,
        create=alerts.create_rule,
        update=alerts.update_rule,
        delete=alerts.delete_rule,
        sees="rules.view",
        edits="rules.edit",
    ),
)
add_resource(
    router,
    Resource(
        "/v1/alerts",
        "alert",
        "alerts",
        spec=alerts.ALERT_LIST,
        row=alerts.AlertRow,
        list=alerts.list_alerts,
        get=alerts.get_alert,
        sees="alerts.view",
    ),
)


class HandleIn(Input):
    """What was done about it."""

    remarks: OptionalText = None


class IgnoreIn(Input):
    """Why nothing needs doing; `remarks` is taken as well."""

    reason: OptionalText = Field(default=None, validation_alias=AliasChoices("reason", "remarks"))


class AssignIn(Input):
    """Who is to look after it; null takes it back. `assigned_to` is taken as well."""

    user_id: Id | None = Field(validation_alias=AliasChoices("user_id", "assigned_to"))


class SnoozeIn(Input):
    """Until when, with its time zone. `snoozed_until` is taken as well."""

    until: Moment = Field(validation_alias=AliasChoices("until", "snoozed_until"))


@router.post(
    "/v1/alert-rules/{id}/test",
    summary="What a rule would raise now; writes nothing",
    description=needs("rules.view") + " And `amounts.view`.",
    response_model=RuleTest,
)
def test_stored_rule(call: Reading, row_id: RowId) -> Response:
    return answer(call.read(lambda ctx: alerts.test_rule(ctx, row_id))).response()


@router.post(
    "/v1/alert-rules/test",
    summary="What a rule that is not saved yet would raise now",
    description=needs("rules.edit") + " And `amounts.view`.",
    response_model=RuleTest,
)
def test_new_rule(call: Reading, body: AlertRuleIn) -> Response:
    return answer(call.read(lambda ctx: alerts.test_rule(ctx, body))).response()


@router.post(
    "/v1/alert-checks",
    summary="Evaluate all active rules now",
    description=needs("rules.edit"),
    response_model=CheckResult,
)
def check_alerts(call: Reading) -> Response:
    call.read(lambda ctx: ctx.require("rules.edit"))
    return answer(alerts.check_alerts()).response()


@router.post(
    f"{PATH}/acknowledge",
    summary="Say that one looks into it",
    description=HANDLE,
    response_model=AlertRow,
)
def acknowledge_alert(call: Acting, row_id: RowId) -> Response:
    return call.change(
        lambda ctx: alerts.acknowledge_alert(ctx, row_id, expected_version=call.expected_version)
    )


@router.post(
    f"{PATH}/assign",
    summary="Give it to a person",
    description=HANDLE,
    response_model=AlertRow,
)
def assign_alert(call: Acting, row_id: RowId, body: AssignIn) -> Response:
    return call.change(
        lambda ctx: alerts.assign_alert(
            ctx, row_id, body.user_id, expected_version=call.expected_version
        )
    )


@router.post(
    f"{PATH}/handle",
    summary="Close it with what was done",
    description=HANDLE,
    response_model=AlertRow,
)
def handle_alert(call: Acting, row_id: RowId, body: HandleIn | None = None) -> Response:
    return call.change(
        lambda ctx: alerts.handle_alert(
            ctx, row_id, (body and body.remarks) or "", expected_version=call.expected_version
        )
    )


@router.post(
    f"{PATH}/ignore",
    summary="Close it with the reason why nothing needs doing",
    description=HANDLE,
    response_model=AlertRow,
)
def ignore_alert(call: Acting, row_id: RowId, body: IgnoreIn) -> Response:
    return call.change(
        lambda ctx: alerts.ignore_alert(
            ctx, row_id, body.reason or "", expected_version=call.expected_version
        )
    )


@router.post(
    f"{PATH}/snooze",
    summary="Put it off until a moment to come",
    description=HANDLE,
    response_model=AlertRow,
)
def snooze_alert(call: Acting, row_id: RowId, body: SnoozeIn) -> Response:
    return call.change(
        lambda ctx: alerts.snooze_alert(
            ctx, row_id, body.until, expected_version=call.expected_version
        )
    )


@router.post(
    f"{PATH}/reactivate",
    summary="Open it again",
    description=HANDLE,
    response_model=AlertRow,
)
def reactivate_alert(call: Acting, row_id: RowId) -> Response:
    return call.change(
        lambda ctx: alerts.reactivate_alert(ctx, row_id, expected_version=call.expected_version)
    )
