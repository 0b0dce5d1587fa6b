"""The operator's command line: `python manage.py --help`."""

import sys

from operator_cli.main import main

if __name__ == "__main__":
    sys.exit(main())
