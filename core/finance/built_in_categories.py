"""The categories a company starts with. Codes are stable; names may be changed afterwards."""

from __future__ import annotations

from typing import NamedTuple

from core.finance.states import CategoryKind as Kind


class BuiltIn(NamedTuple):
    """A category every company gets."""

    code: str
    name_zh: str
    name_en: str
    kind: Kind


BUILT_IN = (
    BuiltIn("sales", "销售收入", "Sales", Kind.REVENUE),
    BuiltIn("services", "服务收入", "Services", Kind.REVENUE),
    BuiltIn("other_revenue", "其他业务收入", "Other revenue", Kind.REVENUE),
    BuiltIn("goods", "商品采购", "Goods purchased", Kind.COST_OF_SALES),
    BuiltIn("materials", "原材料", "Materials", Kind.COST_OF_SALES),
    BuiltIn("subcontracting", "外包与分包", "Subcontracting", Kind.COST_OF_SALES),
    BuiltIn("logistics", "物流运费", "Logistics", Kind.COST_OF_SALES),
    BuiltIn("platform_fees", "平台佣金", "Platform fees", Kind.COST_OF_SALES),
    BuiltIn("rent", "房租物业", "Rent", Kind.OPERATING),
    BuiltIn("utilities", "水电网络", "Utilities", Kind.OPERATING),
    BuiltIn("office", "办公费", "Office", Kind.OPERATING),
    BuiltIn("equipment_small", "低值设备", "Small equipment", Kind.OPERATING),
    BuiltIn("travel", "差旅费", "Travel", Kind.OPERATING),
    BuiltIn("entertainment", "业务招待费", "Entertainment", Kind.OPERATING),
    BuiltIn("marketing", "市场推广", "Marketing", Kind.OPERATING),
    BuiltIn("software", "软件与云服务", "Software and cloud", Kind.OPERATING),
    BuiltIn("telecom", "通讯费", "Telephone and internet", Kind.OPERATING),
    BuiltIn("professional", "法律会计咨询", "Legal, accounting, advice", Kind.OPERATING),
    BuiltIn("insurance", "保险费", "Insurance", Kind.OPERATING),
    BuiltIn("vehicle", "车辆费用", "Vehicles", Kind.OPERATING),
    BuiltIn("training", "培训费", "Training", Kind.OPERATING),
    BuiltIn("repairs", "维修费", "Repairs", Kind.OPERATING),
    BuiltIn("bank_fees", "银行手续费", "Bank fees", Kind.OPERATING),
    BuiltIn("interest", "利息支出", "Interest paid", Kind.OPERATING),
    BuiltIn("other_operating", "其他经营费用", "Other operating", Kind.OPERATING),
    BuiltIn("salaries", "工资", "Salaries", Kind.PAYROLL),
    BuiltIn("social_security", "社保公积金", "Social security", Kind.PAYROLL),
    BuiltIn("bonuses", "奖金", "Bonuses", Kind.PAYROLL),
    BuiltIn("welfare", "员工福利", "Staff welfare", Kind.PAYROLL),
    BuiltIn("vat", "增值税", "Value added tax", Kind.TAX),
    BuiltIn("income_tax", "企业所得税", "Corporate income tax", Kind.TAX),
    BuiltIn("other_taxes", "其他税费", "Other taxes", Kind.TAX),
    BuiltIn("fixed_assets", "固定资产购置", "Fixed assets", Kind.INVESTMENT),
    BuiltIn("financial_investment", "理财投资", "Financial investment", Kind.INVESTMENT),
    BuiltIn("investment_income", "投资收益", "Investment income", Kind.INVESTMENT),
    BuiltIn("loans", "借款与还款", "Loans and repayments", Kind.FINANCING),
    BuiltIn("equity", "股东投入与分红", "Equity and dividends", Kind.FINANCING),
    BuiltIn("own_transfer", "内部转账", "Transfer between own accounts", Kind.TRANSFER),
    BuiltIn("deposits", "押金与保证金", "Deposits paid and returned", Kind.TRANSFER),
    BuiltIn("uncategorised", "未分类", "Uncategorised", Kind.UNCATEGORISED),
)
