"""Names of fields, once for forms, lists and record pages. Another feature adds to the table."""

from __future__ import annotations

from core.kit.i18n import N_, t

LABELS: dict[str, str] = {
    "account_id": N_("Account"),
    "actual_date": N_("Reached on"),
    "planned_date": N_("Planned for"),
    "weight": N_("Weight"),
    "actual_end_date": N_("Actual end"),
    "amount": N_("Amount"),
    "amount_base": N_("Amount in company currency"),
    "balance": N_("Balance"),
    "balance_on": N_("At the end of"),
    "budget": N_("Budget"),
    "category_id": N_("Category"),
    "categorisation_rule_id": N_("Categorisation rule"),
    "category_source": N_("Category decided"),
    "code": N_("Code"),
    "contact": N_("Contact"),
    "contract_id": N_("Contract"),
    "counterparty": N_("Counterparty"),
    "created_at": N_("Created"),
    "created_by": N_("Created by"),
    "currency": N_("Currency"),
    "customer_id": N_("Customer"),
    "days_overdue": N_("Days overdue"),
    "department_id": N_("Department"),
    "description": N_("Description"),
    "direction": N_("Direction"),
    "display_name": N_("Full name"),
    "due_date": N_("Due date"),
    "effective_on": N_("Counts from"),
    "email": N_("Email"),
    "end_date": N_("Planned end"),
    "estimated_cost": N_("Estimated cost"),
    "expires_at": N_("Expires"),
    "expires_days": N_("Days until it expires"),
    "external_id": N_("Source's number"),
    "financial_record_id": N_("Income record"),
    "fiscal_year_start": N_("Fiscal year starts in month"),
    "id": N_("No."),
    "import_batch_id": N_("Import"),
    "institution": N_("Institution"),
    "is_active": N_("Active"),
    "issued_on": N_("Issued on"),
    "kind": N_("Kind"),
    "locale": N_("Language"),
    "manager_id": N_("Manager"),
    "must_change_password": N_("Must change the password"),
    "name": N_("Name"),
    "name_en": N_("English name"),
    "name_zh": N_("Chinese name"),
    "note": N_("Note"),
    "number": N_("Account number"),
    "number_tail": N_("Account number"),
    "occurred_at": N_("Moment"),
    "open_amount": N_("Still open"),
    "opening_balance": N_("Opening balance"),
    "opening_on": N_("Day of the opening balance"),
    "parent_id": N_("Part of"),
    "password": N_("Password"),
    "period_end": N_("To"),
    "period_start": N_("From"),
    "phone": N_("Phone"),
    "phone_tail": N_("Phone"),
    "progress": N_("Progress"),
    "project_id": N_("Project"),
    "rate": N_("Rate"),
    "rate_date": N_("Date"),
    "reason": N_("Reason"),
    "received": N_("Received"),
    "reconciled_until": N_("Reconciled until"),
    "record_date": N_("Date"),
    "role": N_("Role"),
    "roles": N_("Roles"),
    "signed_on": N_("Signed on"),
    "start_date": N_("Start"),
    "state": N_("State"),
    "status": N_("Status"),
    "terms": N_("Terms"),
    "timezone": N_("Time zone"),
    "title": N_("Title"),
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
