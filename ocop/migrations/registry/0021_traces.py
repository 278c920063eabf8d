"""Trace events, what they are about, and what belongs to them: raw lots, sites, partners, notices.

Revision ID: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
#: Tables whose rows are never changed or dropped, held by triggers as in 0002.
GROW_ONLY = ("trace_events", "retractions")


def _hold_to_growing(table):
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def upgrade():
    op.create_table(
        "edges",
        sa.Column("src", sa.BigInteger(), nullable=False),
        sa.Column("dst", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("from_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("to_time", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("src", "dst", "event_id", name=op.f("pk_edges")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("edges", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_edges_dst_src_event_id_kind_from_time_to_time"),
            ["dst", "src", "event_id", "kind", "from_time", "to_time"],
            unique=False,
        )

    op.create_table(
        "event_contexts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_contexts")),
    )
    op.create_table(
        "event_queries",
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "name", name=op.f("pk_event_queries")),
    )
    op.create_table(
        "captures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=True),
        sa.Column("behaviour", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.CheckConstraint("behaviour IN ('rollback', 'proceed')", name=op.f("ck_captures_behaviour")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_captures_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captures")),
    )
    with op.batch_alter_table("captures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_captures_actor_id_created_at"), ["actor_id", "created_at"], unique=False)

    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=True),
        sa.Column("unit_id", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.String(length=36), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(subject_id IS NULL) <> (unit_id IS NULL)", name=op.f("ck_notices_one_reader")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_notices_subject_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_notices_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_subject_id_made_at"), ["subject_id", "made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_unit_id_made_at"), ["unit_id", "made_at"], unique=False)

    op.create_table(
        "partners",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_fold", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("gln", sa.String(length=13), nullable=True),
        sa.Column("uri", sa.String(length=500), nullable=False),
        sa.Column("supplies", sa.Boolean(), nullable=False),
        sa.Column("receives", sa.Boolean(), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_partners_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
    )
    with op.batch_alter_table("partners", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_partners_subject_id_name_fold"), ["subject_id", "name_fold"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_partners_uri"), ["uri"], unique=False)

    op.create_table(
        "sites",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("gln", sa.String(length=13), nullable=True),
        sa.Column("uri", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_sites_subject_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_sites_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
    )
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sites_subject_id"), ["subject_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sites_uri"), ["uri"], unique=False)

    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("query_name", sa.String(length=100), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=True),
        sa.Column("destination", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("is_stream", sa.Boolean(), nullable=False),
        sa.Column("schedule", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("report_if_empty", sa.Boolean(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_executed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failure", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_subscriptions_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscriptions_next_at"), ["next_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_subscriptions_owner_id_query_name"), ["owner_id", "query_name"], unique=False
        )

    op.create_table(
        "trace_events",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String(length=500), nullable=False),
        sa.Column("is_declaration", sa.Boolean(), nullable=False),
        sa.Column("event_type", sa.String(length=100), nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=True),
        sa.Column("biz_step", sa.String(length=200), nullable=True),
        sa.Column("disposition", sa.String(length=200), nullable=True),
        sa.Column("read_point", sa.String(length=500), nullable=True),
        sa.Column("biz_location", sa.String(length=500), nullable=True),
        sa.Column("subject_id", sa.String(length=36), nullable=True),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("capture_id", sa.String(length=36), nullable=True),
        sa.Column("context_id", sa.String(length=32), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["context_id"], ["event_contexts.id"], name=op.f("fk_trace_events_context_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_trace_events_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace_events")),
    )
    with op.batch_alter_table("trace_events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_trace_events_biz_location_event_time"), ["biz_location", "event_time"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_trace_events_biz_step_event_time"), ["biz_step", "event_time"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_trace_events_event_id_is_declaration"), ["event_id", "is_declaration"], unique=True
        )
        batch_op.create_index(batch_op.f("ix_trace_events_event_time_id"), ["event_time", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trace_events_record_time_id"), ["record_time", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_trace_events_subject_id_event_time"), ["subject_id", "event_time"], unique=False
        )

    op.create_table(
        "event_photos",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["trace_events.id"], name=op.f("fk_event_photos_event_id")),
        sa.ForeignKeyConstraint(["file_hash"], ["files.hash"], name=op.f("fk_event_photos_file_hash")),
        sa.PrimaryKeyConstraint("event_id", "file_hash", name=op.f("pk_event_photos")),
    )
    op.create_table(
        "event_values",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "value", "event_id", name=op.f("pk_event_values")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "raw_lots",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("supplier_id", sa.String(length=36), nullable=True),
        sa.Column("site_id", sa.String(length=36), nullable=True),
        sa.Column("uri", sa.String(length=500), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recalled_on", sa.Date(), nullable=True),
        sa.Column("recall_reason", sa.Text(), nullable=True),
        sa.Column("recalled_by", sa.String(length=36), nullable=True),
        sa.CheckConstraint("origin IN ('harvest', 'purchase')", name=op.f("ck_raw_lots_origin")),
        sa.CheckConstraint("state IN ('open', 'closed', 'recalled', 'used_up')", name=op.f("ck_raw_lots_state")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_raw_lots_site_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_raw_lots_subject_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["partners.id"], name=op.f("fk_raw_lots_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raw_lots")),
        sa.UniqueConstraint("uri", name=op.f("uq_raw_lots_uri")),
    )
    with op.batch_alter_table("raw_lots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_raw_lots_subject_id_code"), ["subject_id", "code"], unique=True)
        batch_op.create_index(batch_op.f("ix_raw_lots_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "retractions",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("declaration_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["declaration_id"], ["trace_events.id"], name=op.f("fk_retractions_declaration_id")),
        sa.ForeignKeyConstraint(["event_id"], ["trace_events.id"], name=op.f("fk_retractions_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_retractions")),
    )
    op.create_table(
        "epcs",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("uri", sa.String(length=500), nullable=False),
        sa.Column("main_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=True),
        sa.Column("lot", sa.String(length=20), nullable=True),
        sa.Column("raw_lot_id", sa.String(length=36), nullable=True),
        sa.Column("subject_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint(
            "kind IN ('lot', 'raw_lot', 'item', 'box', 'step', 'party', 'thing')", name=op.f("ck_epcs_kind")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_epcs_product_id")),
        sa.ForeignKeyConstraint(["raw_lot_id"], ["raw_lots.id"], name=op.f("fk_epcs_raw_lot_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_epcs_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epcs")),
    )
    with op.batch_alter_table("epcs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_epcs_main_id"), ["main_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_epcs_product_id_lot"), ["product_id", "lot"], unique=False)
        batch_op.create_index(batch_op.f("ix_epcs_raw_lot_id"), ["raw_lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_epcs_uri"), ["uri"], unique=True)

    op.create_table(
        "event_epcs",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("role", sa.SmallInteger(), nullable=False),
        sa.Column("epc_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Float(), nullable=True),
        sa.Column("uom", sa.String(length=3), nullable=True),
        sa.Column("move", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", "place", name=op.f("pk_event_epcs")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("event_epcs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_epcs_epc_id_role_event_id"), ["epc_id", "role", "event_id"], unique=False
        )

    op.create_table(
        "recall_exercises",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("epc_id", sa.BigInteger(), nullable=False),
        sa.Column("begun_by", sa.String(length=36), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached", sa.JSON(), nullable=False),
        sa.Column("found", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["epc_id"], ["epcs.id"], name=op.f("fk_recall_exercises_epc_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_recall_exercises_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_exercises")),
    )
    with op.batch_alter_table("recall_exercises", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recall_exercises_subject_id_begun_at"), ["subject_id", "begun_at"], unique=False
        )

    for table in GROW_ONLY:
        _hold_to_growing(table)


def downgrade():
    with op.batch_alter_table("recall_exercises", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recall_exercises_subject_id_begun_at"))

    op.drop_table("recall_exercises")
    with op.batch_alter_table("event_epcs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_epcs_epc_id_role_event_id"))

    op.drop_table("event_epcs")
    with op.batch_alter_table("epcs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_epcs_uri"))
        batch_op.drop_index(batch_op.f("ix_epcs_raw_lot_id"))
        batch_op.drop_index(batch_op.f("ix_epcs_product_id_lot"))
        batch_op.drop_index(batch_op.f("ix_epcs_main_id"))

    op.drop_table("epcs")
    op.drop_table("retractions")
    with op.batch_alter_table("raw_lots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_raw_lots_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_raw_lots_subject_id_code"))

    op.drop_table("raw_lots")
    op.drop_table("event_values")
    op.drop_table("event_photos")
    with op.batch_alter_table("trace_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trace_events_subject_id_event_time"))
        batch_op.drop_index(batch_op.f("ix_trace_events_record_time_id"))
        batch_op.drop_index(batch_op.f("ix_trace_events_event_time_id"))
        batch_op.drop_index(batch_op.f("ix_trace_events_event_id_is_declaration"))
        batch_op.drop_index(batch_op.f("ix_trace_events_biz_step_event_time"))
        batch_op.drop_index(batch_op.f("ix_trace_events_biz_location_event_time"))

    op.drop_table("trace_events")
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscriptions_owner_id_query_name"))
        batch_op.drop_index(batch_op.f("ix_subscriptions_next_at"))

    op.drop_table("subscriptions")
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sites_uri"))
        batch_op.drop_index(batch_op.f("ix_sites_subject_id"))

    op.drop_table("sites")
    with op.batch_alter_table("partners", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partners_uri"))
        batch_op.drop_index(batch_op.f("ix_partners_subject_id_name_fold"))

    op.drop_table("partners")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notices_unit_id_made_at"))
        batch_op.drop_index(batch_op.f("ix_notices_subject_id_made_at"))

    op.drop_table("notices")
    with op.batch_alter_table("captures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_captures_actor_id_created_at"))

    op.drop_table("captures")
    op.drop_table("event_queries")
    op.drop_table("event_contexts")
    with op.batch_alter_table("edges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edges_dst_src_event_id_kind_from_time_to_time"))

    op.drop_table("edges")
