"""Banks of China."""

from __future__ import annotations

from decimal import Decimal

from tests.samples.making.model import (
    ZH,
    ZH_MEMOS,
    Event,
    Meant,
    Sample,
    either,
    events,
    money,
    row,
    us,
    worded,
)


def _events(seed: int, count: int = 8) -> list[Event]:
    return events(seed, count, parties=ZH, memos=ZH_MEMOS)


def icbc_personal() -> Sample:
    """Transaction and posting columns in and out; the posting's count. Totals below."""
    found = _events(8)
    lines = [
        "[HISTORYDETAIL]", "明细文件下载",
        "卡号: 6222********4321,卡别名: 工资卡,子账户序号: 00000,子账户类别: 活期,子账户别名:",
        "起始日期: 2026-01-01,截止日期: 2026-03-31", "",
        "交易日期,摘要,交易场所,交易国家或地区简称,钞/汇,交易金额(收入),交易金额(支出),交易币种,"
        "记账金额(收入),记账金额(支出),记账币种,余额,对方户名,对方账户",
    ]  # fmt: skip
    for one in found:
        out, came = either(one, us)
        lines.append(row(f"{one.day}\t", one.memo, "网上银行", "CHN", "钞", came, out, "人民币", came,
                         out, "人民币", us(one.balance), one.party, "6217****0001\t"))  # fmt: skip
    total_in = sum((e.amount for e in found if e.income), Decimal(0))
    total_out = -sum((e.amount for e in found if not e.income), Decimal(0))
    lines.append(row("合计", "", "", "", "", us(total_in), us(total_out), "", us(total_in),
                     us(total_out), "", "", "", ""))  # fmt: skip
    meant = [money(one, "CNY") for one in found]
    return Sample("icbc-personal.csv", lines, meant, 6, "gb18030", "\r\n")


def icbc_company() -> Sample:
    """借贷标志 with 转入金额 and 转出金额 of a company's account."""
    found = _events(9)
    lines = [
        "账号：1001********5566 户名：南风贸易有限公司 币种：人民币",
        "凭证号,对方账号,交易时间,借/贷,借方发生额,贷方发生额,对方行号,摘要,用途,对方单位,余额,个性化信息",
    ]
    for one in found:
        out, came = either(one, us, "0.00")
        lines.append(row("0" + one.number[-6:], "6222" + one.number[-8:] + "\t",
                         one.stamp("%Y-%m-%d %H:%M:%S"), "贷" if one.income else "借", out, came,
                         "102100000021\t", one.memo, "货款", one.party, us(one.balance), ""))  # fmt: skip
    meant = [money(one, "CNY") for one in found]
    return Sample("icbc-company.csv", lines, meant, 2, "gb18030", "\r\n")


def boc_company() -> Sample:
    """Bilingual names with brackets; amounts signed; statement facts above."""
    found = _events(10)
    head = (
        "交易类型[ Transaction Type ],业务类型[ Business type ],付款人账号[ Debit Account No. ],"
        "付款人名称[ Payer's Name ],收款人账号[ Payee's Account Number ],收款人名称[ Payee's Name ],"
        "交易日期[ Transaction Date ],交易时间[ Transaction time ],交易货币[ Trade Currency ],"
        "交易金额[ Trade Amount ],交易后余额[ After-transaction balance ],起息日期[ Value Date ],"
        "汇率[ Exchange rate ],交易流水号[ Transaction reference number ],摘要[ Reference ],"
        "用途[ Purpose ],交易附言[ Remark ]"
    )
    lines = ["查询账号[ Inquirer account number ],455960000000123",
             "起始日期[ Start date ],20260101", "终止日期[ End date ],20260331",
             "总笔数[ Total number ],8", head]  # fmt: skip
    for one in found:
        ours, theirs = (
            ("455960000000123", "南风贸易有限公司"),
            ("62170000" + one.number[-8:], one.party),
        )
        payer, payee = (theirs, ours) if one.income else (ours, theirs)
        lines.append(row("来账" if one.income else "往账", "行内转账", *payer, *payee,
                         one.stamp("%Y%m%d"), one.stamp("%H:%M:%S"), "CNY", us(one.amount),
                         us(one.balance), one.stamp("%Y%m%d"), "", one.number, one.memo, "",
                         ""))  # fmt: skip
    return Sample("boc-company.csv", lines, [money(e, "CNY") for e in found], 5, "gb18030", "\r\n")


