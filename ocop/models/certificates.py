"""Certificates: facts with their days; what one is on a day is computed, never stored."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.domain.revocations import Ground, ProposalState
from ocop.models.database import Moment, db, new_id

_GROUNDS = ", ".join(f"'{ground}'" for ground in Ground)
_STATES = ", ".join(f"'{state}'" for state in ProposalState)


class Certificate(db.Model):
    """The right to stars that a decision gave a product."""

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint("star BETWEEN 3 AND 5", name="star"),
        CheckConstraint("valid_until >= issued_on", name="days"),
        CheckConstraint(f"revocation_ground IN ({_GROUNDS})", name="revocation_ground"),
        Index(None, "product_id", "issued_on"),
        Index(None, "valid_until"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    product_id: Mapped[str] = mapped_column(String(36), ForeignKey("products.id"))
    decision_id: Mapped[str] = mapped_column(String(36), ForeignKey("decisions.id"), unique=True)
    star: Mapped[int] = mapped_column(SmallInteger)
    issued_on: Mapped[date]
    valid_until: Mapped[date]
    extended_until: Mapped[date | None]
    revoked_on: Mapped[date | None]
    revocation_number: Mapped[str | None] = mapped_column(String(60))
    revocation_reason: Mapped[str | None] = mapped_column(Text)
    #: Empty for what was entered before grounds were, and for what is not revoked.
    revocation_ground: Mapped[str | None] = mapped_column(String(30))
    revocation_file_hash: Mapped[str | None] = mapped_column(String(64), ForeignKey("files.hash"))
    concluded_on: Mapped[date | None]
    #: The day on which the revocation was entered: a mistyped one may be taken back on it.
    revocation_recorded_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Moment)


class RevocationProposal(db.Model):
    """That a commune thinks a certificate should go. `open_key` is the certificate while nobody has answered."""

    __tablename__ = "revocation_proposals"
    __table_args__ = (
        CheckConstraint(f"ground IN ({_GROUNDS})", name="ground"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        Index(None, "certificate_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    certificate_id: Mapped[str] = mapped_column(String(36), ForeignKey("certificates.id"))
    open_key: Mapped[str | None] = mapped_column(String(36), unique=True)
    unit_id: Mapped[str] = mapped_column(String(20), ForeignKey("units.id"))
    ground: Mapped[str] = mapped_column(String(30))
    why: Mapped[str] = mapped_column(Text)
    proposed_on: Mapped[date]
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    proposed_by: Mapped[str] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(12), default=ProposalState.OPEN)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[str | None] = mapped_column(String(36))
