"""The data dictionary as Markdown, in both languages, from the catalogue itself.

`python -m core.analytics.dictionary` prints what stands in `docs/analysts.md`.
"""

from __future__ import annotations

import sys

from core.analytics.catalogue import VIEWS
from core.analytics.views import CHINESE, View, documented_columns
from core.kit.i18n import SOURCE_LOCALE, t, use_locale


def dictionary() -> str:
    """A section for each view with a table of its columns."""
    return "\n\n".join(_section(view) for view in VIEWS.values())


def _section(view: View) -> str:
    with use_locale(SOURCE_LOCALE):
        english = documented_columns(view)
    with use_locale(CHINESE):
        chinese = documented_columns(view)
        translated = t(view.about)
    rows = [
        f"| {source.name} | {source.about} | {target.about} |"
        for source, target in zip(english, chinese, strict=True)
    ]
    head = f"### {view.name}\n\n{view.about}. {translated}。\n\n| column | meaning | 含义 |\n"
    return head + "| --- | --- | --- |\n" + "\n".join(rows)


if __name__ == "__main__":
    sys.stdout.write(dictionary() + "\n")
