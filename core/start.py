"""Wiring: every front door calls `boot()` once, before its first unit of work.

Importing a feature registers its event handlers; a feature that is not imported here does not
hear of committed changes.
"""

from __future__ import annotations

import gc
from functools import cache

from core.kit.logs import configure_logs
from core.kit.reports import configure_reports
from core.kit.settings import get_settings

UNSEEN = (10_000, 20, 20)
"""New objects, looks at those, looks at what these left, until Python looks for rubbish: a page of
a thousand rows makes ten thousand objects, and looking at them all again and again took a third of
its time."""


@cache
def boot() -> None:
    """Set up the log and error reports, and have every feature register what it reacts to."""
    configure_logs(get_settings().log_format)
    configure_reports(get_settings().sentry_dsn)
    _wire_features()
    gc.set_threshold(*UNSEEN)
    if gc.isenabled():  # the web process looks for rubbish once it has started, and rests till then
        gc.freeze()  # what starting made stays: a whole look at it takes a tenth of a second


def _wire_features() -> None:
    import core.alerts
    import core.analytics
    import core.audit
    import core.company
    import core.dashboards
    import core.finance
    import core.identity
    import core.indicators
    import core.kit.events  # the outbox handles events after each commit
    import core.notifications
    import core.operations
    import core.projects
    import core.receivables  # noqa: F401
