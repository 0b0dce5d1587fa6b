"""The file lease: a transaction with the database hot, and with three processes at it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles

from bench.figures import Figure
from data import migrate
from data.database import Database
from data.schema import Setting

SECONDS = 8.0
WRITER = "import sys; from bench.cases.lease import write; write(sys.argv[1], float(sys.argv[2]))"


def run(folder: Path, records: int) -> list[Figure]:
    """Figures of the lease. `records` plays no part."""
    file = folder / "lease.duckdb"
    database = Database(f"duckdb:///{file}", home=folder)
    migrate.upgrade(database, backup_dir=None)
    hot = _transactions(database, 2.0)
    plain = _without_lease(database, 2.0)
    database.close()
    contended = _three_processes(file)
    return [
        Figure("lease", "insert, hot, p50", _ms(hot), "ms", _ms(plain), "same without lease", 1.5),
        Figure("lease", "insert, three processes, p50", _ms(contended), "ms"),
        Figure(
            "lease", "insert, three processes, p95", quantiles(contended, n=20)[18] * 1000, "ms"
        ),
    ]


def write(path: str, seconds: float) -> None:
    """A process that writes for so long and prints the time of each transaction."""
    file = Path(path)
    database = Database(f"duckdb:///{file}", home=file.parent)
    print(json.dumps(_transactions(database, seconds)))
    database.close()


def _transactions(database: Database, seconds: float) -> list[float]:
    from core.kit.clock import utc_now

    times = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        began = time.perf_counter()
        with database.session() as session:
            session.add(Setting(key=f"{id(database)}-{began}", value=1, updated_at=utc_now()))
        times.append(time.perf_counter() - began)
    return times


def _without_lease(database: Database, seconds: float) -> list[float]:
    """The same inserts inside one lease hold, so that none of them takes it anew."""
    with database.session():
        return _transactions(database, seconds)


def _three_processes(file: Path) -> list[float]:
    command = [sys.executable, "-c", WRITER, str(file), str(SECONDS)]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    outputs = [writer.communicate(timeout=120)[0] for writer in writers]
    return [seconds for output in outputs for seconds in json.loads(output)]


def _ms(times: list[float]) -> float:
    return median(times) * 1000
