"""Suspicions about items, and what people decided about them.

Revision ID: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "suspicions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_role", sa.String(length=20), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "rule IN ('many_places', 'after_recall', 'void_label', 'before_made')", name=op.f("ck_suspicions_rule")
        ),
        sa.CheckConstraint("state IN ('open', 'dismissed', 'confirmed')", name=op.f("ck_suspicions_state")),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_suspicions_decided")),
        sa.ForeignKeyConstraint(
            ["product_id", "lot"], ["lots.product_id", "lots.code"], name=op.f("fk_suspicions_product_id_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspicions")),
        sa.UniqueConstraint("product_id", "lot", "item", "rule", name=op.f("uq_suspicions_product_id_lot_item_rule")),
    )
    op.create_index(op.f("ix_suspicions_state_raised_at"), "suspicions", ["state", "raised_at"])


def downgrade():
    op.drop_table("suspicions")
