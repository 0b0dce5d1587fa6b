"""Templates go out as text and come in again; what is no template is refused with a reason."""

from __future__ import annotations

import pytest

from core.finance.imports import TemplateIn, create_template
from core.finance.imports.template_text import (
    LONGEST,
    export_template,
    import_template,
    parse_text,
    template_text,
)
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.world import World

WANTED = TemplateIn(
    name='Bank "Süd" \\ 南',
    signature="0123456789abcdef0123456789abcdef",
    columns={"record_date": "Tag # 1", "amount": 'Betrag "€"', "description": "a = b\nc"},
    answers={"date_order": "DMY"},
)
GOOD = 'format = 1\nname = "Bank"\n[columns]\namount = "Betrag"\n'


@pytest.mark.integration
def test_a_template_goes_out_and_comes_in_again(world: World) -> None:
    with world.uow("finance") as ctx:
        row = create_template(ctx, WANTED)
        text = template_text(ctx, row.id)
        assert text == export_template(ctx, WANTED.name)
        assert parse_text(text) == WANTED
        with pytest.raises(Conflict):
            import_template(ctx, text)
        again = import_template(ctx, text.replace("Süd", "Nord"))
    assert (again.columns, again.answers, again.signature) == (
        WANTED.columns, WANTED.answers, WANTED.signature,
    )  # fmt: skip


@pytest.mark.integration
def test_only_who_imports_reads_and_saves_them(world: World) -> None:
    with world.uow("finance") as ctx:
        row = create_template(ctx, WANTED)
        with pytest.raises(NotFound):
            export_template(ctx, "nobody's")
    with world.uow("outsider") as ctx:
        for work in (
            lambda: template_text(ctx, row.id),
            lambda: export_template(ctx, WANTED.name),
            lambda: import_template(ctx, GOOD),
        ):
            with pytest.raises(NotPermitted):
                work()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name = ",
        "format = 1",
        "format = true\nname = 'x'",
        "format = 2\nname = 'x'",
        "format = 1\nname = ''",
        "format = 1\nname = 3",
        "format = 1\nname = 'x'\nrun = 'rm'",
        "format = 1\nname = 'x'\nsignature = 'short'",
        "format = 1\nname = 'x'\ncolumns = 3",
        "format = 1\nname = 'x'\n[columns]\namount = 3",
        "format = 1\nname = 'x'\n[columns]\namount = ['a']",
        "format = 1\nname = 'x'\n[columns]\nsalary = 'a'",
        "format = 1\nname = 'x'\n[answers]\ndirection = ''",
        "format = 1\nname = 'x'\n[answers]\ndirection = '" + "x" * 600 + "'",
        'format = 1\nname = "a\\u0000b"',
        "format = 1\nname = 'x'\n[answers]\n" + "\n".join(f"a{n} = 'x'" for n in range(101)),
        "x = " + "[" * 5000,
        "[" + "a." * 3000 + "a]\n",
        GOOD + "#" * LONGEST,
        "\ufffd\ufffd",
        '{"name": "json"}',
    ],
)
def test_hostile_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_text(text)
    assert refused.value.text()


def test_line_ends_and_a_mark_do_not_matter() -> None:
    assert parse_text("\ufeff" + GOOD.replace("\n", "\r\n")) == parse_text(GOOD)
