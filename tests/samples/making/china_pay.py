"""Payment services of China."""

from __future__ import annotations

from decimal import Decimal

from tests.samples.making.model import (
    ZH,
    ZH_MEMOS,
    Event,
    Meant,
    Sample,
    events,
    money,
    row,
    worded,
)

WECHAT_HEAD = (
    "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注"
)
WECHAT_ABOVE = (
    "微信支付账单明细", "微信昵称：[南风]",
    "起始时间：[2026-01-01 00:00:00] 终止时间：[2026-03-31 23:59:59]", "导出类型：[全部]",
    "导出时间：[2026-04-01 10:20:30]", "", "共10笔记录", "收入：3笔 5000.00元", "支出：6笔 700.00元",
    "中性交易：1笔 100.00元", "注：",
    "1. 充值/提现/理财通购买/零钱通存取/信用卡还款等交易，将计入中性交易",
    "2. 本明细仅展示当前账单中的交易，不包括已删除的记录", "3. 本明细仅供个人对账使用", "",
    "----------------------微信支付账单明细列表--------------------",
)  # fmt: skip


def _events(seed: int, count: int = 8) -> list[Event]:
    return events(seed, count, parties=ZH, memos=ZH_MEMOS)


def _way(event: Event) -> str:
    return "收入" if event.income else "支出"


def alipay_personal() -> Sample:
    """GB18030, 23 lines above the table, tabs behind numbers, a comma at each line's end."""
    found = _events(1, 9)
    head = (
        "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,"
        "交易订单号,商家订单号,备注,"
    )
    lines = [
        "-" * 84, "导出信息：", "姓名：苏禾", "支付宝账户：su***@example.com",
        "起始时间：[2026-01-01 00:00:00]    终止时间：[2026-03-31 23:59:59]",
        "导出交易类型：[全部]", "导出时间：[2026-04-01 09:30:12]", "共9笔记录",
        "收入：2笔 4000.00元", "支出：5笔 600.00元", "不计收支：2笔 100.00元", "", "特别提示：",
        "1.本回单内容可表明支付宝受理了相应支付交易申请，若多次申请，以最终状态为准；",
        "2.本回单仅供参考，不作为对账、司法凭证；", "3.若你发现账单有误，请联系95188；", "",
        "-" * 24 + "支付宝支付科技有限公司  电子客户回单" + "-" * 24, head,
    ]  # fmt: skip
    meant = []
    ways = {3: ("不计收支", "退款成功", "neutral", "booked"),
            5: ("支出", "交易关闭", "expense", "closed"),
            6: ("不计收支", "交易成功", "neutral", "booked"),
            8: ("支出", "等待付款", "expense", "pending")}  # fmt: skip
    for number, one in enumerate(reversed(found)):
        way, state, direction, status = ways.get(
            number, (_way(one), "交易成功", worded(one).direction, "booked")
        )
        lines.append(row(one.stamp("%Y-%m-%d %H:%M:%S"), "日用百货", one.party, "abc***@qq.com",
                         one.memo, way, abs(one.amount), "余额宝", state, one.number + "\t",
                         f"T200P{one.number}\t", "", ""))  # fmt: skip
        meant.append(worded(one, "CNY", direction=direction, status=status))
    return Sample("alipay-personal.csv", lines, meant, 19, "gb18030", "\r\n")


