"""Problems that buyers report, and what is noted about them.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "problem_reports",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=True),
        sa.Column("unit_id", sa.String(length=20), nullable=True),
        sa.Column("typed_code", sa.String(length=60), nullable=True),
        sa.Column("lot", sa.String(length=20), nullable=True),
        sa.Column("serial", sa.String(length=24), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("photo_hash", sa.String(length=64), nullable=True),
        sa.Column("contact", sa.String(length=254), nullable=True),
        sa.Column("kept_until", sa.Date(), nullable=False),
        sa.Column("once_hash", sa.String(length=64), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(length=36), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('suspected_copy', 'damaged', 'wrong_label', 'wrong_certificate', 'code_unknown', 'other')",
            name=op.f("ck_problem_reports_kind"),
        ),
        sa.CheckConstraint("state IN ('received', 'answered', 'closed')", name=op.f("ck_problem_reports_state")),
        sa.CheckConstraint("level IN ('commune', 'province')", name=op.f("ck_problem_reports_level")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_problem_reports_product_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_problem_reports_unit_id")),
        sa.ForeignKeyConstraint(["photo_hash"], ["files.hash"], name=op.f("fk_problem_reports_photo_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_reports")),
        sa.UniqueConstraint("reference", name=op.f("uq_problem_reports_reference")),
        sa.UniqueConstraint("once_hash", name=op.f("uq_problem_reports_once_hash")),
    )
    with op.batch_alter_table("problem_reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_reports_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_reports_unit_id_state"), ["unit_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_reports_state_due_on"), ["state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_reports_kept_until"), ["kept_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_reports_photo_hash"), ["photo_hash"], unique=False)

    op.create_table(
        "problem_notes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_role", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["problem_reports.id"], name=op.f("fk_problem_notes_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_notes")),
    )
    with op.batch_alter_table("problem_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_notes_report_id"), ["report_id"], unique=False)


def downgrade():
    op.drop_table("problem_notes")
    op.drop_table("problem_reports")
