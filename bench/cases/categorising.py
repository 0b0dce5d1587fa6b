"""What 200 categorisation rules cost an import, and how long they take over the books."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.cases.importing import ROOT, write_file
from bench.figures import Figure

RULES = 200
CHILD = "import sys; from bench.cases import categorising as c; c.measure(*sys.argv[1:])"


def run(folder: Path, records: int) -> list[Figure]:
    """Figures of rules over `records` rows, staged and booked."""
    file = folder / "statement.csv"
    write_file(file, records)
    plain = [_child(folder / f"plain{n}", file, 0) for n in range(2)]
    ruled = [_child(folder / f"ruled{n}", file, RULES) for n in range(2)]
    without = min(found["import"] for found in plain)
    best = min(ruled, key=lambda found: found["import"])
    return [
        Figure(
            "categorising", f"import with {RULES} rules", best["import"], "s", without,
            "the same import without rules", goal=2,
        ),
        Figure("categorising", "what they would change in the books", best["preview"], "s"),
        Figure("categorising", "one rule tried over the books", best["trial"], "s", goal=5),
    ]  # fmt: skip


def _child(home: Path, file: Path, rules: int) -> dict[str, Any]:
    home.mkdir()
    command = [sys.executable, "-c", CHILD, str(home), str(file), str(rules)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(home: str, file: str, rules: str) -> None:
    """In a process of its own: import the file, then look at the books."""
    from bench.company import new_company
    from core.finance.categorisation import HistoryIn, RuleIn, create_rule, preview_history
    from core.finance.categorisation import test_rule as try_rule
    from core.finance.imports import run_import
    from core.kit.context import SYSTEM
    from core.kit.uow import unit_of_work

    new_company(Path(home))
    with unit_of_work(SYSTEM) as ctx:
        for n in range(int(rules)):
            text = f"party {n * 7}x" if n % 2 else f"no. {n * 13}7"
            create_rule(ctx, RuleIn(text=text, category_id=1 + n % 20))
    times = [time.perf_counter()]
    run_import(SYSTEM, Path(file), "statement.csv", "cli")
    times.append(time.perf_counter())
    with unit_of_work(SYSTEM) as ctx:
        preview_history(ctx, HistoryIn(redecide=True))
        times.append(time.perf_counter())
        try_rule(ctx, RuleIn(text="party 12", category_id=3))
        times.append(time.perf_counter())
    names = ("import", "preview", "trial")
    spent = (later - before for before, later in itertools.pairwise(times))
    print(json.dumps(dict(zip(names, spent, strict=True))))
