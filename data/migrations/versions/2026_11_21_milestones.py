"""Milestones, their dated plans and baselines, progress set by hand, satisfaction scores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_milestones"
down_revision = "2026_11_21_deliveries"
branch_labels = None
depends_on = None

TABLES = (
    "project_milestones",
    "milestone_plans",
    "project_progress",
    "project_baselines",
    "baseline_milestones",
    "satisfaction_scores",
)
INDEXES: dict[str, tuple[str, ...]] = {
    "project_milestones": ("project_id", "planned_date"),
    "milestone_plans": ("milestone_id", "project_id"),
    "project_progress": ("project_id",),
    "project_baselines": ("project_id",),
    "baseline_milestones": ("baseline_id",),
    "satisfaction_scores": ("customer_id", "project_id"),
}
WEIGHT = sa.Numeric(precision=9, scale=6)


def upgrade() -> None:
    """Add the tables."""
    for table in TABLES:
        op.execute(sa.schema.CreateSequence(sa.Sequence(f"{table}_id_seq")))
    create_milestones()
    create_progress()
    create_baselines()
    create_scores()
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in INDEXES.items():
            for column in columns:
                op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Back to projects without milestones."""
    for table in reversed(TABLES):
        op.drop_table(table)
        op.execute(sa.schema.DropSequence(sa.Sequence(f"{table}_id_seq")))


def create_milestones() -> None:
    """Milestones and what their plan said from a day on."""
    op.create_table(
        "project_milestones",
        key("project_milestones"),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("planned_date", sa.Date(), nullable=False),
        sa.Column("actual_date", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("weight", WEIGHT, server_default="0", nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        *tracked(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_milestones")),
    )
    op.create_table(
        "milestone_plans",
        key("milestone_plans"),
        sa.Column("milestone_id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("planned_date", sa.Date(), nullable=False),
        sa.Column("weight", WEIGHT, nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        *made(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_plans")),
    )


def create_progress() -> None:
    """Progress set by hand, from a day on."""
    op.create_table(
        "project_progress",
        key("project_progress"),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("progress", WEIGHT, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        *made(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_progress")),
    )


def create_baselines() -> None:
    """Frozen plans."""
    op.create_table(
        "project_baselines",
        key("project_baselines"),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        *made(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_baselines")),
    )
    op.create_table(
        "baseline_milestones",
        key("baseline_milestones"),
        sa.Column("baseline_id", sa.BigInteger(), nullable=False),
        sa.Column("milestone_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("planned_date", sa.Date(), nullable=False),
        sa.Column("weight", WEIGHT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline_milestones")),
    )


def create_scores() -> None:
    """How satisfied customers were."""
    op.create_table(
        "satisfaction_scores",
        key("satisfaction_scores"),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("score", WEIGHT, nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        *tracked(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfaction_scores")),
    )


def key(table: str) -> sa.Column[int]:
    """The key, drawn from the table's sequence."""
    following = sa.text(f"nextval('{table}_id_seq')")
    return sa.Column("id", sa.BigInteger(), server_default=following, nullable=False)


def made() -> list[sa.Column[object]]:
    """Who and when."""
    return [
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
    ]


def tracked() -> list[sa.Column[object]]:
    """Who and when, and the version."""
    return [
        *made(),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
    ]
