"""`init` and `demo`."""

from __future__ import annotations

from typing import Annotated

import typer

from core.company import Company
from core.identity import UserIn, operator
from core.kit.errors import Invalid
from core.kit.i18n import N_, match_locale, t
from core.kit.settings import get_settings
from core.kit.uow import database, run_in_uow
from core.start import boot
from data import migrate
from operator_cli.output import answer, tell
from operator_cli.people import read_password
from operator_cli.session import As, Json, store, who

FIRST_ROLES = ("founder", "administrator")


def init(
    company: Annotated[str, typer.Option("--company", help=N_("Name of the company."))],
    admin: Annotated[str, typer.Option("--admin", help=N_("Name of the first account."))],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help=N_("Read the password from standard input."))
    ],
    locale: Annotated[str, typer.Option("--locale", help=N_("Language."))] = "zh_CN",
    currency: Annotated[str, typer.Option("--currency", help=N_("Company currency."))] = "CNY",
    timezone: Annotated[
        str, typer.Option("--timezone", help=N_("Time zone of the company."))
    ] = "Asia/Shanghai",
    fiscal_year_start: Annotated[
        int,
        typer.Option(
            "--fiscal-year-start", min=1, max=12, help=N_("First month of the fiscal year.")
        ),
    ] = 1,
    as_json: Json = False,
) -> int:
    """Create the database and the first account."""
    from core.operations.setup import set_up_company

    if not password_stdin:
        raise Invalid("password.missing", N_("No password came on standard input."))
    language = match_locale(locale)
    if language is None:
        raise Invalid("company.locale", N_("There is no language “{name}”."), name=locale)
    wanted = Company(
        name=company,
        currency=currency,
        timezone=timezone,
        fiscal_year_start=fiscal_year_start,
        locale=language,
    )
    first = UserIn(username=admin, roles=FIRST_ROLES, locale=language, password=read_password())
    boot()
    settings = get_settings()
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.key()
    migrate.upgrade(database(), backup_dir=settings.folder("backups"))
    row = run_in_uow(operator(), lambda ctx: set_up_company(ctx, wanted, first))
    tell(t(N_("{company} is set up. Start the app with: streamlit run app.py"), company=company))
    payload = {"company": wanted, "user": row, "home": settings.home}
    return answer(payload, as_json=as_json)


def demo(
    records: Annotated[
        int, typer.Option("--records", min=0, help=N_("How many financial records."))
    ] = 5000,
    seed: Annotated[int, typer.Option("--seed", help=N_("Another seed, other figures."))] = 1,
    as_user: As = None,
    as_json: Json = False,
) -> int:
    """Fill an empty company with a demonstration."""
    from core.operations.demo import fill_company

    store()
    made = fill_company(who(as_user), records=records, seed=seed)
    lines = [f"{name}\t{password}" for name, password in made.passwords.items()]
    tell(
        t(
            N_("{records} financial records in {seconds} s. Accounts and passwords, shown once:"),
            records=made.records,
            seconds=made.seconds,
        )
    )
    return answer(made.as_json(), lines, as_json=as_json)
