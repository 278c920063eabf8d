"""Editions of rubrics.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "rubrics",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("regime_id", sa.String(length=20), nullable=False),
        sa.Column("product_set", sa.SmallInteger(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.String(length=36), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.String(length=36), nullable=True),
        sa.Column("checked_name", sa.String(length=200), nullable=True),
        sa.CheckConstraint("edition >= 1", name=op.f("ck_rubrics_edition")),
        sa.ForeignKeyConstraint(["product_set"], ["product_sets.id"], name=op.f("fk_rubrics_product_set")),
        sa.ForeignKeyConstraint(["regime_id"], ["regimes.id"], name=op.f("fk_rubrics_regime_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubrics")),
        sa.UniqueConstraint(
            "regime_id", "product_set", "edition", name=op.f("uq_rubrics_regime_id_product_set_edition")
        ),
    )


def downgrade():
    op.drop_table("rubrics")
