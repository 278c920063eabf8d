"""Decisions of councils and chairmen, as papers recorded them; certificates follow, apart."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db, new_id


class Decision(db.Model):
    """One decision about one product: stars, or the state of potential five star."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("(star IS NULL) <> (potential_five_star = false)", name="star_or_potential"),
        CheckConstraint("star IS NULL OR star BETWEEN 3 AND 5", name="star"),
        Index(None, "product_id", "signed_on"),
        Index(None, "number"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    product_id: Mapped[str] = mapped_column(String(36), ForeignKey("products.id"))
    number: Mapped[str] = mapped_column(String(60))
    signed_on: Mapped[date]
    star: Mapped[int | None] = mapped_column(SmallInteger)
    potential_five_star: Mapped[bool] = mapped_column(default=False)
    #: The first day without the state of potential five star, where an officer's act or outcome ended it.
    potential_ended_on: Mapped[date | None]
    #: The deciding unit of that day; empty for the Ministry.
    unit_id: Mapped[str | None] = mapped_column(String(20), ForeignKey("units.id"))
    regime_id: Mapped[str] = mapped_column(String(20), ForeignKey("regimes.id"))
    file_hash: Mapped[str | None] = mapped_column(String(64), ForeignKey("files.hash"))
    note: Mapped[str | None] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(String(36))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
