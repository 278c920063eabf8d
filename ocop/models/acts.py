"""Acts: who changed what, when and why. The table only grows; triggers refuse anything else."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db, new_id


class Act(db.Model):
    """One change, written in the same transaction as the change itself."""

    __tablename__ = "acts"
    __table_args__ = (Index(None, "noun", "noun_id"), Index(None, "at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[str] = mapped_column(String(36))
    actor_role: Mapped[str] = mapped_column(String(20))
    verb: Mapped[str] = mapped_column(String(40))
    noun: Mapped[str] = mapped_column(String(40))
    noun_id: Mapped[str] = mapped_column(String(60))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    why: Mapped[str | None] = mapped_column(Text)
