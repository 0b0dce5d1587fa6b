"""Is it alive, is it well, and its measures."""

from __future__ import annotations

from typing import Literal

import anyio
import anyio.to_thread
from anyio.lowlevel import RunVar
from pydantic import BaseModel
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from api.calls import Reading
from api.metrics import CONTENT_TYPE, Measures
from api.routing import new_router
from core.kit.context import SYSTEM
from core.kit.errors import Unavailable
from core.kit.i18n import N_
from core.kit.uow import database, unit_of_work
from core.kit.version import VERSION
from core.operations.measures import HELP, measures

PATIENCE = 2.0  # seconds
router = new_router("operation")


_checks: RunVar[anyio.CapacityLimiter] = RunVar("health_checks")


class Health(BaseModel):
    """The answer of a process that works and reaches its database."""

    status: Literal["ok"] = "ok"
    version: str


@router.get("/v1/health", summary="Whether the product works; needs no token")
async def get_health() -> Health:
    """503 when the database does not open within two seconds."""
    with anyio.move_on_after(PATIENCE):
        await anyio.to_thread.run_sync(_open_database, abandon_on_cancel=True, limiter=_limiter())
        return Health(version=VERSION)
    raise Unavailable("database.slow", N_("The database does not answer right now."))


def _open_database() -> None:
    with unit_of_work(SYSTEM) as ctx:
        ctx.session.execute(select(1))


def _limiter() -> anyio.CapacityLimiter:
    """Two checks at a time: those that wait for a locked database do not pile up."""
    try:
        return _checks.get()
    except LookupError:
        _checks.set(anyio.CapacityLimiter(2))
        return _checks.get()


@router.get(
    "/v1/metrics",
    summary="Measures in Prometheus' text format",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def get_metrics(request: Request, call: Reading) -> Response:
    """Requests by route, and gauges. Right: `jobs.admin`."""
    found = call.read(measures)
    kept: Measures = request.app.state.measures
    kept.gauge("data_version", "Data version").set(database().version())
    for name, value in found.items():
        kept.gauge(name, HELP[name]).set(value)
    return Response(kept.text(), headers={"Content-Type": CONTENT_TYPE})
