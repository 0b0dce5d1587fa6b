"""Many rows in one statement, with every type of column, the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import Table, select

from data.database import Database
from data.rows import insert_rows, update_rows
from data.schema import Alert, Notification

NOW = datetime(2026, 6, 15, 2, 0, 0, 123456, tzinfo=UTC)
ALERTS: Table = Alert.__table__  # type: ignore[assignment]


def alert(key: str | None, value: str = "1.5") -> dict[str, object]:
    return {
        "rule_id": 1,
        "target_type": "project",
        "target_id": 7,
        "target_name": None if key is None else f"it's :{key}? 项目",
        "severity": "low",
        "current_value": Decimal(value),
        "threshold": Decimal("0.00000001"),
        "status": "open",
        "state": "firing",
        "open_key": key,
        "created_at": NOW,
        "updated_at": NOW,
    }


def test_values_arrive_as_they_were(database: Database) -> None:
    note = {
        "user_id": 1,
        "alert_id": None,
        "message": 'a "quoted" {text}',
        "params": {"x": ["中", 1.5, None]},
        "type": "alert",
        "level": "info",
        "is_read": True,
        "created_at": NOW,
    }
    with database.session() as session:
        insert_rows(session, Notification.__table__, [note, note])  # type: ignore[arg-type]
        inserted = insert_rows(session, ALERTS, [alert("a"), alert(None)], returning=("id",))
    assert len(inserted) == 2
    with database.session() as session:
        stored = session.scalars(select(Notification)).all()
        assert [{name: getattr(row, name) for name in note} for row in stored] == [note, note]
        first = session.scalars(select(Alert).where(Alert.open_key == "a")).one()
        assert (first.target_name, first.threshold) == ("it's :a? 项目", Decimal("0.00000001"))
        assert (first.created_at, first.version) == (NOW, 1)


def test_taken_values_are_left_out(database: Database) -> None:
    with database.session() as session:
        insert_rows(session, ALERTS, [alert("a")])
    with database.session() as session:
        found = insert_rows(
            session,
            ALERTS,
            [alert("a"), alert("b")],
            skip_taken="open_key",
            returning=("open_key",),
        )
        assert [row.open_key for row in found] == ["b"]
        assert insert_rows(session, ALERTS, []) == []


def test_update_only_where_it_still_holds(database: Database) -> None:
    with database.session() as session:
        rows = [alert("a"), alert("b"), alert("c")]
        ids = {
            row.open_key: row.id
            for row in insert_rows(session, ALERTS, rows, returning=("id", "open_key"))
        }
    with database.session() as session:
        changes = [
            {"id": ids[key], "current_value": Decimal(9), "open_key": None} for key in ("a", "b")
        ]
        only = f"open_key <> 'b' AND \"alerts\".id <> {ids['c']}"
        done = update_rows(session, ALERTS, changes, only=only)
        assert [row.id for row in done] == [ids["a"]]
    with database.session() as session:
        left = dict(session.execute(select(Alert.id, Alert.current_value)).all())  # type: ignore[arg-type]
    assert left == {ids["a"]: Decimal(9), ids["b"]: Decimal("1.5"), ids["c"]: Decimal("1.5")}
