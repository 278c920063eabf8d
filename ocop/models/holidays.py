"""Days that are not like others of their week: public holidays, and Saturdays worked for one."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db


class Holiday(db.Model):
    """One such day; what an office set stays when the software brings a newer list."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    is_working: Mapped[bool] = mapped_column(default=False)
    set_by: Mapped[str | None] = mapped_column(String(36))
    set_at: Mapped[datetime | None] = mapped_column(Moment)
