"""Label jobs and the ledger of serials.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "label_jobs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("lot_code", sa.String(length=20), nullable=True),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("stock", sa.String(length=60), nullable=False),
        sa.Column("design", sa.String(length=40), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("dpi", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("serials", sa.Boolean(), nullable=False),
        sa.Column("check_all", sa.Boolean(), nullable=False),
        sa.Column("kid", sa.String(length=1), nullable=True),
        sa.Column("first_index", sa.Integer(), nullable=True),
        sa.Column("reprint_of", sa.String(length=36), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("worker", sa.String(length=36), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'cancelled', 'failed')", name=op.f("ck_label_jobs_state")
        ),
        sa.CheckConstraint("done >= 0 AND done <= count", name=op.f("ck_label_jobs_done")),
        sa.ForeignKeyConstraint(
            ["product_id", "lot_code"],
            ["lots.product_id", "lots.code"],
            name=op.f("fk_label_jobs_product_id_lot_code"),
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_label_jobs_product_id")),
        sa.ForeignKeyConstraint(["reprint_of"], ["label_jobs.id"], name=op.f("fk_label_jobs_reprint_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_jobs")),
    )
    with op.batch_alter_table("label_jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_jobs_product_id_made_at"), ["product_id", "made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_label_jobs_state"), ["state"], unique=False)

    op.create_table(
        "serial_voids",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("lot_code", sa.String(length=20), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('first >= 0 AND "end" > first', name=op.f("ck_serial_voids_order")),
        sa.ForeignKeyConstraint(
            ["product_id", "lot_code"],
            ["lots.product_id", "lots.code"],
            name=op.f("fk_serial_voids_product_id_lot_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serial_voids")),
    )
    with op.batch_alter_table("serial_voids", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_serial_voids_product_id_lot_code_first"), ["product_id", "lot_code", "first"], unique=False
        )

    op.create_table(
        "serial_ranges",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("lot_code", sa.String(length=20), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kid", sa.String(length=1), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('first >= 0 AND "end" > first', name=op.f("ck_serial_ranges_order")),
        sa.ForeignKeyConstraint(["job_id"], ["label_jobs.id"], name=op.f("fk_serial_ranges_job_id")),
        sa.ForeignKeyConstraint(
            ["product_id", "lot_code"],
            ["lots.product_id", "lots.code"],
            name=op.f("fk_serial_ranges_product_id_lot_code"),
        ),
        sa.PrimaryKeyConstraint("product_id", "lot_code", "first", name=op.f("pk_serial_ranges")),
    )


def downgrade():
    op.drop_table("serial_ranges")
    with op.batch_alter_table("serial_voids", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_serial_voids_product_id_lot_code_first"))

    op.drop_table("serial_voids")
    with op.batch_alter_table("label_jobs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_label_jobs_state"))
        batch_op.drop_index(batch_op.f("ix_label_jobs_product_id_made_at"))

    op.drop_table("label_jobs")
