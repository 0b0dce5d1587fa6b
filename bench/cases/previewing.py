"""How soon the preview of a file under 5 MB is there: first in a process, and once it is warm."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.cases.large_files import write_irregular, write_plain
from bench.figures import Figure

ROOT = Path(__file__).resolve().parents[2]
MIB = 2**20
LIMIT = 5 * 10**6  # bytes
CHILD = "import sys; from bench.cases import previewing as p; p.measure(*sys.argv[1:])"
GOAL = 1  # second


def run(folder: Path, _: int) -> list[Figure]:
    """Figures of previews of a plain file, an irregular one, one in GB18030 and a workbook."""
    files = {
        "plain CSV": folder / "plain.csv",
        "irregular CSV": folder / "irregular.csv",
        "GB18030 CSV with CRLF": folder / "gb18030.csv",
        "workbook": folder / "book.xlsx",
    }
    write_plain(files["plain CSV"], 22_500)
    write_irregular(files["irregular CSV"], 21_500)
    _write_gb18030(files["GB18030 CSV with CRLF"], 60_000)
    _write_workbook(files["workbook"], 85_000)
    return [figure for name, file in files.items() for figure in _figures(name, file, folder)]


def _figures(name: str, file: Path, folder: Path) -> list[Figure]:
    size = file.stat().st_size
    assert size < LIMIT, (name, size)
    found = _child(folder / f"home-{file.stem}", file)
    told = f"{name}, {size / MIB:.1f} MiB, {found['rows']:,} rows"
    return [
        Figure("previewing", f"{told}, cold", found["cold"], "s", goal=GOAL),
        Figure("previewing", f"{told}, warm", found["warm"], "s", goal=GOAL),
        Figure("previewing", f"{told}, processor time, warm", found["processor"], "s"),
    ]


def _write_gb18030(file: Path, records: int) -> None:
    with file.open("w", encoding="gb18030", newline="\r\n") as target:
        target.write("支付账单\n\n交易时间,收/支,金额,交易对方,商品说明,交易单号\n")
        for n in range(records):
            target.write(
                f"2026-{1 + n % 12:02d}-{1 + n % 28:02d} 12:{n % 60:02d}:00,"
                f"{'支出' if n % 5 else '收入'},¥{(n * 7919) % 100_000 / 100:.2f},"
                f"商户{n % 500}有限公司,办公用品{n},T{n:09d}\n"
            )


def _write_workbook(file: Path, records: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Statement")
        sheet.write_row(0, 0, ("Date", "Amount", "Counterparty", "Description", "Number", "Note"))
        for n in range(records):
            day = f"2026-{1 + n % 12:02d}-{1 + n % 28:02d}"
            cents = (n * 7919) % 1_000_000 - 700_000
            sheet.write_row(n + 1, 0, (day, cents / 100, f"Party {n % 500}", f"Payment {n % 900}",
                                       f"T{n:09d}", f"note {n % 700}"))  # fmt: skip


def _child(home: Path, file: Path) -> dict[str, Any]:
    home.mkdir()
    command = [sys.executable, "-c", CHILD, str(home), str(file)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(home: str, file: str) -> None:
    """In a process of its own: the preview of the file, twice."""
    from bench.company import new_company

    new_company(Path(home))
    cold, _, rows = _preview(Path(file))
    warm, processor, _ = _preview(Path(file))
    print(json.dumps({"cold": cold, "warm": warm, "processor": processor, "rows": rows}))


def _preview(file: Path) -> tuple[float, float, int]:
    from core.finance.imports import read_import, start_import
    from core.kit.context import SYSTEM

    began = time.perf_counter(), time.process_time()
    batch = start_import(SYSTEM, file.name, file.stat().st_size, "page")
    found = read_import(SYSTEM, batch, file)
    spent = time.perf_counter() - began[0], time.process_time() - began[1]
    return *spent, int(found["rows"]["total"])
