"""Partners: from whom a subject buys, and to whom it delivers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db, new_id


class Partner(db.Model):
    """One supplier or receiver, known to one subject alone.

    `uri` is how events name it: by its GLN where it has one, else an address of the registry's own.
    Its name is shown to buyers only if it agreed (`is_named`).
    """

    __tablename__ = "partners"
    __table_args__ = (Index(None, "subject_id", "name_fold"), Index(None, "uri"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    subject_id: Mapped[str] = mapped_column(String(36), ForeignKey("subjects.id"))
    version: Mapped[int] = mapped_column(Integer, default=1)
    name: Mapped[str] = mapped_column(String(200))
    name_fold: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(20))
    address: Mapped[str | None] = mapped_column(String(300))
    gln: Mapped[str | None] = mapped_column(String(13))
    uri: Mapped[str] = mapped_column(String(500))
    supplies: Mapped[bool] = mapped_column(default=False)
    receives: Mapped[bool] = mapped_column(default=False)
    is_named: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    #: No longer offered in forms; events keep naming it.
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
