"""Budgets: plans by month, dated versions, execution, copies and files."""

from core.finance.budgeting.copying import (
    BudgetCopyIn,
    BudgetCopyRow,
    copy_budgets,
    preview_budget_copy,
    suggest_plan,
)
from core.finance.budgeting.execution import BudgetUse, BudgetYear, budget_use, budget_year
from core.finance.budgeting.files import EXAMPLES as EXAMPLE_BUDGETS
from core.finance.budgeting.holdings import current_fiscal_year, fiscal_year
from core.finance.budgeting.importing import (
    BudgetFilePlan,
    BudgetFileRow,
    import_budgets,
    plan_budget_file,
)
from core.finance.budgeting.outlook import (
    BUDGET_STATE_NAMES,
    METHOD_NAMES,
    BudgetState,
    Cause,
    Method,
    MonthUse,
)
from core.finance.budgeting.schemas import (
    PLAN_WAY_NAMES,
    BudgetIn,
    BudgetPatch,
    BudgetRow,
    BudgetVersionRow,
    PlanMonth,
    PlannedMonth,
    PlanWay,
)
from core.finance.budgeting.service import (
    BUDGET_LIST,
    create_budget,
    delete_budget,
    get_budget,
    list_budgets,
    update_budget,
    visible_budgets,
)
from core.finance.budgeting.versions import budget_versions

__all__ = [
    "BUDGET_LIST",
    "BUDGET_STATE_NAMES",
    "EXAMPLE_BUDGETS",
    "METHOD_NAMES",
    "PLAN_WAY_NAMES",
    "BudgetCopyIn",
    "BudgetCopyRow",
    "BudgetFilePlan",
    "BudgetFileRow",
    "BudgetIn",
    "BudgetPatch",
    "BudgetRow",
    "BudgetState",
    "BudgetUse",
    "BudgetVersionRow",
    "BudgetYear",
    "Cause",
    "Method",
    "MonthUse",
    "PlanMonth",
    "PlanWay",
    "PlannedMonth",
    "budget_use",
    "budget_versions",
    "budget_year",
    "copy_budgets",
    "create_budget",
    "current_fiscal_year",
    "delete_budget",
    "fiscal_year",
    "get_budget",
    "import_budgets",
    "list_budgets",
    "plan_budget_file",
    "preview_budget_copy",
    "suggest_plan",
    "update_budget",
    "visible_budgets",
]
