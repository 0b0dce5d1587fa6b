"""Figures about the running product, for Prometheus and the health page."""

from __future__ import annotations

from sqlalchemy import func, select

from core.kit.context import Ctx
from core.kit.settings import get_settings
from core.operations.backup import last_verified
from core.operations.jobs.home import read_heartbeat
from data.schema import Alert, Delivery, ImportBatch, JobSchedule, OutboxEvent, UserSession


def measures(ctx: Ctx) -> dict[str, float]:
    """Name -> value now; what there is none of is left out. Needs `jobs.admin`."""
    ctx.require("jobs.admin")
    counts = {
        "events_waiting": (OutboxEvent, OutboxEvent.handled_at.is_(None)),
        "alerts_open": (Alert, Alert.status == "open"),
        "deliveries_failed": (Delivery, Delivery.state == "failed"),
        "deliveries_waiting": (Delivery, Delivery.state.in_(("pending", "sending"))),
        "jobs_failed": (JobSchedule, JobSchedule.last_result == "failed"),
        "imports_running": (ImportBatch, ImportBatch.state.in_(("parsing", "committing"))),
        "sessions_open": (
            UserSession,
            UserSession.revoked_at.is_(None) & (UserSession.expires_at > ctx.now),
        ),
    }
    found = {
        name: float(
            ctx.session.scalar(select(func.count()).select_from(model).where(condition)) or 0
        )
        for name, (model, condition) in counts.items()
    }
    sign = read_heartbeat(get_settings().home)
    if sign is not None:
        found["jobs_heartbeat_age_seconds"] = (ctx.now - sign.at).total_seconds()
    verified = last_verified(get_settings())
    if verified is not None:
        found["backup_age_seconds"] = (ctx.now - verified).total_seconds()
    return found


HELP = {
    "events_waiting": "Events of committed changes not handled yet",
    "alerts_open": "Alerts waiting for somebody",
    "deliveries_failed": "Messages that could not be delivered",
    "deliveries_waiting": "Messages on their way to the outside",
    "jobs_failed": "Jobs whose last run failed",
    "jobs_heartbeat_age_seconds": "Age of the scheduler's last sign of life",
    "imports_running": "Imports being read or written",
    "sessions_open": "Logins that have not ended",
    "backup_age_seconds": "Age of the last verified backup",
}
