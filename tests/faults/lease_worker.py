"""One process of the lease tests: commits rows and notes each commit it was told succeeded.

Arguments: DATABASE_URL, home, name, seconds, threads, pause between transactions in seconds.
Writes `<home>/<name>.acked` (one number a line) and `<name>.times` (seconds a transaction).
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from sqlalchemy import text

from data.database import Database
from data.errors import WriteConflict

INSERT = text("INSERT INTO marks (worker, thread, n) VALUES (:worker, :thread, :n)")
COUNT = text("UPDATE counters SET n = n + 1 WHERE worker = :worker")


def work(database: Database, name: str, thread: int, until: float, pause: float) -> None:
    acked = os.open(database.home / f"{name}.acked", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    times = (database.home / f"{name}.{thread}.times").open("w")
    n = 0
    while time.time() < until:
        n += 1
        started = time.perf_counter()
        try:
            with database.session() as session:
                session.execute(INSERT, {"worker": name, "thread": thread, "n": n})
                session.execute(COUNT, {"worker": name})
        except WriteConflict:
            n -= 1
            continue
        times.write(f"{time.perf_counter() - started}\n")
        os.write(acked, f"{thread}:{n}\n".encode())
        time.sleep(pause)
    times.close()
    os.close(acked)


def main() -> None:
    url, home, name, seconds, threads, pause = sys.argv[1:]
    database = Database(url, home=Path(home))
    with database.session() as session:
        session.execute(text("INSERT INTO counters VALUES (:worker, 0)"), {"worker": name})
    until = time.time() + float(seconds)
    workers = [
        threading.Thread(target=work, args=(database, name, number, until, float(pause)))
        for number in range(int(threads))
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    database.close()


if __name__ == "__main__":
    main()