def alipay_web() -> Sample:
    """The older web export: every cell padded with blanks, totals below a rule of dashes."""
    found = _events(2, 6)
    names = ("交易号", "商家订单号", "交易创建时间", "付款时间", "最近修改时间", "交易来源地", "类型",
             "交易对方", "商品名称", "金额（元）", "收/支", "交易状态", "服务费（元）",
             "成功退款（元）", "备注", "资金状态")  # fmt: skip

    def padded(*cells: object) -> str:
        return "".join(f"{cell!s:<20}," for cell in cells)

    lines = [
        "支付宝交易记录明细查询", "账号:[su@example.com]",
        "起始日期:[2026-01-01 00:00:00]    终止日期:[2026-03-31 00:00:00]",
        "-" * 33 + "交易记录明细列表" + "-" * 36, padded(*names),
    ]  # fmt: skip
    for one in found:
        stamp = one.stamp("%Y-%m-%d %H:%M:%S")
        lines.append(padded(one.number + "\t", "M" + one.number + "\t", stamp, stamp, stamp,
                            "其他（包括阿里巴巴和外部商家）", "即时到账交易", one.party, one.memo,
                            abs(one.amount), _way(one), "交易成功", "0.00", "0.00", "",
                            "已收入" if one.income else "已支出"))  # fmt: skip
    lines += ["-" * 90, "共6笔记录", "已收入:2笔,3000.00元", "待收入:0笔,0.00元",
              "已支出:4笔,400.00元", "待支出:0笔,0.00元",
              "导出时间:[2026-04-01 00:00:00]    用户:苏禾"]  # fmt: skip
    return Sample("alipay-web.csv", lines, [worded(e, "CNY") for e in found], 5, "gb18030", "\r\n")


def alipay_business() -> Sample:
    """账务明细 of a merchant: # lines above and below, two columns, spending negative."""
    found = _events(3)
    lines = [
        "#支付宝账务明细查询", "#账号：[20881234567890120156]",
        "#起始日期：[2026年01月01日 00:00:00]   终止日期：[2026年03月31日 00:00:00]",
        "#" + "-" * 41 + "账务明细列表" + "-" * 40,
        "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,"
        "账户余额（元）,交易渠道,业务类型,备注",
    ]  # fmt: skip
    for one in found:
        spent = "" if one.income else str(one.amount)
        lines.append(row(one.number + "\t", "9" + one.number + "\t", "\t", one.memo,
                         one.stamp("%Y-%m-%d %H:%M:%S"), f"{one.party}(li***@qq.com)",
                         one.amount if one.income else "", spent, one.balance, "支付宝",
                         "在线支付" if one.income else "收费", ""))  # fmt: skip
    lines += ["#" + "-" * 41 + "账务明细列表结束" + "-" * 36,
              "#支出合计：5笔，共-300.00元", "#收入合计：3笔，共4000.00元",
              "#导出时间：[2026年04月01日 08:00:00]"]  # fmt: skip
    meant = [money(one, "CNY") for one in found]
    return Sample("alipay-business.csv", lines, meant, 5, "gb18030", "\r\n")


def wechat_rows() -> tuple[list[list[str]], list[Meant]]:
    """The table of a WeChat Pay statement, used for CSV and XLSX."""
    found = _events(4, 10)
    kinds = {0: ("扫二维码付款", "支出", "已转账"), 2: ("商户消费", "支出", "已全额退款"),
             3: ("商户消费", "支出", "已退款(￥5.00)"), 6: ("零钱提现", "/", "提现已到账"),
             4: ("转账", "收入", "已存入零钱"), 9: ("微信红包", "支出", "对方已退还")}  # fmt: skip
    rows, meant = [], []
    for number, one in enumerate(found):
        kind, way, state = kinds.get(number, ("商户消费", _way(one), "支付成功"))
        way = "收入" if one.income else way
        state = "已收钱" if one.income and number != 4 else state
        rows.append([one.stamp("%Y-%m-%d %H:%M:%S"), kind, one.party, one.memo, way,
                     f"¥{abs(one.amount)}", "零钱", state, one.number + "\t",
                     "10000" + one.number + "\t", "/"])  # fmt: skip
        direction = {"收入": "income", "支出": "expense", "/": "neutral"}[way]
        meant.append(worded(one, "CNY", direction=direction))
    return rows, meant


def wechat() -> Sample:
    """UTF-8 with BOM, commas filling the preamble, ¥ before amounts, "/" for neither."""
    rows, meant = wechat_rows()
    lines = [text + "," * 8 for text in WECHAT_ABOVE] + [WECHAT_HEAD]
    lines += [",".join([*cells[:3], f'"{cells[3]}"', *cells[4:-1], '"/"']) for cells in rows]
    return Sample("wechat-pay.csv", lines, meant, 17, "utf-8-sig", "\r\n")


