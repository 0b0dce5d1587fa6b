"""A whole import of a plain file against the bare load of the same file with known types."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench.figures import Figure
from bench.memory import peak_kb

ROOT = Path(__file__).resolve().parents[2]
MIB = 2**20
ROUNDS = 5  # the two take turns, so that what else the machine does weighs on both
CHILD = "import sys; from bench.cases import importing as i; getattr(i, sys.argv[1])(*sys.argv[2:])"
BARE = """INSERT INTO financial_records (record_date, amount, direction, currency, amount_base,
  status, counterparty, description, external_id, created_at, updated_at, version)
SELECT "Date", abs("Amount"), CASE WHEN "Amount" < 0 THEN 'expense' ELSE 'income' END, 'CNY',
  abs("Amount"), 'booked', "Counterparty", "Description", "Transaction ID", now(), now(), 1
FROM read_csv('{file}', header = true, columns = {{'Date': 'DATE', 'Amount': 'DECIMAL(18,2)',
  'Counterparty': 'VARCHAR', 'Description': 'VARCHAR', 'Transaction ID': 'VARCHAR'}})"""


def run(folder: Path, records: int) -> list[Figure]:
    """Figures of an import of `records` rows into an empty company: medians of rounds in which
    the bare load and the import follow each other."""
    file = folder / "statement.csv"
    write_file(file, records)
    ours, bare = [], []
    for n in range(ROUNDS):
        bare.append(_child("bare_load", folder / f"bare{n}", file))
        ours.append(_child("whole_import", folder / f"home{n}", file))
    assert all(found["rows"] == records for found in (*ours, *bare))
    name = "INSERT … SELECT FROM read_csv(<typed columns>)"
    took, load = _middle(ours, "seconds"), _middle(bare, "seconds")
    worked, loaded = _middle(ours, "processor"), _middle(bare, "processor")
    memory = max(found["memory"] for found in ours)
    allowed = round(500 + file.stat().st_size / MIB)
    return [
        Figure("importing", f"{records:,} rows", took, "s", load, name, goal=2.5),
        Figure("importing", "processor time", worked, "s", loaded, name),
        Figure("importing", "each 100,000 records", 1e5 * took / records, "s", goal=1),
        Figure("importing", "peak memory", memory, "MiB", goal=allowed),
    ]


def _middle(found: list[dict[str, Any]], name: str) -> float:
    return float(median(one[name] for one in found))


def write_file(file: Path, records: int) -> None:
    """A plain statement: ISO days, signed amounts, the source's own numbers."""
    with file.open("w", encoding="utf-8") as target:
        target.write("Date,Amount,Counterparty,Description,Transaction ID\n")
        for n in range(records):
            amount = (n * 7919) % 1_000_000 - 700_000
            target.write(
                f"{2024 + n % 2}-{1 + n % 12:02d}-{1 + n % 28:02d},{amount / 100:.2f},"
                f"Counterparty {n % 5000},Payment no. {n},T{n:09d}\n"
            )


def _child(task: str, home: Path, file: Path) -> dict[str, Any]:
    home.mkdir()
    command = [sys.executable, "-c", CHILD, task, str(home), str(file)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def whole_import(home: str, file: str) -> None:
    """In a process of its own: the importer, from the file to committed records."""
    from bench.company import new_company
    from core.finance.imports import run_import
    from core.kit.context import SYSTEM

    new_company(Path(home))
    began = time.perf_counter(), time.process_time()
    found = run_import(SYSTEM, Path(file), "statement.csv", "cli")
    ended = time.perf_counter(), time.process_time()
    _report(began, ended, found["rows"]["new"])


def bare_load(home: str, file: str) -> None:
    """In a process of its own: the same rows by one statement into the same table."""
    from bench.company import new_company

    store = new_company(Path(home))
    with store.raw() as connection:
        began = time.perf_counter(), time.process_time()
        connection.execute(BARE.format(file=file))
        ended = time.perf_counter(), time.process_time()
        row = connection.execute("SELECT count(*) FROM financial_records").fetchone()
    _report(began, ended, row[0] if row else 0)


def _report(began: tuple[float, float], ended: tuple[float, float], rows: int) -> None:
    seconds, processor = (later - before for before, later in zip(began, ended, strict=True))
    found = {"seconds": seconds, "processor": processor, "rows": rows, "memory": peak_kb() / 1024}
    print(json.dumps(found))
