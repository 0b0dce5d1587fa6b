"""A full disk or a folder without rights: a clear error, nothing lost, and it goes on after."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.fault
ROOT = Path(__file__).resolve().parents[2]

FULL = """
import resource, sys
from pathlib import Path
from sqlalchemy import text
from data.database import Database
from data.errors import DatabaseUnavailable

home = Path(sys.argv[1])
database = Database(f"duckdb:///{home / 'x.duckdb'}", home=home)
with database.session() as session:
    session.execute(text("CREATE TABLE t (n INTEGER, v VARCHAR)"))
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, unlimited[1]))
insert = text("INSERT INTO t SELECT i, md5(CAST(i AS VARCHAR)) || :n FROM range(20000) r(i)")
done = refused = 0
for number in range(12):
    if number == 8:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    try:
        with database.session() as session:
            session.execute(insert, {"n": str(number)})
        done += 1
    except DatabaseUnavailable as error:
        refused += 1
with database.session() as session:
    rows = session.execute(text("SELECT count(*) FROM t")).scalar_one()
database.close()
again = Database(f"duckdb:///{home / 'x.duckdb'}", home=home)
with again.session() as session:
    kept = session.execute(text("SELECT count(*) FROM t")).scalar_one()
print(done, refused, rows == kept == done * 20000)
"""

READ_ONLY = """
import sys
from pathlib import Path
from data.database import Database
from data.errors import DatabaseUnavailable

home = Path(sys.argv[1])
database = Database(f"duckdb:///{home / 'x.duckdb'}", home=home, lease_timeout=2.0)
try:
    with database.session():
        print("opened")
except DatabaseUnavailable as error:
    print(error)
"""


def run(script: str, home: Path, **options: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, str(home)],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=60, **options,
    )  # type: ignore[call-overload]  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return str(done.stdout.strip())


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="needs file size limits")
def test_full_disk_refuses_and_recovers(tmp_path: Path) -> None:
    done, refused, agree = run(FULL, tmp_path).split()
    assert int(done) >= 5
    assert int(refused) >= 2
    assert agree == "True"


def test_folder_without_rights_is_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    tmp_path.chmod(0o755)
    if os.geteuid() == 0:
        home = Path("/proc")  # where nobody, not even root, makes a file
    answer = run(READ_ONLY, home)
    assert str(home) in answer
