"""What a process has needed of memory at most."""

from __future__ import annotations

import resource
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_kb() -> int:
    """Kilobytes this process has held at once, at most.

    `getrusage` also counts what the parent held when it started this process, so Linux's own
    figure of the process goes before.
    """
    if STATUS.exists():
        for line in STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
