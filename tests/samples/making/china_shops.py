"""Chinese shops, payment firms and banks whose exports were recalled after the importer was made."""

from __future__ import annotations

from decimal import Decimal

from tests.samples.making.model import (
    CENT,
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

BOM, GB, CRLF = "utf-8-sig", "gb18030", "\r\n"


def _events(seed: int) -> list[Event]:
    return events(seed, parties=ZH, memos=ZH_MEMOS)


def _sums(found: list[Event]) -> tuple[Decimal, Decimal]:
    """(out, in)"""
    came = sum((e.amount for e in found if e.income), Decimal(0))
    return came - sum((e.amount for e in found), Decimal(0)), came


def plain(value: Decimal) -> str:
    """1234.56"""
    return f"{value:.2f}"


def pinduoduo() -> Sample:
    """拼多多: signed amounts in two columns, remarks behind # above and below."""
    found = _events(301)
    lines = ["#拼多多商家后台-账务明细", "#起始时间:[2026-01-01 00:00:00]", "",
             "商户订单号,发生时间,收入金额（+元）,支出金额（-元）,账务类型,备注,业务描述"]  # fmt: skip
    for e in found:
        came, out = (f"+{e.amount}", "0.00") if e.income else ("0.00", str(e.amount))
        kind = "交易收入" if e.income else "技术服务费"
        lines.append(row(e.number + "\t", e.stamp("%Y-%m-%d %H:%M:%S\t"), came, out, kind, e.memo,
                         "0010002|交易收入-订单收入"))  # fmt: skip
    out_sum, in_sum = _sums(found)
    lines += ["#账务明细列表结束", f"#支出合计：5笔，-{out_sum}元", f"#收入合计：3笔，{in_sum}元"]
    return Sample("pinduoduo.csv", lines, [money(e, "CNY") for e in found], 4, GB, CRLF)


def douyin() -> Sample:
    """抖音小店: 动账方向, and the day the order was placed, which is not the day money moved."""
    found = _events(302)
    lines = ["动账时间,动账方向,动账金额,动账账户,动账场景,子订单号,订单号,下单时间,商品名称,"
             "订单实付应结,平台服务费,佣金,备注"]  # fmt: skip
    for e in found:
        amount = abs(e.amount)
        fee = (amount / 20).quantize(CENT)
        lines.append(row(e.stamp("%Y-%m-%d %H:%M:%S"), "入账" if e.income else "出账", amount,
                         "聚合账户", "订单结算", "'" + e.number, "'" + e.number,
                         "2025-12-24 10:00:00", "手机壳", amount + fee, -fee, "0.00",
                         e.memo))  # fmt: skip
    return Sample("douyin-shop.csv", lines, [worded(e) for e in found], 1, BOM)


def youzan() -> Sample:
    """有赞: money in and out beside the balance."""
    found = _events(303)
    lines = ["有赞 账户余额 收支明细", "店铺名称：南风小店",
             "业务单号,支付流水号,类型,对方账户名称,收入金额(元),支出金额(元),余额(元),支付方式,入账时间,备注"]  # fmt: skip
    for e in found:
        out, came = either(e, plain)
        lines.append(row("E" + e.number + "\t", e.number + "\t", "订单入账" if e.income else "提现",
                         e.party, came, out, e.balance, "微信支付", e.stamp("%Y-%m-%d %H:%M:%S"),
                         e.memo))  # fmt: skip
    return Sample("youzan.csv", lines, [money(e, "CNY") for e in found], 3, BOM)


def kuaishou() -> Sample:
    """快手: the sign only repeats what the words say."""
    found = _events(304)
    lines = ["资金流水号,记账时间,收支类型,金额(元),资金渠道,业务类型,关联订单号,账户余额(元),备注"]
    for e in found:
        lines.append(row("KS" + e.number, e.stamp("%Y/%m/%d %H:%M"), "收入" if e.income else "支出",
                         f"{e.amount:+}", "微信", "货款结算", e.number, e.balance, e.memo))  # fmt: skip
    return Sample("kuaishou.csv", lines, [money(e, "CNY") for e in found], 1, GB)


def mybank() -> Sample:
    """网商银行: newest first, a dash on the empty side."""
    found = _events(305)
    lines = ["网商银行账户交易明细", "账号:8888****1234,户名:南风贸易有限公司", "",
             "序号,交易时间,交易流水号,交易类型,收入(元),支出(元),账户余额(元),对方户名,对方银行,备注"]  # fmt: skip
    for number, e in enumerate(reversed(found), 1):
        out, came = either(e, us, "-")
        lines.append(row(number, e.stamp("%Y-%m-%d %H:%M:%S"), e.number, "转账", came, out,
                         us(e.balance), e.party, "招商银行", e.memo))  # fmt: skip
    return Sample("mybank.csv", lines, [money(e, "CNY") for e in found], 4)


def pingan() -> Sample:
    """平安银行: moments in fourteen digits, 借 and 贷 with zeros."""
    found = _events(306)
    lines = ["交易日期,账号,借,贷,账户余额,对方账户,对方账户名称,交易流水号,摘要,用途"]
    for e in found:
        out, came = either(e, us, "0.00")
        lines.append(row(e.stamp("%Y%m%d%H%M%S\t"), "15000012345678\t", out, came, us(e.balance),
                         "6222\t", e.party, e.number + "\t", e.memo, ""))  # fmt: skip
    return Sample("pingan.csv", lines, [money(e) for e in found], 1, GB, CRLF)


def spdb() -> Sample:
    """浦发银行: day and time in two columns of digits, sums in the columns of the sides."""
    found = _events(307)
    lines = ["上海浦东发展银行账户明细", "账号：97020078801234567,账户名称：南风贸易有限公司,币种：人民币",
             "交易日期,交易时间,传票号,借方金额,贷方金额,余额,摘要代码,对方户名,对方行名,附言"]  # fmt: skip
    for number, e in enumerate(found):
        out, came = either(e, plain)
        lines.append(row(e.stamp("%Y%m%d"), e.stamp("%H%M%S"), f"999{number:05d}", out, came,
                         e.balance, f"V{number:03d}", e.party, "工商银行", e.memo))  # fmt: skip
    out_sum, in_sum = _sums(found)
    lines.append(f"合计,,,{out_sum},{in_sum},,,,,")
    return Sample("spdb.csv", lines, [money(e, "CNY") for e in found], 3, GB, CRLF)


def cmbc() -> Sample:
    """民生银行: tabs, facts in one line above."""
    found = _events(308)
    lines = ["中国民生银行企业网银交易明细", "账户:  600000001   户名:  南风贸易   币种: 人民币(CNY)", "",
             "序号\t交易日期\t凭证类型\t借方发生额\t贷方发生额\t账户余额\t摘要\t对方账号名称\t流水号"]  # fmt: skip
    for number, e in enumerate(found, 1):
        cells = (number, e.stamp("%Y/%m/%d"), "电子转账", *either(e, us), us(e.balance), e.memo,
                 e.party, e.number)  # fmt: skip
        lines.append("\t".join(map(str, cells)))
    return Sample("cmbc.txt", lines, [money(e, "CNY") for e in found], 4, GB, CRLF, "\t")


def citic() -> Sample:
    """中信银行: the two sums on lines of their own."""
    found = _events(309)
    lines = ["中信银行账户交易明细,,,,,,,,", "账号,8110700000000,,户名,南风贸易,,币种,人民币,",
             "交易日期,对方账号,对方账户名称,借方发生额,贷方发生额,账户余额,摘要,柜员交易号,状态"]  # fmt: skip
    for e in found:
        lines.append(row(e.day, "6222", e.party, *either(e, us), us(e.balance), e.memo,
                         "J" + e.number[-7:], "正常"))  # fmt: skip
    out_sum, in_sum = _sums(found)
    lines += [f'借方合计,,,"{us(out_sum)}",,,,,', f'贷方合计,,,,"{us(in_sum)}",,,,']
    return Sample("citic.csv", lines, [money(e, "CNY") for e in found], 3, GB, CRLF)


def jd_company() -> Sample:
    """京东对公: 交易金额, fee and settled amount beside a direction."""
    found = _events(310)
    lines = ["京东企业账户-资金流水", "账务日期,业务发生时间,商户订单号,京东订单号,交易类型,收支方向,"
             "交易金额(元),手续费(元),结算金额(元),账户余额(元),交易状态,备注"]  # fmt: skip
    for e in found:
        amount = abs(e.amount)
        fee = (amount * Decimal("0.006")).quantize(CENT)
        lines.append(row(e.day, e.stamp("%Y-%m-%d %H:%M:%S"), "M" + e.number, "'" + e.number,
                         "支付" if e.income else "退款", "收入" if e.income else "支出", amount, fee,
                         amount - fee, us(e.balance), "成功", e.memo))  # fmt: skip
    return Sample("jd-company.csv", lines, [worded(e, "CNY") for e in found], 2, BOM)


def cash_register() -> Sample:
    """A shop's card machine: refunds negative, net of the fee, a line of sums."""
    found = _events(311)
    lines = ["交易流水", "商户名:,南风咖啡", "",
             "交易日期,时间,门店名称,商户流水号,交易类型,收款通道,交易状态,交易金额,商户优惠,扣率,手续费,"
             "实收金额,结算金额"]  # fmt: skip
    for e in found:
        fee = (e.amount * Decimal("0.0038")).quantize(CENT)
        lines.append(row(e.day, e.stamp("%H:%M:%S"), "一店", e.number,
                         "收款" if e.income else "退款", "微信", "成功", e.amount, "0.00", "0.38%", fee,
                         e.amount - fee, e.amount - fee))  # fmt: skip
    whole = sum((e.amount for e in found), Decimal(0))
    lines.append(f"汇总,,,,,,,{whole},0.00,,,,")
    return Sample("cash-register.csv", lines, [money(e) for e in found], 4, BOM)


def pingpong() -> Sample:
    """A collecting service: 入账金额 and 出账金额 with dashes; one still on its way."""
    found = _events(312)
    lines = ["交易时间,交易类型,交易单号,币种,入账金额,出账金额,手续费,余额,交易状态,备注"]
    meant: list[Meant] = []
    for number, e in enumerate(found):
        out, came = either(e, plain, "--")
        waits = number == len(found) - 1
        lines.append(row(e.stamp("%Y.%m.%d %H:%M"), "店铺入账" if e.income else "提现", e.number, "USD",
                         came, out, "0.00", e.balance, "处理中" if waits else "交易成功",
                         e.memo))  # fmt: skip
        meant.append(money(e, "USD", status="pending" if waits else "booked"))
    return Sample("collecting-service.csv", lines, meant, 1, BOM)


def yonyou_ledger() -> Sample:
    """用友 明细账: year, month and day in three columns, carried-over and monthly sums."""
    found = _events(313)
    lines = ["明细账,,,,,,,,", "科目：1002 银行存款,,,,,,,期间：2026.01-2026.03,",
             "年,月,日,凭证号数,摘要,借方,贷方,方向,余额", '2026,,,,上年结转,,,借,"18,000.00"']  # fmt: skip
    for number, e in enumerate(found, 1):
        out, came = either(e, us)
        lines.append(row(2026, f"{e.day.month:02d}", f"{e.day.day:02d}", f"记-{number:04d}", e.memo,
                         came, out, "借", us(e.balance)))  # fmt: skip
    out_sum, in_sum = _sums(found)
    for name in ("本月合计", "本年累计"):
        lines.append(row(2026, "03", "", "", name, us(in_sum), us(out_sum), "借", ""))
    return Sample("yonyou-ledger.csv", lines, [money(e) for e in found], 3, GB)


def two_line_days() -> Sample:
    """A ledger whose header has the year over month and day."""
    found = _events(314)
    lines = ["2026年,,凭证,,摘要,借方金额,贷方金额,方向,余额", "月,日,字,号,,,,,",
             ",,,,年初余额,,,借,18000.00"]  # fmt: skip
    for number, e in enumerate(found, 1):
        out, came = either(e, plain)
        lines.append(row(e.day.month, e.day.day, "记", number, e.memo, came, out, "借", e.balance))
    return Sample("two-line-days.csv", lines, [money(e) for e in found], 1, GB)


def kingdee_ledger() -> Sample:
    """金蝶 明细分类账: opening and period sums dated like records."""
    found = _events(315)
    lines = ["日期,期间,凭证字号,摘要,借方金额,贷方金额,方向,余额",
             "2026-01-01,2026年第1期,,年初余额,,,借,18000.00"]  # fmt: skip
    for number, e in enumerate(found, 1):
        out, came = either(e, plain)
        lines.append(row(e.day, f"2026年第{e.day.month}期", f"记-{number}", e.memo, came, out, "借",
                         e.balance))  # fmt: skip
    out_sum, in_sum = _sums(found)
    for name in ("本期合计", "本年累计"):
        lines.append(f"2026-03-31,2026年第3期,,{name},{in_sum},{out_sum},借,{found[-1].balance}")
    return Sample("kingdee-ledger.csv", lines, [money(e) for e in found], 1, BOM)


def payment_orders() -> Sample:
    """Unsigned amounts between payer and payee: the firm that is in every row is the owner."""
    found = _events(316)
    lines = ["交易日期,付款人名称,付款人账号,收款人名称,收款人账号,金额,用途"]
    for e in found:
        ours, theirs = ("南风贸易有限公司", "1001234567890"), (e.party, "62220" + e.number[-8:])
        payer, payee = (theirs, ours) if e.income else (ours, theirs)
        lines.append(row(e.day, *payer, *payee, abs(e.amount), e.memo))
    return Sample("payment-orders.csv", lines, [worded(e) for e in found], 1, GB)


SAMPLES = (
    pinduoduo, douyin, youzan, kuaishou, mybank, pingan, spdb, cmbc, citic, jd_company,
    cash_register, pingpong, yonyou_ledger, two_line_days, kingdee_ledger,
    payment_orders,
)  # fmt: skip
