"""`python -m tests.samples.write`: writes every sample and truth.json anew, always the same."""

from __future__ import annotations

import json
from pathlib import Path

from tests.samples.making import (
    britain,
    cells,
    china,
    china_books,
    china_pay,
    china_shops,
    europe,
    more_world,
    north_and_east,
    services,
    shapes,
    spreadsheets,
    statements,
    world,
)
from tests.samples.making.model import Sample
from tests.samples.making.templates import TEMPLATES

HERE = Path(__file__).resolve().parent
FILES = HERE / "files"


def samples() -> list[Sample]:
    """All of them."""
    parts = (
        china_pay, china, china_books, services, britain, europe, north_and_east, world, shapes,
        cells, spreadsheets, statements, china_shops, more_world,
    )  # fmt: skip
    return [make() for part in parts for make in part.SAMPLES]


def main() -> None:
    """Write the files and what they say."""
    FILES.mkdir(exist_ok=True)
    made = samples()
    for sample in made:
        (FILES / sample.name).write_bytes(sample.data())
    truth = {
        sample.name: {**sample.truth(), "template": TEMPLATES.get(sample.name)} for sample in made
    }
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (HERE / "truth.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
