"""Sites: where things of a subject happen; fields, houses, stores."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db, new_id


class Site(db.Model):
    """One place of a subject; events name it by its GLN, else by an address of the registry's own (`uri`)."""

    __tablename__ = "sites"
    __table_args__ = (Index(None, "subject_id"), Index(None, "uri"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    subject_id: Mapped[str] = mapped_column(String(36), ForeignKey("subjects.id"))
    version: Mapped[int] = mapped_column(Integer, default=1)
    name: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[str] = mapped_column(String(20), ForeignKey("units.id"))
    gln: Mapped[str | None] = mapped_column(String(13))
    uri: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
