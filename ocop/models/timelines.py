"""Timelines: what the page behind a lot's code tells of its way, kept beside the lot."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import db


class LotTimeline(db.Model):
    """One lot's way as its page tells it: `facts` is JSON, empty where it is still to be written."""

    __tablename__ = "lot_timelines"
    __table_args__ = (
        ForeignKeyConstraint(["product_id", "lot"], ["lots.product_id", "lots.code"], name="fk_lot_timelines_lot"),
    )

    product_id: Mapped[str] = mapped_column(String(36), ForeignKey("products.id"), primary_key=True)
    lot: Mapped[str] = mapped_column(String(20), primary_key=True)
    facts: Mapped[str | None] = mapped_column(Text)
