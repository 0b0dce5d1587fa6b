"""Views of lists people keep for themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_saved_views"
down_revision = "2026_11_21_milestones"
branch_labels = None
depends_on = None

TABLE = "saved_views"


def upgrade() -> None:
    """Add the table."""
    op.execute(sa.schema.CreateSequence(sa.Sequence(f"{TABLE}_id_seq")))
    following = sa.text(f"nextval('{TABLE}_id_seq')")
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), server_default=following, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint(
            "user_id", "page", "name", name=op.f("uq_saved_views_user_id_page_name")
        ),
    )


def downgrade() -> None:
    """Without kept views."""
    op.drop_table(TABLE)
    op.execute(sa.schema.DropSequence(sa.Sequence(f"{TABLE}_id_seq")))
