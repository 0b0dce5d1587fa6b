"""A saved template as a text file (TOML), out of one company and into another.

The account stays behind: its number means nothing elsewhere.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from sqlalchemy import select

from core.audit import load_row
from core.finance.imports import errors
from core.finance.imports.columns import FIELDS
from core.finance.imports.schemas import TemplateIn, TemplateRow
from core.finance.imports.templates import create_template
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from data.schema import ImportTemplate

FORMAT = 1
LONGEST = 64 * 1024  # characters
MOST_LINES = 100
LONGEST_WORD = 500
KEYS = ("format", "name", "signature", "columns", "answers")
_SIGNATURE = re.compile(r"[0-9a-f]{32}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def template_text(ctx: Ctx, template_id: int) -> str:
    """The template as text. Raises NotFound, NotPermitted."""
    ctx.require("imports.run")
    return as_text(TemplateRow.model_validate(load_row(ctx, ImportTemplate, template_id)))


def export_template(ctx: Ctx, name: str) -> str:
    """The template of that name as text. Raises NotFound, NotPermitted."""
    ctx.require("imports.run")
    row = ctx.session.scalars(select(ImportTemplate).where(ImportTemplate.name == name)).first()
    if row is None:
        raise errors.unknown_template(name)
    return as_text(TemplateRow.model_validate(row))


def import_template(ctx: Ctx, text: str) -> TemplateRow:
    """Save the template that `text` describes.

    Raises Invalid for a text that is no template, Conflict for a name that is taken.
    """
    ctx.require("imports.run")
    return create_template(ctx, parse_text(text))


def as_text(row: TemplateRow) -> str:
    """TOML of the template."""
    lines = [f"format = {FORMAT}", f"name = {_quoted(row.name)}"]
    if row.signature:
        lines.append(f"signature = {_quoted(row.signature)}")
    for table, values in (("columns", row.columns), ("answers", row.answers)):
        lines += ["", f"[{table}]"]
        lines += [f"{_key(name)} = {_quoted(value)}" for name, value in sorted(values.items())]
    return "\n".join(lines) + "\n"


def parse_text(text: str) -> TemplateIn:
    """What the text describes, every part of it checked. Raises Invalid."""
    if len(text) > LONGEST:
        raise _refused(N_("The text is too long to be a template."))
    try:
        told = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = str(error)[:200]
        raise _refused(N_("The text is no TOML: {reason}"), reason=reason) from error
    unknown = [name for name in told if name not in KEYS]
    if unknown:
        raise _refused(N_("A template has no “{key}”."), key=unknown[0][:LONGEST_WORD])
    if type(told.get("format")) is not int or told["format"] != FORMAT:
        raise _refused(N_("“format” must be {format}."), format=FORMAT)
    columns = _words(told, "columns", least=0)
    for name in columns:
        if name not in FIELDS:
            raise errors.unknown_field(name)
    return TemplateIn(
        name=_name(told), signature=_signature(told), columns=columns,
        answers=_words(told, "answers"),
    )  # fmt: skip


def _name(told: dict[str, Any]) -> str:
    name = told.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > 120 or _CONTROL.search(name):  # noqa: PLR2004
        raise _refused(N_("“name” must be a text of 1 to 120 characters."))
    return name.strip()


def _signature(told: dict[str, Any]) -> str | None:
    signature = told.get("signature")
    if signature is not None and not (
        isinstance(signature, str) and _SIGNATURE.fullmatch(signature)
    ):
        raise _refused(N_("“signature” must be 32 hexadecimal digits."))
    return signature


def _words(told: dict[str, Any], table: str, *, least: int = 1) -> dict[str, str]:
    values = told.get(table, {})
    if not isinstance(values, dict) or len(values) > MOST_LINES:
        raise _refused(N_("“{table}” must be a table of at most {most} lines."),
                       table=table, most=MOST_LINES)  # fmt: skip
    for name, value in values.items():
        whole = isinstance(value, str) and least <= len(value) <= LONGEST_WORD and len(name) <= 100  # noqa: PLR2004
        if not whole or _CONTROL.search(name) or "\x00" in value:
            raise _refused(N_("“{key}” in “{table}” must be a short text."),
                           key=name[:100], table=table)  # fmt: skip
    return dict(values)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _refused(message: str, **params: Any) -> Invalid:
    return Invalid("import.template_text", message, **params)
