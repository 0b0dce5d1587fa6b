"""Run a command, turn what it raises into an exit code: 0 done, 1 refused, 2 wrong use."""

from __future__ import annotations

import sys
from typing import Any

from pydantic import ValidationError
from typer import TyperException

from core.kit.errors import AppError
from core.kit.i18n import N_, match_locale, set_locale, t
from core.kit.settings import get_settings
from operator_cli.commands import COMMANDS, build
from operator_cli.help import translated
from operator_cli.output import OK, WRONG_USE, failure, only_answers

PROGRAM = "manage.py"
HELP = "--help"


def main(arguments: list[str] | None = None) -> int:
    """The exit code of the command in `arguments`, by default those of this process."""
    given = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in given
    _prepare_streams()
    with only_answers(as_json=as_json):
        try:
            return _run(given)
        except TyperException as error:
            return _wrong_use(error, as_json=as_json)
        except ValidationError as error:
            return failure("invalid", _first_fault(error), as_json=as_json, exit_code=WRONG_USE)
        except AppError as error:
            return failure(error.code, _words(error), as_json=as_json)
        except Exception as error:
            return _failed(error, as_json=as_json)


def _run(given: list[str]) -> int:
    set_locale(match_locale(get_settings().locale) or "en")
    app = build(next((word for word in given if word in COMMANDS), None))
    command = translated(app) if not given or HELP in given else app
    code: Any = command(args=given or [HELP], prog_name=PROGRAM, standalone_mode=False)
    return code if isinstance(code, int) else OK


def _wrong_use(error: TyperException, *, as_json: bool) -> int:
    if not as_json and hasattr(error, "show"):
        error.show()
        return error.exit_code
    return failure("usage", error.format_message(), as_json=as_json, exit_code=WRONG_USE)


def _failed(error: Exception, *, as_json: bool) -> int:
    """What no service put into words; the trace goes to standard error when it is our fault."""
    import structlog

    from core.start import boot
    from data.errors import DataError

    if isinstance(error, DataError):
        return failure("database.unavailable", str(error), as_json=as_json)
    if isinstance(error, OSError):
        return failure("file.failed", str(error), as_json=as_json)
    boot()  # so that the log goes to standard error
    structlog.get_logger("manage").error("command_failed", exc_info=error)
    text = t(N_("An unexpected error; what happened stands above."))
    return failure("internal", text, as_json=as_json)


def _words(error: AppError) -> str:
    fields = {name: text for name, text in error.field_texts().items() if text != error.text()}
    return " ".join([error.text(), *(f"{name}: {text}" for name, text in fields.items())])


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"{place}: {t(fault['msg'])}"


def _prepare_streams() -> None:
    """UTF-8 when redirected, whatever the terminal."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
