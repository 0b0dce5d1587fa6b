"""Large files that are no plain first import: known rows, changed rows, records that are not as
they should be. Time and peak memory, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.memory import peak_kb

ROOT = Path(__file__).resolve().parents[2]
MIB = 2**20
CHILD = "import sys; from bench.cases import large_files as f; f.measure(*sys.argv[1:])"
ROW = (
    "Counterparty {party} of a street and a town with a long name,Payment no. {n} for what was "
    "{pause}ordered and delivered in the year before last according to the contract and its annex "
    "number {annex},"
)


def run(folder: Path, records: int) -> list[Figure]:
    """Figures for `records` rows: imported, imported again, brought up to date; and as many in
    an irregular file."""
    first, changed, odd = (folder / f"{name}.csv" for name in ("first", "changed", "odd"))
    write_plain(first, records)
    write_plain(changed, records, cents=100)
    write_irregular(odd, records)
    books, others = folder / "books", folder / "others"
    return [
        *_figures("first import", _child(books, first, "new", "skip"), first),
        *_figures("the same file again", _child(books, first, "duplicate", "skip"), first),
        *_figures("all amounts changed", _child(books, changed, "changed", "update"), changed),
        *_figures("irregular file", _child(others, odd, "new", "skip"), odd),
    ]


def write_plain(file: Path, records: int, *, cents: int = 0) -> None:
    """Some 200 bytes a row, numbers of the source; `cents` are added to each amount."""
    with file.open("w", encoding="utf-8") as target:
        target.write("Date,Amount,Counterparty,Description,Transaction ID\n")
        for n in range(records):
            target.write(f"{_day(n)},{_amount(n, cents)},{_words(n)}T{n:09d}\n")


def write_irregular(file: Path, records: int) -> None:
    """Every tenth record has a line break in quotes, every hundredth lacks its last cell; a
    subtotal stands below every thousandth, two lines of words above the header."""
    with file.open("w", encoding="utf-8") as target:
        target.write("Statement of account\n\nDate,Amount,Counterparty,Description,Note\n")
        for n in range(records):
            words = _words(n)
            if n % 10 == 0:
                party, said, _ = _words(n, pause="\n").split(",")
                words = f'{party},"{said}",'
            target.write(f"{_day(n)},{_amount(n)},{words}".rstrip(",") if n % 100 == 50
                         else f"{_day(n)},{_amount(n)},{words}note {n}")  # fmt: skip
            target.write("\n")
            if n % 1000 == 999:
                target.write(
                    f"Subtotal,{sum(_cents(m) for m in range(n - 999, n + 1)) / 100:.2f},,,\n"
                )


def _day(n: int) -> str:
    return f"{2024 + n % 2}-{1 + n % 12:02d}-{1 + n % 28:02d}"


def _cents(n: int) -> int:
    return (n * 7919) % 1_000_000 - 700_000


def _amount(n: int, more: int = 0) -> str:
    return f"{(_cents(n) + more) / 100:.2f}"


def _words(n: int, *, pause: str = "") -> str:
    return ROW.format(party=n % 5000, n=n, annex=n % 7919, pause=pause)


def _figures(name: str, found: dict[str, Any], file: Path) -> list[Figure]:
    size = file.stat().st_size / MIB
    told = f"{name}, {found['rows']:,} rows in {size:.0f} MiB"
    allowed = round(500 + size)
    return [
        Figure("large_files", told, found["seconds"], "s"),
        Figure("large_files", f"{name}, peak memory", found["memory"], "MiB", goal=allowed),
    ]


def _child(home: Path, file: Path, expected: str, on_duplicate: str) -> dict[str, Any]:
    home.mkdir(exist_ok=True)
    command = [sys.executable, "-c", CHILD, str(home), str(file), expected, on_duplicate]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(home: str, file: str, expected: str, on_duplicate: str) -> None:
    """In a process of its own: import the file, all of whose rows are `expected`."""
    from bench.company import new_company, same_company
    from core.finance.imports import ImportOptions, run_import
    from core.kit.context import SYSTEM

    (same_company if any(Path(home).iterdir()) else new_company)(Path(home))
    options = ImportOptions.model_validate({"on_duplicate": on_duplicate})
    began = time.perf_counter()
    found = run_import(SYSTEM, Path(file), Path(file).name, "cli", options)
    seconds = time.perf_counter() - began
    rows = found["rows"]
    assert rows[expected] == rows["total"] and not found["questions"], rows
    print(json.dumps({"seconds": seconds, "rows": rows["total"], "memory": peak_kb() / 1024}))
