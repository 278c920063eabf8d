"""Notices: what a subject or an office has to hear of, until somebody has seen it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db, new_id


class Notice(db.Model):
    """One piece of news for a subject, or for the offices of a unit; `about` is what its words are made of."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint("(subject_id IS NULL) <> (unit_id IS NULL)", name="one_reader"),
        Index(None, "subject_id", "made_at"),
        Index(None, "unit_id", "made_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    subject_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("subjects.id"))
    unit_id: Mapped[str | None] = mapped_column(String(20), ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(String(30))
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_by: Mapped[str | None] = mapped_column(String(36))
    mailed_at: Mapped[datetime | None] = mapped_column(Moment)
