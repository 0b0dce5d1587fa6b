"""What is tried, in order; each step asserts what a user would miss."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from core.alerts import AlertRuleIn, Condition, Severity, create_rule, list_alerts
from core.analytics import publish_snapshot, run_sql
from core.audit import seal_entries, verify_seals
from core.company import Company
from core.finance import BudgetIn, FinancialRecordPatch, create_budget, list_records
from core.finance import update_record as change_record
from core.finance.imports import run_import, undo_import
from core.identity import (
    UserIn,
    by_session,
    by_token,
    by_username,
    create_token,
    create_user,
    exchange_ticket,
    operator,
    sign_in,
    update_user,
)
from core.identity import UserPatch as Patch
from core.indicators import values
from core.kit.clock import utc_now
from core.kit.context import SYSTEM, Ctx
from core.kit.errors import Invalid, NotPermitted, NotSignedIn, Stale
from core.kit.listing import ListQuery
from core.kit.uow import run_in_uow, unit_of_work
from core.notifications import list_notifications
from core.operations.backup import create_backup, verify_backups
from core.operations.checks import run_checks
from core.operations.contents import compare
from core.operations.restore import restore_backup
from core.operations.setup import set_up_company
from core.operations.verify.files import Export, exports
from core.operations.verify.scratch import Scratch
from data import migrate

PASSWORD = "Scratch-company-1"  # noqa: S105 (of a company that lives for seconds)
BOSS = "boss"
LIMIT = Decimal("100000.00")


class Unexpected(Exception):
    """A step did not find what it should."""


def expect(holds: object, seen: object = "") -> None:
    """Raise Unexpected unless it holds."""
    if not holds:
        raise Unexpected(str(seen))


def set_up(at: Scratch) -> None:
    """Schema, company and first account."""
    migrate.upgrade(at.store, backup_dir=None)
    company = Company(name="自检公司", currency="CNY")
    boss = UserIn(username=BOSS, password=PASSWORD)
    at.boss_id = run_in_uow(operator(), lambda ctx: set_up_company(ctx, company, boss)).id


def sign_people_in(at: Scratch) -> None:
    """Login, token, and out at once when disabled."""
    ticket = sign_in(BOSS, PASSWORD)
    secret = run_in_uow(SYSTEM, lambda ctx: exchange_ticket(ctx, ticket))
    expect(run_in_uow(by_session(secret), lambda ctx: ctx.actor.name) == BOSS)
    user, _ = run_in_uow(operator(), lambda ctx: create_user(ctx, UserIn(username=at.outsider)))
    token = run_in_uow(operator(), lambda ctx: create_token(ctx, "t", user_id=user.id))
    expect(run_in_uow(by_token(token), lambda ctx: ctx.actor.name) == at.outsider)
    _enable(user.id, active=False)
    try:
        run_in_uow(by_token(token), lambda ctx: ctx.actor.name)
    except NotSignedIn:
        _enable(user.id, active=True)
    else:
        raise Unexpected("a disabled user came in")


def _enable(user_id: int, *, active: bool) -> None:
    run_in_uow(operator(), lambda ctx: update_user(ctx, user_id, Patch(is_active=active)))


def watch_budget(at: Scratch) -> None:
    """A company budget, and a rule that fires when it is overspent."""
    budget = BudgetIn(
        period_start=date(at.month.year, 1, 1),
        period_end=date(at.today.year, 12, 31),
        amount=LIMIT,
    )
    rule = AlertRuleIn(
        name="自检",
        indicator="budget_overrun_rate",
        target_type="company",
        condition=Condition("gt"),
        threshold=Decimal(0),
        severity=Severity("high"),
        notify_roles=("founder",),
    )
    run_in_uow(by_username(BOSS), lambda ctx: create_budget(ctx, budget))
    run_in_uow(by_username(BOSS), lambda ctx: create_rule(ctx, rule))


def import_files(at: Scratch) -> None:
    """Three formats, to the cent."""
    for export in exports(at.month):
        report = run_import(by_username(BOSS), _file(at, export), export.name, "cli")
        sums = {line["direction"]: Decimal(line["amount"]) for line in report["totals"]}
        expect(report["rows"]["new"] == export.rows, report["rows"])
        expect(sums == {"income": export.income, "expense": export.expense}, sums)
        at.batches.append(report["batch_id"])


def import_again(at: Scratch) -> None:
    """The same files add nothing."""
    before = _totals(at)
    for export in exports(at.month):
        report = run_import(by_username(BOSS), _file(at, export), export.name, "cli")
        expect(report["rows"]["new"] == 0, report["rows"])
    expect(_totals(at) == before)


def refuse_files(at: Scratch) -> None:
    """What is no table is refused."""
    path = at.folder / "noise.bin"
    path.write_bytes(bytes(range(256)) * 40)
    try:
        run_import(by_username(BOSS), path, path.name, "cli")
    except Invalid:
        return
    raise Unexpected("a binary file was accepted")


def see_alert(at: Scratch) -> None:
    """The overspent budget has one alert and one notification, without anybody asking."""
    with unit_of_work(by_username(BOSS)) as ctx:
        alerts = list_alerts(ctx, ListQuery()).items
        expect(len(alerts) == 1, f"{len(alerts)} alerts")
        expect(list_notifications(ctx, ListQuery()).items, "no notification")
        rate = values(ctx, "budget_overrun_rate", target_type="company")[0].value
        expect(rate is not None and rate > 0, rate)


def edit(at: Scratch) -> None:
    """A record is edited; a stale save is refused."""
    row = run_in_uow(by_username(BOSS), lambda ctx: list_records(ctx, ListQuery(limit=1)).items[0])
    patch = FinancialRecordPatch(description="改过")

    def save(ctx: Ctx) -> None:
        change_record(ctx, row.id, patch, expected_version=row.version)

    run_in_uow(by_username(BOSS), save)
    try:
        run_in_uow(by_username(BOSS), save)
    except Stale:
        return
    raise Unexpected("a stale save was accepted")


def hide(at: Scratch) -> None:
    """Who has no right sees nothing."""
    try:
        run_in_uow(by_username(at.outsider), lambda ctx: list_records(ctx, ListQuery()))
    except NotPermitted:
        return
    raise Unexpected("an outsider saw records")


def ask_sql(at: Scratch) -> None:
    """The analysts' file answers, and refuses what could do harm."""
    publish_snapshot(at.store, at.settings.snapshot_file)
    rows = run_sql(operator(), "SELECT count(*) FROM financial_records").rows
    expect(rows[0][0] == sum(export.rows for export in exports(at.month)), rows)
    for statement in ("DROP TABLE users", "SELECT * FROM read_text('/etc/hostname')"):
        try:
            run_sql(operator(), statement)
        except Invalid:
            continue
        raise Unexpected(statement)


