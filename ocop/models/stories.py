"""Stories: one row for the page behind each product's codes."""

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import db


class Story(db.Model):
    """What the page tells of a product, as JSON that knows no day; written with the facts that it repeats."""

    __tablename__ = "stories"
    __table_args__ = (Index(None, "code", unique=True), Index(None, "gtin", unique=True))

    product_id: Mapped[str] = mapped_column(String(36), ForeignKey("products.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(8))
    gtin: Mapped[str | None] = mapped_column(String(14))
    facts: Mapped[str] = mapped_column(Text)
