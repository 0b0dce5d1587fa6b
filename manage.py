"""The operator's command line: `python manage.py --help`."""

import sys

sys.modules["pandas"] = None  # type: ignore[assignment]  # DuckDB would import it: 90 MB, 1 s

from operator_cli.main import main  # noqa: E402  (after pandas is out of reach)

if __name__ == "__main__":
    sys.exit(main())
