"""Every table of the first version.

DuckDB gets no secondary index (it blocks ALTER); PostgreSQL does, and the data version.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_initial"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

SEQUENCES = (
    "accounts_id_seq",
    "alert_rules_id_seq",
    "alert_transitions_id_seq",
    "alerts_id_seq",
    "api_tokens_id_seq",
    "audit_seals_id_seq",
    "budget_versions_id_seq",
    "budgets_id_seq",
    "categories_id_seq",
    "change_seq",
    "customers_id_seq",
    "deliveries_id_seq",
    "departments_id_seq",
    "exchange_rates_id_seq",
    "financial_record_versions_id_seq",
    "financial_records_id_seq",
    "idempotency_keys_id_seq",
    "import_templates_id_seq",
    "job_runs_id_seq",
    "job_schedule_id_seq",
    "login_attempts_id_seq",
    "notifications_id_seq",
    "project_plans_id_seq",
    "projects_id_seq",
    "roles_id_seq",
    "sessions_id_seq",
    "setting_history_id_seq",
    "settings_id_seq",
    "status_history_id_seq",
    "user_roles_id_seq",
    "users_id_seq",
)

# table -> columns of its indexes
INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "financial_records": (
        ("record_date", "id"),
        ("department_id", "record_date"),
        ("project_id", "record_date"),
        ("import_batch_id",),
        ("dedup_key",),
        ("account_id", "record_date"),
        ("customer_id",),
        ("category_id", "record_date"),
    ),
    "financial_record_versions": (("record_id",), ("replaced_by_batch_id",)),
    "budgets": (("department_id",), ("project_id",)),
    "budget_versions": (("budget_id", "effective_on"),),
    "projects": (("department_id",), ("manager_id",)),
    "project_plans": (("project_id", "effective_on"),),
    "import_batches": (("created_at",),),
    "alerts": (("status", "id"), ("rule_id",), ("department_id",), ("project_id",)),
    "alert_transitions": (("alert_id",),),
    "audit_log": (("at",), ("target_type", "target_id")),
    "status_history": (("target_type", "target_id", "changed_at"),),
    "event_outbox": (("name", "id"),),
    "notifications": (("user_id", "id"), ("alert_id",)),
    "deliveries": (("notification_id",), ("transition_id",)),
    "sessions": (("user_id",),),
    "api_tokens": (("user_id",),),
    "login_attempts": (("username", "attempted_at"),),
    "job_runs": (("name", "started_at"),),
    "users": (("department_id",),),
    "departments": (("parent_id",),),
    "setting_history": (("key",),),
}

# table -> (column, condition): small indexes over what still waits
WAITING: dict[str, tuple[str, str]] = {
    "event_outbox": ("id", "handled_at IS NULL"),
    "deliveries": ("next_attempt_at", "state IN ('pending', 'sending')"),
    "notifications": ("user_id", "NOT is_read"),
}


def upgrade() -> None:
    """Make sequences, tables and, on PostgreSQL, indexes."""
    for name in SEQUENCES:
        op.execute(sa.schema.CreateSequence(sa.Sequence(name)))
    create_tables()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.schema.CreateSequence(sa.Sequence("data_version")))
        create_indexes()


def create_indexes() -> None:
    """Indexes for the ways records are looked up."""
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index("_".join(("ix", table, *columns)), table, list(columns))
    for table, (column, condition) in WAITING.items():
        op.create_index(f"ix_{table}_waiting", table, [column], postgresql_where=sa.text(condition))


def downgrade() -> None:
    """Back to the empty database."""
    drop_tables()
    for name in SEQUENCES:
        op.execute(sa.schema.DropSequence(sa.Sequence(name)))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.schema.DropSequence(sa.Sequence("data_version")))


def create_tables() -> None:
    """The tables."""
    op.create_table(
        "accounts",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('accounts_id_seq')"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=True),
        sa.Column("number_encrypted", sa.String(), nullable=True),
        sa.Column("number_tail", sa.String(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "alert_rules",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('alert_rules_id_seq')"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("target_type", sa.String(), nullable=True),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("threshold", sa.Numeric(precision=24, scale=8), nullable=False),
        sa.Column("threshold_high", sa.Numeric(precision=24, scale=8), nullable=True),
        sa.Column("change_window", sa.BigInteger(), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("scope", JSON, nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("notify_roles", JSON, nullable=False),
        sa.Column("notify_users", JSON, nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_rules")),
    )
    op.create_table(
        "alert_transitions",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('alert_transitions_id_seq')"),
            nullable=False,
        ),
        sa.Column("alert_id", sa.BigInteger(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("value", sa.Numeric(precision=24, scale=8), nullable=True),
        sa.Column("evaluated_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_transitions")),
    )
    op.create_table(
        "alerts",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('alerts_id_seq')"),
            nullable=False,
        ),
        sa.Column("rule_id", sa.BigInteger(), nullable=False),
        sa.Column("target_type", sa.String(), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("target_name", sa.String(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("current_value", sa.Numeric(precision=24, scale=8), nullable=False),
        sa.Column("threshold", sa.Numeric(precision=24, scale=8), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("open_key", sa.String(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("assigned_to", sa.BigInteger(), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(), nullable=True),
        sa.Column("handled_by", sa.BigInteger(), nullable=True),
        sa.Column("handled_at", sa.DateTime(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("open_key", name=op.f("uq_alerts_open_key")),
    )
    op.create_table(
        "api_tokens",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('api_tokens_id_seq')"),
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("scopes", JSON, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_table(
        "audit_log",
        sa.Column(
            "id", sa.BigInteger(), server_default=sa.text("nextval('change_seq')"), nullable=False
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("target_type", sa.String(), nullable=False),
        sa.Column("target_id", sa.String(), nullable=True),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_table(
        "audit_seals",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('audit_seals_id_seq')"),
            nullable=False,
        ),
        sa.Column("last_entry_id", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seals")),
        sa.UniqueConstraint("last_entry_id", name=op.f("uq_audit_seals_last_entry_id")),
    )
    op.create_table(
        "budget_versions",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('budget_versions_id_seq')"),
            nullable=False,
        ),
        sa.Column("budget_id", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_versions")),
    )
    op.create_table(
        "budgets",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('budgets_id_seq')"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budgets")),
    )
    op.create_table(
        "categories",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('categories_id_seq')"),
            nullable=False,
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("code", name=op.f("uq_categories_code")),
    )
    op.create_table(
        "customers",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('customers_id_seq')"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone_encrypted", sa.String(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("code", name=op.f("uq_customers_code")),
    )
    op.create_table(
        "deliveries",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('deliveries_id_seq')"),
            nullable=False,
        ),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("transition_id", sa.BigInteger(), nullable=True),
        sa.Column("notification_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(), nullable=True),
        sa.Column("uncertain", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_deliveries_idempotency_key")),
    )
    op.create_table(
        "departments",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('departments_id_seq')"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("manager_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("code", name=op.f("uq_departments_code")),
    )
    op.create_table(
        "event_outbox",
        sa.Column(
            "id", sa.BigInteger(), server_default=sa.text("nextval('change_seq')"), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("handled_at", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_outbox")),
    )
    op.create_table(
        "exchange_rates",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('exchange_rates_id_seq')"),
            nullable=False,
        ),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("rate_date", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=18, scale=8), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rates")),
        sa.UniqueConstraint(
            "currency", "rate_date", name=op.f("uq_exchange_rates_currency_rate_date")
        ),
    )
    op.create_table(
        "financial_record_versions",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('financial_record_versions_id_seq')"),
            nullable=False,
        ),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(), nullable=False),
        sa.Column("replaced_by", sa.BigInteger(), nullable=True),
        sa.Column("replaced_by_batch_id", sa.String(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("record_date", sa.Date(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount_base", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("occurred_at", sa.DateTime(), nullable=True),
        sa.Column("status", sa.String(), server_default="booked", nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("counterparty", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("contract_id", sa.BigInteger(), nullable=True),
        sa.Column("business_event_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.String(), nullable=True),
        sa.Column("import_line", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("extra", JSON, nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_financial_record_versions")),
    )
    op.create_table(
        "financial_records",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('financial_records_id_seq')"),
            nullable=False,
        ),
        sa.Column("dedup_key", sa.String(), nullable=True),
        sa.Column("record_date", sa.Date(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount_base", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("occurred_at", sa.DateTime(), nullable=True),
        sa.Column("status", sa.String(), server_default="booked", nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("counterparty", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("contract_id", sa.BigInteger(), nullable=True),
        sa.Column("business_event_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("import_batch_id", sa.String(), nullable=True),
        sa.Column("import_line", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("extra", JSON, nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_financial_records")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('idempotency_keys_id_seq')"),
            nullable=False,
        ),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("answer", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_keys")),
        sa.UniqueConstraint("key", name=op.f("uq_idempotency_keys_key")),
    )
    op.create_table(
        "import_batches",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("preview", JSON, nullable=True),
        sa.Column("result", JSON, nullable=True),
        sa.Column("progress", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", JSON, nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("rows_new", sa.BigInteger(), nullable=True),
        sa.Column("rows_changed", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("committed_at", sa.DateTime(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
    )
    op.create_table(
        "import_templates",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('import_templates_id_seq')"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=True),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_templates")),
        sa.UniqueConstraint("name", name=op.f("uq_import_templates_name")),
    )
    op.create_table(
        "job_runs",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('job_runs_id_seq')"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("detail", JSON, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_runs")),
    )
    op.create_table(
        "job_schedule",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('job_schedule_id_seq')"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("every_seconds", sa.BigInteger(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("next_run_at", sa.DateTime(), nullable=False),
        sa.Column("last_run_at", sa.DateTime(), nullable=True),
        sa.Column("last_result", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_schedule")),
        sa.UniqueConstraint("name", name=op.f("uq_job_schedule_name")),
    )
    op.create_table(
        "login_attempts",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('login_attempts_id_seq')"),
            nullable=False,
        ),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempts")),
    )
    op.create_table(
        "notifications",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('notifications_id_seq')"),
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("alert_id", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=True),
        sa.Column("params", JSON, nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("is_read", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    op.create_table(
        "project_plans",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('project_plans_id_seq')"),
            nullable=False,
        ),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("budget", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("estimated_cost", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_plans")),
    )
    op.create_table(
        "projects",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('projects_id_seq')"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("manager_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("actual_end_date", sa.Date(), nullable=True),
        sa.Column("budget", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("estimated_cost", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("progress", sa.Numeric(precision=9, scale=6), server_default="0", nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("code", name=op.f("uq_projects_code")),
    )
    op.create_table(
        "roles",
        sa.Column(
            "id", sa.BigInteger(), server_default=sa.text("nextval('roles_id_seq')"), nullable=False
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("grants", JSON, nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("code", name=op.f("uq_roles_code")),
    )
    op.create_table(
        "sessions",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('sessions_id_seq')"),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("ticket_hash", sa.String(), nullable=True),
        sa.Column("ticket_expires_at", sa.DateTime(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("user_agent", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("ticket_hash", name=op.f("uq_sessions_ticket_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_table(
        "setting_history",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('setting_history_id_seq')"),
            nullable=False,
        ),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_history")),
    )
    op.create_table(
        "settings",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('settings_id_seq')"),
            nullable=False,
        ),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.UniqueConstraint("key", name=op.f("uq_settings_key")),
    )
    op.create_table(
        "status_history",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('status_history_id_seq')"),
            nullable=False,
        ),
        sa.Column("target_type", sa.String(), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("from_status", sa.String(), nullable=True),
        sa.Column("to_status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_history")),
    )
    op.create_table(
        "user_roles",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('user_roles_id_seq')"),
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_roles")),
        sa.UniqueConstraint("user_id", "role", name=op.f("uq_user_roles_user_id_role")),
    )
    op.create_table(
        "users",
        sa.Column(
            "id", sa.BigInteger(), server_default=sa.text("nextval('users_id_seq')"), nullable=False
        ),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("manager_id", sa.BigInteger(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )


def drop_tables() -> None:
    """Without the tables."""
    op.drop_table("users")
    op.drop_table("user_roles")
    op.drop_table("status_history")
    op.drop_table("settings")
    op.drop_table("setting_history")
    op.drop_table("sessions")
    op.drop_table("roles")
    op.drop_table("projects")
    op.drop_table("project_plans")
    op.drop_table("notifications")
    op.drop_table("login_attempts")
    op.drop_table("job_schedule")
    op.drop_table("job_runs")
    op.drop_table("import_templates")
    op.drop_table("import_batches")
    op.drop_table("idempotency_keys")
    op.drop_table("financial_records")
    op.drop_table("financial_record_versions")
    op.drop_table("exchange_rates")
    op.drop_table("event_outbox")
    op.drop_table("departments")
    op.drop_table("deliveries")
    op.drop_table("customers")
    op.drop_table("categories")
    op.drop_table("budgets")
    op.drop_table("budget_versions")
    op.drop_table("audit_seals")
    op.drop_table("audit_log")
    op.drop_table("api_tokens")
    op.drop_table("alerts")
    op.drop_table("alert_transitions")
    op.drop_table("alert_rules")
    op.drop_table("accounts")
