"""All commands in one table; only the module of the command that runs is imported."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

import typer

from core.kit.i18n import N_


class Entry(NamedTuple):
    """Where a command or group of commands is, and what the list of commands says of it."""

    module: str
    name: str
    help: str
    is_group: bool = False


COMMANDS = {
    "init": Entry("company", "init", N_("Create the database and the first account.")),
    "demo": Entry("company", "demo", N_("Fill an empty company with a demonstration.")),
    "import": Entry("imports", "import_file", N_("Import a file of transactions.")),
    "import-undo": Entry("imports", "import_undo", N_("Take an import back.")),
    "template": Entry(
        "templates", "templates", N_("Import templates as text files."), is_group=True
    ),
    "token": Entry("people", "tokens", N_("Tokens for programs that use REST."), is_group=True),
    "user": Entry("people", "users", N_("Accounts of people."), is_group=True),
    "alerts": Entry("analysis", "alerts", N_("Alert rules."), is_group=True),
    "snapshot": Entry("analysis", "snapshot", N_("Publish the analysts' file.")),
    "sql": Entry("analysis", "sql", N_("Run one SELECT on the analysts' file.")),
    "backup": Entry("care", "backup", N_("Write one verified backup file.")),
    "restore": Entry("care", "restore", N_("Restore a backup.")),
    "backups": Entry("care", "backups", N_("Backups that are there."), is_group=True),
    "check": Entry("care", "check", N_("Check that everything fits together.")),
    "verify": Entry("care", "verify", N_("Run every core function on a scratch company.")),
    "doctor": Entry("care", "doctor", N_("Look at the installation and say what to do.")),
    "migrate": Entry("care", "migrate", N_("Bring the schema up to date.")),
    "db": Entry("care", "databases", N_("The database as a whole."), is_group=True),
}


def build(chosen: str | None) -> typer.Typer:
    """The tree of commands; all but the chosen one are there by name and help only."""
    app = typer.Typer(
        name="manage.py",
        help=N_("Run and look after SelfMastery from the command line."),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    for name, entry in COMMANDS.items():
        target = _load(entry) if name == chosen else _absent(entry)
        if entry.is_group:
            app.add_typer(target, name=name, help=entry.help)
        else:
            app.command(name, help=entry.help)(target)
    return app


def build_all() -> typer.Typer:
    """The whole tree, for the documentation's test."""
    app = typer.Typer(name="manage.py", add_completion=False, rich_markup_mode=None)
    for name, entry in COMMANDS.items():
        if entry.is_group:
            app.add_typer(_load(entry), name=name, help=entry.help)
        else:
            app.command(name, help=entry.help)(_load(entry))
    return app


def _load(entry: Entry) -> Any:
    return getattr(import_module(f"operator_cli.{entry.module}"), entry.name)


def _absent(entry: Entry) -> Any:
    if not entry.is_group:
        return lambda: None
    group = typer.Typer()
    group.command("x")(lambda: None)
    group.command("y")(lambda: None)
    return group
