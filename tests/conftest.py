"""Fixtures shared by all tests."""

import gc
import os

from hypothesis import settings

from tests.fixtures_database import (  # noqa: F401  (pytest finds them by name)
    _no_network,
    database,
    duckdb_template,
    new_database,
    postgresql_pool,
    postgresql_server,
    run_folder,
)
from tests.fixtures_world import (  # noqa: F401
    store,
    world,
    world_file,
    world_on_server,
)

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")  # what lands must not hang on chance; at home it is random


def pytest_collection_finish() -> None:
    """Some thousand collected tests need no look by each full garbage collection: they took a
    seventh of the time."""
    gc.collect()
    gc.freeze()
