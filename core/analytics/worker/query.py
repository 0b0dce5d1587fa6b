"""One SELECT over the views it was given, in a process that is thrown away afterwards.

Request (JSON, one line): file, sql, params, max_rows, max_bytes, views {name: body} or null,
memory_mb, address_mb, cpu_seconds, threads, lines. Answer (JSON): columns, types, rows,
truncated, snapshot_at; or error {code, params}. With `lines` each row is a line of its own,
written as it comes, and the last line is the answer, with the number of rows.
"""

from __future__ import annotations

import json
import math
import os
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import _duckdb as duckdb  # the package's own __init__ costs 60 ms more

from core.analytics.worker.guard import Refused, check_tree
from core.analytics.worker.limits import (
    TYPE_TAG,
    answer,
    end_with_parent,
    limit_process,
    read_request,
)

SOURCE = "__source__"
"""Stands for the catalog of the analysts' file in the bodies of views."""

CATALOG = "hidden_"

CONFIG = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
    "temp_directory": "",
}
LOCKS = (
    "SET enable_external_access = false",
    "SET disabled_filesystems = 'LocalFileSystem'",
    "SET lock_configuration = true",
)
AS_TEXT = ("TIME ZONE", "INTERVAL", "_NS", "VARIANT", "GEOMETRY", "UNION", "BIT")
CHUNK = 1024
MAX_DETAIL = 600


def main() -> None:
    """Read one request, answer it, end."""
    request = json.loads(read_request(), object_hook=_untagged)
    end_with_parent()
    limit_process(address_mb=request["address_mb"], cpu_seconds=request["cpu_seconds"])
    try:
        text = _run(request)
    except Refused as refused:
        text = _error(refused.code, **refused.params)
    except (MemoryError, duckdb.OutOfMemoryException):
        text = _error("memory", limit=request["memory_mb"])
    except RecursionError:
        text = _error("complex")
    except duckdb.Error as error:
        text = _error("failed", detail=_detail(error, request["file"]), **_place(error))
    answer(text)


def _untagged(value: dict[str, Any]) -> Any:
    readers: dict[str, Callable[[str], Any]] = {
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
        "Decimal": Decimal,
    }
    reader = readers.get(value.get(TYPE_TAG, ""))
    return reader(value["value"]) if reader else value


def _run(request: dict[str, Any]) -> str:
    settings = {
        **CONFIG,
        "threads": request["threads"],
        "memory_limit": f"{request['memory_mb']}MiB",
    }
    connection = duckdb.connect(":memory:", config=settings)
    tree = _parse(connection, request["sql"])
    catalog = f"{CATALOG}{os.urandom(12).hex()}"
    _attach(connection, request["file"], catalog)
    views = request["views"] or _all_views(connection, catalog)
    for name in check_tree(tree, frozenset(views)):
        body = views[name].replace(SOURCE, catalog)
        connection.execute(f'CREATE VIEW "{name}" AS {body}')
    snapshot_at = _use_company_time(connection, catalog)
    for statement in LOCKS:
        connection.execute(statement)
    fetch = _stream if request.get("lines") else _fetch
    return fetch(connection, request, snapshot_at)


