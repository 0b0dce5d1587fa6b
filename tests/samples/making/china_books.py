"""Ledgers and reports of China."""

from __future__ import annotations

from decimal import Decimal

from tests.samples.making.model import (
    ZH,
    ZH_MEMOS,
    Event,
    Meant,
    Sample,
    comma,
    either,
    events,
    money,
    row,
    us,
)


def _events(seed: int, count: int = 8) -> list[Event]:
    return events(seed, count, parties=ZH, memos=ZH_MEMOS)


def kingdee_diary() -> Sample:
    """银行存款日记账: for the company's own book 借方 is money in, as the balance proves."""
    found = _events(16)
    lines = ["银行存款日记账", "科目：1002 银行存款  单位：元  2026年第1期至第3期",
             "日期,凭证字号,摘要,对方科目,借方金额,贷方金额,方向,余额",
             row("2026-01-01", "", "期初余额", "", "", "", "借", "18,000.00")]  # fmt: skip
    month, sums, year = 1, [Decimal(0), Decimal(0)], [Decimal(0), Decimal(0)]
    for number, one in enumerate(found, 1):
        if one.day.month != month:
            last = f"2026-0{month}-{'31' if month == 1 else '28'}"
            lines.append(row(last, "", "本月合计", "", us(sums[0]), us(sums[1]), "借", ""))
            lines.append(row(last, "", "本年累计", "", us(year[0]), us(year[1]), "借", ""))
            month, sums = one.day.month, [Decimal(0), Decimal(0)]
        out, came = either(one, us)
        side = 0 if one.income else 1
        sums[side] += abs(one.amount)
        year[side] += abs(one.amount)
        lines.append(row(one.day, f"记-{number:03d}", f"{one.memo} {one.party}", "6602 管理费用", came,
                         out, "借", us(one.balance)))  # fmt: skip
    return Sample("kingdee-bank-diary.csv", lines, [money(e, "CNY") for e in found], 3)


def yonyou_journal() -> Sample:
    """序时账: every voucher on both sides with the same sums: which side is money in is asked."""
    found = _events(17, 5)
    lines = ["用友 T+ 序时账,,,,,,", "制单日期,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额"]
    meant = []
    for number, one in enumerate(found, 1):
        amount = abs(one.amount)
        for code, name, debit in (
            ("660201", "管理费用/办公费", True),
            ("100201", "银行存款", False),
        ):
            lines.append(row(one.day, f"记-{number:04d}", one.memo, code, name,
                             us(amount) if debit else "", "" if debit else us(amount)))  # fmt: skip
            signed = -amount if debit else amount
            way = "expense" if debit else "income"
            meant.append(Meant(one.day, signed, way, amount, None))
    total = us(sum((abs(e.amount) for e in found), Decimal(0)))
    lines.append(row("", "", "合计", "", "", total, total))
    return Sample("yonyou-journal.csv", lines, meant, 2, "gb18030", "\r\n", certain=False,
                  asks=("direction",))  # fmt: skip


def expense_report() -> Sample:
    """费用报销明细: dates in Chinese, a row that cannot be read, subtotals between."""
    found = [e for e in _events(18, 9) if not e.income]
    lines = [
        "2026年第一季度费用报销明细表",
        "部门：市场部,填表人：林晓,单位：元",
        "序号,报销日期,报销人,费用类型,事由,报销金额（元）,票据张数",
    ]
    meant, sums = [], Decimal(0)
    for number, one in enumerate(found, 1):
        amount = abs(one.amount)
        day = f"{one.day.year}年{one.day.month}月{one.day.day}日"
        bad = number == 4
        lines.append(
            row(number, day, one.party, "差旅费", one.memo, "见附件" if bad else us(amount), 2)
        )
        meant.append(Meant(one.day, None if bad else amount, "expense", amount, "CNY",
                           rejected=bad))  # fmt: skip
        sums += Decimal(0) if bad else amount
        if number == 3:
            lines.append(row("小计", "", "", "", "", us(sums), ""))
    lines += [row("合计", "", "", "", "", us(sums), ""), "审批人：周牧    日期：2026年4月1日"]
    return Sample("expense-report-zh.csv", lines, meant, 3, "gb18030", "\r\n", asks=("direction",),
                  answers={"direction": "expense"})  # fmt: skip


def semicolon_bank() -> Sample:
    """A Chinese branch of a European bank: semicolons and a decimal comma under Chinese names."""
    found = _events(19)
    lines = ["交易日期;摘要;金额;余额;对方户名"]
    lines += [row(e.stamp("%d.%m.%Y"), e.memo, comma(e.amount), comma(e.balance), e.party,
                  delimiter=";") for e in found]  # fmt: skip
    return Sample("branch-semicolon.csv", lines, [money(e) for e in found], 1, "gb18030", "\r\n",
                  delimiter=";", decimal=",")  # fmt: skip


SAMPLES = (
    kingdee_diary,
    yonyou_journal,
    expense_report,
    semicolon_bank,
)
