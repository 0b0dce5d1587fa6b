"""The demonstration firm: a consultancy of forty people. Who, where, for whom, from whom.

Names are invented; they are user content and therefore not translated.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Office:
    """A department; `pay` is what its people earn a month on average, in company currency."""

    name: str
    above: str | None = None
    head: str | None = None
    pay: int = 0


@dataclass(frozen=True)
class Person:
    """One of the forty; only who has a `role` can sign in at once."""

    username: str
    name: str
    department: str
    reports_to: str | None
    role: str | None = None


OFFICES = {
    "GM": Office("总经办", None, "chen.qiming", 52_000),
    "BIZ": Office("业务中心", None, "wang.lei"),
    "CON": Office("咨询部", "BIZ", "wang.lei", 28_500),
    "DEL": Office("交付部", "BIZ", "li.na", 20_500),
    "RND": Office("研发部", "BIZ", "liu.yang", 26_500),
    "MSC": Office("营销中心", None, "gu.ting"),
    "SAL": Office("销售部", "MSC", "gu.ting", 19_500),
    "MKT": Office("市场部", "MSC", "zhao.min", 16_500),
    "SUP": Office("职能中心", None, "zhang.wei"),
    "FIN": Office("财务部", "SUP", "zhang.wei", 17_500),
    "HR": Office("人事行政部", "SUP", "qian.yun", 14_000),
}


def _team(department: str, head: str, *people: tuple[str, str]) -> tuple[Person, ...]:
    return tuple(Person(username, name, department, head) for username, name in people)


PEOPLE = (
    Person("chen.qiming", "陈启明", "GM", None, "founder"),
    Person("wang.lei", "王磊", "CON", "chen.qiming", "manager"),
    Person("li.na", "李娜", "DEL", "wang.lei", "manager"),
    Person("liu.yang", "刘洋", "RND", "wang.lei", "manager"),
    Person("gu.ting", "顾婷", "SAL", "chen.qiming", "manager"),
    Person("zhao.min", "赵敏", "MKT", "gu.ting", "manager"),
    Person("zhang.wei", "张伟", "FIN", "chen.qiming", "finance"),
    Person("sun.li", "孙丽", "SAL", "gu.ting", "business"),
    Person("zhou.jie", "周杰", "CON", "wang.lei", "business"),
    Person("wu.fang", "吴芳", "FIN", "zhang.wei", "analyst"),
    Person("xu.hao", "徐浩", "DEL", "li.na", "employee"),
    *_team("GM", "chen.qiming", ("he.shan", "何姗")),
    *_team(
        "CON", "wang.lei",
        ("ma.chao", "马超群"), ("lin.yue", "林悦"), ("guo.kai", "郭凯"), ("tang.ning", "唐宁"),
        ("feng.qi", "冯琪"),
    ),
    *_team(
        "DEL", "li.na",
        ("deng.bin", "邓斌"), ("cao.lei", "曹蕾"), ("peng.fei", "彭飞"), ("zeng.yu", "曾宇"),
        ("xiao.han", "肖涵"), ("tian.tian", "田恬"), ("dong.hao", "董浩"), ("pan.rui", "潘蕊"),
        ("yuan.bo", "袁博"),
    ),
    *_team(
        "RND", "liu.yang",
        ("cai.jun", "蔡俊"), ("jiang.nan", "蒋楠"), ("yu.qing", "余晴"), ("du.heng", "杜恒"),
        ("su.wan", "苏婉"), ("ren.yi", "任毅"), ("lu.ming", "陆鸣"),
    ),
    *_team("SAL", "gu.ting", ("shen.tao", "沈涛"), ("yao.lan", "姚岚"), ("han.xu", "韩旭")),
    *_team("MKT", "zhao.min", ("xia.mo", "夏沫")),
    *_team("FIN", "zhang.wei", ("qin.shuang", "秦爽")),
    Person("qian.yun", "钱芸", "HR", "zhang.wei"),
    *_team("HR", "qian.yun", ("bai.ling", "白灵")),
)  # fmt: skip

CUSTOMERS = {
    "C001": "苏州启衡精密制造有限公司",
    "C002": "杭州云邻零售集团有限公司",
    "C003": "无锡恒睦医疗器械有限公司",
    "C004": "上海远泽国际物流有限公司",
    "C005": "宁波港朔能源科技有限公司",
    "C006": "南京禾稷食品股份有限公司",
    "C007": "合肥芯砺半导体有限公司",
    "C008": "常州太澜文旅发展有限公司",
    "C009": "深圳前屿智联科技有限公司",
    "C010": "北京知行学苑教育科技有限公司",
    "C011": "Harborline Logistics Pte. Ltd.",
    "C012": "成都川禾农业科技有限公司",
}
CONTACTS = {
    "C001": ("沈国梁", "shen.guoliang@qiheng.example"),
    "C003": ("吴佩", "wu.pei@hengmu.example"),
    "C004": ("葛明远", "ge.mingyuan@yuanze.example"),
    "C006": ("丁秀兰", "ding.xiulan@heji.example"),
    "C007": ("柏立新", "bai.lixin@xinli.example"),
    "C011": ("Daniel Koh", "daniel.koh@harborline.example"),
}

ACCOUNTS = {
    "main": ("江海银行基本户", "bank", "江海银行上海分行"),
    "second": ("浦汇银行一般户", "bank", "浦汇银行张江支行"),
    "alipay": ("支付平台企业账户", "payment", "支付平台"),
    "card": ("公司信用卡", "card", "江海银行"),
    "foreign": ("外币账户", "bank", "江海银行上海分行"),
}

TRAVEL = ("途顺商旅", "沪宁城际铁路", "青禾酒店集团", "捷行出行企业版", "东澜航空")
SHOPS = ("百聚企业购", "文澜办公用品", "迅达速运", "城南水站")
CLOUDS = ("青鹭云计算有限公司", "云舟数据服务有限公司")
PARTNERS = ("杭州众策技术服务有限公司", "苏州博远工程咨询有限公司", "南京智拓软件有限公司")
DOUBLE_PAID = "上海锐构软件服务有限公司"
MEDIA = ("启帆广告有限公司", "声浪内容工作室", "申博会展服务有限公司", "搜域推广平台")
MEALS = ("江南小馆", "聚福楼餐饮", "屿岸咖啡", "锦会商务宴请")
STAFF, SOCIAL = "员工工资户", "上海市社会保险事业管理中心"
LANDLORD, PROPERTY = "上海璟和园区开发有限公司", "璟和物业服务有限公司"
SUBSCRIPTION = "云枢协作平台"
TAX_OFFICE = "国家税务总局上海市浦东新区税务局"
