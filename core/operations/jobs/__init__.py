"""Jobs: what runs by itself, when it is due, what came of it, and who keeps the scheduler up."""

from core.operations.jobs import built_in as _built_in
from core.operations.jobs.book import sync_schedule
from core.operations.jobs.home import (
    Heartbeat,
    beat,
    is_scheduler_running,
    read_heartbeat,
    scheduler_lock,
)
from core.operations.jobs.registry import Job, Result, Run, register, registered
from core.operations.jobs.runner import Ran, run_job
from core.operations.jobs.supervisor import JobsSupervisor

BUILT_IN = _built_in.BUILT_IN

__all__ = [
    "BUILT_IN",
    "Heartbeat",
    "Job",
    "JobsSupervisor",
    "Ran",
    "Result",
    "Run",
    "beat",
    "is_scheduler_running",
    "read_heartbeat",
    "register",
    "registered",
    "run_job",
    "scheduler_lock",
    "sync_schedule",
]
