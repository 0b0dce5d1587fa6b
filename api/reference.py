"""The reference of all paths as one plain page, made from the OpenAPI document on the server.

No script, no picture, nothing from the internet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from html import escape
from typing import Any

STYLE = """
:root { color-scheme: light dark; --line: #8883; --soft: #737b86; --accent: #2f6f8f; }
body { font: 15px/1.55 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; }
a { color: var(--accent); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
details { border-top: 1px solid var(--line); padding: .45rem 0; }
summary { cursor: pointer; } summary code { font-size: .95em; }
.method { display: inline-block; width: 4.6rem; font-weight: 600; color: var(--accent); }
.note, td.type { color: var(--soft); } table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .15rem .8rem .15rem 0; }
h3 { font-size: .95rem; margin: .8rem 0 .2rem; } p { margin: .3rem 0; }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
CODE = re.compile("`([^`]+)`")
Document = dict[str, Any]


def reference_page(document: Document) -> str:
    """The whole page as HTML."""
    groups: dict[str, list[str]] = defaultdict(list)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            tag = (operation.get("tags") or ["other"])[0]
            groups[tag].append(_operation(document, path, method, operation))
    title = escape(document["info"]["title"])
    sections = "".join(f"<h2>{escape(tag)}</h2>{''.join(blocks)}" for tag, blocks in groups.items())
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title>"
        '<meta name=viewport content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style><h1>{title}</h1>"
        f"<p>{_text(document['info']['description'])}</p>"
        '<p class=note>As data: <a href="openapi.json">openapi.json</a></p>'
        f"{sections}</html>"
    )


def _text(text: str) -> str:
    """Plain text in which `words` between back-ticks are code."""
    return CODE.sub(r"<code>\1</code>", escape(text))


def _operation(document: Document, path: str, method: str, operation: Document) -> str:
    address = escape(f"/api{path}")
    parts = [
        f"<p>{_text(operation.get('description', ''))}</p>",
        _table("Parameters", _parameters(operation)),
        _body(document, operation),
        _table("Answers", _answers(operation)),
    ]
    return (
        f"<details><summary><span class=method>{escape(method.upper())}</span>"
        f"<code>{address}</code> {_text(operation.get('summary', ''))}</summary>"
        f"{''.join(parts)}</details>"
    )


def _parameters(operation: Document) -> list[tuple[str, str, str]]:
    return [
        (
            one["name"] + (" *" if one.get("required") else ""),
            f"{one['in']}, {_type(one.get('schema', {}))}",
            one.get("description", ""),
        )
        for one in operation.get("parameters", [])
    ]


def _answers(operation: Document) -> list[tuple[str, str, str]]:
    return [
        (status, ", ".join(response.get("content", {})), response.get("description", ""))
        for status, response in sorted(operation["responses"].items())
    ]


def _body(document: Document, operation: Document) -> str:
    contents = operation.get("requestBody", {}).get("content", {})
    rows = []
    for media_type, content in contents.items():
        schema = _resolved(document, content.get("schema", {}))
        required = set(schema.get("required", []))
        for name, field in schema.get("properties", {}).items():
            mark = " *" if name in required else ""
            rows.append((name + mark, _type(field), field.get("description", "")))
        if not schema.get("properties"):
            rows.append((media_type, _type(schema), ""))
    return _table("Body (* required)", rows)


def _resolved(document: Document, schema: Document) -> Document:
    if "$ref" in schema:
        found: Document = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return found
    return schema


def _type(schema: Document) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return " ".join(str(schema[key]) for key in ("type", "format") if key in schema) or "any"


def _table(title: str, rows: list[tuple[str, str, str]]) -> str:
    if not rows:
        return ""
    lines = "".join(
        f"<tr><td><code>{escape(name)}</code><td class=type>{escape(kind)}<td>{_text(text)}"
        for name, kind, text in rows
    )
    return f"<h3>{escape(title)}</h3><table>{lines}</table>"
