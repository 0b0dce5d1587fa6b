"""`template list|export|import`: import templates as text files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from core.kit.i18n import N_, t
from operator_cli.output import OK, answer
from operator_cli.session import As, Json, run

LONGEST = 256 * 1024
templates = typer.Typer(no_args_is_help=True)


@templates.command("list", help=N_("Saved templates, and those that come built in."))
def template_list(as_user: As = None, as_json: Json = False) -> int:
    """Own ones first."""
    from core.finance.imports import list_templates
    from core.finance.imports.sources import sources
    from core.kit.listing import ListQuery

    page = run(as_user, lambda ctx: list_templates(ctx, ListQuery(limit=500)))
    own = [{"name": row.name, "source": "own"} for row in page.items]
    built_in = [{"name": source.title, "source": "built-in"} for source in sources()]
    lines = [f"{row['name']}  ({row['source']})" for row in [*own, *built_in]]
    return answer({"items": [*own, *built_in]}, lines, as_json=as_json)


@templates.command("export", help=N_("Print a saved template as text."))
def template_export(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("A saved template."))],
    as_user: As = None,
) -> int:
    """TOML on standard output, and nothing else."""
    from core.finance.imports.template_text import export_template

    sys.stdout.write(run(as_user, lambda ctx: export_template(ctx, name)))
    return OK


@templates.command("import", help=N_("Save the template that a text file describes."))
def template_import(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=N_("The text file."))],
    as_user: As = None,
    as_json: Json = False,
) -> int:
    """The file is checked in every part."""
    from core.finance.imports.template_text import import_template

    with file.open("rb") as source:
        text = source.read(LONGEST).decode("utf-8", errors="replace")
    row = run(as_user, lambda ctx: import_template(ctx, text))
    line = t(N_("The template “{name}” is saved."), name=row.name)
    return answer({"id": row.id, "name": row.name}, [line], as_json=as_json)
