"""The progress report of a project as files: with amounts and without, in each language."""

from __future__ import annotations

import io
from datetime import date
from typing import IO, Any

from core.kit.i18n import locales, t, use_locale
from core.kit.uow import Credential, unit_of_work
from core.reports import progress_sheet, render
from pages.ui.export import draw_files, offer_file
from pages.ui.language import LANGUAGES

KEY = "projects.record.report"


def report_files(project: Any, day: date) -> None:
    """A menu of PDFs of the day."""
    files = {}
    for locale in locales():
        name = LANGUAGES.get(locale, locale)
        if project.budget is not None:
            files[t("{language}, with amounts", language=name)] = _offer(
                project.id, day, locale, amounts=True
            )
        files[t("{language}, without amounts", language=name)] = _offer(
            project.id, day, locale, amounts=False
        )
    draw_files(
        t("Report (PDF)"),
        files,
        key=KEY,
        icon=":material/picture_as_pdf:",
        note=t("Without amounts it can go to the customer."),
    )


def _offer(project_id: int, day: date, locale: str, *, amounts: bool) -> str:
    def make(who: Credential, _suffix: str) -> IO[bytes]:
        with use_locale(locale):
            with unit_of_work(who) as ctx:
                sheet = progress_sheet(ctx, project_id, day, amounts=amounts)
            return io.BytesIO(render(sheet))

    what = (project_id, day, locale, amounts)
    name = f"progress-{project_id}-{day.isoformat()}"
    return offer_file(name, (), lambda _who: iter(()), what=what, make=make, formats=("pdf",))[
        "pdf"
    ]
