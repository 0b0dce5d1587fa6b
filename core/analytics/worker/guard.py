"""Checks the tree of a parsed statement: one SELECT, over known tables, with known functions.

Whatever is not on a list here is refused, so that what a later DuckDB adds stays out until
somebody lets it in.
"""

from __future__ import annotations

from typing import Any

from core.analytics.worker.functions import FUNCTIONS, SERIES, TABLE_FUNCTIONS, WIDTH_ARGUMENT

EXPRESSIONS = frozenset(
    [
        "BETWEEN",
        "CASE",
        "CAST",
        "COLLATE",
        "COLUMN_REF",
        "COMPARISON",
        "CONJUNCTION",
        "CONSTANT",
        "FUNCTION",
        "LAMBDA",
        "OPERATOR",
        "PARAMETER",
        "POSITIONAL_REFERENCE",
        "STAR",
        "SUBQUERY",
        "WINDOW",
    ]
)
QUERIES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE"})
SOURCES = frozenset(
    {"BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EMPTY", "EXPRESSION_LIST", "PIVOT"}
)
MODIFIERS = frozenset(
    [
        "LIMIT_MODIFIER",
        "LIMIT_PERCENT_MODIFIER",
        "ORDER_MODIFIER",
        "DISTINCT_MODIFIER",
        "ORDER_DEFAULT",
        "ASCENDING",
        "DESCENDING",
    ]
)
NODES = QUERIES | SOURCES | MODIFIERS
NAMED_TYPES = frozenset({"json", "enum"})
SYSTEM_PREFIXES = ("duckdb_", "pg_", "sqlite_", "pragma_", "information_schema")
MAX_SERIES = 1_000_000
MAX_WIDTH = 10_000


class Refused(Exception):
    """The statement may not run; `code` names the reason, `params` the offending part."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def check_tree(tree: dict[str, Any], tables: frozenset[str]) -> set[str]:
    """The tables a statement reads, as `json_serialize_sql` gave it. Raises Refused."""
    statements = tree.get("statements") or []
    if not statements:
        raise Refused("empty")
    if len(statements) > 1:
        raise Refused("several")
    guard = _Guard(tables)
    guard.walk(statements[0], frozenset())
    return guard.used


class _Guard:
    def __init__(self, tables: frozenset[str]) -> None:
        self.tables = tables
        self.used: set[str] = set()

    def walk(self, node: Any, ctes: frozenset[str]) -> None:
        if isinstance(node, list):
            for item in node:
                self.walk(item, ctes)
        elif isinstance(node, dict) and ("class" in node or not _is_literal(node)):
            self._node(node, ctes)

    def _node(self, node: dict[str, Any], ctes: frozenset[str]) -> None:
        skipped = self._check(node, ctes)
        if "cte_map" in node:
            ctes = self._ctes(node["cte_map"].get("map") or [], ctes)
        if node.get("type") == "RECURSIVE_CTE_NODE":
            self.walk(node["right"], ctes | {_simple(node["cte_name"])})
            skipped = {*skipped, "right"}
        for key, child in node.items():
            if key not in skipped and key != "cte_map":
                self.walk(child, ctes)

    def _check(self, node: dict[str, Any], ctes: frozenset[str]) -> set[str]:
        """Refuse an unknown node; the keys below it that have been dealt with."""
        if "class" in node:
            return self._expression(node)
        kind = node.get("type")
        if isinstance(kind, str) and kind not in NODES:
            raise Refused("construct", name=kind.lower())
        if kind == "BASE_TABLE":
            self._table(node, ctes)
        if kind == "TABLE_FUNCTION":
            self._table_function(node["function"], ctes)
            return {"function"}
        return set()

    def _ctes(self, entries: list[dict[str, Any]], ctes: frozenset[str]) -> frozenset[str]:
        """Names are known only to what follows, as DuckDB resolves them."""
        for entry in entries:
            self.walk(entry["value"], ctes)
            ctes = ctes | {_simple(entry["key"])}
        return ctes

    def _table(self, node: dict[str, Any], ctes: frozenset[str]) -> None:
        name = node.get("table_name", "")
        schema = node.get("schema_name", "")
        plain = _simple(name)
        if node.get("catalog_name") or schema.lower() not in {"", "main"}:
            raise Refused("schema", name=f"{schema}.{name}")
        if node.get("at_clause"):
            raise Refused("construct", name="at")
        if not schema and plain in ctes:
            return
        if plain not in self.tables:
            raise Refused("table", name=name)
        self.used.add(plain)

    def _table_function(self, call: dict[str, Any], ctes: frozenset[str]) -> None:
        name = call.get("function_name", "").lower()
        if name not in TABLE_FUNCTIONS or call.get("catalog") or call.get("schema"):
            raise Refused("function", name=name)
        _check_sizes(name, call.get("children") or [])
        for key, child in call.items():
            self.walk(child, ctes if key == "children" else frozenset())

    def _expression(self, node: dict[str, Any]) -> set[str]:
        kind = node["class"]
        if kind not in EXPRESSIONS:
            raise Refused("construct", name=str(kind).lower())
        if kind == "CONSTANT":
            return {"value"}
        if kind == "CAST":
            _check_type(node["cast_type"])
            return {"cast_type"}
        if kind in {"FUNCTION", "WINDOW"}:
            _check_call(node)
        return set()


def _is_literal(node: dict[str, Any]) -> bool:
    return "is_null" in node and isinstance(node.get("type"), dict)


def _simple(name: str) -> str:
    plain = name.lower()
    if plain.startswith(SYSTEM_PREFIXES):
        raise Refused("table", name=name)
    return plain


def _check_call(node: dict[str, Any]) -> None:
    name = node.get("function_name", "").lower()
    if name not in FUNCTIONS or node.get("catalog") or node.get("schema", "main") != "main":
        raise Refused("function", name=name)
    _check_sizes(name, node.get("children") or [])


def _check_sizes(name: str, arguments: list[dict[str, Any]]) -> None:
    numbers = [_number(argument) for argument in arguments]
    if name in SERIES and any(number and abs(number) > MAX_SERIES for number in numbers):
        raise Refused("series", limit=MAX_SERIES)
    position = WIDTH_ARGUMENT.get(name, len(numbers))
    for width in numbers[position : position + 1]:
        if width is None or width > MAX_WIDTH:
            raise Refused("width", name=name, limit=MAX_WIDTH)


def _number(argument: dict[str, Any]) -> float | None:
    """The value of a numeric literal (a text as 0), None for anything computed."""
    while argument.get("class") == "CAST":
        argument = argument["child"]
    if argument.get("class") != "CONSTANT":
        return None
    literal = argument["value"]
    value = literal.get("value")
    if isinstance(value, int | float):
        scale = int((literal["type"].get("type_info") or {}).get("scale", 0))
        return float(value / 10**scale)
    return 0.0 if isinstance(value, str) else None


def _check_type(cast: dict[str, Any]) -> None:
    details = cast.get("type_info") or {}
    if cast.get("id") == "UNBOUND" or "UNBOUND" in str(details.get("type", "")):
        named = str(details.get("name", "")).lower()
        if named not in NAMED_TYPES or details.get("schema") or details.get("catalog"):
            raise Refused("type", name=named)
    for key in ("child_type", "child_types"):
        for child in _children(details.get(key)):
            _check_type(child)


def _children(found: Any) -> list[dict[str, Any]]:
    if isinstance(found, dict):
        return [found]
    return [child["second"] for child in found or []]
