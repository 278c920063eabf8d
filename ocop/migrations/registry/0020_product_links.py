"""Links of products to pages outside.

Revision ID: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "product_links",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cpv", sa.String(length=20), nullable=True),
        sa.Column("lot", sa.String(length=20), nullable=True),
        sa.Column("serial", sa.String(length=20), nullable=True),
        sa.Column("link_type", sa.String(length=40), nullable=False),
        sa.Column("href", sa.String(length=500), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("hreflang", sa.String(length=5), nullable=True),
        sa.Column("media_type", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "serial IS NULL OR (lot IS NULL AND cpv IS NULL)", name=op.f("ck_product_links_serial_alone")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_links_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_links")),
    )
    with op.batch_alter_table("product_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_links_product_id"), ["product_id"], unique=False)


def downgrade():
    with op.batch_alter_table("product_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_links_product_id"))

    op.drop_table("product_links")
