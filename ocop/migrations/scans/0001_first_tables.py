"""First tables of the scans' own store.

Revision ID: scans0001
"""

import sqlalchemy as sa
from alembic import op

revision = "scans0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "scan_counts",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", "on", name=op.f("pk_scan_counts")),
    )
    op.create_table(
        "scan_keys",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("on", name=op.f("pk_scan_keys")),
    )
    op.create_table(
        "scans",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=True),
        sa.Column("serial", sa.String(length=20), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("visitor", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
    )
    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scans_on"), ["on"], unique=False)
        batch_op.create_index(batch_op.f("ix_scans_product_id_on"), ["product_id", "on"], unique=False)


def downgrade():
    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scans_product_id_on"))
        batch_op.drop_index(batch_op.f("ix_scans_on"))

    op.drop_table("scans")
    op.drop_table("scan_keys")
    op.drop_table("scan_counts")
