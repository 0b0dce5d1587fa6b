"""Customer satisfaction: the trend and the scores behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from core.kit.i18n import N_, t
from core.satisfaction import (
    SCORE_LIST,
    ScoreIn,
    ScorePatch,
    create_score,
    delete_score,
    get_score,
    list_scores,
    satisfaction_trend,
    update_score,
)
from pages.ui.choices import as_options
from pages.ui.file_import import import_dialog
from pages.ui.filters import FILTER_WIDTH, Options
from pages.ui.format import day, number
from pages.ui.lists import Column, ListFilter, RecordList
from pages.ui.records import RecordPage
from pages.ui.satisfaction import HINTS, PAGE, SCORE_IMPORT, draw_trend, links, start
from pages.ui.session import current_actor, page_uow
from pages.ui.things import Services, Thing, thing_page
from pages.ui.url import filters_in_url, opened_record, write_filters

SCORE = Column("score", "number")
PLACES = (Column("customer_id"), Column("project_id"), Column("department_id", phone=False))
ABOUT = f"{PAGE}.about"


def narrowing(options: Mapping[str, Options]) -> dict[str, str]:
    """Whom the page is about, as the address says."""

    def reader(known: Options) -> Callable[[str], str | None]:
        return lambda text: text if text in known else None

    filters_in_url(ABOUT, {name: reader(known) for name, known in options.items()})
    chosen = {name: st.session_state[f"{ABOUT}.{name}"] for name in options}
    return {name: text for name, text in chosen.items() if text}


def above(options: Mapping[str, Options], chosen: Mapping[str, str]) -> None:
    """Whom the page is about, the trend of it, and the way in for files."""
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{ABOUT}.bar"):
        found = {}
        for name, known in options.items():
            with st.container(width=FILTER_WIDTH, key=f"{ABOUT}.{name}.box"):
                found[name] = ListFilter(name).draw(f"{ABOUT}.{name}", known)
        write_filters(ABOUT, found)
        if current_actor().can("customers.edit") and st.button(
            t("Import"), icon=":material/upload_file:", key=f"{PAGE}.import"
        ):
            import_dialog(SCORE_IMPORT)
    with page_uow() as ctx:
        trend = satisfaction_trend(ctx, **{name: int(text) for name, text in chosen.items()})
    if trend.scores:
        draw_trend(trend, key=PAGE)


def scores(options: Mapping[str, Options], chosen: Mapping[str, str]) -> Thing:
    """The screen of the scores that the address names."""
    return replace(
        SCORES,
        listing=replace(SCORES.listing, fixed=tuple(chosen.items())),
        above=lambda: above(options, chosen),
        start={**start(), **{name: int(text) for name, text in chosen.items()}},
    )


SCORES = Thing(
    title=N_("Customer satisfaction"),
    new=N_("New score"),
    listing=RecordList(
        page=PAGE,
        load=list_scores,
        listing=SCORE_LIST,
        columns=(
            *PLACES[:1],
            SCORE,
            Column("scored_on", "day"),
            *PLACES[1:],
            Column("comment"),
        ),
        names=lambda ctx, _rows: links(ctx),
        filters=(
            ListFilter("date_from", "day", label=N_("From")),
            ListFilter("date_to", "day", label=N_("To")),
        ),
        empty=N_("No scores yet"),
        hint=N_("Enter what customers say after a delivery, or import the answers of a survey."),
        icon=":material/sentiment_satisfied:",
    ),
    record=RecordPage(
        page=PAGE,
        target_type="satisfaction_score",
        back=N_("Customer satisfaction"),
        fields=(*PLACES, SCORE, Column("scored_on", "day"), Column("comment")),
    ),
    services=Services(get_score, create_score, update_score, delete_score),
    model=ScoreIn,
    patch=ScorePatch,
    edit="customers.edit",
    title_of=lambda row: f"{number(row.score)} · {day(row.scored_on)}",
    choices=links,
    hints=HINTS,
)

if opened_record() is None:
    with page_uow() as context:
        offered = {name: as_options(dict(known)) for name, known in links(context).items()}
    thing_page(scores(offered, narrowing(offered)))
else:
    thing_page(SCORES)
