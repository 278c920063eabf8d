"""Administrative units of today and of before, and what became of what."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import db


class Unit(db.Model):
    """One unit in one stretch of time. A unit in force has its code as id; one that ended `code@last day`."""

    __tablename__ = "units"
    __table_args__ = (Index(None, "code"), Index(None, "parent_id"))

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(5))
    name: Mapped[str] = mapped_column(String(120))
    name_fold: Mapped[str] = mapped_column(String(120))
    level: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(12))
    parent_id: Mapped[str | None] = mapped_column(String(20), ForeignKey("units.id"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class UnitSuccession(db.Model):
    """That a unit went, whole or in part, into another."""

    __tablename__ = "unit_successions"
    __table_args__ = (Index(None, "unit_id"),)

    former_id: Mapped[str] = mapped_column(String(20), ForeignKey("units.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(20), ForeignKey("units.id"), primary_key=True)
    relation: Mapped[str] = mapped_column(String(20))
