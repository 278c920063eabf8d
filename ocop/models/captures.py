"""Captures: what was sent to be recorded in one go, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db


class Capture(db.Model):
    """A capture job of EPCIS 2.0 (section 12.6): `kept` events are recorded, `errors` say what was not, and why."""

    __tablename__ = "captures"
    __table_args__ = (
        CheckConstraint("behaviour IN ('rollback', 'proceed')", name="behaviour"),
        Index(None, "actor_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    actor_id: Mapped[str] = mapped_column(String(36))
    subject_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("subjects.id"))
    behaviour: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    success: Mapped[bool] = mapped_column(Boolean)
    sent: Mapped[int] = mapped_column(Integer)
    kept: Mapped[int] = mapped_column(Integer)
    errors: Mapped[list[Any]] = mapped_column(JSON)
    warnings: Mapped[list[Any]] = mapped_column(JSON)
