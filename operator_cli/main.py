"""Run a command, turn what it raises into an exit code: 0 done, 1 refused, 2 wrong use."""

from __future__ import annotations

import sys
from typing import Any

import structlog
from pydantic import ValidationError
from typer import TyperException

from core.kit.errors import AppError
from core.kit.i18n import N_, match_locale, set_locale, t
from core.kit.settings import get_settings
from data.errors import DataError
from operator_cli.commands import app
from operator_cli.help import translated
from operator_cli.output import OK, REFUSED, WRONG_USE, failure, only_answers

log = structlog.get_logger("manage")
PROGRAM = "manage.py"
HELP = "--help"


def main(arguments: list[str] | None = None) -> int:
    """The exit code of the command in `arguments`, by default those of this process."""
    given = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in given
    _prepare_streams()
    with only_answers(as_json=as_json):
        return _guarded(given, as_json=as_json)


def _guarded(given: list[str], *, as_json: bool) -> int:
    try:
        set_locale(match_locale(get_settings().locale) or "en")
        return _run(given)
    except TyperException as error:
        if not as_json and hasattr(error, "show"):
            error.show()
            return error.exit_code
        return failure("usage", error.format_message(), as_json=as_json, exit_code=WRONG_USE)
    except ValidationError as error:
        return failure("invalid", _first_fault(error), as_json=as_json, exit_code=WRONG_USE)
    except AppError as error:
        return failure(error.code, _words(error), as_json=as_json)
    except DataError as error:
        return failure("database.unavailable", str(error), as_json=as_json)
    except OSError as error:
        return failure("file.failed", str(error), as_json=as_json)
    except Exception:
        log.exception("command_failed")
        text = t(N_("An unexpected error; what happened stands above."))
        return failure("internal", text, as_json=as_json)


def _run(given: list[str]) -> int:
    command = translated(app) if not given or HELP in given else app
    code: Any = command(args=given or [HELP], prog_name=PROGRAM, standalone_mode=False)
    return code if isinstance(code, int) else OK


def _words(error: AppError) -> str:
    fields = {name: text for name, text in error.field_texts().items() if text != error.text()}
    return " ".join([error.text(), *(f"{name}: {text}" for name, text in fields.items())])


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"{place}: {fault['msg']}"


def _prepare_streams() -> None:
    """UTF-8 when redirected, whatever the terminal; logs never on standard output."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))


__all__ = ["OK", "REFUSED", "WRONG_USE", "main"]
