"""Dossiers: what a subject files for a product, frozen at each submission, and every step of its road."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocop.domain.dossiers import DossierKind, DossierState, Step
from ocop.models.database import Moment, db, new_id

_KINDS = ", ".join(f"'{kind}'" for kind in DossierKind)
_STATES = ", ".join(f"'{state}'" for state in DossierState)
_STEPS = ", ".join(f"'{step}'" for step in (*Step, "open"))


class Dossier(db.Model):
    """One evaluation of one product. `answers`, `notes`, `form` and `evidence` are what its subject is writing.

    `open_key` is the product while the dossier is open, and empty after: a product has one open dossier.
    """

    __tablename__ = "dossiers"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        Index(None, "product_id"),
        Index(None, "subject_id"),
        Index(None, "unit_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    product_id: Mapped[str] = mapped_column(String(36), ForeignKey("products.id"))
    subject_id: Mapped[str] = mapped_column(String(36), ForeignKey("subjects.id"))
    #: The commune that checks it: where the product is made.
    unit_id: Mapped[str] = mapped_column(String(20), ForeignKey("units.id"))
    open_key: Mapped[str | None] = mapped_column(String(36), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default=DossierState.DRAFT)
    rubric_id: Mapped[str] = mapped_column(String(64), ForeignKey("rubrics.id"))
    carried_from: Mapped[str | None] = mapped_column(String(36), ForeignKey("dossiers.id"))
    answers: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    notes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    form: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    evidence: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    #: The day that it came to the commune, from which its clock runs, and the day until which the commune has.
    received_on: Mapped[date | None]
    due_on: Mapped[date | None]
    decision_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("decisions.id"))
    created_by: Mapped[str] = mapped_column(String(36))
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class DossierVersion(db.Model):
    """What was filed, frozen: it has the legal value of paper (Điều 7 khoản 1). Triggers refuse any change."""

    __tablename__ = "dossier_versions"
    __table_args__ = (UniqueConstraint("dossier_id", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    dossier_id: Mapped[str] = mapped_column(String(36), ForeignKey("dossiers.id"))
    number: Mapped[int] = mapped_column(Integer)
    receipt: Mapped[str] = mapped_column(String(40), unique=True)
    #: Everything that was filed, files by their hashes, and the SHA-256 over it in one spelling.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    submitted_by: Mapped[str] = mapped_column(String(36))


class DossierStep(db.Model):
    """One step that was taken: who, when, and what came with it. Triggers refuse any change."""

    __tablename__ = "dossier_steps"
    __table_args__ = (
        CheckConstraint(f"step IN ({_STEPS})", name="step"),
        Index(None, "dossier_id", "at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    dossier_id: Mapped[str] = mapped_column(String(36), ForeignKey("dossiers.id"))
    step: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(36))
    by_role: Mapped[str] = mapped_column(String(20))
    why: Mapped[str | None] = mapped_column(Text)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
