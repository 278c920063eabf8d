"""Links of products: pages outside the registry that producers lead buyers to."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db, new_id


class ProductLink(db.Model):
    """One page outside and what it is about; several of the same type, language and kind may stand side by side."""

    __tablename__ = "product_links"
    __table_args__ = (
        CheckConstraint("serial IS NULL OR (lot IS NULL AND cpv IS NULL)", name="serial_alone"),
        Index(None, "product_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    product_id: Mapped[str] = mapped_column(String(36), ForeignKey("products.id"))
    version: Mapped[int] = mapped_column(Integer, default=1)
    #: Values of the application identifiers (22), (10) and (21); the whole product where all are empty.
    cpv: Mapped[str | None] = mapped_column(String(20))
    lot: Mapped[str | None] = mapped_column(String(20))
    serial: Mapped[str | None] = mapped_column(String(20))
    #: The bare name of a link type of GS1's vocabulary.
    link_type: Mapped[str] = mapped_column(String(40))
    href: Mapped[str] = mapped_column(String(500))
    title: Mapped[str] = mapped_column(String(120))
    hreflang: Mapped[str | None] = mapped_column(String(5))
    media_type: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Moment)
