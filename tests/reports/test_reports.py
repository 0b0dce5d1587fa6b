"""Printed reports: whatever people type stays text, and a template reaches nothing outside."""

from __future__ import annotations

from typing import Any

import pytest

from core.kit.errors import Unavailable
from core.reports import Sheet, rendering
from core.reports.rendering import clean, render

HOSTILE = (
    '#eval("1+1")',
    '#read("/etc/hostname") $x^2$ *b* _i_ `raw` <label> @ref // c /* c */ \\u{1F600} \\',
    '"]} #panic("x") {"',
    "中文项目 🚀 مشروع עברית",
    "W" * 400,
    "line\nbreak\ttab\x00nul\u202eturned",
    "",
)


def sheet(text: str) -> Sheet:
    """A report in which every text is `text`."""
    figure = {"label": text, "value": text, "note": text}
    milestone = dict.fromkeys(("name", "baseline", "planned", "reached", "slip", "weight"), text)
    data: dict[str, Any] = {
        "lang": "zh",
        **dict.fromkeys(
            ("title", "company", "project", "printed", "verdict", "because", "left_out", "note"),
            text,
        ),
        "about": [text],
        "light": {"name": text, "tone": "bad"},
        "reasons": [text],
        "figures": [figure],
        "milestones": [{**milestone, "late": True, "status": text, "tone": "good"}],
        "forecasts": [{"method": text, "value": text, "told": True}],
        "money": [{"label": text, "value": text}],
        "words": {
            **dict.fromkeys(("curve", "milestones", "forecast", "money"), text),
            "milestone_columns": [text] * 7,
            "forecast_columns": [text] * 2,
        },
    }
    chart = {
        "data": {"values": [{"x": 1, "y": 2, "line": text}, {"x": 2, "y": 3, "line": text}]},
        "mark": "line",
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": text},
            "y": {"field": "y", "type": "quantitative"},
            "color": {"field": "line", "type": "nominal"},
        },
    }
    return Sheet("progress", data, {"curve": chart})


@pytest.mark.integration
def test_whatever_people_type_becomes_a_pdf() -> None:
    for text in (" ".join(HOSTILE), ""):
        made = render(sheet(text))
        assert made.startswith(b"%PDF-")
        assert len(made) > 5_000


def test_texts_lose_signs_that_cannot_be_printed_and_long_words_can_break() -> None:
    assert clean("a\x00b\nc\u202ed") == "a b c d"
    assert clean({"a": ["W" * 24, "short"]}) == {"a": ["W" * 12 + "\u200b" + "W" * 12, "short"]}
    assert clean("中" * 100) == "中" * 100
    assert clean((1, None, True)) == [1, None, True]


@pytest.mark.integration
@pytest.mark.parametrize(
    "template",
    [
        '#read("/etc/hostname")',
        '#read("../../../../../../../../etc/hostname")',
        '#image("https://example.com/x.png")',
        '#panic("stop")',
    ],
)
def test_a_template_opens_no_file_and_no_address(
    template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "_template", lambda _name: template)
    with pytest.raises(Unavailable):
        render(Sheet("progress", {}, {}))


def test_no_template_takes_packages_or_markup_from_data() -> None:
    for file in (rendering.HERE / "templates").glob("*.typ"):
        text = file.read_text(encoding="utf-8")
        assert "#import" not in text
        assert "#include" not in text
        assert "eval(" not in text
        assert "read(" not in text