def wechat_merchant() -> Sample:
    """A merchant's bill: a back quote before every value, the sums in two lines at the end."""
    found = [one for one in _events(5, 9) if one]
    head = (
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,"
        "交易状态,付款银行,货币种类,应结订单金额,代金券金额,商品名称,商户数据包,手续费,费率,订单金额,"
        "费率备注"
    )
    lines, meant = [head], []
    for one in found:
        cells = (one.stamp("%Y-%m-%d %H:%M:%S"), "wx12ab34cd", "1600000001", "0", "", one.number,
                 "SM" + one.number, "oUser" + one.number[-6:], "JSAPI", "SUCCESS", "OTHERS", "CNY",
                 abs(one.amount), "0.00", one.memo, "", "0.60", "0.60%", abs(one.amount), "")  # fmt: skip
        lines.append(",".join(f"`{cell}" for cell in cells))
        meant.append(worded(one, "CNY", direction="income"))
    total = sum((abs(one.amount) for one in found), Decimal(0))
    lines += ["总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额",
              f"`9,`{total},`0.00,`0.00,`5.40,`{total},`0.00"]  # fmt: skip
    return Sample("wechat-merchant.csv", lines, meant, 1, certain=False, asks=("direction",))


def jd() -> Sample:
    """Two lines above, a tab behind the numbers, a note in brackets behind refunded amounts."""
    found = _events(6)
    lines = [
        "导出信息：", "京东账号名：jd_nanfeng", "日期区间：2026-01-01 至 2026-03-31",
        "导出交易类型：全部", "导出时间：2026-04-01 11:12:13", "共：8笔记录", "收入：3笔，4000.00元",
        "支出：4笔，400.00元", "不计收支：1笔，60.00元", "", "特别提示：",
        "1.本明细仅展示当前账单中的交易，不包括已删除的记录；", "2.本明细仅供个人对账使用；", "",
        "交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/支,交易分类,交易订单号,商家订单号,备注",
    ]  # fmt: skip
    meant = []
    for number, one in enumerate(found):
        way, state, note = (_way(one), "交易成功", "")
        if number == 2:
            way, note = "支出", f"(已退款{Decimal('3.00')})"
        if number == 5:
            way, state, note = "不计收支", "退款成功", "(已全额退款)"
        lines.append(row(one.stamp("%Y-%m-%d %H:%M:%S") + "\t", one.party, one.memo,
                         f"{abs(one.amount)}{note}", "微信支付", state, way, "网购",
                         one.number + "\t", "\t", ""))  # fmt: skip
        direction = "neutral" if number == 5 else worded(one).direction
        meant.append(worded(one, "CNY", direction=direction))
    return Sample("jd.csv", lines, meant, 15, "utf-8-sig", "\r\n")


def meituan() -> Sample:
    """Order amount and paid amount side by side: what was paid counts."""
    found = _events(7)
    lines = [
        "美团账单明细", "美团用户名：[nanfeng]",
        "起始时间：[2026-01-01 00:00:00]  终止时间：[2026-03-31 23:59:59]",
        "导出时间：[2026-04-01 12:00:00]", "共8笔记录", "收入：3笔 4000.00元", "支出：5笔 400.00元", "",
        "交易创建时间,交易成功时间,交易类型,订单标题,收/支,支付方式,订单金额,实付金额,交易单号,商家单号,备注",
    ]  # fmt: skip
    for one in found:
        stamp = one.stamp("%Y-%m-%d %H:%M:%S")
        lines.append(row(stamp, stamp, "退款" if one.income else "支付", f"{one.party}外卖", _way(one),
                         "微信支付", f"¥{abs(one.amount) + Decimal('5.00')}", f"¥{abs(one.amount)}",
                         one.number + "\t", "M" + one.number + "\t", "/"))  # fmt: skip
    return Sample("meituan.csv", lines, [worded(e, "CNY") for e in found], 9, "utf-8-sig", "\r\n")


SAMPLES = (
    alipay_personal,
    alipay_web,
    alipay_business,
    wechat,
    wechat_merchant,
    jd,
    meituan,
)
