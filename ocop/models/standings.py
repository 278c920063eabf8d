"""Standings: the rating of every product on every day, behind every count."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.domain.ratings import Rating
from ocop.models.database import db

_RATINGS = ", ".join(f"'{rating}'" for rating in Rating)


class StandingRow(db.Model):
    """One rating held from a day to a day, both inclusive; no end means none in sight."""

    __tablename__ = "standings"
    __table_args__ = (
        CheckConstraint(f"rating IN ({_RATINGS})", name="rating"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days"),
        Index(None, "rating", "from_on", "to_on"),
        Index(None, "to_on"),
    )

    product_id: Mapped[str] = mapped_column(String(36), ForeignKey("products.id"), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    to_on: Mapped[date | None]
    rating: Mapped[str] = mapped_column(String(20))
