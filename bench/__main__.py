"""`python -m bench [--records N] [--case NAME …] [--report FILE]`: run and print the cases."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from bench.figures import Figure, table

CASES = (
    "importing",
    "large_files",
    "previewing",
    "categorising",
    "pollution",
    "overview",
    "projects",
    "indicators",
    "alerts",
    "starting",
    "lease",
    "lab",
)


def main() -> int:
    """Run the chosen cases; exit 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--case", action="append", choices=CASES)
    parser.add_argument("--report", type=Path, default=Path("bench/report.json"))
    arguments = parser.parse_args()
    figures: list[Figure] = []
    for name in arguments.case or CASES:
        with tempfile.TemporaryDirectory(prefix=f"bench-{name}-") as folder:
            case = importlib.import_module(f"bench.cases.{name}")
            found = case.run(Path(folder), arguments.records)
        figures += found
        print(table(found), end="\n\n", flush=True)
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    report = {
        "records": arguments.records,
        "machine": machine,
        "figures": [figure.as_json() for figure in figures],
    }
    arguments.report.write_text(json.dumps(report, indent=2) + "\n")
    return 1 if any(figure.met is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
