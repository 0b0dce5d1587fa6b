"""The demonstration firm, a consultancy of about fifty: who, where, for whom, on what.

Names are user content and therefore not translated. Amounts are in company currency a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Person:
    """A demo account; `leads` its department."""

    username: str
    name: str
    role: str
    department: str
    leads: bool = False


@dataclass(frozen=True)
class Work:
    """A project: months counted back from today, and what share of its cost was budgeted."""

    code: str
    name: str
    customer: str
    department: str
    manager: str
    starts: int
    ends: int
    budgeted: Decimal = Decimal("1.20")
    fee: Decimal = Decimal("1.75")


@dataclass(frozen=True)
class Stream:
    """One kind of money in or out: `yearly` spread over months by `season`, `weight` over rows."""

    category: str
    department: str | None
    direction: str
    yearly: int
    weight: int
    account: str
    parties: tuple[str, ...]
    texts: tuple[str, ...]
    season: str = "flat"
    of_projects: bool = False
    of_customers: bool = False
    foreign: bool = False


DEPARTMENTS = {
    "GM": "总经办",
    "CON": "咨询部",
    "DEL": "交付部",
    "RND": "研发部",
    "SAL": "销售部",
    "MKT": "市场部",
    "FIN": "财务部",
    "HR": "人事行政部",
}
LEAN_DEPARTMENT = "MKT"
"""Its budget was cut in August while its spending went on."""

PEOPLE = (
    Person("wang.lei", "王磊", "manager", "CON", leads=True),
    Person("li.na", "李娜", "manager", "DEL", leads=True),
    Person("liu.yang", "刘洋", "manager", "RND", leads=True),
    Person("zhao.min", "赵敏", "manager", "MKT", leads=True),
    Person("zhang.wei", "张伟", "finance", "FIN", leads=True),
    Person("sun.li", "孙丽", "business", "SAL"),
    Person("zhou.jie", "周杰", "business", "CON"),
    Person("wu.fang", "吴芳", "analyst", "FIN"),
    Person("xu.hao", "徐浩", "employee", "DEL"),
)

CUSTOMERS = {
    "C001": "华东精密制造有限公司",
    "C002": "杭州云栖零售集团",
    "C003": "苏州恒泰医疗器械有限公司",
    "C004": "上海远航国际物流有限公司",
    "C005": "宁波港润能源科技有限公司",
    "C006": "南京金陵食品股份有限公司",
    "C007": "合肥新芯半导体有限公司",
    "C008": "无锡太湖文旅发展有限公司",
    "C009": "深圳前海智联科技有限公司",
    "C010": "北京中关村教育科技集团",
}

PROJECTS = (
    Work("P-101", "精益生产咨询", "C001", "CON", "wang.lei", 24, 14),
    Work("P-102", "门店数字化一期", "C002", "DEL", "li.na", 24, 10),
    Work("P-103", "医疗器械质量体系", "C003", "CON", "zhou.jie", 18, 6),
    Work("P-104", "物流调度平台", "C004", "DEL", "li.na", 15, -3, Decimal("0.86")),
    Work("P-105", "能耗管理系统", "C005", "RND", "liu.yang", 12, -2),
    Work("P-106", "供应链诊断", "C006", "CON", "wang.lei", 9, -1),
    Work("P-107", "良率分析平台", "C007", "RND", "liu.yang", 8, -6),
    Work("P-108", "门店数字化二期", "C002", "DEL", "li.na", 6, -8),
)

ACCOUNTS = {
    "main": ("招商银行基本户", "bank", "招商银行"),
    "second": ("工商银行一般户", "bank", "中国工商银行"),
    "alipay": ("支付宝企业账户", "payment", "支付宝"),
    "card": ("公司信用卡", "card", "招商银行"),
    "foreign": ("中国银行外币户", "bank", "中国银行"),
}

SEASONS: dict[str, tuple[float, ...]] = {  # January to December; February holds Spring Festival
    "flat": (1.0,) * 12,
    "sales": (0.85, 0.45, 0.95, 1.0, 1.0, 1.15, 0.95, 0.95, 1.1, 1.0, 1.15, 1.45),
    "spend": (1.05, 0.60, 1.0, 1.0, 1.05, 1.1, 0.95, 0.95, 1.05, 1.0, 1.05, 1.2),
    "payroll": (1.6, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.9),
}
GROWTH = 0.12  # a year

TRAVEL = ("中国国家铁路集团", "携程商旅", "滴滴出行企业版", "华住酒店集团", "东方航空")
STAFF = ("员工工资户", "上海市社会保险事业管理中心", "住房公积金管理中心")
SHOPS = ("京东企业购", "得力集团", "顺丰速运", "中国电信", "晨光文具")
CLOUDS = ("阿里云计算有限公司", "腾讯云计算(北京)有限责任公司")
PARTNERS = ("上海锐思软件外包有限公司", "杭州众策技术服务部", "苏州博远工程咨询有限公司")
MEDIA = ("巨量引擎", "腾讯广告", "上海会展服务有限公司", "百度在线网络技术")
MEALS = ("海底捞餐饮", "外婆家餐饮", "星巴克企业", "小南国餐饮")


def _payroll(department: str, yearly: int) -> Stream:
    texts = ("工资", "社保", "公积金", "绩效奖金")
    return Stream("salaries", department, "expense", yearly, 3, "main", STAFF, texts, "payroll")


def _travel(department: str, yearly: int) -> Stream:
    texts = ("高铁票", "机票", "住宿费", "市内交通", "出差补贴")
    return Stream(
        "travel",
        department,
        "expense",
        yearly,
        60,
        "card",
        TRAVEL,
        texts,
        "spend",
        of_projects=True,
    )


def _revenue(category: str, department: str, yearly: int, texts: tuple[str, ...]) -> Stream:
    return Stream(
        category,
        department,
        "income",
        yearly,
        25,
        "main",
        (),
        texts,
        "sales",
        of_projects=category == "services",
        of_customers=True,
    )


STREAMS = (
    _revenue("services", "CON", 17_000_000, ("咨询服务费", "诊断服务费", "培训服务费")),
    _revenue("services", "DEL", 20_000_000, ("实施服务费", "里程碑款", "运维服务费")),
    _revenue("sales", "RND", 9_000_000, ("软件授权费", "年度订阅费")),
    Stream(
        "services",
        "CON",
        "income",
        300_000,
        4,
        "foreign",
        ("Pacific Bridge Advisory LLC", "Northwind Industrial Pte. Ltd."),
        ("Advisory fee", "Retainer"),
        "sales",
        foreign=True,
    ),
    Stream(
        "services",
        "DEL",
        "income",
        -240_000,
        1,
        "main",
        (),
        ("退款", "验收扣款"),
        of_customers=True,
    ),
    Stream(
        "subcontracting",
        "DEL",
        "expense",
        7_000_000,
        15,
        "main",
        PARTNERS,
        ("外包开发费", "驻场服务费", "测试服务费"),
        "spend",
        of_projects=True,
    ),
    Stream(
        "software",
        "RND",
        "expense",
        2_400_000,
        20,
        "alipay",
        CLOUDS,
        ("云服务器", "对象存储", "带宽费", "数据库服务"),
        of_projects=True,
    ),
    _travel("CON", 1_800_000),
    _travel("DEL", 2_000_000),
    _payroll("CON", 5_600_000),
    _payroll("DEL", 7_200_000),
    _payroll("RND", 5_400_000),
    _payroll("SAL", 2_400_000),
    _payroll("FIN", 1_100_000),
    _payroll("HR", 1_900_000),
    _payroll("GM", 1_800_000),
    Stream(
        "rent",
        "HR",
        "expense",
        2_200_000,
        1,
        "second",
        ("上海张江物业管理有限公司",),
        ("办公室租金", "物业费", "停车费"),
    ),
    Stream(
        "office",
        "HR",
        "expense",
        700_000,
        40,
        "alipay",
        SHOPS,
        ("办公用品", "快递费", "电话费", "茶水间采购"),
        "spend",
    ),
    Stream(
        "marketing",
        "MKT",
        "expense",
        2_000_000,
        25,
        "alipay",
        MEDIA,
        ("信息流投放", "搜索推广", "展会费用", "内容制作"),
        "spend",
    ),
    Stream(
        "entertainment",
        "SAL",
        "expense",
        600_000,
        30,
        "card",
        MEALS,
        ("客户餐费", "会议茶歇"),
        "spend",
    ),
    Stream(
        "vat",
        "FIN",
        "expense",
        2_900_000,
        1,
        "second",
        ("国家税务总局上海市税务局",),
        ("增值税", "附加税", "企业所得税预缴"),
        "sales",
    ),
    Stream(
        "own_transfer",
        None,
        "neutral",
        9_000_000,
        6,
        "second",
        ("本公司其他账户",),
        ("账户互转", "备付金划转"),
    ),
    Stream(
        "",
        None,
        "expense",
        260_000,
        5,
        "alipay",
        ("个体工商户", "其他"),
        ("零星支出", "待确认付款"),
    ),
)
