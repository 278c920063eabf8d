"""Revocations with their ground and paper, proposals to revoke, reminders, addresses of calendars.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_GROUNDS = (
    "'false_dossier', 'criteria_no_longer_met', 'law_broken', 'mark_misused', 'production_stopped', "
    "'official_conclusion'"
)
_COLUMNS = {
    "revocation_ground": sa.String(length=30),
    "revocation_file_hash": sa.String(length=64),
    "concluded_on": sa.Date(),
    "revocation_recorded_on": sa.Date(),
}


#: What SQLite's copy of the table would lose, because checks are not reflected.
_CHECKS = (
    sa.CheckConstraint("star BETWEEN 3 AND 5", name="ck_certificates_star"),
    sa.CheckConstraint("valid_until >= issued_on", name="ck_certificates_days"),
)


def upgrade():
    with op.batch_alter_table("certificates", table_args=_CHECKS) as table:
        for name, kind in _COLUMNS.items():
            table.add_column(sa.Column(name, kind, nullable=True))
        table.create_check_constraint(op.f("ck_certificates_revocation_ground"), f"revocation_ground IN ({_GROUNDS})")
        table.create_foreign_key(
            op.f("fk_certificates_revocation_file_hash"), "files", ["revocation_file_hash"], ["hash"]
        )
    _make_proposals()
    _make_reminders()
    op.create_table(
        "calendar_tokens",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_calendar_tokens_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_tokens_token_hash")),
    )


def downgrade():
    for table in ("calendar_tokens", "reminders", "revocation_proposals"):
        op.drop_table(table)
    with op.batch_alter_table("certificates", table_args=_CHECKS) as table:
        table.drop_constraint(op.f("fk_certificates_revocation_file_hash"), type_="foreignkey")
        table.drop_constraint(op.f("ck_certificates_revocation_ground"), type_="check")
        for name in _COLUMNS:
            table.drop_column(name)


def _make_proposals():
    op.create_table(
        "revocation_proposals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("certificate_id", sa.String(length=36), nullable=False),
        sa.Column("open_key", sa.String(length=36), nullable=True),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=30), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=36), nullable=True),
        sa.CheckConstraint(f"ground IN ({_GROUNDS})", name=op.f("ck_revocation_proposals_ground")),
        sa.CheckConstraint(
            "state IN ('open', 'withdrawn', 'declined', 'followed')", name=op.f("ck_revocation_proposals_state")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_revocation_proposals_certificate_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_revocation_proposals_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation_proposals")),
        sa.UniqueConstraint("open_key", name=op.f("uq_revocation_proposals_open_key")),
    )
    op.create_index(
        op.f("ix_revocation_proposals_certificate_id"), "revocation_proposals", ["certificate_id"], unique=False
    )


def _make_reminders():
    op.create_table(
        "reminders",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("certificate_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.String(length=36), nullable=True),
        sa.Column("office_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("office_seen_by", sa.String(length=36), nullable=True),
        sa.CheckConstraint(
            "kind IN ('window_opens', 'window_halfway', 'window_closes', 'window_missed')",
            name=op.f("ck_reminders_kind"),
        ),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificates.id"], name=op.f("fk_reminders_certificate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("certificate_id", "kind", name=op.f("uq_reminders_certificate_id_kind")),
    )
