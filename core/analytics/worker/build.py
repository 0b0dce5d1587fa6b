"""Build the analysts' file from a copy of the database, in a process that ends afterwards.

Request (JSON, one line): source, target, statements, views, memory_mb, threads. The copy is
attached as `src`. Answer (JSON): tables {view: rows}; or error {code, params}.
"""

from __future__ import annotations

import json

import _duckdb as duckdb

from core.analytics.worker.limits import answer, end_with_parent, read_request


def main() -> None:
    """Read one request, build, answer, end."""
    request = json.loads(read_request())
    end_with_parent()
    try:
        tables = _build(request)
    except duckdb.Error as error:
        answer(json.dumps({"error": {"code": "build", "params": {"detail": str(error)}}}))
    else:
        answer(json.dumps({"tables": tables}))


def _build(request: dict[str, object]) -> dict[str, int]:
    settings = {"threads": request["threads"], "memory_limit": f"{request['memory_mb']}MiB"}
    connection = duckdb.connect(str(request["target"]), config=settings)  # type: ignore[arg-type]
    source = str(request["source"]).replace("'", "''")
    connection.execute(f"ATTACH '{source}' AS src (READ_ONLY)")
    for statement in request["statements"]:  # type: ignore[attr-defined]
        connection.execute(statement)
    counts = {
        view: connection.execute(f"SELECT count(*) FROM {view}").fetchone()[0]  # type: ignore[index]  # noqa: S608
        for view in request["views"]  # type: ignore[attr-defined]
    }
    connection.execute("DETACH src")
    connection.close()
    return counts