def back_up_and_restore(at: Scratch) -> None:
    """A backup, read again, restored elsewhere and compared row by row."""
    row = create_backup(at.store, at.settings, utc_now())
    expect(all(found.error is None for found in verify_backups(at.settings, utc_now())))
    there = at.folder / "elsewhere" / "selfmastery.duckdb"
    restore_backup(Path(row.file), at.settings, utc_now(), url=f"duckdb:///{there}")
    here = at.folder / "here.duckdb"
    at.store.copy_to(here)
    compare(here, there)


def undo(at: Scratch) -> None:
    """Taking every import back leaves nothing."""
    for batch_id in at.batches:
        undo_import(by_username(BOSS), batch_id, confirm=True, edited="remove")
    expect(_totals(at) == 0, _totals(at))


def seal(at: Scratch) -> None:
    """The audit log is sealed and whole."""
    with unit_of_work(SYSTEM) as ctx:
        seal_entries(ctx)
    with unit_of_work(SYSTEM) as ctx:
        expect(not list(verify_seals(ctx)))


def check(at: Scratch) -> None:
    """The integrity checks find nothing."""
    report = run_in_uow(operator(), run_checks)
    expect(report.ok, [finding.check for finding in report.findings])


def _file(at: Scratch, export: Export) -> Path:
    path = at.folder / export.name
    path.write_bytes(export.content)
    return path


def _totals(at: Scratch) -> int:
    with unit_of_work(by_username(BOSS)) as ctx:
        return list_records(ctx, ListQuery(limit=1), with_total=True).total or 0
