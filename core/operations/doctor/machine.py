"""The machine: Python, packages, home folder, disk, fonts, clock."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.kit.i18n import N_, t
from core.kit.settings import Settings
from core.kit.version import VERSION
from core.operations.doctor.rows import Probe, fail, ok, warn

OLDEST_PYTHON = (3, 11)
PACKAGES = ("streamlit", "duckdb", "sqlalchemy", "duckdb-sqlalchemy", "polars", "fastapi")
ROOM_WARN, ROOM_FAIL = 5 << 30, 500 << 20  # bytes
OTHERS = 0o077
CJK_FILES = ("*CJK*", "*Noto*SC*", "msyh*", "simsun*", "simhei*", "PingFang*", "wqy*", "STHeiti*")
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
    "~/.fonts",
    "~/.local/share/fonts",
)
BUILT = datetime.fromisoformat("2026-01-01T00:00:00+00:00")  # no real clock is before this


def probes(settings: Settings, now: datetime) -> Iterator[Probe]:
    """All of the machine."""
    yield _python()
    yield _packages()
    yield _settings(settings)
    yield _home(settings)
    yield _key(settings)
    yield _disk(settings)
    yield _fonts()
    yield _clock(now)


def _python() -> Probe:
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < OLDEST_PYTHON:
        return fail("python", found, t(N_("Install Python 3.11 or newer.")))
    return ok("python", found)


def _packages() -> Probe:
    found = [f"selfmastery {VERSION}"]
    try:
        found += [f"{name} {version(name)}" for name in PACKAGES]
    except PackageNotFoundError as error:
        return fail("packages", str(error), t(N_("Run: pip install -r requirements.txt")))
    return ok("packages", ", ".join(found))


def _settings(settings: Settings) -> Probe:
    from core.operations.place import masked

    shown = {
        "SELFMASTERY_HOME": settings.home,
        "DATABASE_URL": masked(settings.url),
        "SELFMASTERY_JOBS": settings.jobs,
        "SELFMASTERY_LOCALE": settings.locale,
        "SELFMASTERY_LOG_FORMAT": settings.log_format,
        "SELFMASTERY_MAX_UPLOAD_MB": settings.max_upload_mb,
        "SENTRY_DSN": "•••" if settings.sentry_dsn else "",
        "SELFMASTERY_SECRET_KEY": "•••" if settings.secret_key else "",
    }
    return ok("settings", ", ".join(f"{name}={value}" for name, value in shown.items()))


def _home(settings: Settings) -> Probe:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.home):
            pass
    except OSError as error:
        return fail("home", str(error), t(N_("Let the program's user write there.")))
    if os.name != "nt" and settings.home.stat().st_mode & OTHERS:
        advice = t(
            N_("Others on this machine can look into it. Run: chmod 700 {folder}"),
            folder=settings.home,
        )
        return warn("home", str(settings.home), advice)
    return ok("home", str(settings.home))


def _key(settings: Settings) -> Probe:
    if settings.secret_key:
        return ok("key", "SELFMASTERY_SECRET_KEY")
    path = settings.home / "keys" / "secret.key"
    if not path.exists():
        return warn("key", t(N_("none yet")), t(N_("It is made at first start.")))
    if os.name != "nt" and path.stat().st_mode & OTHERS:
        return fail("key", str(path), t(N_("Others can read it. Run: chmod 600 {file}"), file=path))
    return ok("key", f"{path} ({t(N_('keep a copy elsewhere; backups do not hold it'))})")


def _disk(settings: Settings) -> Probe:
    free = shutil.disk_usage(_existing(settings.home)).free
    found = t(N_("{gigabytes} GB free"), gigabytes=f"{free / (1 << 30):.1f}")
    advice = t(N_("Make room: backups and imports need as much again as the database."))
    if free < ROOM_FAIL:
        return fail("disk", found, advice)
    return warn("disk", found, advice) if free < ROOM_WARN else ok("disk", found)


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _fonts() -> Probe:
    font = _cjk_font()
    if font is None:
        advice = t(N_("Install one for charts and PDF, such as the package fonts-noto-cjk."))
        return warn("fonts", t(N_("no Chinese font found")), advice)
    return ok("fonts", font)


def _cjk_font() -> str | None:
    lister = shutil.which("fc-list")
    if lister:
        listed = subprocess.run(  # noqa: S603 (a fixed command)
            [lister, ":lang=zh", "family"], capture_output=True, text=True, timeout=20, check=False
        )
        families = sorted(filter(None, listed.stdout.splitlines()))
        if families:
            return families[0].split(",")[0]
    for folder in FONT_FOLDERS:
        for pattern in CJK_FILES:
            for file in Path(folder).expanduser().rglob(pattern):
                return file.name
    return None


def _clock(now: datetime) -> Probe:
    found = now.isoformat(timespec="seconds")
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        return fail("clock", t(N_("no time zones")), t(N_("Run: pip install tzdata")))
    if now < BUILT:
        return fail("clock", found, t(N_("Set the machine's clock.")))
    return ok("clock", found)
