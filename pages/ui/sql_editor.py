"""The statement of the SQL page: catalogue beside an editor, or a plain field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from core.analytics import VIEWS, column_types, documented_columns
from core.kit.i18n import t

HERE = Path(__file__).parent
TEXT, REV, PLAIN = "sql.text", "sql.rev", "sql.plain"
EDITOR, FIELD = "sql.editor", "sql.field"
_BENCH = st.components.v2.component(
    "selfmastery_sql",
    html="""<div class="bench"><div class="sides">
<details class="catalogue"><summary></summary>
<input class="search" type="search"><div class="views"></div></details>
<div class="paper"><div class="gutter" aria-hidden="true"></div>
<div class="layers"><pre aria-hidden="true"><code></code></pre>
<textarea spellcheck="false" autocapitalize="off" autocomplete="off"></textarea></div></div>
</div></div>""",
    css=(HERE / "sql_editor.css").read_text(encoding="utf-8"),
    js=(HERE / "sql_editor.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Written:
    """The statement, and whether Ctrl+Enter asked for it to run."""

    sql: str
    run: bool = False


def put_text(sql: str) -> None:
    """Have the editor show another statement."""
    st.session_state[TEXT] = sql
    st.session_state[REV] = st.session_state.get(REV, 0) + 1
    st.session_state.pop(FIELD, None)


def current_text() -> str:
    """The statement as far as the browser has told it."""
    return str(st.session_state.get(TEXT, ""))


def draw_editor(*, wrong_line: int | None = None) -> Written:
    """Draw it. `wrong_line` is marked."""
    if st.session_state.get(PLAIN):
        return _plain_field()
    found = _BENCH(
        key=EDITOR,
        data=[
            {
                "sql": current_text(),
                "rev": st.session_state.setdefault(REV, 0),
                "mark": wrong_line,
                "views": catalogue(),
                "words": _words(),
            }
        ],
        on_sql_change=_keep,
        on_run_change=_nothing,
    )
    return Written(current_text(), run=bool(found.run))


def catalogue() -> list[dict[str, Any]]:
    """Views with their columns, described in the reader's language."""
    types = column_types()
    return [
        {
            "name": view.name,
            "about": t(view.about),
            "columns": [
                {"name": one.name, "about": one.about, "kind": _short(types, view.name, one.name)}
                for one in documented_columns(view)
            ],
        }
        for view in VIEWS.values()
    ]


def _short(types: Mapping[tuple[str, str], str], view: str, column: str) -> str:
    kind = types.get((view, column), "")
    return kind.split("(", maxsplit=1)[0].lower()


def _words() -> dict[str, str]:
    return {
        "catalogue": t("Views and columns"),
        "search": t("Find a view or column"),
        "nothing": t("Nothing found"),
        "insert": t("Insert"),
        "editor": t("SQL statement; Ctrl+Enter runs it, Esc and then Tab leaves the field"),
        "placeholder": t("SELECT …  (Ctrl+Enter runs it)"),
    }


def _plain_field() -> Written:
    if FIELD not in st.session_state:
        st.session_state[FIELD] = current_text()
    text = st.text_area(t("SQL statement"), key=FIELD, height=240)
    st.session_state[TEXT] = text or ""
    return Written(current_text())


def _keep() -> None:
    """State of an element is lost when its page is left: keep the statement."""
    text = st.session_state[EDITOR].get("sql")
    if text is not None:
        st.session_state[TEXT] = text


def _nothing() -> None:
    """A state key needs a callback to exist."""
