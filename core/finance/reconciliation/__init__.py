"""Accounts against their statements: balances, differences, the mark of who agreed up to when."""

from core.finance.reconciliation.balances import (
    account_balances,
    mark_reconciled,
    reconciled_until,
    suspects,
)
from core.finance.reconciliation.schemas import (
    AccountBalance,
    ComparedDay,
    ReconciledIn,
    StatementBalanceIn,
    StatementBalancePatch,
    StatementBalanceRow,
    Suspect,
)
from core.finance.reconciliation.statements import (
    STATEMENT_LIST,
    create_statement,
    delete_statement,
    forget_statements,
    get_statement,
    keep_statement,
    list_statements,
    update_statement,
)

__all__ = [
    "STATEMENT_LIST",
    "AccountBalance",
    "ComparedDay",
    "ReconciledIn",
    "StatementBalanceIn",
    "StatementBalancePatch",
    "StatementBalanceRow",
    "Suspect",
    "account_balances",
    "create_statement",
    "delete_statement",
    "forget_statements",
    "get_statement",
    "keep_statement",
    "list_statements",
    "mark_reconciled",
    "reconciled_until",
    "suspects",
    "update_statement",
]
