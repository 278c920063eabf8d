"""Lots that are recalled, and products that are no longer sold.

Revision ID: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

LOTS = {
    "recalled_on": sa.Date(),
    "recall_reason": sa.Text(),
    "recall_advice": sa.Text(),
    "recalled_by": sa.String(36),
}
PRODUCTS = {"withdrawn_on": sa.Date(), "withdrawal_reason": sa.Text()}


def upgrade():
    for table, columns in (("lots", LOTS), ("products", PRODUCTS)):
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade():
    for table, columns in (("lots", LOTS), ("products", PRODUCTS)):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in reversed(columns):
                batch_op.drop_column(name)
