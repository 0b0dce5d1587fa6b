"""The facts that the demonstration tells, each found the way the screens find it.

`docs/demo.md` and `docs/demo.zh.md` hold what `tell` says of the standard demonstration on a named
day, and a test holds both to it. A finder reads through the services behind the screens and
answers with figures only where exactly what is told is there: the sole department over its budget,
the two customers who pay late. It raises LookupError where there are more or fewer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.kit.context import Ctx
from core.operations.demo import findings as found
from core.operations.demo import sightings as seen

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """Something that is so: how it is found, how it is told, where it is seen."""

    key: str
    find: Callable[[Ctx, date], Figures]
    en: str
    zh: str
    where_en: str
    where_zh: str

    def tell(self, figures: Figures, language: str) -> str:
        """The fact in a sentence, in `en` or `zh`."""
        texts = {name: _text(value) for name, value in figures.items()}
        return (self.zh if language == "zh" else self.en).format(**texts)


def _text(value: object) -> str:
    """Money with its cents, a day or month as it is written, anything else as it is."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


FACTS = (
    Fact(
        "over_budget",
        found.over_budget,
        "{department} is over its budget since {since}: {used} used of {total} ({rate}). The cause"
        " is {cause_en}: {more} more since then than at its monthly average before.",
        "{department}自 {since} 起超预算：预算 {total}，已用 {used}（{rate}）。主要原因是{cause}："
        "此后比按此前月均多支出 {more}。",
        "Home › Budget execution; Budgets; Alerts › 部门超预算",
        "首页 › 预算执行；预算；预警 › 部门超预算",
    ),
    Fact(
        "late_payers",
        found.late_payers,
        "Two customers pay late: {first} with {first_amount}, the oldest {first_days} days overdue,"
        " and {second} with {second_amount}, {second_days} days overdue.",
        "两家客户严重拖欠：{first}欠 {first_amount}，最久逾期 {first_days} 天；"
        "{second}欠 {second_amount}，逾期 {second_days} 天。",
        "Home › Receivables; Receivables › Ageing and Reminders; Alerts › 客户回款逾期",
        "首页 › 应收账款；应收款 › 账龄、催收；预警 › 客户回款逾期",
    ),
    Fact(
        "project_ahead",
        found.project_ahead,
        "The spending of project {project} ran ahead of its plan: {used} of {budget} ({rate}) are"
        " used with {progress}% of the milestones’ weight reached.",
        "项目“{project}”支出跑在进度前面：预算 {budget}，已用 {used}（{rate}），"
        "里程碑按权重只完成 {progress}%。",
        "Projects › 物流调度平台; Alerts › 项目预算将尽",
        "项目 › 物流调度平台；预警 › 项目预算将尽",
    ),
    Fact(
        "project_late",
        found.project_late,
        "Project {project} will be late: its end was moved twice, from {planned} to {now};"
        " {progress}% are reached where the first plan had {due}%.",
        "项目“{project}”将延期：计划结束日已两次推迟，从 {planned} 到 {now}；"
        "目前完成 {progress}%，按最初计划应完成 {due}%。",
        "Projects › 良率分析平台 › milestones and former plans",
        "项目 › 良率分析平台 › 里程碑与历次计划",
    ),
    Fact(
        "late_and_dear",
        found.late_and_dear,
        "Project {project} will be {weeks} weeks late and {over} over budget at its pace so far:"
        " the milestone “{milestone}” was reached {days} days late, and {category_en} has cost"
        " {more} more since {since} than at its average before.",
        "项目“{project}”预计延期 {weeks} 周、超预算 {over}："
        "里程碑“{milestone}”晚了 {days} 天才完成，"
        "{category}自 {since} 起比此前月均水平多花 {more}。",
        "Projects › 门店数字化二期; Projects › Portfolio",
        "项目 › 门店数字化二期；项目 › 项目组合",
    ),
    Fact(
        "paid_twice",
        seen.paid_twice,
        "A payment was made twice: {amount} to {party} on {first} and again on {second}.",
        "重复付款：{first} 向{party}支付 {amount}，{second} 又付了一次。",
        "Records › search 锐构",
        "收支记录 › 搜索“锐构”",
    ),
    Fact(
        "february",
        seen.february,
        "In February ({month}, Spring Festival) hardly anything comes in: {income}, {percent} of"
        " the average of the other eleven months ({average}).",
        "二月（{month}，春节）几乎没有回款：流入 {income}，"
        "仅为其余十一个月平均（{average}）的 {percent}。",
        "Home › Cash in and out by month",
        "首页 › 每月现金流入与流出",
    ),
    Fact(
        "low_point",
        seen.low_point,
        "Cash was lowest at the end of {month}: {amount} in all accounts; today it is {now}.",
        "资金最低点在 {month} 月末：全部账户合计 {amount}；今天为 {now}。",
        "Accounts (balances on a day)",
        "账户（任一日余额）",
    ),
    Fact(
        "falling_margin",
        found.falling_margin,
        "The margin of {customer} fell from {before} to {now} in the year to {month}.",
        "客户{customer}的毛利率在截至 {month} 的一年里从 {before} 降到 {now}。",
        "Alerts › 客户毛利偏低; Records › customer",
        "预警 › 客户毛利偏低；收支记录 › 客户",
    ),
    Fact(
        "concentration",
        seen.concentration,
        "One customer, {customer}, brought {amount} of {income} in the last twelve months:"
        " {percent}.",
        "收入集中：最近十二个月流入 {income}，其中{customer} {amount}，占 {percent}。",
        "Home › Top customers, last twelve months",
        "首页 › 主要客户（最近十二个月）",
    ),
    Fact(
        "refund",
        seen.refund,
        "A large refund: {amount} back to {party} on {day} ({text}).",
        "大额退款：{day} 退还{party} {amount}（{text}）。",
        "Records › search 退还",
        "收支记录 › 搜索“退还”",
    ),
    Fact(
        "growth",
        seen.growth,
        "{category_en} nearly doubled: {now} in {from_month} to {to_month} after {before} in the"
        " three months before ({percent} more).",
        "{category}几乎翻倍：{from_month} 至 {to_month} 共 {now}，"
        "前三个月为 {before}（增长 {percent}）。",
        "Home › Expenses by category, last three months",
        "首页 › 支出构成（最近三个月）",
    ),
    Fact(
        "price_rise",
        seen.price_rise,
        "The subscription of {party} rose from {before} to {now} a month in {month} ({percent}).",
        "{party}的订阅费自 {month} 起从每月 {before} 涨到 {now}（{percent}）。",
        "Records › search 云枢",
        "收支记录 › 搜索“云枢”",
    ),
    Fact(
        "unbooked",
        seen.unbooked,
        "{account} does not agree with its statement of {day}: {amount} more in the books than at"
        " the bank, a charge nobody booked.",
        "{account}与 {day} 的对账单不符：账面比银行多 {amount}，有一笔扣费没有入账。",
        "Accounts",
        "账户",
    ),
    Fact(
        "unsorted",
        seen.unsorted,
        "{count} payments, {amount} together, have no category yet.",
        "有 {count} 笔付款（共 {amount}）尚未分类。",
        "Records › category: none",
        "收支记录 › 类别：无",
    ),
    Fact(
        "alerts",
        found.alerts,
        "These alerts are open and no others: {alerts}.",
        "未处理的预警只有这些：{alerts}。",
        "Home › Needs attention; Alerts",
        "首页 › 需要关注；预警",
    ),
)


def named_day() -> date:
    """The day of which the documentation tells."""
    return date(2026, 11, 21)


def table(figures: Mapping[str, Figures], language: str) -> list[str]:
    """The facts as lines of a Markdown table, without its head."""
    lines = []
    for number, fact in enumerate(FACTS, 1):
        where = fact.where_zh if language == "zh" else fact.where_en
        lines.append(f"| {number} | {fact.tell(figures[fact.key], language)} | {where} |")
    return lines


__all__ = ["FACTS", "Fact", "Figures", "named_day", "table"]
