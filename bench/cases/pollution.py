"""A clean statement polluted in more than a thousand ways, read back by ours and by the public
readers, each told nothing (after Pollock, VLDB 2023)."""

from __future__ import annotations

import json
import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.figures import Figure
from bench.pollution.readers import READERS
from bench.pollution.scores import Score, score
from bench.pollution.suite import pollutions

OURS = "SelfMastery"


def run(folder: Path, records: int) -> list[Figure]:
    """Misses per hundred files of each reader; ours has to be below all others."""
    scores = scored(folder, tuple(READERS))
    (Path("bench") / "report-pollution.json").write_text(
        json.dumps(_listed(scores), indent=1) + "\n"
    )
    missed = {name: _missed(scores, name) for name in READERS}
    best = min((name for name in READERS if name != OURS), key=lambda name: missed[name])
    found = [
        Figure("pollution", f"{name}: files not read back exactly", missed[name], "%",
               *((missed[best], best, 0.5) if name == OURS else ()))
        for name in READERS
    ]  # fmt: skip
    for name in READERS:
        own = [one for one in scores if one.reader == name]
        rows = sum(one.rows for one in own) / len(own)
        cells = sum(one.cells for one in own) / len(own)
        found.append(Figure("pollution", f"{name}: F1 of rows", rows, ""))
        found.append(Figure("pollution", f"{name}: F1 of cells", cells, ""))
    told = [one for one in scores if one.reader == OURS and one.figures is not None]
    wrong = 100 * sum(not one.figures for one in told) / len(told)
    found.append(Figure("pollution", f"{OURS}: sums or days not right", wrong, "%", goal=1))
    return found


def scored(folder: Path, readers: tuple[str, ...]) -> list[Score]:
    """Every reader over every file, a process a core."""
    tasks = list(range(len(list(pollutions()))))
    count = os.cpu_count() or 1
    parts = [(tasks[part :: count * 4], readers, str(folder)) for part in range(count * 4)]
    with ProcessPoolExecutor(count) as pool:
        return [one for listed in pool.map(_part, parts) for one in listed]


def _part(task: tuple[list[int], tuple[str, ...], str]) -> list[Score]:
    wanted, readers, folder = task
    own = Path(folder) / str(os.getpid())
    own.mkdir(exist_ok=True)
    files = list(pollutions())
    return [score(reader, files[index], own) for index in wanted for reader in readers]


def _missed(scores: list[Score], reader: str) -> float:
    own = [one for one in scores if one.reader == reader]
    return 100 * sum(not one.exact for one in own) / len(own)


def _listed(scores: list[Score]) -> dict[str, dict[str, str]]:
    """Reader -> kind of pollution -> exact of all."""
    found: dict[str, dict[str, str]] = {}
    for reader in READERS:
        own = [one for one in scores if one.reader == reader]
        every, exact = Counter(one.group for one in own), Counter(o.group for o in own if o.exact)
        found[reader] = {group: f"{exact[group]} of {count}" for group, count in every.items()}
    return found
