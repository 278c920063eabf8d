"""Scans come from a log, exactly once: counters per lot and day, items, how far each segment is loaded.

The counters are from now on complete, those of the last 30 days included. Serials go: what was typed is not kept.
Going back keeps scans and totals; items, areas, and how far segments were loaded go, so have the log loaded and its
folder emptied first.

Revision ID: scans0002
Revises: scans0001
"""

import sqlalchemy as sa
from alembic import op

revision = "scans0002"
down_revision = "scans0001"
branch_labels = None
depends_on = None


def upgrade():
    op.drop_table("scan_keys")
    with op.batch_alter_table("scans") as batch_op:
        batch_op.add_column(sa.Column("unit_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("item", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("state", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("area", sa.String(length=40), nullable=True))
        batch_op.drop_column("serial")
        batch_op.drop_index(batch_op.f("ix_scans_on"))
        batch_op.create_index(batch_op.f("ix_scans_on_visitor"), ["on", "visitor"])
        batch_op.create_index(batch_op.f("ix_scans_product_id_lot_item"), ["product_id", "lot", "item"])
    op.execute("CREATE TABLE counted_before AS SELECT * FROM scan_counts")
    op.drop_table("scan_counts")
    op.create_table(
        "scan_counts",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=True),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.Column("product_visitors", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", "lot", "on", name=op.f("pk_scan_counts")),
    )
    op.create_index(op.f("ix_scan_counts_unit_id_on"), "scan_counts", ["unit_id", "on"])
    _count_what_is_there()
    op.drop_table("counted_before")
    op.create_table(
        "item_scans",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("lot", sa.String(length=20), nullable=False),
        sa.Column("item", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("void_scans", sa.Integer(), nullable=False),
        sa.Column("recalled_scans", sa.Integer(), nullable=False),
        sa.Column("unjudged", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", "lot", "item", name=op.f("pk_item_scans")),
    )
    op.create_index(op.f("ix_item_scans_unjudged"), "item_scans", ["unjudged"])
    op.create_table(
        "scan_segments",
        sa.Column("name", sa.String(length=36), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_scan_segments")),
    )


def _count_what_is_there():
    """Carry the counters of old days over, and count the scans that are still single ones."""
    op.execute(
        'INSERT INTO scan_counts (product_id, lot, "on", scans, visitors, product_visitors) '
        'SELECT product_id, lot, "on", sum(scans), sum(visitors), sum(product_visitors) FROM ('
        "  SELECT product_id, '' AS lot, \"on\", count AS scans, visitors, visitors AS product_visitors"
        "  FROM counted_before UNION ALL"
        "  SELECT product_id, coalesce(lot, ''), \"on\", count(*), count(DISTINCT visitor), 0"
        "  FROM scans GROUP BY product_id, coalesce(lot, ''), \"on\" UNION ALL"
        '  SELECT product_id, first_lot, "on", 0, 0, count(*) FROM ('
        "    SELECT product_id, \"on\", visitor, min(coalesce(lot, '')) AS first_lot FROM scans"
        '    WHERE visitor IS NOT NULL GROUP BY product_id, "on", visitor'
        '  ) AS devices GROUP BY product_id, first_lot, "on"'
        ') AS parts GROUP BY product_id, lot, "on"'
    )


def downgrade():
    op.drop_table("scan_segments")
    op.drop_table("item_scans")
    op.execute(
        'CREATE TABLE counted_after AS SELECT product_id, "on", sum(scans) AS count,'
        " sum(product_visitors) AS visitors FROM scan_counts"
        " WHERE NOT EXISTS (SELECT 1 FROM scans WHERE scans.product_id = scan_counts.product_id"
        ' AND scans."on" = scan_counts."on") GROUP BY product_id, "on"'
    )
    op.drop_table("scan_counts")
    op.create_table(
        "scan_counts",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", "on", name=op.f("pk_scan_counts")),
    )
    op.execute('INSERT INTO scan_counts SELECT product_id, "on", count, visitors FROM counted_after')
    op.drop_table("counted_after")
    with op.batch_alter_table("scans") as batch_op:
        batch_op.drop_index(batch_op.f("ix_scans_product_id_lot_item"))
        batch_op.drop_index(batch_op.f("ix_scans_on_visitor"))
        batch_op.create_index(batch_op.f("ix_scans_on"), ["on"])
        batch_op.add_column(sa.Column("serial", sa.String(length=20), nullable=True))
        batch_op.drop_column("area")
        batch_op.drop_column("state")
        batch_op.drop_column("item")
        batch_op.drop_column("unit_id")
    op.create_table(
        "scan_keys",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("on", name=op.f("pk_scan_keys")),
    )
