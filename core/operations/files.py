"""Files put in place so that a crash leaves the old or the new one, never half of either."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

KEPT_FOR = timedelta(days=1)
LEFTOVERS = (
    *(
        f"spool/{kind}-*"
        for kind in ("backup", "restore", "move", "compare", "demo", "copy", "bulk", "verify")
    ),
    "*.restored-*",
    "backups/.*.part",
)


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def second_name(path: Path, other: Path) -> None:
    """Give a file a second name, or a copy where the file system has no links."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copy2(path, other)


def clear_leftovers(home: Path, now: datetime) -> int:
    """Remove what killed backups, restores and copies left behind a day ago; how many things."""
    old = (now - KEPT_FOR).timestamp()
    found = [
        path for pattern in LEFTOVERS for path in home.glob(pattern) if path.lstat().st_mtime < old
    ]
    for path in found:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(found)
