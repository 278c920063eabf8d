"""Councils of assessors: who scores a dossier, each sheet apart, and what came out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db, new_id


class Council(db.Model):
    """One council over one dossier; `result` is written once, when it closes."""

    __tablename__ = "councils"
    __table_args__ = (
        CheckConstraint("tier IN ('province', 'ministry')", name="tier"),
        UniqueConstraint("dossier_id", "round"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    dossier_id: Mapped[str] = mapped_column(String(36), ForeignKey("dossiers.id"))
    round: Mapped[int] = mapped_column(Integer)
    tier: Mapped[str] = mapped_column(String(10))
    #: The office named nobody: whoever of its assessors scores takes a seat.
    is_standing: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[str] = mapped_column(String(36))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(String(36))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Seat(db.Model):
    """One assessor's seat and sheet; `handed_in_at` ends writing on it, `recused_at` its part in the result."""

    __tablename__ = "seats"
    __table_args__ = (Index(None, "user_id"),)

    council_id: Mapped[str] = mapped_column(String(36), ForeignKey("councils.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    is_chair: Mapped[bool] = mapped_column(default=False)
    #: Points as decimal texts by criterion: JSON's numbers are no decimals.
    points: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    notes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    remark: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[datetime | None] = mapped_column(Moment)
    handed_in_at: Mapped[datetime | None] = mapped_column(Moment)
    recused_at: Mapped[datetime | None] = mapped_column(Moment)
    recusal: Mapped[str | None] = mapped_column(Text)
