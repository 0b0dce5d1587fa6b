"""Columns that many views share."""

from core.analytics.views import Column
from core.kit.i18n import N_

ID = Column("id", N_("Number of the row"))
NAME = Column("name", N_("What it is called"))
DEPARTMENT = Column("department_id", N_("Department, see departments"))
PROJECT = Column("project_id", N_("Project, see projects"))
CUSTOMER = Column("customer_id", N_("Customer, see customers"))
CURRENCY = Column("currency", N_("Currency, as in ISO 4217"))
DESCRIPTION = Column("description", N_("Free description"))
IS_ACTIVE = Column("is_active", N_("Whether it is in use"))
MADE = (
    Column("created_by", N_("Who entered it, see people; empty for the system")),
    Column("created_at", N_("When it was entered (UTC)")),
)
TRACKED = (*MADE, Column("updated_at", N_("When it was last changed (UTC)")))
