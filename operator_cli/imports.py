"""`import` and `import-undo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from core.kit.i18n import N_, t
from operator_cli.output import OK, REFUSED, answer, tell
from operator_cli.session import As, Json, store, who


def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=N_("The file."))],
    template: Annotated[
        str | None, typer.Option("--template", help=N_("A saved mapping, by name."))
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="FIELD=COLUMN", help=N_("Which column holds a field; none: FIELD=.")
        ),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help=N_("The file's encoding, such as gb18030."))
    ] = None,
    answers: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="ID=VALUE", help=N_("The answer to a question.")),
    ] = None,
    on_duplicate: Annotated[
        Literal["skip", "update"],
        typer.Option("--on-duplicate", help=N_("What to do with records that are there already.")),
    ] = "skip",
    strict: Annotated[
        bool, typer.Option("--strict", help=N_("Write nothing when a row is rejected."))
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only preview."))] = False,
    as_user: As = None,
    as_json: Json = False,
) -> int:
    """Import a file of transactions."""
    from core.finance.imports import ImportOptions, run_import

    store()
    options = ImportOptions(
        template=template,
        mapping=pairs(mapping, "--map"),
        encoding=encoding,
        answers=pairs(answers, "--answer"),
        on_duplicate=on_duplicate,
        strict=strict,
    )
    report = run_import(
        who(as_user), file, file.name, "cli", options, dry_run=dry_run, on_progress=_progress
    )
    return answer(report, _summary(report), as_json=as_json, code=_code(report, strict, dry_run))


def _code(report: dict[str, Any], strict: bool, dry_run: bool) -> int:
    if dry_run:
        return OK
    stopped = report["questions"] or (strict and report["rows"]["rejected"])
    return REFUSED if stopped else OK


def _progress(percent: int) -> None:
    tell(f"{percent} %")


def _summary(report: dict[str, Any]) -> list[str]:
    rows = report["rows"]
    lines = [
        t(
            N_(
                "{total} records: {new} new, {duplicate} there already, {changed} changed, "
                "{rejected} rejected; {ignored} other lines."
            ),
            **rows,
        ),
        *(
            f"{total['currency'] or ''} {total['direction']} {total['rows']}: {total['amount']}"
            for total in report["totals"]
        ),
    ]
    lines += [
        f"{error['line']}: {error['column'] or ''} {error['value']!r} {error['reason']}"
        for error in report["errors"]
    ]
    for question in report["questions"]:
        options = " | ".join(question["options"])
        lines.append(f"? {question['question']} --answer {question['id']}=… ({options})")
    if report["batch_id"]:
        lines.append(t(N_("Batch {batch_id}"), batch_id=report["batch_id"]))
    return lines


def pairs(given: list[str] | None, option: str) -> dict[str, str]:
    """`name=value` words as a dictionary. Raises BadParameter."""
    found = {}
    for word in given or []:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise typer.BadParameter(f"{option} {word}: NAME=VALUE")
        found[name] = value
    return found


def import_undo(
    batch_id: Annotated[str, typer.Argument(metavar="BATCH_ID", help=N_("The batch."))],
    yes: Annotated[bool, typer.Option("--yes", help=N_("Really do it."))] = False,
    edited: Annotated[
        Literal["keep", "remove"],
        typer.Option("--edited", help=N_("What to do with rows edited since.")),
    ] = "keep",
    as_user: As = None,
    as_json: Json = False,
) -> int:
    """Take an import back."""
    from core.finance.imports import undo_import

    store()
    told = undo_import(who(as_user), batch_id, confirm=yes, edited=edited)
    lines = [
        t(
            N_("{removed} records removed, {restored} restored, {kept} kept as edited."),
            removed=told["removed"],
            restored=told["restored"],
            kept=len(told["kept"]),
        ),
        *(
            f"{one['id']}: {one['record_date']} {one['amount']} {one['currency']} "
            f"{one['counterparty'] or one['description'] or ''}".rstrip()
            for one in told["kept"]
        ),
    ]
    if not yes:
        tell(t(N_("Nothing was changed. With --yes it is done.")))
    return answer(told, lines, as_json=as_json, code=OK if yes else REFUSED)
