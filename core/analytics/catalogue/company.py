"""Views of the company: customers, departments, people, the calendar, the file itself."""

from core.analytics.catalogue.common import DEPARTMENT, DESCRIPTION, ID, IS_ACTIVE, NAME, TRACKED
from core.analytics.labels import WEEKDAYS
from core.analytics.views import Column, View
from core.kit.i18n import N_
from data.schema import Customer

SHIFTED = "r.date - to_months(i.fiscal_year_start - 1)"
"""The day moved so that the fiscal year begins in January."""

CUSTOMERS = View(
    "customers",
    N_("Customers, without the details of their contacts"),
    (
        ID,
        NAME,
        Column("code", N_("Code, unique")),
        DEPARTMENT,
        DESCRIPTION,
        IS_ACTIVE,
        *TRACKED,
    ),
    model=Customer,
    action="customers.view",
)

DEPARTMENTS = View(
    "departments",
    N_("The department tree"),
    (
        ID,
        NAME,
        Column("code", N_("Code, unique")),
        Column("parent_id", N_("Department above it, see departments")),
        Column("manager_id", N_("Who leads it, see people")),
        *TRACKED,
    ),
)

PEOPLE = View(
    "people",
    N_("People who work with the product"),
    (ID, Column("name", N_("What it is called"), "r.display_name"), DEPARTMENT),
    origin="src.users AS r",
)

CALENDAR = View(
    "calendar",
    N_("One row a day from 1990 to 2060, to join with or to fill gaps"),
    (
        Column("date", N_("The day itself")),
        Column("year", N_("Calendar year"), "year(r.date)"),
        Column("quarter", N_("Calendar quarter, 1 to 4"), "quarter(r.date)"),
        Column("month", N_("Calendar month, 1 to 12"), "month(r.date)"),
        Column("month_start", N_("First day of the month"), "date_trunc('month', r.date)::DATE"),
        Column("week", N_("ISO week"), "weekofyear(r.date)"),
        Column("weekday", N_("Day of the week"), "isodow(r.date)::VARCHAR", labels=WEEKDAYS),
        Column("is_weekend", N_("Whether it is a Saturday or Sunday"), "isodow(r.date) >= 6"),
        Column(
            "fiscal_year",
            N_("Fiscal year, named by the calendar year in which it begins"),
            f"year({SHIFTED})",
        ),
        Column("fiscal_quarter", N_("Quarter of the fiscal year"), f"quarter({SHIFTED})"),
        Column("fiscal_month", N_("Month of the fiscal year"), f"month({SHIFTED})"),
    ),
    origin="(SELECT unnest(generate_series(DATE '1990-01-01', DATE '2060-12-31',"
    " INTERVAL 1 DAY))::DATE AS date) AS r CROSS JOIN info AS i",
)

SNAPSHOT_INFO = View(
    "snapshot_info",
    N_("One row about this file: how fresh it is, and the company's settings"),
    (
        Column("snapshot_at", N_("When the data was copied (UTC)")),
        Column("data_version", N_("Version of the data the copy holds at least")),
        Column("catalogue", N_("Fingerprint of these views")),
        Column("company", N_("What the company is called")),
        Column("currency", N_("The company's currency")),
        Column("timezone", N_("The company's time zone")),
        Column("fiscal_year_start", N_("First month of the fiscal year")),
    ),
    origin="info AS r",
)

COMPANY_VIEWS = (CUSTOMERS, DEPARTMENTS, PEOPLE, CALENDAR, SNAPSHOT_INFO)
