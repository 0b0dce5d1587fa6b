"""`python -I -S <this folder> <module> <site-packages>`: run one worker without our packages.

Isolated and without `site`, the interpreter starts in about 10 ms. The parents of this package
are registered bare, so that their own imports (SQLAlchemy and more) do not run.
"""

import os
import sys
import types

HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (pathlib costs 5 ms)
UNWANTED = ("pandas", "numpy", "pyarrow", "polars")  # DuckDB imports them when it finds them


def _bare_package(name: str, folder: str) -> None:
    package = types.ModuleType(name)
    package.__path__ = [folder]
    sys.modules[name] = package


def _prepare(site_packages: str) -> None:
    sys.path.append(site_packages)
    for name in UNWANTED:
        sys.modules[name] = None  # type: ignore[assignment]
    analytics = os.path.dirname(HERE)  # noqa: PTH120
    _bare_package("core", os.path.dirname(analytics))  # noqa: PTH120
    _bare_package("core.analytics", analytics)
    _bare_package("core.analytics.worker", HERE)


if __name__ == "__main__":
    _prepare(sys.argv[2])
    if sys.argv[1] == "query":
        from core.analytics.worker.query import main
    elif sys.argv[1] == "write":
        from core.analytics.worker.write import main
    else:
        from core.analytics.worker.build import main
    main()
