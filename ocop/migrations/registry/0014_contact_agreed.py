"""Whether a family agreed that its telephone and street are shown.

Revision ID: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("subjects", sa.Column("contact_agreed", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("subjects", schema=None) as batch_op:
        batch_op.alter_column("contact_agreed", server_default=None)


def downgrade():
    with op.batch_alter_table("subjects", schema=None) as batch_op:
        batch_op.drop_column("contact_agreed")
