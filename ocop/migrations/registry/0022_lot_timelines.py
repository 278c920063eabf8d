"""What the pages of lots tell of their way, and which receivers of recalled lots were spoken to.

Revision ID: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "lot_timelines",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_lot_timelines_product_id_products")),
        sa.ForeignKeyConstraint(
            ["product_id", "lot"], ["lots.product_id", "lots.code"], name=op.f("fk_lot_timelines_lot")
        ),
        sa.PrimaryKeyConstraint("product_id", "lot", name=op.f("pk_lot_timelines")),
    )
    op.create_table(
        "recall_calls",
        sa.Column("epc_id", sa.BigInteger(), nullable=False),
        sa.Column("receiver", sa.String(length=500), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_by", sa.String(length=36), nullable=False),
        sa.Column("caller", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["epc_id"], ["epcs.id"], name=op.f("fk_recall_calls_epc_id_epcs")),
        sa.PrimaryKeyConstraint("epc_id", "receiver", name=op.f("pk_recall_calls")),
    )


def downgrade():
    op.drop_table("recall_calls")
    op.drop_table("lot_timelines")
