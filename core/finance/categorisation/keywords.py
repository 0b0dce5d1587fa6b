"""Built-in bilingual keywords: first categories where no person and no file says one."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from sqlalchemy import select

from core.company import get_setting, put_setting
from core.finance.categorisation.errors import require_rule_maker
from core.finance.categorisation.schemas import Keyword, Keywords
from core.finance.categorisation.texts import literal
from core.finance.states import Direction
from core.kit.context import Ctx
from data.schema import Category

FILE = Path(__file__).with_name("keywords.toml")
SETTING = "categorisation.keywords"
FEW = 4  # keywords that are tried one by one
_BEYOND_LATIN = "\u0250"


@cache
def built_in() -> tuple[Keyword, ...]:
    """The keywords of the data file, in the order they are tried."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["keyword"]
    return tuple(
        Keyword(
            code=one["category"],
            category_id=None,
            direction=Direction(one["direction"]) if "direction" in one else None,
            words=tuple(one["words"]),
        )
        for one in found
    )


def keywords_on(ctx: Ctx) -> bool:
    """Whether imports use the built-in keywords; they do unless somebody switched them off."""
    return get_setting(ctx, SETTING) is not False


def get_keywords(ctx: Ctx) -> Keywords:
    """The built-in keywords with the company's categories. Raises NotPermitted."""
    ctx.require("records.view")
    return Keywords(active=keywords_on(ctx), keywords=_of_company(ctx))


def switch_keywords(ctx: Ctx, active: bool) -> Keywords:
    """Have imports use the built-in keywords, or not. Raises NotPermitted."""
    require_rule_maker(ctx)
    if active != keywords_on(ctx):
        put_setting(ctx, SETTING, active)
    return get_keywords(ctx)


def usable_keywords(ctx: Ctx) -> tuple[Keyword, ...]:
    """Those imports use now: of categories in use, none while they are switched off."""
    if not keywords_on(ctx):
        return ()
    return tuple(one for one in _of_company(ctx) if one.category_id is not None)


def _of_company(ctx: Ctx) -> tuple[Keyword, ...]:
    in_use = select(Category.code, Category.id).where(Category.is_active)
    ids = dict(ctx.session.execute(in_use).all())
    return tuple(one.model_copy(update={"category_id": ids.get(one.code)}) for one in built_in())


def keyword_sql(text: str, keywords: tuple[Keyword, ...]) -> str:
    """DuckDB SQL of the category the words in `text` say, null for none. One quick look at all
    words first: most rows hold none."""
    if not keywords:
        return "CAST(NULL AS BIGINT)"
    seen = _says(text, keywords)
    return f"CAST(CASE WHEN {seen} THEN {_first(text, keywords)} END AS BIGINT)"


def _first(text: str, keywords: tuple[Keyword, ...]) -> str:
    """SQL of the first keyword that holds; halves are looked at before what is in them."""
    if len(keywords) < FEW:
        branches = " ".join(f"WHEN {_holds(text, one)} THEN {one.category_id}" for one in keywords)
        return f"CASE {branches} END"
    middle = len(keywords) // 2
    before, after = keywords[:middle], keywords[middle:]
    found = f"CASE WHEN {_says(text, before)} THEN {_first(text, before)} END"
    return f"coalesce({found}, {_first(text, after)})"


def _says(text: str, keywords: tuple[Keyword, ...]) -> str:
    """SQL whether the text holds any of the words."""
    every = _expression(tuple(word for one in keywords for word in one.words))
    return f"regexp_matches({text}, {literal(every)})"


def _holds(text: str, keyword: Keyword) -> str:
    found = f"regexp_matches({text}, {literal(_expression(keyword.words))})"
    if keyword.direction is None:
        return f"direction <> 'neutral' AND {found}"
    return f"direction = '{keyword.direction.value}' AND {found}"


def _expression(words: tuple[str, ...]) -> str:
    """Latin words as whole words, others wherever they stand, whatever the case."""
    latin = [re.escape(word) for word in words if word[0] < _BEYOND_LATIN]
    others = [re.escape(word) for word in words if word[0] >= _BEYOND_LATIN]
    whole = [rf"\b(?:{'|'.join(latin)})\b"] if latin else []
    return "(?i)" + "|".join([*others, *whole])
