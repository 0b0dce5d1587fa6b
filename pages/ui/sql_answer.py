"""The answer on the SQL page: running, refused, or rows as a grid, a chart and a file."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any

import streamlit as st

from core.analytics import (
    Chart,
    ChartKind,
    ExportFormat,
    QueryResult,
    RunningQuery,
    export_sql,
    scratch_folder,
)
from core.kit.errors import AppError
from core.kit.i18n import t
from core.kit.settings import get_settings
from core.kit.uow import Credential
from pages.ui.errors import part, show_error
from pages.ui.export import draw_downloads, offer_file
from pages.ui.format import moment, number
from pages.ui.notices import empty_state
from pages.ui.sql_chart import KIND_NAMES, fits, is_numeric, option_of, suggested

HERE = Path(__file__).parent
RUNNING, ASKED, CHART = "sql.running", "sql.asked", "sql.chart"
POLL = 0.4  # seconds
CHART_HEIGHT = 380
FORMATS = tuple(kind.value for kind in ExportFormat)
_GRID = st.components.v2.component(
    "selfmastery_answer",
    html='<div class="answer" tabindex="0"></div>',
    css=(HERE / "sql_grid.css").read_text(encoding="utf-8"),
    js=(HERE / "sql_grid.js").read_text(encoding="utf-8"),
)


def running() -> RunningQuery | None:
    """The query that was started last, running or done."""
    found: RunningQuery | None = st.session_state.get(RUNNING)
    return found


def is_running() -> bool:
    """Whether it has not come to an end."""
    found = running()
    return found is not None and not found.is_done


def wrong_line() -> int | None:
    """The line the last error names."""
    found = running()
    error = found.error if found and found.is_done else None
    return error.params.get("line") if error else None


def draw_answer() -> None:
    """What came of the query; while it runs, this part asks again by itself."""
    found = running()
    if found is None:
        empty_state(
            t("Ask a question"),
            t("Write a SELECT, or open a saved query. The catalogue says what there is."),
            icon=":material/terminal:",
            key="sql",
        )
    elif not found.is_done:
        part(_waiting, every=POLL)()
    elif found.error is not None:
        _refused(found.error)
    elif found.result is not None:
        _shown(found.result)


def _waiting() -> None:
    found = running()
    if found is None or found.is_done:
        st.rerun()
    else:
        with st.container(horizontal=True, vertical_alignment="center", key="sql.waiting"):
            st.markdown(f":material/hourglass_top: {t('Running for {n} s', n=int(found.seconds))}")
            if st.button(t("Cancel"), icon=":material/stop:", key="sql.cancel"):
                found.cancel()
                found.wait(1)
                st.rerun()


def _refused(error: AppError) -> None:
    show_error(error)
    line, column = error.params.get("line"), error.params.get("column")
    if line and column and error.code == "sql.failed":
        st.caption(t("Line {line}, column {column}", line=line, column=column))


def _shown(answer: QueryResult) -> None:
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key="sql.answer_head",
    ):
        st.caption(_summary(answer), width="content")
        if answer.rows:
            _export()
    if not answer.rows:
        empty_state(t("No rows"), t("The statement holds for nothing."), key="sql.none")
        return
    table, chart = st.tabs([t("Table"), t("Chart")], key="sql.views")
    with table:
        _grid(answer)
    with chart:
        _chart(answer)


def _summary(answer: QueryResult) -> str:
    rows = number(len(answer.rows))
    if answer.truncated:
        counted = t("The first {n} rows; there are more. Export has them all.", n=rows)
    else:
        counted = t("{n} rows", n=rows)
    parts = [counted, t("{n} s", n=f"{answer.seconds:.2f}")]
    if answer.snapshot_at:
        copied = datetime.fromisoformat(answer.snapshot_at)
        parts.append(t("data of {moment}", moment=moment(copied)))
    return " · ".join(parts)


def _grid(answer: QueryResult) -> None:
    _GRID(
        key="sql.grid",
        data=[
            {
                "rev": id(answer),
                "columns": [
                    {
                        "name": name,
                        "kind": kind,
                        "numeric": is_numeric(kind),
                        "grouped": kind.startswith("DECIMAL"),
                    }
                    for name, kind in zip(answer.columns, answer.types, strict=True)
                ],
                "rows": [list(row) for row in answer.rows],
                "words": {"name": t("Answer")},
            }
        ],
    )


def _export() -> None:
    sql, params = st.session_state[ASKED]

    def make(who: Credential, suffix: str) -> IO[bytes]:
        return _file(who, sql, params, suffix)

    addresses = offer_file(
        "query", (), lambda _who: iter(()), what=(sql, repr(params)), make=make, formats=FORMATS
    )
    draw_downloads(addresses, key="sql")


def _file(who: Credential, sql: str, params: Mapping[str, Any], suffix: str) -> IO[bytes]:
    """All rows as a file that is gone when it is closed."""
    sent = tempfile.TemporaryFile(dir=get_settings().folder("spool"))  # noqa: SIM115
    try:
        with scratch_folder() as folder:
            made = folder / f"query.{suffix}"
            export_sql(who, sql, made, ExportFormat(suffix), params=params)
            with made.open("rb") as source:
                copyfileobj(source, sent)
    except BaseException:
        sent.close()
        raise
    sent.seek(0)
    return sent


def _chart(answer: QueryResult) -> None:
    kept: Chart | None = st.session_state.get(CHART)
    start = kept if kept and fits(kept, answer) else suggested(answer)
    if start is None:
        st.caption(t("A chart needs several rows and a column of numbers."))
        return
    chart = _chosen(start, answer)
    st.session_state[CHART] = chart
    if chart:
        st.echarts_chart(
            option_of(chart, answer),
            key="sql.drawn",
            height=CHART_HEIGHT,
            alt=t("{y} by {x}", y=", ".join(chart.y), x=chart.x),
        )


def _chosen(start: Chart, answer: QueryResult) -> Chart | None:
    columns = list(dict.fromkeys(answer.columns))
    numbers = [
        name for name, kind in zip(answer.columns, answer.types, strict=True) if is_numeric(kind)
    ]
    mark = f"{hash(answer.columns)}"
    kinds = {one: t(KIND_NAMES[one]) for one in ChartKind}
    with st.container(horizontal=True, vertical_alignment="bottom", key="sql.chart_row"):
        kind = st.segmented_control(
            t("Kind"),
            list(ChartKind),
            default=start.kind,
            format_func=kinds.__getitem__,
            key=f"sql.chart_kind.{mark}",
        )
        x = st.selectbox(
            t("Across"), columns, index=columns.index(start.x), key=f"sql.chart_x.{mark}", width=200
        )
        y = st.multiselect(
            t("Figures"),
            list(dict.fromkeys(numbers)),
            default=[one for one in start.y if one in numbers],
            max_selections=8,
            key=f"sql.chart_y.{mark}",
            width=320,
        )
    return Chart(kind=kind or start.kind, x=x, y=tuple(y)) if y else None
