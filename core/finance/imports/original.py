"""The file as it was handed in, kept beside its preview so that it can be decoded again."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.finance.imports import errors

NAME = "original"


def keep_original(file: Path, folder: Path) -> None:
    """Keep `file` in the batch's folder: moved from the spool, copied from anywhere else."""
    target = folder / NAME
    if file == target:
        return
    if folder.parent in file.parents:
        file.replace(target)
        return
    partial = folder / f"{NAME}.part"
    shutil.copyfile(file, partial)
    partial.replace(target)


def original(folder: Path) -> Path:
    """The kept file. Raises Conflict when it is gone."""
    path = folder / NAME
    if not path.exists():
        raise errors.spool_gone()
    return path