def _parse(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    found = connection.execute(
        "SELECT json_serialize_sql($1::VARCHAR, skip_null := true, skip_empty := true, "
        "skip_default := true)",
        [sql],
    ).fetchone()
    tree: dict[str, Any] = json.loads(found[0]) if found else {}
    if tree.get("error"):
        if tree.get("error_type") == "parser":
            detail = str(tree.get("error_message", ""))[:MAX_DETAIL]
            raise Refused("syntax", detail=detail, **_offset_place(sql, tree.get("position")))
        raise Refused("not_select")
    return tree


def _attach(connection: duckdb.DuckDBPyConnection, file: str, catalog: str) -> None:
    quoted = file.replace("'", "''")
    try:
        connection.execute(f"ATTACH '{quoted}' AS {catalog} (READ_ONLY)")
    except duckdb.Error:
        raise Refused("unreadable") from None


def _all_views(connection: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, str]:
    names = connection.execute(
        "SELECT view_name FROM duckdb_views() WHERE database_name = ? AND NOT internal", [catalog]
    ).fetchall()
    return {name: f'SELECT * FROM {SOURCE}."{name}"' for (name,) in names}  # noqa: S608


def _use_company_time(connection: duckdb.DuckDBPyConnection, catalog: str) -> str | None:
    """Let "today" be the company's; when the file was made, if it says so."""
    try:
        found = connection.execute(
            f"SELECT snapshot_at, timezone FROM {catalog}.snapshot_info"  # noqa: S608
        ).fetchone()
    except duckdb.CatalogException:
        return None
    if found is None:
        return None
    connection.execute("SET TimeZone = '" + found[1].replace("'", "''") + "'")
    return f"{found[0].isoformat()}+00:00"


def _fetch(
    connection: duckdb.DuckDBPyConnection, request: dict[str, Any], snapshot_at: str | None
) -> str:
    columns, types = _execute(connection, request["sql"], request["params"])
    rows: list[str] = []
    size = 0
    for line in _lines(connection, request["max_rows"] + 1):
        rows.append(line)
        size += len(line)
        if size > request["max_bytes"]:
            break
    truncated = len(rows) > request["max_rows"] or size > request["max_bytes"]
    head = json.dumps(
        {"columns": columns, "types": types, "truncated": truncated, "snapshot_at": snapshot_at}
    )
    return f'{head[:-1]}, "rows": [{",".join(rows[: request["max_rows"]])}]}}'


def _stream(
    connection: duckdb.DuckDBPyConnection, request: dict[str, Any], snapshot_at: str | None
) -> str:
    """Write the rows as they come; the last line says what they were."""
    columns, types = _execute(connection, request["sql"], request["params"])
    written = size = 0
    truncated = False
    for line in _lines(connection, request["max_rows"] + 1):
        size += len(line)
        if written == request["max_rows"] or size > request["max_bytes"]:
            truncated = True
            break
        sys.stdout.buffer.write(line.encode() + b"\n")
        written += 1
    tail = {"columns": columns, "types": types, "truncated": truncated, "rows": written}
    return json.dumps({**tail, "snapshot_at": snapshot_at})


def _lines(connection: duckdb.DuckDBPyConnection, limit: int) -> Iterator[str]:
    """At most `limit` rows of the statement, each as a JSON list."""
    while limit > 0:
        chunk = connection.fetchmany(min(CHUNK, limit))
        if not chunk:
            return
        limit -= len(chunk)
        for row in chunk:
            yield json.dumps([_plain(value) for value in row], ensure_ascii=False)


def _execute(
    connection: duckdb.DuckDBPyConnection, sql: str, params: Any
) -> tuple[list[str], list[str]]:
    """Run the statement; columns that Python cannot hold exactly are cast to text by DuckDB."""
    _bind(connection, sql, params)
    described = connection.description or []
    columns = [str(column[0]) for column in described]
    types = [str(column[1]) for column in described]
    if any(_is_odd(kind) for kind in types):
        _bind(connection, _with_casts(_without_end(sql), types), params)
    return columns, types


def _is_odd(kind: str) -> bool:
    return any(part in kind for part in AS_TEXT)


def _without_end(sql: str) -> str:
    """The one statement up to its semicolon."""
    raw = sql.encode()
    for offset, kind in duckdb.tokenize(sql):
        if kind == duckdb.token_type.operator and raw[offset : offset + 1] == b";":
            return raw[:offset].decode()
    return sql


def _with_casts(statement: str, types: list[str]) -> str:
    names = [f"c{position}" for position in range(len(types))]
    chosen = [
        f"CAST({name} AS VARCHAR)" if _is_odd(kind) else name
        for name, kind in zip(names, types, strict=True)
    ]
    return f"SELECT {', '.join(chosen)} FROM (\n{statement}\n) AS q({', '.join(names)})"  # noqa: S608


def _bind(connection: duckdb.DuckDBPyConnection, sql: str, params: Any) -> None:
    if params:
        connection.execute(sql, params)
    else:
        connection.execute(sql)


def _plain(value: Any) -> Any:
    """`value` as JSON holds it without loss; what JSON has no type for becomes text."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _detail(error: duckdb.Error, file: str) -> str:
    """DuckDB's own words without the analysts' file and what follows the point of failure."""
    first = str(error).split("\n\n")[0].replace(file, "analytics")
    return re.sub(rf"{CATALOG}[0-9a-f]+\.(main\.)?", "", first)[:MAX_DETAIL]


def _offset_place(sql: str, position: str | None) -> dict[str, int]:
    """Line and column of a parser's offset in characters, both counted from 1."""
    if position is None or not position.isdecimal():
        return {}
    before = sql[: int(position)].split("\n")
    return {"line": len(before), "column": len(before[-1]) + 1}


def _place(error: duckdb.Error) -> dict[str, int]:
    """Line and column as the error's excerpt shows them; no column where the line was cut."""
    found = re.search(r"\n\nLINE (\d+): (.*)\n( *)\^", str(error))
    if found is None:
        return {}
    column = len(found[3]) - len(f"LINE {found[1]}: ") + 1
    known = not found[2].startswith("...") and column >= 1
    return {"line": int(found[1]), **({"column": column} if known else {})}


def _error(code: str, **params: Any) -> str:
    return json.dumps({"error": {"code": code, "params": params}})
