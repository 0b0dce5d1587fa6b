"""Alert rules, the alerts they raise, and what people do with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import AliasChoices, Field
from starlette.responses import Response

from api.calls import Acting, Reading, answer
from api.listing import ListOf
from api.resources import Resource, RowId, add_resource, needs
from api.routing import new_router
from core import alerts
from core.alerts import (
    AlertRow,
    AlertRuleIn,
    AlertTrend,
    BulkIn,
    CheckResult,
    PastAlert,
    RuleRow,
    RuleTest,
    RuleVersion,
    TransitionRow,
)
from core.indicators import Behind
from core.kit.inputs import Id, Input, Moment, OptionalText, Row

router = new_router("alerts")
HANDLE = needs("alerts.handle") + " Of an alert that one sees."
SEES = needs("alerts.view") + " Of an alert that one sees."
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


class RestoreIn(Input):
    """Which version."""

    version: Id


class Changed(Row):
    """How many alerts were changed."""

    changed: int


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
    "/v1/alert-rules/{id}/duplicate",
    summary="A copy of a rule, switched off",
    description=needs("rules.edit"),
    response_model=RuleRow,
    status_code=201,
)
def duplicate_rule(call: Acting, row_id: RowId) -> Response:
    return call.change(lambda ctx: alerts.duplicate_rule(ctx, row_id), status=201)


@router.get(
    "/v1/alert-rules/{id}/versions",
    summary="What a rule said before, newest first",
    description=needs("rules.view"),
    response_model=ListOf[RuleVersion],
)
def list_rule_versions(call: Reading, row_id: RowId) -> Response:
    return answer(_all(call.read(lambda ctx: alerts.rule_versions(ctx, row_id)))).response()


@router.post(
    "/v1/alert-rules/{id}/restore",
    summary="Make a rule say again what it said in a version",
    description=needs("rules.edit"),
    response_model=RuleRow,
)
def restore_rule(call: Acting, row_id: RowId, body: RestoreIn) -> Response:
    return call.change(
        lambda ctx: alerts.restore_rule(
            ctx, row_id, body.version, expected_version=call.expected_version
        )
    )


@router.get(
    "/v1/alerts/{id}/transitions",
    summary="Everything that happened to an alert, oldest first",
    description=SEES,
    response_model=ListOf[TransitionRow],
)
def list_transitions(call: Reading, row_id: RowId) -> Response:
    return answer(_all(call.read(lambda ctx: alerts.alert_transitions(ctx, row_id)))).response()


@router.get(
    "/v1/alerts/{id}/trend",
    summary="The figure of the last twelve weeks, with the threshold",
    description=SEES,
    response_model=AlertTrend,
)
def get_alert_trend(call: Reading, row_id: RowId) -> Response:
    return answer(call.read(lambda ctx: alerts.alert_trend(ctx, row_id))).response()


@router.get(
    "/v1/alerts/{id}/records",
    summary="The records or receivables the figure rests on, the weightiest first",
    description=SEES + " Of the rows those that one may see.",
    response_model=ListOf[Behind],
)
def list_alert_rows(call: Reading, row_id: RowId) -> Response:
    return answer(_all(call.read(lambda ctx: alerts.alert_rows(ctx, row_id)))).response()


@router.get(
    "/v1/alerts/{id}/similar",
    summary="Earlier alerts of the same rule, and how they ended",
    description=SEES,
    response_model=ListOf[PastAlert],
)
def list_similar(call: Reading, row_id: RowId) -> Response:
    return answer(_all(call.read(lambda ctx: alerts.similar_alerts(ctx, row_id)))).response()


def _all(items: Sequence[Any]) -> dict[str, Any]:
    return {"items": items, "next_cursor": None}


@router.post(
    "/v1/alerts/bulk",
    summary="Do one thing to many alerts; all or none",
    description=HANDLE,
    response_model=Changed,
    responses={404: {"description": "One of them is not there, or not visible"}},
)
def act_on_alerts(call: Acting, body: BulkIn) -> Response:
    return call.change(lambda ctx: Changed(changed=alerts.act_on_alerts(ctx, body)))


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
