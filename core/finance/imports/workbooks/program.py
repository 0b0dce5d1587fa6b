"""The program: reads one workbook with bounded memory, beside whoever asked."""

from __future__ import annotations

import gc
import os
import sys

from .rows import Unreadable, write_sheets

TYPE_CHECKING = False  # `typing` alone would hold the program's beginning up
if TYPE_CHECKING:
    from typing import Any


def main(path: str, folder: str, memory: str) -> None:
    """Say on standard output, as JSON, what was written, or why nothing was."""
    _bound(int(memory))
    gc.disable()
    try:
        told: dict[str, Any] = {"sheets": write_sheets(path, folder)}
    except Unreadable as error:
        told = {"reason": error.reason, "width": error.width}
    import json

    sys.stdout.write(json.dumps(told))
    sys.stdout.flush()
    os._exit(0)  # taking a million cells apart would take a while


def _bound(memory: int) -> None:
    """Take no more memory than that; and when the machine has too little, this process ends
    before whoever started it."""
    if sys.platform == "win32":
        return
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (OSError, ValueError):
        pass  # bounded more tightly already, or a system that does not know how
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:  # noqa: PTH123
            file.write("1000")
    except OSError:
        pass  # no such thing outside Linux
