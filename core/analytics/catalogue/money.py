"""Views of money: records, budgets, accounts, categories, rates."""

from core.analytics.catalogue.common import (
    CURRENCY,
    CUSTOMER,
    DEPARTMENT,
    DESCRIPTION,
    ID,
    IS_ACTIVE,
    MADE,
    NAME,
    PROJECT,
    TRACKED,
)
from core.analytics.labels import (
    ACCOUNT_KINDS,
    BUDGET_STATUSES,
    CATEGORY_KINDS,
    CATEGORY_SOURCES,
    DIRECTIONS,
    RECORD_STATUSES,
)
from core.analytics.views import Column, View
from core.kit.i18n import N_
from data.schema import (
    Account,
    Budget,
    BudgetMonth,
    BudgetVersion,
    FinancialRecord,
    StatementBalance,
)

CATEGORY = Column("category_id", N_("Category, see categories"))

FINANCIAL_RECORDS = View(
    "financial_records",
    N_("Every income and expense, one row each; records in the bin are left out"),
    (
        ID,
        Column("record_date", N_("Day of the record, as the source has it")),
        Column("direction", N_("Direction of the money"), labels=DIRECTIONS),
        Column(
            "amount",
            N_("Amount in its direction and currency; a refund of an expense is negative"),
            is_money=True,
        ),
        CURRENCY,
        Column(
            "amount_base",
            N_("Amount in the company's currency; empty when there is no rate for the day"),
            is_money=True,
        ),
        Column("occurred_at", N_("Moment of the transaction (UTC), where the source has one")),
        Column("status", N_("Status; only booked records count in totals"), labels=RECORD_STATUSES),
        CATEGORY,
        Column("category_code", N_("Code of the category"), "c.code"),
        Column("category_zh", N_("Name of the category in Chinese"), "c.name_zh"),
        Column("category_en", N_("Name of the category in English"), "c.name_en"),
        Column(
            "category_kind",
            N_("Kind of the category; empty without a category"),
            "c.kind",
            labels=CATEGORY_KINDS,
        ),
        Column(
            "category_source",
            N_("What decided the category; empty where nothing did"),
            labels=CATEGORY_SOURCES,
        ),
        Column("categorisation_rule_id", N_("Categorisation rule that decided")),
        Column("counterparty", N_("Who paid or was paid")),
        DESCRIPTION,
        DEPARTMENT,
        PROJECT,
        CUSTOMER,
        Column("contract_id", N_("Contract it belongs to")),
        Column("business_event_id", N_("Business event it belongs to")),
        Column("account_id", N_("Own account, see accounts")),
        Column("import_batch_id", N_("Import it came with; empty when entered by hand")),
        Column("external_id", N_("The source's own transaction number")),
        *TRACKED,
    ),
    origin="src.financial_records AS r LEFT JOIN src.categories AS c ON c.id = r.category_id",
    where="r.deleted_at IS NULL",
    model=FinancialRecord,
    action="records.view",
)

BUDGETS = View(
    "budgets",
    N_("Budgets of departments, projects and categories for a period"),
    (
        ID,
        NAME,
        DEPARTMENT,
        PROJECT,
        CATEGORY,
        Column("period_start", N_("First day of the period")),
        Column("period_end", N_("Last day of the period")),
        Column("amount", N_("Amount that is budgeted"), is_money=True),
        CURRENCY,
        Column("status", N_("Status; only approved budgets count"), labels=BUDGET_STATUSES),
        Column("note", N_("Note on the budget")),
        *TRACKED,
    ),
    model=Budget,
    action="budgets.view",
)

BUDGET_VERSIONS = View(
    "budget_versions",
    N_("What a budget said from a day on, until its next version"),
    (
        ID,
        Column("budget_id", N_("Budget, see budgets")),
        Column("effective_on", N_("First day on which it is in force")),
        Column("amount", N_("Amount that is budgeted"), is_money=True),
        Column("status", N_("Status; only approved budgets count"), labels=BUDGET_STATUSES),
        Column("reason", N_("Reason given")),
        *MADE,
    ),
    origin="src.budget_versions AS r SEMI JOIN src.budgets AS b ON b.id = r.budget_id",
    model=BudgetVersion,
    action="budgets.view",
)

BUDGET_MONTHS = View(
    "budget_months",
    N_("What a version of a budget plans for a month; without months it is spread evenly"),
    (
        ID,
        Column("budget_id", N_("Budget, see budgets"), "v.budget_id"),
        Column("budget_version_id", N_("Version of the budget, see budget_versions")),
        Column("month", N_("First day of the month")),
        Column("amount", N_("Amount that is planned for the month"), is_money=True),
    ),
    origin="src.budget_months AS r JOIN src.budget_versions AS v ON v.id = r.budget_version_id"
    " SEMI JOIN src.budgets AS b ON b.id = v.budget_id",
    model=BudgetMonth,
    action="budgets.view",
)

STATEMENT_BALANCES = View(
    "statement_balances",
    N_("What the bank says an account held at the end of a day"),
    (
        ID,
        Column("account_id", N_("Own account, see accounts")),
        Column("balance_on", N_("Day at whose end it was the balance")),
        Column("balance", N_("Balance in the account's currency"), is_money=True),
        Column("import_batch_id", N_("Import it came with; empty when entered by hand")),
        *TRACKED,
    ),
    origin="src.statement_balances AS r SEMI JOIN src.accounts AS a ON a.id = r.account_id",
    model=StatementBalance,
    action="accounts.view",
)

ACCOUNTS = View(
    "accounts",
    N_("The company's own bank and payment accounts, without their numbers"),
    (
        ID,
        NAME,
        Column("kind", N_("Kind of account"), labels=ACCOUNT_KINDS),
        CURRENCY,
        Column("institution", N_("Bank or payment service")),
        DEPARTMENT,
        IS_ACTIVE,
        Column("opening_on", N_("Day at whose end the opening balance was there")),
        Column("opening_balance", N_("Balance at the end of that day"), is_money=True),
        Column("reconciled_until", N_("Day up to which books and bank agree")),
        *TRACKED,
    ),
    model=Account,
    action="accounts.view",
)

CATEGORIES = View(
    "categories",
    N_("Categories of records, with the kind that decides where they count"),
    (
        ID,
        Column("code", N_("Code, unique")),
        Column("name_zh", N_("Name of the category in Chinese")),
        Column("name_en", N_("Name of the category in English")),
        Column("kind", N_("Kind: where its records count"), labels=CATEGORY_KINDS),
        Column("parent_id", N_("Category above it, see categories")),
        IS_ACTIVE,
        *TRACKED,
    ),
)

EXCHANGE_RATES = View(
    "exchange_rates",
    N_("What one unit of a currency is worth in the company's currency on a day"),
    (
        ID,
        CURRENCY,
        Column("rate_date", N_("Day of the rate")),
        Column("rate", N_("Units of the company's currency for one unit")),
        *TRACKED,
    ),
)

MONEY_VIEWS = (
    FINANCIAL_RECORDS,
    BUDGETS,
    BUDGET_VERSIONS,
    BUDGET_MONTHS,
    ACCOUNTS,
    STATEMENT_BALANCES,
    CATEGORIES,
    EXCHANGE_RATES,
)
