"""Facts ready to be summed: their measures are those of the indicators, in company currency."""

from __future__ import annotations

from core.analytics.catalogue.common import CURRENCY, CUSTOMER, DEPARTMENT, PROJECT
from core.analytics.labels import (
    AGEING_BUCKETS,
    CATEGORY_KINDS,
    DIRECTIONS,
    RECEIVABLE_STATES,
)
from core.analytics.views import Column, View
from core.kit.i18n import N_
from data.schema import FinancialRecord, Receivable

KIND = "coalesce(c.kind, 'uncategorised')"
BASE = "CASE WHEN r.currency = i.currency THEN r.amount ELSE r.amount_base END"
OUTSIDE = "('transfer', 'financing')"
NOT_A_COST = "('transfer', 'financing', 'investment', 'tax')"


def _where(direction: str, kinds: str) -> str:
    return (
        f"CASE WHEN r.direction = '{direction}' AND {KIND} {kinds} THEN {BASE} ELSE 0 END"
        "::DECIMAL(18,2)"
    )


FINANCE_FACTS = View(
    "finance_facts",
    N_("Booked records with measures in company currency, ready to be summed"),
    (
        Column("record_id", N_("Record, see financial_records"), "r.id"),
        Column("record_date", N_("Day of the record, as the source has it")),
        Column(
            "month_start", N_("First day of the month"), "date_trunc('month', r.record_date)::DATE"
        ),
        Column("direction", N_("Direction of the money"), labels=DIRECTIONS),
        Column("category_id", N_("Category, see categories")),
        Column(
            "category_kind",
            N_("Kind of the category; uncategorised without a category"),
            KIND,
            labels=CATEGORY_KINDS,
        ),
        DEPARTMENT,
        Column(
            "home_department_id",
            N_("Department of the record, else of its project"),
            "coalesce(r.department_id, p.department_id)",
        ),
        PROJECT,
        CUSTOMER,
        Column("account_id", N_("Own account, see accounts")),
        Column("counterparty", N_("Who paid or was paid")),
        Column(
            "cash_in",
            N_("Income of every kind but transfer and financing"),
            _where("income", f"NOT IN {OUTSIDE}"),
            is_money=True,
        ),
        Column(
            "cash_out",
            N_("Expense of every kind but transfer and financing"),
            _where("expense", f"NOT IN {OUTSIDE}"),
            is_money=True,
        ),
        Column(
            "revenue",
            N_("Income of kind revenue, and what has no category yet"),
            _where("income", "IN ('revenue', 'uncategorised')"),
            is_money=True,
        ),
        Column(
            "cost_of_sales",
            N_("Cost of departments and the company: cost of sales, and what has no category yet"),
            _where("expense", "IN ('cost_of_sales', 'uncategorised')"),
            is_money=True,
        ),
        Column(
            "deal_cost",
            N_("Cost of projects and customers: all but transfer, financing, investment and tax"),
            _where("expense", f"NOT IN {NOT_A_COST}"),
            is_money=True,
        ),
        Column(
            "has_rate",
            N_("Whether the amount is known in company currency; if not, measures are empty"),
            f"({BASE}) IS NOT NULL",
        ),
    ),
    origin="src.financial_records AS r CROSS JOIN info AS i"
    " LEFT JOIN src.categories AS c ON c.id = r.category_id"
    " LEFT JOIN src.projects AS p ON p.id = r.project_id",
    where="r.deleted_at IS NULL AND r.status = 'booked'",
    model=FinancialRecord,
    action="records.view",
    key="record_id",
)

RECEIVED = (
    "coalesce((SELECT sum(x.amount) FROM src.receivable_receipts AS x"
    " JOIN src.financial_records AS f ON f.id = x.financial_record_id"
    " WHERE x.receivable_id = r.id AND f.record_date <= i.today), 0)"
)
OPEN = "CASE WHEN r.status = 'cancelled' THEN 0 ELSE r.amount - r.received END"
RATE = (
    "CASE WHEN r.currency = r.base THEN 1 ELSE (SELECT arg_max(e.rate, e.rate_date)"
    " FROM src.exchange_rates AS e WHERE e.currency = r.currency AND e.rate_date <= r.today) END"
)

RECEIVABLE_FACTS = View(
    "receivable_facts",
    N_("Receivables as they stood on the day of the file: received, open, overdue"),
    (
        Column("receivable_id", N_("Receivable, see receivables"), "r.id"),
        Column("as_of", N_("Day for which this was computed"), "r.today"),
        CUSTOMER,
        Column("contract_id", N_("Contract it belongs to")),
        PROJECT,
        DEPARTMENT,
        Column("issued_on", N_("Day on which it was issued")),
        Column("due_date", N_("Day by which it is to be paid")),
        CURRENCY,
        Column("amount", N_("Amount that is owed"), is_money=True),
        Column("received", N_("What has come in of it"), "r.received", is_money=True),
        Column("open", N_("What is still to be paid"), f"({OPEN})::DECIMAL(18,2)", is_money=True),
        Column(
            "open_base",
            N_("What is still to be paid, in company currency; empty without a rate"),
            f"round(({OPEN}) * ({RATE}), 2)::DECIMAL(18,2)",
            is_money=True,
        ),
        Column(
            "days_overdue",
            N_("Days since it was due while something is open, else empty"),
            f"CASE WHEN ({OPEN}) > 0 THEN greatest(r.today - r.due_date, 0) END",
        ),
        Column(
            "ageing",
            N_("How long it has been due while something is open, else empty"),
            f"CASE WHEN ({OPEN}) <= 0 THEN NULL WHEN r.due_date >= r.today THEN 'not_due'"
            " WHEN r.today - r.due_date <= 30 THEN 'days_1_30'"
            " WHEN r.today - r.due_date <= 60 THEN 'days_31_60'"
            " WHEN r.today - r.due_date <= 90 THEN 'days_61_90' ELSE 'days_over_90' END",
            labels=AGEING_BUCKETS,
        ),
        Column(
            "state",
            N_("Where it stands"),
            "CASE WHEN r.status = 'cancelled' THEN 'cancelled' WHEN r.received >= r.amount THEN"
            " 'paid' WHEN r.due_date < r.today THEN 'overdue' WHEN r.received > 0 THEN 'partly'"
            " ELSE 'open' END",
            labels=RECEIVABLE_STATES,
        ),
    ),
    origin=f"(SELECT r.*, i.today, i.currency AS base, ({RECEIVED})::DECIMAL(18,2) AS received"  # noqa: S608
    " FROM src.receivables AS r CROSS JOIN info AS i) AS r",
    model=Receivable,
    action="receivables.view",
    key="receivable_id",
)

FACT_VIEWS = (FINANCE_FACTS, RECEIVABLE_FACTS)
