"""First tables of the registry.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "acts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("actor_role", sa.String(length=20), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("noun_id", sa.String(length=60), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
    )
    with op.batch_alter_table("acts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acts_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_acts_noun_noun_id"), ["noun", "noun_id"], unique=False)

    op.create_table(
        "files",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_files")),
    )
    op.create_table(
        "idempotent_answers",
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.String(length=2000), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", "key", name=op.f("pk_idempotent_answers")),
    )
    with op.batch_alter_table("idempotent_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotent_answers_made_at"), ["made_at"], unique=False)

    op.create_table(
        "product_sets",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("group_id", sa.SmallInteger(), nullable=False),
        sa.Column("group_name", sa.String(length=300), nullable=False),
        sa.Column("sector_id", sa.SmallInteger(), nullable=False),
        sa.Column("sector_name", sa.String(length=300), nullable=False),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_sets")),
    )
    with op.batch_alter_table("product_sets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_sets_sector_id"), ["sector_id"], unique=False)

    op.create_table(
        "regimes",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("five_from", sa.Integer(), nullable=False),
        sa.Column("four_from", sa.Integer(), nullable=False),
        sa.Column("three_from", sa.Integer(), nullable=False),
        sa.Column("two_from", sa.Integer(), nullable=False),
        sa.Column("decides_three", sa.String(length=10), nullable=False),
        sa.Column("decides_four", sa.String(length=10), nullable=False),
        sa.Column("decides_five", sa.String(length=10), nullable=False),
        sa.Column("validity_months", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regimes")),
    )
    op.create_table(
        "registry_facts",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_registry_facts")),
    )
    op.create_table(
        "throttles",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttles")),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_fold", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("parent_id", sa.String(length=20), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_units_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_units_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "subjects",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_fold", sa.String(length=300), nullable=False),
        sa.Column("subject_type", sa.String(length=20), nullable=False),
        sa.Column("tax_code", sa.String(length=14), nullable=True),
        sa.Column("representative", sa.String(length=200), nullable=True),
        sa.Column("address", sa.String(length=500), nullable=True),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("former_unit_id", sa.String(length=20), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=True),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column("entered_at_desk", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "subject_type IN ('company', 'enterprise', 'cooperative', 'cooperative_group', "
            "'household', 'farm', 'tourism_organisation')",
            name=op.f("ck_subjects_subject_type"),
        ),
        sa.ForeignKeyConstraint(["former_unit_id"], ["units.id"], name=op.f("fk_subjects_former_unit_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_subjects_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subjects")),
        sa.UniqueConstraint("tax_code", name=op.f("uq_subjects_tax_code")),
    )
    with op.batch_alter_table("subjects", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subjects_former_unit_id"), ["former_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subjects_name_fold"), ["name_fold"], unique=False)
        batch_op.create_index(batch_op.f("ix_subjects_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "unit_successions",
        sa.Column("former_id", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["former_id"], ["units.id"], name=op.f("fk_unit_successions_former_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_successions_unit_id")),
        sa.PrimaryKeyConstraint("former_id", "unit_id", name=op.f("pk_unit_successions")),
    )
    with op.batch_alter_table("unit_successions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_successions_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "products",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_fold", sa.String(length=300), nullable=False),
        sa.Column("search_fold", sa.Text(), nullable=False),
        sa.Column("product_set", sa.SmallInteger(), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=True),
        sa.Column("ocop_code", sa.String(length=30), nullable=True),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("former_unit_id", sa.String(length=20), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("net_weight", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name=op.f("ck_products_state")),
        sa.ForeignKeyConstraint(["former_unit_id"], ["units.id"], name=op.f("fk_products_former_unit_id")),
        sa.ForeignKeyConstraint(["product_set"], ["product_sets.id"], name=op.f("fk_products_product_set")),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_products_subject_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_products_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("code", name=op.f("uq_products_code")),
        sa.UniqueConstraint("gtin", name=op.f("uq_products_gtin")),
        sa.UniqueConstraint("ocop_code", name=op.f("uq_products_ocop_code")),
    )
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_products_former_unit_id"), ["former_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_products_name_fold"), ["name_fold"], unique=False)
        batch_op.create_index(batch_op.f("ix_products_product_set"), ["product_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_products_subject_id"), ["subject_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_products_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "users",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=True),
        sa.Column("unit_id", sa.String(length=20), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('producer', 'commune', 'province', 'ministry', 'assessor', 'auditor', 'administrator')",
            name=op.f("ck_users_role"),
        ),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_users_subject_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_users_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_users_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("star", sa.SmallInteger(), nullable=True),
        sa.Column("potential_five_star", sa.Boolean(), nullable=False),
        sa.Column("potential_ended_on", sa.Date(), nullable=True),
        sa.Column("unit_id", sa.String(length=20), nullable=True),
        sa.Column("regime_id", sa.String(length=20), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(star IS NULL) <> (potential_five_star = false)", name=op.f("ck_decisions_star_or_potential")
        ),
        sa.CheckConstraint("star IS NULL OR star BETWEEN 3 AND 5", name=op.f("ck_decisions_star")),
        sa.ForeignKeyConstraint(["file_hash"], ["files.hash"], name=op.f("fk_decisions_file_hash")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_decisions_product_id")),
        sa.ForeignKeyConstraint(["regime_id"], ["regimes.id"], name=op.f("fk_decisions_regime_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_decisions_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_number"), ["number"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_decisions_product_id_signed_on"), ["product_id", "signed_on"], unique=False
        )

    op.create_table(
        "entry_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_entry_codes_user_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_entry_codes")),
    )
    with op.batch_alter_table("entry_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_codes_user_id"), ["user_id"], unique=False)

    op.create_table(
        "lots",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("best_before", sa.Date(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed', 'recalled', 'used_up')", name=op.f("ck_lots_state")),
        sa.CheckConstraint(
            "best_before IS NULL OR made_on IS NULL OR best_before >= made_on", name=op.f("ck_lots_days")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_lots_product_id")),
        sa.PrimaryKeyConstraint("product_id", "code", name=op.f("pk_lots")),
    )
    op.create_table(
        "product_aliases",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("alias", sa.String(length=40), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_aliases_product_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_product_aliases")),
    )
    with op.batch_alter_table("product_aliases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_aliases_product_id"), ["product_id"], unique=False)

    op.create_table(
        "product_photos",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_hash"], ["files.hash"], name=op.f("fk_product_photos_file_hash")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_photos_product_id")),
        sa.PrimaryKeyConstraint("product_id", "file_hash", name=op.f("pk_product_photos")),
    )
    op.create_table(
        "product_tools",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("tool", sa.String(length=20), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "tool IN ('qr_code', 'barcode', 'e_traceability', 'e_commerce')", name=op.f("ck_product_tools_tool")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_tools_product_id")),
        sa.PrimaryKeyConstraint("product_id", "tool", name=op.f("pk_product_tools")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "standings",
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("rating", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "rating IN ('three_star', 'four_star', 'potential_five_star', 'five_star', 'lapsed', "
            "'revoked', 'unrated')",
            name=op.f("ck_standings_rating"),
        ),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_standings_days")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_standings_product_id")),
        sa.PrimaryKeyConstraint("product_id", "from_on", name=op.f("pk_standings")),
    )
    with op.batch_alter_table("standings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_standings_rating_from_on_to_on"), ["rating", "from_on", "to_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_standings_to_on"), ["to_on"], unique=False)

    op.create_table(
        "tokens",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=True),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("scopes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_tokens_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_tokens_token_hash")),
    )
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tokens_user_id"), ["user_id"], unique=False)

    op.create_table(
        "certificates",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("star", sa.SmallInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("extended_until", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revocation_number", sa.String(length=60), nullable=True),
        sa.Column("revocation_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("star BETWEEN 3 AND 5", name=op.f("ck_certificates_star")),
        sa.CheckConstraint("valid_until >= issued_on", name=op.f("ck_certificates_days")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_certificates_decision_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_certificates_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_certificates_decision_id")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
    )
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificates_product_id_issued_on"), ["product_id", "issued_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_certificates_valid_until"), ["valid_until"], unique=False)


def downgrade():
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_valid_until"))
        batch_op.drop_index(batch_op.f("ix_certificates_product_id_issued_on"))

    op.drop_table("certificates")
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tokens_user_id"))

    op.drop_table("tokens")
    with op.batch_alter_table("standings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standings_to_on"))
        batch_op.drop_index(batch_op.f("ix_standings_rating_from_on_to_on"))

    op.drop_table("standings")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_user_id"))
        batch_op.drop_index(batch_op.f("ix_sessions_expires_at"))

    op.drop_table("sessions")
    op.drop_table("product_tools")
    op.drop_table("product_photos")
    with op.batch_alter_table("product_aliases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_aliases_product_id"))

    op.drop_table("product_aliases")
    op.drop_table("lots")
    with op.batch_alter_table("entry_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_codes_user_id"))

    op.drop_table("entry_codes")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_product_id_signed_on"))
        batch_op.drop_index(batch_op.f("ix_decisions_number"))

    op.drop_table("decisions")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_users_subject_id"))

    op.drop_table("users")
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_products_unit_id"))
        batch_op.drop_index(batch_op.f("ix_products_subject_id"))
        batch_op.drop_index(batch_op.f("ix_products_product_set"))
        batch_op.drop_index(batch_op.f("ix_products_name_fold"))
        batch_op.drop_index(batch_op.f("ix_products_former_unit_id"))

    op.drop_table("products")
    with op.batch_alter_table("unit_successions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_successions_unit_id"))

    op.drop_table("unit_successions")
    with op.batch_alter_table("subjects", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subjects_unit_id"))
        batch_op.drop_index(batch_op.f("ix_subjects_name_fold"))
        batch_op.drop_index(batch_op.f("ix_subjects_former_unit_id"))

    op.drop_table("subjects")
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_units_parent_id"))
        batch_op.drop_index(batch_op.f("ix_units_code"))

    op.drop_table("units")
    op.drop_table("throttles")
    op.drop_table("registry_facts")
    op.drop_table("regimes")
    with op.batch_alter_table("product_sets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_sets_sector_id"))

    op.drop_table("product_sets")
    with op.batch_alter_table("idempotent_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotent_answers_made_at"))

    op.drop_table("idempotent_answers")
    op.drop_table("files")
    with op.batch_alter_table("acts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acts_noun_noun_id"))
        batch_op.drop_index(batch_op.f("ix_acts_at"))

    op.drop_table("acts")
