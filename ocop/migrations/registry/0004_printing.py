"""What labels are printed with: marks, printers, options of a job; and what an electronic label tells.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ELECTRONIC = ("ingredients", "usage", "storage", "warnings")


def upgrade():
    for column in ELECTRONIC:
        op.add_column("products", sa.Column(column, sa.Text(), nullable=True))
    op.add_column("label_jobs", sa.Column("options", sa.JSON(), nullable=True))
    op.create_table(
        "logos",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_logos")),
    )
    op.create_table(
        "subject_logos",
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("logo_hash", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["logo_hash"], ["logos.hash"], name=op.f("fk_subject_logos_logo_hash")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_subject_logos_subject_id")),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_subject_logos")),
    )
    op.create_table(
        "printer_setups",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("printer", sa.String(length=60), nullable=False),
        sa.Column("stock", sa.String(length=60), nullable=False),
        sa.Column("right", sa.Float(), nullable=False),
        sa.Column("down", sa.Float(), nullable=False),
        sa.Column("scale_x", sa.Float(), nullable=False),
        sa.Column("scale_y", sa.Float(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_printer_setups_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printer_setups")),
        sa.UniqueConstraint(
            "subject_id", "printer", "stock", name=op.f("uq_printer_setups_subject_id_printer_stock")
        ),
    )


def downgrade():
    op.drop_table("printer_setups")
    op.drop_table("subject_logos")
    op.drop_table("logos")
    for table, columns in (("label_jobs", ("options",)), ("products", ELECTRONIC)):
        for column in columns:
            op.drop_column(table, column)
