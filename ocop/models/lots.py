"""Lots of a product."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db


class Lot(db.Model):
    """What was made together; its code is unique within the product."""

    __tablename__ = "lots"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed', 'recalled', 'used_up')", name="state"),
        CheckConstraint("best_before IS NULL OR made_on IS NULL OR best_before >= made_on", name="days"),
        Index(None, "code"),
    )

    product_id: Mapped[str] = mapped_column(String(36), ForeignKey("products.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(10), default="open")
    made_on: Mapped[date | None]
    best_before: Mapped[date | None]
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    unit: Mapped[str | None] = mapped_column(String(20))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    #: Of the recall that holds now; those of before are acts.
    recalled_on: Mapped[date | None]
    recall_reason: Mapped[str | None] = mapped_column(Text)
    recall_advice: Mapped[str | None] = mapped_column(Text)
    recalled_by: Mapped[str | None] = mapped_column(String(36))