def ccb() -> Sample:
    """活期账户明细: facts as cells above, date and time in two columns."""
    found = _events(11)
    lines = [
        "中国建设银行个人活期账户全部交易明细",
        "卡号/账号:,6217000000001234,客户名称:,苏禾,币别:,人民币元",
        "起始日期:,20260101,结束日期:,20260331,,",
        "序号,摘要,币别,钞汇,交易日期,交易金额,账户余额,交易地点/附言,对方账号与户名",
    ]
    for number, one in enumerate(found, 1):
        lines.append(row(number, one.memo, "人民币元", "钞", one.stamp("%Y%m%d"), us(one.amount),
                         us(one.balance), "财付通", f"6222****0000/{one.party}"))  # fmt: skip
    return Sample("ccb.csv", lines, [money(e, "CNY") for e in found], 4, "gb18030", "\r\n")


def abc_company() -> Sample:
    """收入金额 and 支出金额, the empty side 0.00; a footer with both sums."""
    found = _events(12)
    lines = [
        "账户明细",
        "账号：11-123401040001234   户名：南风贸易有限公司   币种：人民币",
        "交易时间,收入金额,支出金额,账户余额,交易行名,对方省市,对方账号,对方户名,交易用途",
    ]
    for one in found:
        out, came = either(one, us, "0.00")
        lines.append(row(one.stamp("%Y-%m-%d %H:%M:%S"), came, out, us(one.balance), "杭州分行",
                         "浙江省", "\t6222" + one.number[-8:], one.party, one.memo))  # fmt: skip
    lines += ["", "收入总笔数：3,收入总金额：5000.00,支出总笔数：5,支出总金额：700.00"]
    return Sample("abc-company.csv", lines, [money(e, "CNY") for e in found], 3, "gb18030", "\r\n")


def bocom() -> Sample:
    """借贷状态 with 借 and 贷 beside unsigned amounts."""
    found = _events(13)
    lines = [
        "交通银行 交易明细",
        "卡号：6222********8888  查询日期：20260101-20260331",
        "序号,交易日期,交易时间,交易类型,借贷,交易金额,余额,对方账号,对方户名,交易地点,摘要",
    ]
    for number, one in enumerate(found, 1):
        lines.append(row(number, one.stamp("%Y-%m-%d"), one.stamp("%H:%M:%S"), "网银",
                         "贷 Cr" if one.income else "借 Dr", us(abs(one.amount)), us(one.balance),
                         "6222" + one.number[-8:], one.party, "上海", one.memo))  # fmt: skip
    return Sample("bocom.csv", lines, [worded(e) for e in found], 3)


def cmb_debit() -> Sample:
    """招商银行一卡通: # lines, a tab in front of every value, sums below."""
    found = _events(14)
    lines = ["# 招商银行交易记录", "# 导出时间: [ 2026-04-01 09:00:00 ]",
             "# 账    号: [ 一卡通:6214********1234 南风 ]", "# 币    种: [ 人民币 ]",
             "# 起始日期: [ 20260101 ]   终止日期: [ 20260331 ]", "# 过滤设置: 无", "",
             '"交易日期","交易时间","收入","支出","余额","交易类型","交易备注"']  # fmt: skip
    for one in found:
        out, came = either(one, us)
        cells = (one.stamp("%Y%m%d"), one.stamp("%H:%M:%S"), came, out, us(one.balance), "快捷支付",
                 f"{one.memo}-{one.party}")  # fmt: skip
        lines.append(",".join(f'"\t{cell}"' if cell else '""' for cell in cells))
    lines += ["", "# 收入合计: 3 笔，共 5000.00 元", "# 支出合计: 5 笔，共 700.00 元"]
    return Sample("cmb-debit.csv", lines, [money(e, "CNY") for e in found], 8, "gb18030", "\r\n")


def cmb_credit() -> Sample:
    """信用卡对账单: months and days only, positive is spending, the year stands in the title."""
    found = _events(15)
    lines = [
        "招商银行信用卡对账单（个人消费卡账户 2026年03月）",
        "交易日,记账日,交易摘要,人民币金额,卡号末四位,交易地金额",
    ]
    for one in found:
        text = f"还款-{one.party}" if one.income else f"支付宝-{one.party}"
        day = one.stamp("%m/%d")
        lines.append(row(day, day, text, us(-one.amount), "1234", us(-one.amount) + "(CN)"))
    meant = [Meant(e.day, -e.amount, "income" if e.income else "expense", abs(e.amount), "CNY")
             for e in found]  # fmt: skip
    return Sample("cmb-credit.csv", lines, meant, 2, asks=("direction",),
                  answers={"direction": "reversed"})  # fmt: skip


SAMPLES = (
    icbc_personal,
    icbc_company,
    boc_company,
    ccb,
    abc_company,
    bocom,
    cmb_debit,
    cmb_credit,
)
