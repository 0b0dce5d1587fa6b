"""Categorisation rules: made, ordered, tried, applied to the books, learned, and keywords."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import Field
from starlette.responses import Response

from api.calls import Posting, Reading, answer
from api.listing import ListOf
from api.resources import Resource, RowId, add_resource, created, needs
from api.routing import new_router
from core.finance import categorisation as rules
from core.finance.categorisation import (
    HistoryIn,
    HistoryResult,
    Keywords,
    KeywordsIn,
    RuleIn,
    RuleRow,
    RuleTest,
    Suggestion,
)
from core.finance.imports import CategoryCount, categories_of_import
from core.kit.inputs import Id, Input

router = new_router("money")
PATH = "/v1/categorisation-rules"
COMPANY = needs("records.edit") + " With company scope."
SuggestionId = Annotated[str, Path(alias="id", pattern="^[0-9a-f]{1,64}$")]
BatchId = Annotated[str, Path(alias="id", pattern="^[0-9a-f]{1,64}$")]


class OrderIn(Input):
    """All rules, in the order they are to be asked."""

    ids: tuple[Id, ...] = Field(max_length=1000)


class Order(Input):
    """The order rules are asked in."""

    ids: tuple[int, ...]


@router.get(
    f"{PATH}/suggestions",
    summary="List rules learned from what people chose",
    description=COMPANY,
    response_model=ListOf[Suggestion],
)
def list_suggestions(call: Reading) -> Response:
    found = call.read(rules.list_suggestions)
    return answer({"items": found, "next_cursor": None}).response()


@router.post(
    f"{PATH}/suggestions/{{id}}/accept",
    summary="Make the rule that is suggested",
    description=COMPANY,
    response_model=RuleRow,
    status_code=201,
)
def accept_suggestion(call: Posting, suggestion_id: SuggestionId) -> Response:
    return call.change(lambda ctx: created(PATH, rules.accept_suggestion(ctx, suggestion_id)), 201)


@router.post(
    f"{PATH}/suggestions/{{id}}/dismiss",
    summary="Do not suggest that again",
    description=COMPANY,
    status_code=204,
)
def dismiss_suggestion(call: Posting, suggestion_id: SuggestionId) -> Response:
    return call.change(lambda ctx: rules.dismiss_suggestion(ctx, suggestion_id), 204)


@router.get(
    f"{PATH}/keywords",
    summary="Read the built-in keywords, and whether imports use them",
    description=needs("records.view"),
    response_model=Keywords,
)
def get_keywords(call: Reading) -> Response:
    return answer(call.read(rules.get_keywords)).response()


@router.put(
    f"{PATH}/keywords",
    summary="Have imports use the built-in keywords, or not",
    description=COMPANY,
    response_model=Keywords,
)
def put_keywords(call: Posting, body: KeywordsIn) -> Response:
    return call.change(lambda ctx: rules.switch_keywords(ctx, body.active))


@router.post(
    f"{PATH}/reorder",
    summary="Ask all rules in this order",
    description=COMPANY,
    response_model=Order,
)
def reorder_rules(call: Posting, body: OrderIn) -> Response:
    return call.change(lambda ctx: {"ids": rules.reorder_rules(ctx, body.ids)})


@router.post(
    f"{PATH}/test",
    summary="What a rule that is not saved yet holds for in the books",
    description=needs("records.view") + " Of records one sees.",
    response_model=RuleTest,
)
def test_new_rule(call: Reading, body: RuleIn) -> Response:
    return answer(call.read(lambda ctx: rules.test_rule(ctx, body))).response()


@router.post(
    f"{PATH}/{{id}}/test",
    summary="What a rule holds for in the books",
    description=needs("records.view") + " Of records one sees.",
    response_model=RuleTest,
)
def test_stored_rule(call: Reading, row_id: RowId) -> Response:
    return answer(call.read(lambda ctx: rules.test_rule(ctx, row_id))).response()


@router.post(
    f"{PATH}/apply/preview",
    summary="What applying the rules to the books would change; writes nothing",
    description=COMPANY,
    response_model=HistoryResult,
)
def preview_history(call: Reading, body: HistoryIn | None = None) -> Response:
    return answer(call.read(lambda ctx: rules.preview_history(ctx, body))).response()


@router.post(
    f"{PATH}/apply",
    summary="Apply the rules to the books",
    description=COMPANY,
    response_model=HistoryResult,
)
def apply_to_history(call: Posting, body: HistoryIn | None = None) -> Response:
    return call.change(lambda ctx: rules.apply_to_history(ctx, body))


@router.get(
    "/v1/imports/{id}/categories",
    summary="The categories of an import's records and what decides them",
    description=needs("imports.run") + " As it stands now, before the commit and after.",
    response_model=ListOf[CategoryCount],
)
def import_categories(call: Reading, batch_id: BatchId) -> Response:
    found = call.read(lambda ctx: categories_of_import(ctx, batch_id))
    return answer({"items": found, "next_cursor": None}).response()


add_resource(
    router,
    Resource(
        PATH,
        "categorisation_rule",
        "categorisation_rules",
        spec=rules.RULE_LIST,
        row=rules.RuleRow,
        made=rules.RuleIn,
        patch=rules.RulePatch,
        list=rules.list_rules,
        get=rules.get_rule,
        create=rules.create_rule,
        update=rules.update_rule,
        delete=rules.delete_rule,
        sees="records.view",
        edits="records.edit",
    ),
)
