"""Names of fields, once for forms, lists and record pages. Another feature adds to the table."""

from __future__ import annotations

from core.kit.i18n import N_, t

LABELS: dict[str, str] = {
    "account_id": N_("Account"),
    "amount": N_("Amount"),
    "amount_base": N_("Amount in company currency"),
    "category_id": N_("Category"),
    "code": N_("Code"),
    "counterparty": N_("Counterparty"),
    "created_at": N_("Created"),
    "created_by": N_("Created by"),
    "currency": N_("Currency"),
    "customer_id": N_("Customer"),
    "department_id": N_("Department"),
    "description": N_("Description"),
    "display_name": N_("Name"),
    "email": N_("Email"),
    "end_date": N_("Planned end"),
    "expires_at": N_("Expires"),
    "expires_days": N_("Days until it expires"),
    "fiscal_year_start": N_("Fiscal year starts in month"),
    "id": N_("No."),
    "is_active": N_("Active"),
    "kind": N_("Kind"),
    "locale": N_("Language"),
    "manager_id": N_("Manager"),
    "must_change_password": N_("Must change the password"),
    "name": N_("Name"),
    "name_en": N_("English name"),
    "name_zh": N_("Chinese name"),
    "parent_id": N_("Part of"),
    "password": N_("Password"),
    "project_id": N_("Project"),
    "record_date": N_("Date"),
    "role": N_("Role"),
    "roles": N_("Roles"),
    "start_date": N_("Start"),
    "status": N_("Status"),
    "timezone": N_("Time zone"),
    "updated_at": N_("Changed"),
    "username": N_("User name"),
}


def add_labels(labels: dict[str, str]) -> None:
    """Add names of fields (field -> msgid); call it at import of a page module's spec."""
    LABELS.update(labels)


def label(name: str) -> str:
    """The translated name of a field; an unknown one is spelled out."""
    known = LABELS.get(name)
    return t(known) if known else name.replace("_", " ").capitalize()
