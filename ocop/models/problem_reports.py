"""Problems that buyers reported, and what officials and producers noted about them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.domain.problem_reports import ProblemKind, ProblemLevel, ProblemState
from ocop.models.database import Moment, db, new_id

_KINDS = ", ".join(f"'{kind}'" for kind in ProblemKind)
_STATES = ", ".join(f"'{state}'" for state in ProblemState)
_LEVELS = ", ".join(f"'{level}'" for level in ProblemLevel)


class ProblemReport(db.Model):
    """One problem, told by somebody without a name. Acts name it by `id`: who knows `reference` may read the answer.

    Without a product the code is one that the registry does not know, and `unit_id` is empty: any province answers.
    """

    __tablename__ = "problem_reports"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"level IN ({_LEVELS})", name="level"),
        Index(None, "product_id"),
        Index(None, "unit_id", "state"),
        Index(None, "state", "due_on"),
        Index(None, "kept_until"),
        Index(None, "photo_hash"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default=ProblemState.RECEIVED)
    level: Mapped[str] = mapped_column(String(10))
    product_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("products.id"))
    #: The commune where the product is made.
    unit_id: Mapped[str | None] = mapped_column(String(20), ForeignKey("units.id"))
    #: As typed or scanned; that the registry knows them is not said.
    typed_code: Mapped[str | None] = mapped_column(String(60))
    lot: Mapped[str | None] = mapped_column(String(20))
    serial: Mapped[str | None] = mapped_column(String(24))
    words: Mapped[str] = mapped_column(Text)
    #: Erased after `kept_until`, the contact earlier where its owner says so.
    photo_hash: Mapped[str | None] = mapped_column(String(64), ForeignKey("files.hash"))
    contact: Mapped[str | None] = mapped_column(String(254))
    kept_until: Mapped[date]
    #: What one form sends twice is one report.
    once_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime] = mapped_column(Moment)
    received_on: Mapped[date]
    due_on: Mapped[date]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[str | None] = mapped_column(String(36))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class ProblemNote(db.Model):
    """What an official did about a report, or what its producer says of it; never public, never changed."""

    __tablename__ = "problem_notes"
    __table_args__ = (Index(None, "report_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    report_id: Mapped[str] = mapped_column(String(36), ForeignKey("problem_reports.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(36))
    by_role: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
