"""Certificates: facts with their days; what one is on a day is computed, never stored."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db, new_id


class Certificate(db.Model):
    """The right to stars that a decision gave a product."""

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint("star BETWEEN 3 AND 5", name="star"),
        CheckConstraint("valid_until >= issued_on", name="days"),
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
    created_at: Mapped[datetime] = mapped_column(Moment)
