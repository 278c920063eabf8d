"""Dossiers with their versions and steps, evidence, councils, efforts and holidays.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

#: Rows that were filed or done, and are never changed or dropped.
GROW_ONLY = ("dossier_versions", "dossier_steps")


def upgrade():
    _make_efforts()
    _make_holidays()
    _make_evidence()
    _make_dossiers()
    _make_councils()
    _make_dossier_steps()
    _make_dossier_versions()
    _make_seats()
    for table in GROW_ONLY:
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
                )
            continue
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade():
    for table in GROW_ONLY:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP TRIGGER {table}_only_grows ON {table}")
    for table in (
        "seats",
        "dossier_versions",
        "dossier_steps",
        "councils",
        "dossiers",
        "evidence",
        "holidays",
        "efforts",
    ):
        op.drop_table(table)


def _make_efforts():
    op.create_table(
        "efforts",
        sa.Column("regime_id", sa.String(length=20), nullable=False),
        sa.Column("product_set", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("effort", sa.SmallInteger(), nullable=False),
        sa.Column("set_by", sa.String(length=36), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("effort BETWEEN 1 AND 9", name=op.f("ck_efforts_effort")),
        sa.PrimaryKeyConstraint("regime_id", "product_set", "code", name=op.f("pk_efforts")),
    )


def _make_holidays():
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.String(length=36), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holidays")),
    )


def _make_evidence():
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=36), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('business_registration', 'production_licence', 'material_origin', "
            "'environment', 'local_labour', 'growth', 'intellectual_property', 'market', 'promotion', "
            "'story', 'quality_declaration', 'test_report', 'traceability', 'quality_system', "
            "'awards')",
            name=op.f("ck_evidence_kind"),
        ),
        sa.ForeignKeyConstraint(["file_hash"], ["files.hash"], name=op.f("fk_evidence_file_hash")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_evidence_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_subject_id"), "evidence", ["subject_id"], unique=False)


def _make_dossiers():
    op.create_table(
        "dossiers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("open_key", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("rubric_id", sa.String(length=64), nullable=False),
        sa.Column("carried_from", sa.String(length=36), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("decision_id", sa.String(length=36), nullable=True),
        sa.Column("created_by", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('first', 'upgrade', 're_evaluation')", name=op.f("ck_dossiers_kind")),
        sa.CheckConstraint(
            "state IN ('draft', 'returned', 'submitted', 'forwarded', 'scoring', 'scored', "
            "'approved', 'central_scoring', 'central_scored', 'fallen_back', 'granted', 'rejected', "
            "'withdrawn')",
            name=op.f("ck_dossiers_state"),
        ),
        sa.ForeignKeyConstraint(["carried_from"], ["dossiers.id"], name=op.f("fk_dossiers_carried_from")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_dossiers_decision_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_dossiers_product_id")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubrics.id"], name=op.f("fk_dossiers_rubric_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_dossiers_subject_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_dossiers_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("number", name=op.f("uq_dossiers_number")),
        sa.UniqueConstraint("open_key", name=op.f("uq_dossiers_open_key")),
    )
    op.create_index(op.f("ix_dossiers_product_id"), "dossiers", ["product_id"], unique=False)
    op.create_index(op.f("ix_dossiers_subject_id"), "dossiers", ["subject_id"], unique=False)
    op.create_index(op.f("ix_dossiers_unit_id_state"), "dossiers", ["unit_id", "state"], unique=False)


def _make_councils():
    op.create_table(
        "councils",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("is_standing", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=36), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=36), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.CheckConstraint("tier IN ('province', 'ministry')", name=op.f("ck_councils_tier")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_councils_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_councils")),
        sa.UniqueConstraint("dossier_id", "round", name=op.f("uq_councils_dossier_id_round")),
    )


def _make_dossier_steps():
    op.create_table(
        "dossier_steps",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_role", sa.String(length=20), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "step IN ('edit', 'submit', 'withdraw', 'return', 'report', 'convene', 'score', 'close', "
            "'decide', 'central_decide', 'open')",
            name=op.f("ck_dossier_steps_step"),
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_steps_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_steps")),
    )
    op.create_index(op.f("ix_dossier_steps_dossier_id_at"), "dossier_steps", ["dossier_id", "at"], unique=False)


def _make_dossier_versions():
    op.create_table(
        "dossier_versions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_versions_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_versions")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_dossier_versions_dossier_id_number")),
        sa.UniqueConstraint("receipt", name=op.f("uq_dossier_versions_receipt")),
    )


def _make_seats():
    op.create_table(
        "seats",
        sa.Column("council_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recusal", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_seats_council_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_seats_user_id")),
        sa.PrimaryKeyConstraint("council_id", "user_id", name=op.f("pk_seats")),
    )
    op.create_index(op.f("ix_seats_user_id"), "seats", ["user_id"], unique=False)
