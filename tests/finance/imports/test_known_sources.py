"""Built-in templates: all of them whole, recognised whatever the order, a person's own first."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from core.finance.imports import ImportOptions, TemplateIn, create_template, run_import
from core.finance.imports.columns import FIELDS
from core.finance.imports.sources import Source, find_source, recognise, sources
from core.finance.imports.stage import STATUSES
from core.finance.imports.words import fold
from core.kit.errors import Invalid, NotFound
from core.kit.i18n import use_locale
from data.schema import FinancialRecord
from tests.finance.imports.reading import shown
from tests.finance.imports.samples import OWN
from tests.world import World

CARD = (
    "Date,Description,Card Member,Account #,Amount,Extended Details,Reference,Category,Country\n"
    "15/01/2026,SHOP,ANN,-41007,12.34,,'AT1',Other,UK\n"
    "20/01/2026,CAFE,ANN,-41007,2.00,,'AT2',Other,UK\n"
)
MEANINGS = {"signed", "reversed", "income", "expense"}


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.code)
def test_every_built_in_template_is_whole(source: Source) -> None:
    assert source.name and source.name_zh
    assert source.columns.keys() <= set(FIELDS)
    assert source.columns.keys() & {"amount", "income"}
    assert set(source.statuses.values()) <= set(STATUSES)
    assert set(source.directions.values()) <= {"income", "expense", "neutral"}
    assert {source.answers.get("direction", "signed")} <= MEANINGS
    names = [one[0] for one in source.header]
    told = {fold(words[0]) for words in source.columns.values()}
    every = list(dict.fromkeys([*names, *told]))
    for order in (every, ["something new", *reversed(every)]):
        known = recognise(order)
        assert known and known.name == source.title
    assert recognise(names[: len(names) // 2]) is None


def test_a_few_common_words_among_many_columns_are_no_layout() -> None:
    barclays = ["Number", "Date", "Account", "Amount", "Subcategory", "Memo"]
    assert recognise(barclays)
    assert recognise([*barclays, *(f"Something {n}" for n in range(9))]) is None


def test_names_are_found_in_both_languages() -> None:
    source = find_source("wechat-pay")
    assert source and source is find_source("WeChat Pay") is find_source("微信支付账单")
    with use_locale("en"):
        assert source.title == "WeChat Pay"
    with use_locale("zh_CN"):
        assert source.title == "微信支付账单"
    assert find_source("no such bank") is None


def test_what_stands_under_the_names_must_fit(tmp_path: Path) -> None:
    wrong = CARD.replace("15/01/2026,SHOP", "SHOP,15/01/2026")
    wrong = wrong.replace("20/01/2026,CAFE", "CAFE,20/01/2026")
    assert shown(tmp_path, CARD)["template"] == {
        "name": find_source("amex").title,  # type: ignore[union-attr]
        "source": "built-in",
    }
    assert shown(tmp_path, wrong)["template"] is None


def test_it_settles_what_else_would_be_asked(tmp_path: Path) -> None:
    unknown = CARD.replace("Card Member", "Who").replace("Account #", "Where")
    unknown = unknown.replace("Extended Details", "More").replace("Reference", "Code")
    known, untold = shown(tmp_path, CARD), shown(tmp_path, unknown)
    assert known["confidence"] >= untold["confidence"]
    assert [one["id"] for one in untold["questions"]] == ["direction"]
    assert known["questions"] == []
    assert [one["direction"] for one in known["totals"]] == ["expense"]


def test_what_a_person_says_goes_first(tmp_path: Path) -> None:
    said = shown(tmp_path, CARD, answers={"direction": "income"})
    assert [one["direction"] for one in said["totals"]] == ["income"]


@pytest.mark.integration
def test_a_source_without_a_currency_is_booked_in_its_own(world: World) -> None:
    file = OWN / "files" / "mufg.csv"
    report = run_import(world.who("finance"), file, file.name, "cli")
    assert {one["currency"] for one in report["totals"]} == {None}
    assert any("JPY" in note for note in report["notes"])
    with world.uow("finance") as ctx:
        assert set(ctx.session.scalars(select(FinancialRecord.currency))) == {"JPY"}


@pytest.mark.integration
def test_by_name_and_ones_own_before_the_built_in(world: World, tmp_path: Path) -> None:
    file = tmp_path / "card.csv"
    file.write_text(CARD)
    who = world.who("finance")

    def read(**options: str) -> dict[str, object]:
        chosen = ImportOptions.model_validate(options)
        return run_import(who, file, file.name, "cli", chosen, dry_run=True)

    title = read()["template"]["name"]  # type: ignore[index]
    assert read(template="amex")["template"] == {"name": title, "source": "built-in"}
    with pytest.raises(NotFound):
        read(template="no such bank")
    with pytest.raises(Invalid):
        read(template="wechat-pay")
    signature = str(read()["signature"])
    with world.uow("finance") as ctx:
        create_template(
            ctx,
            TemplateIn(name="Mine", signature=signature, columns={"description": "Card Member"}),
        )
    mine = read()
    assert mine["template"] == {"name": "Mine", "source": "own"}
    assert mine["columns"]["description"] == "Card Member"  # type: ignore[index]
    assert read(template="amex")["template"] == {"name": title, "source": "built-in"}
