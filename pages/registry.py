"""The table of pages: one line a page. Add a line, and the page is in the menu of those who may.

Titles are msgids; `needs` is an action of `core.identity.ACTIONS` (None: everybody signed in).
A page's file lies in `pages/`; its address is the file's name without `.py`. `badge` counts
what waits for the reader and is shown behind the title.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.kit.context import Actor, Ctx
from core.kit.i18n import N_

HOME, MONEY, PROJECTS, ALERTS = "home", "money", "projects", "alerts"
WORK, COMPANY, ANALYSIS, ADMINISTRATION = "work", "company", "analysis", "administration"

SECTIONS: dict[str, str] = {
    HOME: "",
    MONEY: N_("Money"),
    PROJECTS: N_("Projects"),
    ALERTS: N_("Alerts"),
    WORK: N_("Work"),
    COMPANY: N_("Company"),
    ANALYSIS: N_("Analysis"),
    ADMINISTRATION: N_("Administration"),
}


@dataclass(frozen=True)
class PageEntry:
    """One page of the menu; `in_menu=False`: reached by a link only."""

    file: str
    title: str
    icon: str
    section: str
    needs: str | None = None
    in_menu: bool = True
    badge: Callable[[Ctx], int] | None = None

    @property
    def address(self) -> str:
        """The page's path in the browser, without a slash."""
        return self.file.removesuffix(".py")

    def may_open(self, actor: Actor) -> bool:
        """Whether the actor may open the page."""
        return self.needs is None or actor.can(self.needs)


PAGES: tuple[PageEntry, ...] = (
    PageEntry("home.py", N_("Home"), ":material/home:", HOME),
    PageEntry(
        "notifications.py",
        N_("Notifications"),
        ":material/notifications:",
        HOME,
    ),
    PageEntry("records.py", N_("Records"), ":material/receipt_long:", MONEY, "records.view"),
    PageEntry("imports.py", N_("Import"), ":material/upload_file:", MONEY, "imports.run"),
    PageEntry("budgets.py", N_("Budgets"), ":material/savings:", MONEY, "budgets.view"),
    PageEntry(
        "receivables.py", N_("Receivables"), ":material/request_quote:", MONEY, "receivables.view"
    ),
    PageEntry(
        "recurring.py", N_("Recurring expenses"), ":material/event_repeat:", MONEY, "records.view"
    ),
    PageEntry("contracts.py", N_("Contracts"), ":material/contract:", MONEY, "contracts.view"),
    PageEntry("accounts.py", N_("Accounts"), ":material/account_balance:", MONEY, "accounts.view"),
    PageEntry("customers.py", N_("Customers"), ":material/handshake:", MONEY, "customers.view"),
    PageEntry(
        "satisfaction.py",
        N_("Customer satisfaction"),
        ":material/sentiment_satisfied:",
        MONEY,
        "customers.view",
    ),
    PageEntry("categories.py", N_("Categories"), ":material/category:", MONEY, "records.view"),
    PageEntry(
        "categorisation_rules.py",
        N_("Categorisation rules"),
        ":material/rule_settings:",
        MONEY,
        "records.edit",
    ),
    PageEntry(
        "exchange_rates.py",
        N_("Exchange rates"),
        ":material/currency_exchange:",
        MONEY,
        "records.view",
    ),
    PageEntry("projects.py", N_("Projects"), ":material/deployed_code:", PROJECTS, "projects.view"),
    PageEntry("alerts.py", N_("Alerts"), ":material/warning:", ALERTS, "alerts.view"),
    PageEntry("alert_rules.py", N_("Alert rules"), ":material/rule:", ALERTS, "rules.view"),
    PageEntry("indicators.py", N_("Indicators"), ":material/function:", ANALYSIS, "amounts.view"),
    PageEntry("sql.py", N_("SQL"), ":material/terminal:", ANALYSIS, "sql.run"),
    PageEntry(
        "data_dictionary.py",
        N_("Data dictionary"),
        ":material/dictionary:",
        ANALYSIS,
        "sql.run",
    ),
    PageEntry(
        "performance.py",
        N_("Performance"),
        ":material/leaderboard:",
        COMPANY,
        "amounts.view",
    ),
    PageEntry("departments.py", N_("Departments"), ":material/account_tree:", COMPANY),
    PageEntry("organisation.py", N_("Organisation chart"), ":material/lan:", COMPANY),
    PageEntry(
        "settings.py",
        N_("Settings"),
        ":material/settings:",
        ADMINISTRATION,
        "departments.edit",
    ),
    PageEntry(
        "wizard.py",
        N_("Set-up wizard"),
        ":material/flag:",
        COMPANY,
        "settings.admin",
        in_menu=False,
    ),
    PageEntry(
        "jobs.py", N_("Jobs and deliveries"), ":material/schedule:", ADMINISTRATION, "jobs.admin"
    ),
    PageEntry("users.py", N_("Users"), ":material/group:", ADMINISTRATION, "users.admin"),
    PageEntry("profile.py", N_("My account"), ":material/person:", HOME, in_menu=False),
)


def page_entry(file: str) -> PageEntry:
    """The entry of a page's file."""
    return next(one for one in PAGES if one.file == file)
