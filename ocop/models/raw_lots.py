"""Raw-material lots: of one's own harvest, or bought."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db, new_id


class RawLot(db.Model):
    """What goes into products: a harvest, or what a supplier brought. Its code is unique within its subject.

    `uri` is how events name it: an address of the registry's own, which is no GS1 key.
    """

    __tablename__ = "raw_lots"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed', 'recalled', 'used_up')", name="state"),
        CheckConstraint("origin IN ('harvest', 'purchase')", name="origin"),
        Index(None, "subject_id", "code", unique=True),
        Index(None, "supplier_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    subject_id: Mapped[str] = mapped_column(String(36), ForeignKey("subjects.id"))
    code: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(Integer, default=1)
    name: Mapped[str] = mapped_column(String(120))
    origin: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="open")
    made_on: Mapped[date]
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    unit: Mapped[str | None] = mapped_column(String(20))
    supplier_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("partners.id"))
    site_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("sites.id"))
    uri: Mapped[str] = mapped_column(String(500), unique=True)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    #: Of the recall that holds now; those of before are acts.
    recalled_on: Mapped[date | None]
    recall_reason: Mapped[str | None] = mapped_column(Text)
    recalled_by: Mapped[str | None] = mapped_column(String(36))
