"""Plans of projects kept as templates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_project_templates"
down_revision = "2026_11_21_saved_views"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TABLE = "project_templates"


def upgrade() -> None:
    """Add the table."""
    op.execute(sa.schema.CreateSequence(sa.Sequence(f"{TABLE}_id_seq")))
    following = sa.text(f"nextval('{TABLE}_id_seq')")
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), server_default=following, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("days", sa.BigInteger(), nullable=True),
        sa.Column("budget", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("milestones", JSON, nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_templates")),
        sa.UniqueConstraint("name", name=op.f("uq_project_templates_name")),
    )


def downgrade() -> None:
    """Without templates."""
    op.drop_table(TABLE)
    op.execute(sa.schema.DropSequence(sa.Sequence(f"{TABLE}_id_seq")))
