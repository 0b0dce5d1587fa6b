"""`backup`, `restore`, `backups`, `check`, `verify`, `doctor`, `migrate`, `db`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.kit.clock import utc_now
from core.kit.i18n import N_, t
from core.kit.settings import get_settings
from core.kit.uow import database
from core.start import boot
from data import migrate as schema
from operator_cli.output import OK, REFUSED, answer, tell
from operator_cli.session import As, Json, run, store

backups = typer.Typer(no_args_is_help=True)
databases = typer.Typer(no_args_is_help=True)

Folder = Annotated[
    Path | None,
    typer.Option("--to", help=N_("Folder for the file; by default backups in the home.")),
]


def backup(to: Folder = None, as_user: As = None, as_json: Json = False) -> int:
    """Write one verified backup file."""
    from core.operations.backup import create_backup, note_backup

    settings = get_settings()
    run(as_user, lambda ctx: ctx.require("backups.admin"))
    row = create_backup(store(), settings, utc_now(), folder=to)
    run(as_user, lambda ctx: note_backup(ctx, row))
    tell(t(N_("{file} was written and read again."), file=row.file))
    keys = settings.home / "keys"
    tell(t(N_("The key in {folder} is not part of it: keep a copy of it elsewhere."), folder=keys))
    return answer(row.model_dump(), [row.file], as_json=as_json)


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=N_("The backup."))],
    to: Annotated[
        str | None, typer.Option("--to", metavar="URL", help=N_("Another database address."))
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help=N_("Keep the company that is there aside."))
    ] = False,
    as_json: Json = False,
) -> int:
    """Restore a backup."""
    from core.operations.restore import note_restore, restore_backup

    row = restore_backup(file, get_settings(), utc_now(), url=to, replace=replace)
    if to is None:
        run(None, lambda ctx: note_restore(ctx, row))
    tell(t(N_("{file} was restored to {url}."), file=row.file, url=row.url))
    if row.kept:
        tell(t(N_("The former company is kept in {place}."), place=row.kept))
    return answer(row.model_dump(), as_json=as_json)


@backups.command("verify", help=N_("Read every backup again and compare it with its manifest."))
def verify_backups(
    folder: Annotated[
        Path | None, typer.Option("--from", help=N_("Folder; by default backups in the home."))
    ] = None,
    as_json: Json = False,
) -> int:
    """Read every backup again."""
    from core.operations.backup import verify_backups as verify_all

    rows = verify_all(get_settings(), utc_now(), folder)
    failed = [row for row in rows if row.error]
    if not rows:
        tell(t(N_("There is no backup yet.")))
    lines = [
        f"{t(N_('failed')) if row.error else t(N_('ok'))}\t{row.error or row.file}" for row in rows
    ]
    payload = {"ok": not failed, "backups": [row.model_dump() for row in rows]}
    return answer(payload, lines, as_json=as_json, code=REFUSED if failed else OK)


def check(as_user: As = None, as_json: Json = False) -> int:
    """Check that everything fits together."""
    from core.operations.checks import run_checks

    report = run(as_user, run_checks)
    lines = [
        f"{finding.check}: {finding.message} ({finding.count}; {', '.join(finding.examples)})"
        for finding in report.findings
    ]
    tell(
        t(
            N_("{checks} checks in {seconds} s, {found} findings."),
            checks=report.checks,
            seconds=report.seconds,
            found=len(report.findings),
        )
    )
    return answer(report.as_json(), lines, as_json=as_json, code=OK if report.ok else REFUSED)


def verify(as_json: Json = False) -> int:
    """Run every core function on a scratch company."""
    from core.operations.verify import StepResult, verify_everything

    boot()
    results: list[StepResult] = []
    for result in verify_everything():
        results.append(result)
        if not as_json:
            answer({}, [result.line()], as_json=False)
    failed = [result for result in results if not result.ok]
    payload = {"ok": not failed, "steps": [result.as_json() for result in results]}
    return answer(payload, as_json=as_json, code=REFUSED if failed else OK)


def doctor(as_json: Json = False) -> int:
    """Say what is well with the installation and what to do about the rest."""
    from core.operations.doctor import examine

    boot()
    rows = examine(utc_now())
    lines = [row.line() for row in rows]
    failed = any(row.state == "fail" for row in rows)
    payload = {"ok": not failed, "checks": [row.as_json() for row in rows]}
    return answer(payload, lines, as_json=as_json, code=REFUSED if failed else OK)


def migrate(as_json: Json = False) -> int:
    """Bring the schema up to date."""
    settings = get_settings()
    before = schema.current(database())
    changed = schema.upgrade(database(), backup_dir=settings.folder("backups"))
    payload = {"changed": changed, "from": before, "to": schema.head()}
    tell(t(N_("Schema {revision}."), revision=schema.head()))
    return answer(payload, as_json=as_json)


@databases.command("move", help=N_("Copy the whole company to another, empty database."))
def move(
    to: Annotated[str, typer.Option("--to", metavar="URL", help=N_("The new database address."))],
    as_json: Json = False,
) -> int:
    """Copy the company to another database."""
    from core.operations.restore import move_company

    row = move_company(store(), to, get_settings(), utc_now())
    tell(
        t(
            N_("The company is now also at {url}. Set DATABASE_URL to it and start again."),
            url=row.url,
        )
    )
    return answer(row.model_dump(), as_json=as_json)
