"""Import a file and be killed between the commit and the handling of its event.

Arguments: the file. The company is the one the environment names.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from core.finance.imports import run_import
from core.kit import uow
from core.kit.context import SYSTEM
from core.start import boot


def die(_: list[int]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    boot()
    uow._after_commit[:] = [die]  # called where an event was committed: by the import's last step
    run_import(SYSTEM, Path(sys.argv[1]), "spending.csv", "cli")


if __name__ == "__main__":
    main()
