"""The organisation as a whole: taken from CSV files, and read as charts."""

from core.company.organisation.chart import Node, department_chart, reporting_chart
from core.company.organisation.files import (
    EXAMPLES,
    Problem,
    Table,
    read_tables,
)
from core.company.organisation.plan import OrganisationPlan, plan_organisation
from core.company.organisation.service import ImportedOrganisation, import_organisation

__all__ = [
    "EXAMPLES",
    "ImportedOrganisation",
    "Node",
    "OrganisationPlan",
    "Problem",
    "Table",
    "department_chart",
    "import_organisation",
    "plan_organisation",
    "read_tables",
    "reporting_chart",
]
