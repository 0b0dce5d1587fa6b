"""Views of what is owed: contracts, receivables, receipts."""

from core.analytics.catalogue.common import (
    CURRENCY,
    CUSTOMER,
    DEPARTMENT,
    ID,
    MADE,
    NAME,
    PROJECT,
    TRACKED,
)
from core.analytics.labels import CONTRACT_STATUSES, RECEIVABLE_STATUSES
from core.analytics.views import Column, View
from core.kit.i18n import N_
from data.schema import Contract, Receivable, ReceivableReceipt

CONTRACTS = View(
    "contracts",
    N_("Contracts with customers"),
    (
        ID,
        Column("code", N_("Code, unique")),
        NAME,
        CUSTOMER,
        PROJECT,
        DEPARTMENT,
        Column("amount", N_("Amount of the contract"), is_money=True),
        CURRENCY,
        Column("signed_on", N_("Day on which it was signed")),
        Column("start_date", N_("First day of the contract")),
        Column("end_date", N_("Last day of the contract")),
        Column("terms", N_("Terms in words")),
        Column("status", N_("Status of the contract"), labels=CONTRACT_STATUSES),
        *TRACKED,
    ),
    model=Contract,
    action="contracts.view",
)

RECEIVABLES = View(
    "receivables",
    N_("What customers owe; what has come in of it is in receivable_receipts"),
    (
        ID,
        Column("code", N_("Number of the invoice")),
        Column("title", N_("What it is for")),
        Column("contract_id", N_("Contract it belongs to")),
        CUSTOMER,
        PROJECT,
        DEPARTMENT,
        Column("business_event_id", N_("Business event it belongs to")),
        Column("issued_on", N_("Day on which it was issued")),
        Column("due_date", N_("Day by which it is to be paid")),
        Column("amount", N_("Amount that is owed"), is_money=True),
        CURRENCY,
        Column("status", N_("Valid or cancelled"), labels=RECEIVABLE_STATUSES),
        Column("note", N_("Note on the receivable")),
        *TRACKED,
    ),
    model=Receivable,
    action="receivables.view",
)

RECEIVABLE_RECEIPTS = View(
    "receivable_receipts",
    N_("Which part of which income record pays which receivable"),
    (
        ID,
        Column("receivable_id", N_("Receivable, see receivables")),
        Column("financial_record_id", N_("Income record, see financial_records")),
        Column("received_on", N_("Day of the income record"), "f.record_date"),
        Column("amount", N_("Amount of the record that pays the receivable"), is_money=True),
        *MADE,
    ),
    origin="src.receivable_receipts AS r"
    " JOIN src.financial_records AS f ON f.id = r.financial_record_id"
    " SEMI JOIN src.receivables AS o ON o.id = r.receivable_id",
    model=ReceivableReceipt,
    action="receivables.view",
)

RECEIVABLE_VIEWS = (CONTRACTS, RECEIVABLES, RECEIVABLE_RECEIPTS)
