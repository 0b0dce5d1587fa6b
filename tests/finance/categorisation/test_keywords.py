"""Built-in keywords: known categories, whole Latin words, directions."""

from __future__ import annotations

import duckdb
import pytest

from core.finance.built_in_categories import BUILT_IN
from core.finance.categorisation.keywords import built_in, keyword_sql

CODES = [one.code for one in BUILT_IN]
SAID = (
    ("expense", "公司代发工资 5月", "salaries"),
    ("expense", "SALARY MAY", "salaries"),
    ("expense", "写字楼房租", "rent"),
    ("expense", "Rent for June", "rent"),
    ("expense", "社保公积金扣款", "social_security"),
    ("expense", "国家税务总局 缴税", "other_taxes"),
    ("expense", "Tax office", "other_taxes"),
    ("expense", "跨行转账手续费", "bank_fees"),
    ("expense", "滴滴出行", "travel"),
    ("expense", "高铁票 G101", "travel"),
    ("expense", "Lufthansa flight", "travel"),
    ("expense", "taxi to airport", "travel"),
    ("expense", "美团外卖", "entertainment"),
    ("expense", "饿了么", "entertainment"),
    ("expense", "京东 办公用品", "office"),
    ("expense", "阿里云计算有限公司", "software"),
    ("expense", "AWS EMEA", "software"),
    ("expense", "百度推广", "marketing"),
    ("expense", "顺丰速运", "logistics"),
    ("expense", "国网电费", "utilities"),
    ("expense", "贷款利息", "interest"),
    ("income", "结息", "investment_income"),
    ("neutral", "余额宝-自动转入", "own_transfer"),
    ("neutral", "工资", None),
    ("income", "滴滴出行 退款", None),
    ("expense", "Brent parent current", None),
    ("expense", "Awsome updates", None),
    ("expense", "", None),
)


def test_every_keyword_belongs_to_a_built_in_category() -> None:
    assert {one.code for one in built_in()} <= set(CODES)
    for one in built_in():
        assert len(set(one.words)) == len(one.words)
        assert all(word == word.strip().lower() for word in one.words)


@pytest.mark.parametrize(("direction", "text", "code"), SAID)
def test_words_say_a_category(direction: str, text: str, code: str | None) -> None:
    known = tuple(
        one.model_copy(update={"category_id": CODES.index(one.code)}) for one in built_in()
    )
    asked = f"SELECT {keyword_sql('t', known)} FROM (SELECT ? AS t, ? AS direction)"
    with duckdb.connect() as connection:
        found = connection.execute(asked, [text, direction]).fetchone()
    assert found is not None
    assert (None if found[0] is None else CODES[found[0]]) == code
