"""Live screens: a fragment that draws `live_version` reruns by itself when data has changed.

    @part
    def figures() -> None:
        live_version("overview.live")
        with page_uow() as ctx: ...

One server-sent event stream a browser tab, whatever the number of live fragments. No polling.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.kit.uow import database

HERE = Path(__file__).parent
CHANGES = "/api/v1/changes"
_LIVE = st.components.v2.component(
    "selfmastery_live", js=(HERE / "live.js").read_text(encoding="utf-8")
)


def live_version(key: str) -> int:
    """The data version now; the calling fragment reruns when it moves.

    Call it once a fragment, before the data is read. The browser is told the version that was
    drawn, so that a change between drawing and listening is not missed, and the one it asked for
    last, so that it knows its question has arrived.
    """
    version = database().version()
    _LIVE(
        key=key,
        data={"url": CHANGES, "version": version, "asked": _asked(key)},
        default={"version": 0},
        on_version_change=_nothing,
        height=1,
    )
    return version


def _asked(key: str) -> float:
    """What the browser asked this card for last; 0 before it has."""
    state = st.session_state.get(key)
    return float(state.version) if state else 0.0


def _nothing() -> None:
    """A state key needs a callback to exist."""
