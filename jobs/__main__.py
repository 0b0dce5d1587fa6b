"""`python -m jobs` · `python -m jobs once [NAME]` · `python -m jobs list [--json]`."""

from __future__ import annotations

import os
import sys

sys.modules["pandas"] = None  # type: ignore[assignment]  # DuckDB would import it: 90 MB
os.environ["TZ"] = "UTC"  # the ticker counts in local time, which must not jump

from jobs.commands import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
