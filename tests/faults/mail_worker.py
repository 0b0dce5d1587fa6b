"""A sender of its own, to be killed: `python -m tests.faults.mail_worker OFFSET`."""

from __future__ import annotations

import sys
from datetime import timedelta

from core.kit.clock import utc_now
from core.notifications.deliveries import send_waiting

if __name__ == "__main__":
    ahead = timedelta(seconds=float(sys.argv[1]))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    send_waiting(stopping=lambda: False, clock=lambda: utc_now() + ahead)
