"""Views of the company: customers, departments, people, the calendar, the file itself."""

from core.analytics.catalogue.calendar import CALENDAR
from core.analytics.catalogue.common import DEPARTMENT, DESCRIPTION, ID, IS_ACTIVE, NAME, TRACKED
from core.analytics.views import Column, View
from core.kit.i18n import N_
from data.schema import Customer

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
        Column("today", N_("The company's day when the data was copied")),
    ),
    origin="info AS r",
)

DICTIONARY = View(
    "dictionary",
    N_("These views and their columns, described: one row a column"),
    (
        Column("view_name", N_("Name of the view")),
        Column("position", N_("Place of the column in the view, from 1")),
        Column("column_name", N_("Name of the column")),
        Column("data_type", N_("Type of the column")),
        Column("about_zh", N_("What it means, in Chinese")),
        Column("about_en", N_("What it means, in English")),
    ),
    origin="described AS r",
)
"""The last view of all, made when the others are there."""

COMPANY_VIEWS = (CUSTOMERS, DEPARTMENTS, PEOPLE, CALENDAR, SNAPSHOT_INFO, DICTIONARY)
