"""Help texts in the operator's language; they are only looked up when help is asked for."""

from __future__ import annotations

from typing import Any

import typer.main
from typer import Typer

from core.kit.i18n import t


def translated(app: Typer) -> Any:
    """The command tree of `app` with every help text in the current language."""
    root = typer.main.get_command(app)
    _translate(root)
    return root


def _translate(command: Any) -> None:
    if command.help:
        command.help = t(command.help)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = t(parameter.help)
    for name in getattr(command, "commands", {}):
        _translate(command.commands[name])
