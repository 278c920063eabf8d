"""Subjects: who makes the products."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.domain.subjects import SubjectType
from ocop.models.database import Moment, db, new_id

_TYPES = ", ".join(f"'{kind}'" for kind in SubjectType)


class Subject(db.Model):
    """A company, enterprise, cooperative, group, household, farm or tourism organisation."""

    __tablename__ = "subjects"
    __table_args__ = (
        CheckConstraint(f"subject_type IN ({_TYPES})", name="subject_type"),
        Index(None, "name_fold"),
        Index(None, "unit_id"),
        Index(None, "former_unit_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer, default=1)
    name: Mapped[str] = mapped_column(String(300))
    name_fold: Mapped[str] = mapped_column(String(300))
    subject_type: Mapped[str] = mapped_column(String(20))
    tax_code: Mapped[str | None] = mapped_column(String(14), unique=True)
    representative: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(500))
    unit_id: Mapped[str] = mapped_column(String(20), ForeignKey("units.id"))
    former_unit_id: Mapped[str | None] = mapped_column(String(20), ForeignKey("units.id"))
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    #: Telephone and street may be shown to everybody; only a family has to say so.
    contact_agreed: Mapped[bool] = mapped_column(default=False)
    website: Mapped[str | None] = mapped_column(String(300))
    story: Mapped[str | None] = mapped_column(Text)
    #: A desk officer entered it; the household confirms at its first visit.
    entered_at_desk: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
