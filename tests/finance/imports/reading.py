"""Read a file without a database, as a dry run does before it asks the books."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from core.finance.imports.decide import Surroundings
from core.finance.imports.reader import Read, read_table
from core.finance.imports.reading import FAST_FROM
from core.finance.imports.spool import spool
from core.finance.imports.stage import Home

TODAY = date(2026, 6, 15)


def read(
    folder: Path,
    content: bytes | str,
    *,
    mapping: dict[str, str] | None = None,
    answers: dict[str, str] | None = None,
    encoding: str | None = None,
    fast_from: int = FAST_FROM,
) -> Read:
    """The file read to the end in a folder of its own."""
    number = len(list(folder.iterdir()))
    file = folder / f"{number}.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    own = folder / f"{number}-spool"
    own.mkdir()
    around = Surroundings(TODAY, "zh_CN", mapping or {}, answers or {})
    spooled = spool(file, own, encoding=encoding)
    return read_table(
        spooled,
        own,
        around,
        lambda plan: Home("CNY", "Asia/Shanghai", plan.scope),
        fast_from=fast_from,
    )


def shown(folder: Path, content: bytes | str, **said: Any) -> dict[str, Any]:
    """The contract's object of a file."""
    return read(folder, content, **said).shown


def totals(figures: dict[str, Any]) -> dict[tuple[str | None, str], str]:
    """(currency, direction) -> amount."""
    return {(one["currency"], one["direction"]): one["amount"] for one in figures["totals"]}


def signed(figures: dict[str, Any]) -> dict[str | None, tuple[str, str]]:
    """Currency -> (positive, negative) as the file signs them."""
    return {
        one["currency"]: (one["positive"]["amount"], one["negative"]["amount"])
        for one in figures["signed"]
    }


def asked(figures: dict[str, Any]) -> dict[str, str]:
    """Question id -> what the figures assume."""
    return {one["id"]: one["suggested"] for one in figures["questions"]}
