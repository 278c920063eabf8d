"""Mock recalls: how fast a subject finds everything that a lot went into."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db, new_id


class RecallExercise(db.Model):
    """One exercise: from the moment it was begun to the report; nothing is recalled by it.

    `found` is the recall set as it stood at the end, `reached` the receivers that were spoken to, by epc.
    """

    __tablename__ = "recall_exercises"
    __table_args__ = (Index(None, "subject_id", "begun_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    subject_id: Mapped[str] = mapped_column(String(36), ForeignKey("subjects.id"))
    epc_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("epcs.id"))
    begun_by: Mapped[str] = mapped_column(String(36))
    begun_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    reached: Mapped[dict[str, Any]] = mapped_column(JSON)
    found: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    remarks: Mapped[str | None] = mapped_column(Text)
