"""Actions (rights) and the built-in roles: which role may do what, and how far it reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.kit.context import Scope, wider
from core.kit.i18n import N_

COMPANY, DEPARTMENT, PROJECT, OWN = Scope.COMPANY, Scope.DEPARTMENT, Scope.PROJECT, Scope.OWN

ACTIONS: dict[str, str] = {
    "records.view": N_("See financial records"),
    "records.edit": N_("Edit financial records"),
    "amounts.view": N_("See amounts"),
    "imports.run": N_("Import files"),
    "accounts.view": N_("See accounts"),
    "accounts.edit": N_("Edit accounts"),
    "categories.edit": N_("Edit categories"),
    "rates.edit": N_("Edit exchange rates"),
    "customers.view": N_("See customers"),
    "customers.edit": N_("Edit customers"),
    "contracts.view": N_("See contracts"),
    "contracts.edit": N_("Edit contracts"),
    "receivables.view": N_("See receivables"),
    "receivables.edit": N_("Edit receivables and match receipts"),
    "budgets.view": N_("See budgets"),
    "budgets.edit": N_("Edit budgets"),
    "projects.view": N_("See projects"),
    "projects.edit": N_("Edit projects"),
    "departments.edit": N_("Edit departments"),
    "rules.view": N_("See alert rules"),
    "rules.edit": N_("Edit alert rules"),
    "alerts.view": N_("See alerts"),
    "alerts.handle": N_("Handle alerts"),
    "sql.run": N_("Ask questions in SQL"),
    "users.admin": N_("Manage users and roles"),
    "settings.admin": N_("Change settings"),
    "jobs.admin": N_("Manage jobs"),
    "backups.admin": N_("Manage backups"),
    "audit.view": N_("See the audit log"),
}

ADMINISTRATION = frozenset(
    {"users.admin", "settings.admin", "jobs.admin", "backups.admin", "audit.view"}
)


def _each(scope: Scope, *actions: str) -> dict[str, Scope]:
    return dict.fromkeys(actions, scope)


ROLES: dict[str, dict[str, Scope]] = {
    "founder": _each(COMPANY, *(action for action in ACTIONS if action not in ADMINISTRATION)),
    "administrator": _each(COMPANY, *ADMINISTRATION, "departments.edit"),
    "manager": _each(
        DEPARTMENT,
        "records.view",
        "records.edit",
        "amounts.view",
        "accounts.view",
        "customers.view",
        "customers.edit",
        "contracts.view",
        "contracts.edit",
        "receivables.view",
        "receivables.edit",
        "budgets.view",
        "budgets.edit",
        "projects.view",
        "projects.edit",
        "rules.view",
        "rules.edit",
        "alerts.view",
        "alerts.handle",
        "sql.run",
    ),
    "finance": _each(
        COMPANY,
        "records.view",
        "records.edit",
        "amounts.view",
        "imports.run",
        "accounts.view",
        "accounts.edit",
        "categories.edit",
        "rates.edit",
        "customers.view",
        "customers.edit",
        "contracts.view",
        "contracts.edit",
        "receivables.view",
        "receivables.edit",
        "budgets.view",
        "budgets.edit",
        "projects.view",
        "rules.view",
        "rules.edit",
        "alerts.view",
        "alerts.handle",
        "sql.run",
    ),
    "business": {
        **_each(DEPARTMENT, "customers.view", "customers.edit", "projects.view", "projects.edit"),
        **_each(DEPARTMENT, "contracts.view", "contracts.edit", "receivables.view"),
        **_each(PROJECT, "records.view", "amounts.view", "alerts.view", "alerts.handle"),
        **_each(PROJECT, "budgets.view", "rules.view"),
    },
    "analyst": _each(
        COMPANY,
        "records.view",
        "amounts.view",
        "accounts.view",
        "customers.view",
        "contracts.view",
        "receivables.view",
        "budgets.view",
        "projects.view",
        "rules.view",
        "alerts.view",
        "sql.run",
    ),
    "employee": _each(OWN, "alerts.view"),
}

ROLE_NAMES: dict[str, str] = {
    "founder": N_("Founder"),
    "administrator": N_("Administrator"),
    "manager": N_("Department manager"),
    "finance": N_("Finance"),
    "business": N_("Business"),
    "analyst": N_("Analyst"),
    "employee": N_("Employee"),
}


def merge_grants(grants: Iterable[Mapping[str, Scope | str]]) -> dict[str, Scope]:
    """The rights of several roles together: for each action the widest scope."""
    merged: dict[str, Scope] = {}
    for role in grants:
        for action, scope in role.items():
            wanted = Scope(scope)
            merged[action] = wider(merged[action], wanted) if action in merged else wanted
    return merged
