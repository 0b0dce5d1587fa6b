"""All commands in one tree; `manage.py --help` lists them in this order."""

from __future__ import annotations

import typer

from core.kit.i18n import N_
from operator_cli import analysis, care, company, imports, people

app = typer.Typer(
    name="manage.py",
    help=N_("Run and look after SelfMastery from the command line."),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help"]},
)

app.command("init", help=N_("Create the database and the first account."))(company.init)
app.command("demo", help=N_("Fill an empty company with a demonstration."))(company.demo)
app.command("import", help=N_("Import a file of transactions."))(imports.import_file)
app.command("import-undo", help=N_("Take an import back."))(imports.import_undo)
app.add_typer(people.tokens, name="token")
app.add_typer(people.users, name="user")
app.add_typer(analysis.alerts, name="alerts")
app.command("snapshot", help=N_("Publish the analysts' file."))(analysis.snapshot)
app.command("sql", help=N_("Run one SELECT on the analysts' file."))(analysis.sql)
app.command("backup", help=N_("Write one verified backup file."))(care.backup)
app.command("restore", help=N_("Restore a backup."))(care.restore)
app.add_typer(care.backups, name="backups")
app.command("check", help=N_("Check that everything fits together."))(care.check)
app.command("verify", help=N_("Run every core function on a scratch company."))(care.verify)
app.command("doctor", help=N_("Look at the installation and say what to do."))(care.doctor)
app.command("migrate", help=N_("Bring the schema up to date."))(care.migrate)
app.add_typer(care.databases, name="db")
