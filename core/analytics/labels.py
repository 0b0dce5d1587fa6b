"""Codes of the product in both languages, for the label columns of the analysts' views."""

from __future__ import annotations

Labels = dict[str, tuple[str, str]]
"""Code -> (Chinese, English)."""

DIRECTIONS: Labels = {
    "income": ("收入", "Income"),
    "expense": ("支出", "Expense"),
    "neutral": ("不计收支", "Neutral"),
}
RECORD_STATUSES: Labels = {
    "booked": ("已入账", "Booked"),
    "pending": ("待入账", "Pending"),
    "closed": ("已关闭", "Closed"),
    "cancelled": ("已取消", "Cancelled"),
}
PROJECT_STATUSES: Labels = {
    "planning": ("规划中", "Planning"),
    "active": ("进行中", "Active"),
    "completed": ("已完成", "Completed"),
    "paused": ("已暂停", "Paused"),
}
MILESTONE_STATUSES: Labels = {
    "not_started": ("未开始", "Not started"),
    "in_progress": ("进行中", "In progress"),
    "completed": ("已完成", "Completed"),
    "delayed": ("已延期", "Delayed"),
}
BUDGET_STATUSES: Labels = {
    "draft": ("草稿", "Draft"),
    "approved": ("已批准", "Approved"),
    "closed": ("已关闭", "Closed"),
}
CONTRACT_STATUSES: Labels = {
    "draft": ("草稿", "Draft"),
    "active": ("履行中", "In force"),
    "completed": ("已完成", "Completed"),
    "terminated": ("已终止", "Terminated"),
}
RECEIVABLE_STATUSES: Labels = {
    "open": ("有效", "Valid"),
    "cancelled": ("已取消", "Cancelled"),
}
RECEIVABLE_STATES: Labels = {
    "open": ("未付款", "Not paid yet"),
    "partly": ("部分付款", "Partly paid"),
    "paid": ("已付清", "Paid"),
    "overdue": ("已逾期", "Overdue"),
    "cancelled": ("已取消", "Cancelled"),
}
AGEING_BUCKETS: Labels = {
    "not_due": ("未到期", "Not due"),
    "days_1_30": ("逾期1–30天", "1–30 days"),
    "days_31_60": ("逾期31–60天", "31–60 days"),
    "days_61_90": ("逾期61–90天", "61–90 days"),
    "days_over_90": ("逾期90天以上", "Over 90 days"),
}
CATEGORY_KINDS: Labels = {
    "revenue": ("营业收入", "Revenue"),
    "cost_of_sales": ("销售成本", "Cost of sales"),
    "operating": ("运营费用", "Operating expense"),
    "payroll": ("薪酬", "Payroll"),
    "tax": ("税费", "Tax"),
    "investment": ("投资", "Investment"),
    "financing": ("筹资", "Financing"),
    "transfer": ("内部转账", "Transfer"),
    "uncategorised": ("未分类", "Uncategorised"),
}
CATEGORY_SOURCES: Labels = {
    "file": ("文件", "File"),
    "rule": ("分类规则", "Categorisation rule"),
    "keyword": ("关键词", "Keyword"),
    "person": ("人工", "Person"),
}
ACCOUNT_KINDS: Labels = {
    "bank": ("银行账户", "Bank account"),
    "payment": ("支付账户", "Payment account"),
    "card": ("银行卡", "Card"),
    "cash": ("现金", "Cash"),
}
CONDITIONS: Labels = {
    "gt": ("大于", "Greater than"),
    "lt": ("小于", "Less than"),
    "eq": ("等于", "Equal to"),
    "gte": ("大于或等于", "Greater than or equal to"),
    "lte": ("小于或等于", "Less than or equal to"),
    "between": ("介于", "Between"),
    "change": ("变化超过", "Changes by"),
}
SEVERITIES: Labels = {
    "low": ("低", "Low"),
    "medium": ("中", "Medium"),
    "high": ("高", "High"),
}
ALERT_STATUSES: Labels = {
    "open": ("未处理", "Open"),
    "handled": ("已处理", "Handled"),
    "ignored": ("已忽略", "Ignored"),
}
ALERT_STATES: Labels = {
    "pending": ("观察中", "Waiting"),
    "no_data": ("无数据", "No figure"),
    "error": ("无法检查", "Cannot be checked"),
    "firing": ("触发中", "Firing"),
    "recovering": ("恢复中", "Recovering"),
    "resolved": ("已恢复", "Resolved"),
}
ALERT_REASONS: Labels = {
    "breached": ("超出阈值", "The limit was passed"),
    "no_data": ("没有数据", "There is no figure"),
    "error": ("规则无法检查", "The rule could not be checked"),
}
MISSING_POLICIES: Labels = {
    "keep": ("保持原状", "Leave it as it was"),
    "raise": ("产生预警", "Raise an alert"),
    "resolve": ("视为正常", "Take it as fine"),
}
TARGET_TYPES: Labels = {
    "company": ("公司", "Company"),
    "department": ("部门", "Department"),
    "project": ("项目", "Project"),
    "customer": ("客户", "Customer"),
    "budget": ("预算", "Budget"),
    "contract": ("合同", "Contract"),
    "receivable": ("应收款", "Receivable"),
    "alert": ("预警", "Alert"),
    "financial_record": ("财务记录", "Financial record"),
    "business_event": ("业务事件", "Business event"),
}
WEEKDAYS: Labels = {
    "1": ("星期一", "Monday"),
    "2": ("星期二", "Tuesday"),
    "3": ("星期三", "Wednesday"),
    "4": ("星期四", "Thursday"),
    "5": ("星期五", "Friday"),
    "6": ("星期六", "Saturday"),
    "7": ("星期日", "Sunday"),
}
HISTORY_STATUSES: Labels = {
    f"{target}:{code}": names
    for target, labels in (
        ("project", PROJECT_STATUSES),
        ("budget", BUDGET_STATUSES),
        ("contract", CONTRACT_STATUSES),
        ("receivable", RECEIVABLE_STATUSES),
        ("alert", ALERT_STATUSES),
        ("financial_record", RECORD_STATUSES),
    )
    for code, names in labels.items()
}
"""Keyed by `target_type:status`, because two things may use one code for different states."""


def label_case(expression: str, labels: Labels, language: int, *, default: str) -> str:
    """SQL that turns the code in `expression` into its label, `default` for an unknown code."""
    branches = " ".join(
        f"WHEN {quoted(code)} THEN {quoted(names[language])}" for code, names in labels.items()
    )
    return f"CASE {expression} {branches} ELSE {default} END"


def quoted(text: str) -> str:
    """`text` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
