"""Each import is wholly there or wholly absent; alerts and their transitions fit."""

from __future__ import annotations

from core.kit.i18n import N_
from core.operations.checks.kinds import sql_check

ROWS = (
    "SELECT batch.id FROM import_batches AS batch LEFT JOIN ("
    "SELECT import_batch_id, count(*) AS rows FROM financial_records "
    "WHERE import_batch_id IS NOT NULL GROUP BY import_batch_id) AS held "
    "ON held.import_batch_id = batch.id WHERE "
)

CHECKS = (
    sql_check(
        "imports.rows",
        N_("committed imports whose records are not as many as they say"),
        f"{ROWS} batch.state = 'committed' "
        "AND coalesce(batch.rows_new, 0) <> coalesce(held.rows, 0)",
    ),
    sql_check(
        "imports.not_committed",
        N_("imports that were not committed but have records"),
        f"{ROWS} batch.state IN ('parsing', 'preview', 'committing', 'failed') AND held.rows > 0",
    ),
    sql_check(
        "imports.undone",
        N_("undone imports that left unedited records behind"),
        "SELECT batch.id FROM import_batches AS batch JOIN financial_records AS record "
        "ON record.import_batch_id = batch.id WHERE batch.state = 'undone' "
        "AND record.version = 1 AND record.deleted_at IS NULL",
    ),
    sql_check(
        "imports.times",
        N_("imports whose state and moments do not fit"),
        "SELECT id FROM import_batches WHERE (state = 'committed' AND committed_at IS NULL) "
        "OR (state = 'undone') <> (undone_at IS NOT NULL)",
    ),
    sql_check(
        "alerts.open_key",
        N_("alerts whose open key does not fit their state"),
        "SELECT id FROM alerts WHERE (resolved_at IS NULL) <> (open_key IS NOT NULL) "
        "OR (state = 'resolved') <> (resolved_at IS NOT NULL)",
    ),
    sql_check(
        "alerts.transitions",
        N_("alerts whose last transition is not their state"),
        "SELECT alert.id FROM alerts AS alert LEFT JOIN (SELECT alert_id, to_state, "
        "row_number() OVER (PARTITION BY alert_id ORDER BY id DESC) AS place "
        "FROM alert_transitions WHERE to_state IN ('firing', 'recovering', 'resolved')) AS last "
        "ON last.alert_id = alert.id AND last.place = 1 "
        "WHERE last.to_state IS DISTINCT FROM alert.state",
    ),
)
