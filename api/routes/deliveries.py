"""Messages to the outside: the log, one's own preferences, the mail settings; jobs by hand."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel
from starlette.responses import Response

from api.calls import Acting, Editing, Posting, Reading, answer
from api.listing import ListOf, list_answer, list_parameters
from api.resources import RowId, needs
from api.routing import new_router
from core import notifications
from core.notifications import PreferencesPatch, PreferencesRow, deliveries
from core.notifications.channels.email.settings import (
    EmailPatch,
    EmailRow,
    email_settings,
    update_email_settings,
)
from core.notifications.channels.email.trial import prepare_trial
from core.notifications.deliveries import ChannelRow, DeliveryRow
from core.operations.job_list import JobRow
from core.operations.jobs import control

router = new_router("notifications")
MINE = "Right: anybody signed in, for their own."
JOBS, SETTINGS = needs("jobs.admin"), needs("settings.admin")
JobName = Annotated[str, Path(alias="name", max_length=50)]


class Channels(BaseModel):
    """Every channel to the outside."""

    items: list[ChannelRow]


class TrialSent(BaseModel):
    """Where a trial went."""

    address: str


@router.get(
    "/v1/notification-preferences",
    summary="Read what one wants to be told",
    description=MINE,
    response_model=PreferencesRow,
)
def get_preferences(call: Reading) -> Response:
    return answer(call.read(notifications.own_preferences)).response()


@router.patch(
    "/v1/notification-preferences",
    summary="Change what one wants to be told; what is not given stays",
    description=MINE,
    response_model=PreferencesRow,
)
def update_preferences(call: Editing, body: PreferencesPatch) -> Response:
    return call.change(
        lambda ctx: notifications.update_preferences(
            ctx, body, expected_version=call.expected_version
        )
    )


@router.get(
    "/v1/deliveries",
    summary="List messages to the outside, newest first",
    description=JOBS,
    response_model=ListOf[DeliveryRow],
    openapi_extra=list_parameters(deliveries.DELIVERY_LIST),
)
def list_deliveries(call: Reading) -> Response:
    return list_answer(call, deliveries.DELIVERY_LIST, deliveries.list_deliveries)


@router.get(
    "/v1/deliveries/{id}",
    summary="Read one message's way",
    description=JOBS,
    response_model=DeliveryRow,
)
def get_delivery(call: Reading, row_id: RowId) -> Response:
    return answer(call.read(lambda ctx: deliveries.get_delivery(ctx, row_id))).response()


@router.post(
    "/v1/deliveries/{id}/retry",
    summary="Try a waiting or failed message again now",
    description=JOBS,
    response_model=DeliveryRow,
)
def retry_delivery(call: Posting, row_id: RowId) -> Response:
    return call.change(lambda ctx: deliveries.retry_delivery(ctx, row_id))


@router.get(
    "/v1/channels",
    summary="How each channel to the outside is",
    description=JOBS,
    response_model=Channels,
)
def list_channels(call: Reading) -> Response:
    return answer(call.read(lambda ctx: {"items": deliveries.channel_states(ctx)})).response()


@router.get(
    "/v1/email-settings",
    summary="Read the mail settings, without the password",
    description=SETTINGS,
    response_model=EmailRow,
)
def get_email_settings(call: Reading) -> Response:
    return answer(call.read(email_settings)).response()


@router.patch(
    "/v1/email-settings",
    summary="Change the mail settings; what is not given stays",
    description=SETTINGS,
    response_model=EmailRow,
)
def change_email_settings(call: Editing, body: EmailPatch) -> Response:
    return call.change(lambda ctx: update_email_settings(ctx, body))


@router.post(
    "/v1/email-settings/trial",
    summary="Send a mail to oneself with the saved settings",
    description=SETTINGS,
    response_model=TrialSent,
)
def send_trial(call: Posting) -> Response:
    """422 with the server's words when it is not taken."""
    trial = call.read(prepare_trial)
    trial.send()
    return answer(TrialSent(address=trial.address)).response()


@router.post(
    "/v1/jobs/{name}/run",
    summary="Have a job run within seconds",
    description=JOBS,
    response_model=JobRow,
)
def run_job(call: Acting, name: JobName) -> Response:
    return call.change(lambda ctx: control.run_job_soon(ctx, name))


@router.post(
    "/v1/jobs/{name}/pause",
    summary="Have a job run no more until resumed",
    description=JOBS,
    response_model=JobRow,
)
def pause_job(call: Acting, name: JobName) -> Response:
    return call.change(lambda ctx: control.pause_job(ctx, name))


@router.post(
    "/v1/jobs/{name}/resume",
    summary="Have a paused job run on schedule again",
    description=JOBS,
    response_model=JobRow,
)
def resume_job(call: Acting, name: JobName) -> Response:
    return call.change(lambda ctx: control.resume_job(ctx, name))
