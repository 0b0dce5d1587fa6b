"""A company of its own in a temporary home: this process works on it inside the block."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from core.kit.clock import utc_now
from core.kit.settings import Settings, get_settings
from core.kit.uow import database
from data.database import Database

HOME, URL, KEY = "SELFMASTERY_HOME", "DATABASE_URL", "SELFMASTERY_SECRET_KEY"


@dataclass
class Scratch:
    """The scratch company, and what one step leaves for the next."""

    store: Database
    settings: Settings
    folder: Path
    today: date
    month: date
    batches: list[str] = field(default_factory=list)
    boss_id: int = 0
    outsider: str = "outsider"


@contextmanager
def scratch_company() -> Iterator[Scratch]:
    """Point the settings to a temporary home; everything is as before at the end."""
    before = {name: os.environ.get(name) for name in (HOME, URL, KEY)}
    with TemporaryDirectory(prefix="selfmastery-verify-") as folder:
        os.environ.update({HOME: folder, URL: "", KEY: ""})
        _forget()
        try:
            day = utc_now().date()
            last_month = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
            yield Scratch(database(), get_settings(), Path(folder), day, last_month)
        finally:
            database().close()
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})
            _forget()


def _forget() -> None:
    get_settings.cache_clear()
    database.cache_clear()
