"""All tables, one module a feature. `Base.metadata` is the whole schema."""

from data.schema.alerts import (
    Alert,
    AlertPending,
    AlertRule,
    AlertRuleError,
    AlertRuleVersion,
    AlertTransition,
)
from data.schema.analytics import QueryRun, SavedQuery
from data.schema.audit import AuditEntry, AuditSeal, StatusChange
from data.schema.base import Base
from data.schema.categorisation import CategorisationDismissal, CategorisationRule
from data.schema.company import Department, Setting, SettingChange
from data.schema.finance import (
    Account,
    Budget,
    BudgetMonth,
    BudgetVersion,
    Category,
    Customer,
    ExchangeRate,
    FinancialRecord,
    FinancialRecordVersion,
    ImportBatch,
    ImportTemplate,
    RecurringDismissal,
    StatementBalance,
)
from data.schema.identity import (
    ApiToken,
    IdempotencyKey,
    LoginAttempt,
    Role,
    User,
    UserRole,
    UserSession,
)
from data.schema.notifications import (
    ChannelState,
    Delivery,
    Notification,
    NotificationPreference,
)
from data.schema.operations import JobRun, JobSchedule, OutboxEvent
from data.schema.projects import Project, ProjectPlan
from data.schema.receivables import Contract, Receivable, ReceivableReceipt

__all__ = [
    "Account",
    "Alert",
    "AlertPending",
    "AlertRule",
    "AlertRuleError",
    "AlertRuleVersion",
    "AlertTransition",
    "ApiToken",
    "AuditEntry",
    "AuditSeal",
    "Base",
    "Budget",
    "BudgetMonth",
    "BudgetVersion",
    "CategorisationDismissal",
    "CategorisationRule",
    "Category",
    "ChannelState",
    "Contract",
    "Customer",
    "Delivery",
    "Department",
    "ExchangeRate",
    "FinancialRecord",
    "FinancialRecordVersion",
    "IdempotencyKey",
    "ImportBatch",
    "ImportTemplate",
    "JobRun",
    "JobSchedule",
    "LoginAttempt",
    "Notification",
    "NotificationPreference",
    "OutboxEvent",
    "Project",
    "ProjectPlan",
    "QueryRun",
    "Receivable",
    "ReceivableReceipt",
    "RecurringDismissal",
    "Role",
    "SavedQuery",
    "Setting",
    "SettingChange",
    "StatementBalance",
    "StatusChange",
    "User",
    "UserRole",
    "UserSession",
]
