"""Every sample is read right, or asks the right question; told nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.finance.imports.scratch import scratch
from core.finance.imports.sources import find_source
from tests.finance.imports.samples import (
    OWN,
    differences,
    own_truth,
    read_file,
    shared_truth,
)
from tests.samples.write import samples

TRUTH = own_truth()
SHARED = Path(os.environ["SELFMASTERY_SAMPLES"]) if "SELFMASTERY_SAMPLES" in os.environ else None
REAL = shared_truth(SHARED) if SHARED else {}


def test_files_and_truth_are_what_their_makers_write() -> None:
    made = samples()
    assert (
        {sample.name for sample in made}
        == set(TRUTH)
        == {f.name for f in (OWN / "files").iterdir()}
    )
    assert not [s.name for s in made if s.data() != (OWN / "files" / s.name).read_bytes()]


@pytest.mark.parametrize("name", TRUTH)
def test_read_right_or_asked(tmp_path: Path, name: str) -> None:
    truth = TRUTH[name]
    file = OWN / "files" / name
    read = read_file(file, tmp_path / "untold")
    asked = sorted(question["id"] for question in read.shown["questions"])
    assert asked == sorted(truth.asks or ())
    if truth.answers:
        read = read_file(file, tmp_path / "told", truth.answers)
    assert not differences(read.shown, truth)
    with scratch(read.folder, read_only=True) as connection:
        found = connection.execute(
            "SELECT status::VARCHAR, count(*) FROM staged WHERE kind = 'record' GROUP BY 1"
        ).fetchall()
    assert dict(found) == truth.statuses


@pytest.mark.parametrize("name", TRUTH)
def test_a_built_in_template_is_recognised_and_settles_what_it_knows(
    tmp_path: Path, name: str
) -> None:
    truth = TRUTH[name]
    source = find_source(truth.template) if truth.template else None
    read = read_file(OWN / "files" / name, tmp_path / "untold", built_in=True)
    told = read.shown["template"]
    assert told == ({"name": source.title, "source": "built-in"} if source else None)
    if source is None:
        return
    assert {one["id"] for one in read.shown["questions"]} <= {"table"}
    assert not differences(read.shown, truth)


@pytest.mark.parametrize("built_in", [False, True])
@pytest.mark.parametrize("name", REAL)
def test_real_exports_are_never_silently_wrong(
    tmp_path: Path, name: str, *, built_in: bool
) -> None:
    assert SHARED
    read = read_file(SHARED / "finance" / name, tmp_path / "untold", built_in=built_in)
    wrong = differences(read.shown, REAL[name])
    assert not wrong or read.shown["questions"] or read.shown["rows"]["rejected"]
