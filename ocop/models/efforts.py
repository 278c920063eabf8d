"""Efforts: what one step up in a criterion costs, where an office has said so."""

from datetime import datetime

from sqlalchemy import CheckConstraint, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db


class Effort(db.Model):
    """The effort of one criterion of a set under a regime, 1 a morning to 9 years."""

    __tablename__ = "efforts"
    __table_args__ = (CheckConstraint("effort BETWEEN 1 AND 9", name="effort"),)

    regime_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    product_set: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    effort: Mapped[int] = mapped_column(SmallInteger)
    set_by: Mapped[str] = mapped_column(String(36))
    set_at: Mapped[datetime] = mapped_column(Moment)
