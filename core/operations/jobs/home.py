"""The scheduler's files in the home folder: the lock that makes it one, and its heartbeat."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

LOCK = "jobs.lock"
HEARTBEAT = "jobs.heartbeat"


@dataclass(frozen=True)
class Heartbeat:
    """The last sign of life of the scheduler: its process, when (UTC), the job at hand."""

    pid: int
    at: datetime
    job: str | None


def scheduler_lock(home: Path) -> FileLock:
    """The lock the one working scheduler holds."""
    home.mkdir(parents=True, exist_ok=True)
    return FileLock(home / LOCK, thread_local=False)


def is_scheduler_running(home: Path) -> bool:
    """Whether some process holds the scheduler's lock."""
    lock = scheduler_lock(home)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def beat(home: Path, now: datetime, job: str | None = None) -> None:
    """Leave a sign of life."""
    fresh = home / f"{HEARTBEAT}.{os.getpid()}"
    fresh.write_text(json.dumps({"pid": os.getpid(), "at": now.isoformat(), "job": job}))
    fresh.replace(home / HEARTBEAT)


def read_heartbeat(home: Path) -> Heartbeat | None:
    """The last sign of life; None when there never was one."""
    try:
        found = json.loads((home / HEARTBEAT).read_text())
        return Heartbeat(found["pid"], datetime.fromisoformat(found["at"]), found["job"])
    except (FileNotFoundError, ValueError, KeyError):
        return None
