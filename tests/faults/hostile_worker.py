"""Import a file of 100 MB without a line break, in a process of its own; prints what it took.

Arguments: driver or rest, and where the file is to be made.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.routing import Mount

from bench.memory import peak_kb
from core.finance.imports import run_import
from core.identity import create_token
from core.kit.context import SYSTEM
from core.kit.errors import AppError
from core.kit.settings import get_settings
from core.kit.uow import database, run_in_uow, unit_of_work
from core.start import boot
from data.schema import FinancialRecord, User
from tests.faults.hostile import leftovers, one_line


def by_driver(file: Path) -> str | None:
    try:
        run_import(SYSTEM, file, file.name, "cli")
    except AppError as error:
        return error.code
    return None


def by_rest(file: Path) -> str | None:
    from api.app import create_api
    from tests.api.client import Client

    with unit_of_work(SYSTEM) as ctx:
        finance = ctx.session.scalars(select(User.id).where(User.username == "finance")).one()
        token = create_token(ctx, "hostile", user_id=finance)
    client = Client(Starlette(routes=[Mount("/api", app=create_api())]), token)
    with file.open("rb") as content:
        sent = client.request("POST", "/v1/imports", files={"file": (file.name, content)})
    batch: dict[str, Any] = sent.json()
    while batch["state"] == "parsing":
        time.sleep(0.05)
        batch = client.get(f"/imports/{batch['id']}").json()
    code: str = batch["error"]["code"]
    return code


def records() -> int:
    count = select(func.count()).select_from(FinancialRecord)
    return run_in_uow(SYSTEM, lambda ctx: ctx.session.scalar(count) or 0)


def main() -> None:
    door, path = sys.argv[1:]
    boot()
    file = one_line(Path(path))
    code = by_driver(file) if door == "driver" else by_rest(file)
    told = {
        "code": code,
        "records": records(),
        "leftovers": [str(one) for one in leftovers(get_settings().home / "spool")],
        "peak_kb": peak_kb(),
    }
    database().close()
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main()
