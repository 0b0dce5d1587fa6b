"""Refusals of the importer; the codes are stable."""

from __future__ import annotations

from typing import Any

from core.kit.errors import Conflict, Invalid, NotFound, Unavailable
from core.kit.i18n import N_

OTHERWISE_READABLE = frozenset(
    f"import.{name}"
    for name in (
        "encoding", "no_table", "line_too_long", "too_many_columns", "unknown_column",
        "unknown_field", "wrong_answer", "other_layout", "unknown_template",
    )
)  # fmt: skip
"""Codes of files that may well be read when a person says how."""


def empty_file() -> Invalid:
    """The file has nothing in it."""
    return Invalid("import.empty", N_("The file is empty."))


def binary_file() -> Invalid:
    """The file is not text."""
    return Invalid(
        "import.binary", N_("This is not a text file. Export the statement as CSV and try again.")
    )


def workbook_protected() -> Invalid:
    """A workbook that opens only with a password."""
    return Invalid(
        "import.workbook_protected",
        N_("This workbook is protected by a password. Save it without one and try again."),
    )


def workbook_broken() -> Invalid:
    """A workbook that cannot be opened."""
    return Invalid(
        "import.workbook_broken",
        N_("This workbook is damaged or of an unknown kind. Save it as XLSX or CSV and try again."),
    )


def line_too_long(line: int) -> Invalid:
    """One line is longer than any statement's."""
    return Invalid(
        "import.line_too_long",
        N_("Line {line} is too long to be a row of a table. Is this the right file?"),
        line=line,
    )


def too_many_columns(count: int, most: int) -> Invalid:
    """More columns than a statement can have."""
    return Invalid(
        "import.too_many_columns",
        N_("The file has {count} columns; {most} is the most that can be read."),
        count=count,
        most=most,
    )


def archive_bomb() -> Invalid:
    """An archive that unpacks to far more than it should."""
    return Invalid("import.archive_bomb", N_("The archive unpacks to too much data."))


def archive_content() -> Invalid:
    """An archive without a file that could hold a table, or with too many."""
    return Invalid(
        "import.archive_content", N_("The archive holds no file that can be read, or too many.")
    )


def archive_protected() -> Invalid:
    """An archive that opens only with a password."""
    return Invalid(
        "import.archive_protected",
        N_("The archive is protected by a password. Unpack it and import the file inside."),
    )


def broken_archive() -> Invalid:
    """The archive cannot be unpacked."""
    return Invalid("import.archive_broken", N_("The archive is damaged and cannot be unpacked."))


def unknown_encoding(name: str) -> Invalid:
    """The encoding asked for does not exist or does not fit the file."""
    return Invalid("import.encoding", N_("The file cannot be read as {encoding}."), encoding=name)


def no_table() -> Invalid:
    """No line with a date and an amount, and no header that promises them."""
    return Invalid(
        "import.no_table",
        N_("No table with a date and an amount was found in this file."),
    )


def unknown_column(name: str) -> Invalid:
    """A mapping names a column the file does not have."""
    return Invalid("import.unknown_column", N_("The file has no column “{column}”."), column=name)


def unknown_line(line: int) -> Invalid:
    """A correction names a line the table does not have."""
    return Invalid("import.unknown_line", N_("The file has no line {line}."), line=line)


def cancelled() -> Conflict:
    """A person called the import off."""
    return Conflict("import.cancelled", N_("This import was cancelled."))


def too_many_said(most: int) -> Invalid:
    """More decisions or corrections than are kept beside a batch."""
    return Invalid(
        "import.too_much_said",
        N_("More than {most} rows were decided or corrected one by one. Change the file instead."),
        most=most,
    )


def unknown_field(name: str) -> Invalid:
    """A mapping names a field that does not exist."""
    return Invalid("import.unknown_field", N_("There is no field “{field}”."), field=name)


def wrong_answer(question: str, value: str) -> Invalid:
    """An answer that is none of the options."""
    return Invalid(
        "import.wrong_answer",
        N_("“{value}” is not an answer to the question “{question}”."),
        question=question,
        value=value,
    )


def unknown_template(name: str) -> NotFound:
    """A template nobody saved."""
    return NotFound(
        "import.unknown_template", N_("There is no import template “{name}”."), name=name
    )


def template_taken(name: str) -> Conflict:
    """A template of that name exists."""
    return Conflict("import.template_taken", N_("There is already a template “{name}”."), name=name)


def batch_missing() -> NotFound:
    """No such import, or not visible."""
    return NotFound("import.not_found", N_("This import does not exist or you cannot see it."))


def open_questions(questions: list[dict[str, Any]]) -> Conflict:
    """Questions must be answered before anything is written; they are in `params`."""
    return Conflict(
        "import.questions_open",
        N_("{count} question(s) about the file must be answered first."),
        count=len(questions),
        questions=questions,
    )


def wrong_state(state: str) -> Conflict:
    """The batch is in a state that does not allow this."""
    return Conflict(
        "import.state",
        N_("This import is in the state “{state}”; that cannot be done now."),
        state=state,
    )


def spool_gone() -> Conflict:
    """The uploaded file is no longer there."""
    return Conflict(
        "import.spool_gone", N_("The uploaded file is no longer kept. Upload it again.")
    )


def rejected_rows(count: int) -> Invalid:
    """Strict import with rows that cannot be read."""
    return Invalid(
        "import.rejected_rows",
        N_("{count} row(s) cannot be read, and the import was asked to be strict."),
        count=count,
    )


def unexpected() -> Unavailable:
    """Something went wrong that nobody thought of; the log has the trace."""
    return Unavailable(
        "import.unexpected", N_("The import failed for a reason the log names. Try again.")
    )
