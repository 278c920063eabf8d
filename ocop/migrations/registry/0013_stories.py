"""One row for the page behind each product's codes.

Revision ID: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "stories",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_stories_product_id")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_stories")),
    )
    with op.batch_alter_table("stories", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stories_code"), ["code"], unique=True)
        batch_op.create_index(batch_op.f("ix_stories_gtin"), ["gtin"], unique=True)


def downgrade():
    # Stories only repeat what other tables say; they are written again.
    with op.batch_alter_table("stories", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stories_gtin"))
        batch_op.drop_index(batch_op.f("ix_stories_code"))

    op.drop_table("stories")
