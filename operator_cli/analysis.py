"""`alerts check`, `snapshot` and `sql`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from core.kit.i18n import N_, t
from core.kit.settings import get_settings
from operator_cli.output import answer, tell
from operator_cli.session import As, Json, run, store, who

alerts = typer.Typer(no_args_is_help=True)


@alerts.command("check", help=N_("Evaluate all active rules now."))
def check(as_user: As = None, as_json: Json = False) -> int:
    """Evaluate all active rules now."""
    from core.alerts import check_alerts

    run(as_user, lambda ctx: ctx.require("rules.edit"))
    payload = check_alerts().model_dump()
    lines = [f"{name}: {value}" for name, value in payload.items()]
    return answer(payload, lines, as_json=as_json)


def snapshot(as_user: As = None, as_json: Json = False) -> int:
    """Publish the analysts' file."""
    from core.analytics import publish_snapshot

    run(as_user, lambda ctx: ctx.require("jobs.admin"))
    result = publish_snapshot(store(), get_settings().snapshot_file)
    payload = {
        "file": result.file,
        "bytes": result.file.stat().st_size,
        "tables": result.tables,
        "snapshot_at": result.snapshot_at,
        "seconds": result.seconds,
    }
    tell(t(N_("Analysts' file: {file}"), file=result.file))
    return answer(payload, as_json=as_json)


def sql(
    statement: Annotated[str, typer.Argument(metavar="SELECT", help=N_("One SELECT statement."))],
    max_rows: Annotated[
        int, typer.Option("--max-rows", min=1, help=N_("At most this many rows."))
    ] = 1000,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, help=N_("At most this many seconds."))
    ] = 10.0,
    as_user: As = None,
    as_json: Json = False,
) -> int:
    """Run one SELECT on the analysts' file."""
    from core.analytics import run_sql

    store()
    result = run_sql(who(as_user), statement, max_rows=max_rows, timeout=timeout, fresh=True)
    payload = {
        "columns": list(result.columns),
        "rows": [list(row) for row in result.rows],
        "truncated": result.truncated,
        "snapshot_at": result.snapshot_at,
        "seconds": result.seconds,
    }
    if result.truncated:
        tell(t(N_("Only the first {rows} rows."), rows=len(result.rows)))
    return answer(payload, _table([result.columns, *result.rows]), as_json=as_json)


def _table(rows: Iterable[Iterable[Any]]) -> list[str]:
    """The rows as CSV lines."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().splitlines()
