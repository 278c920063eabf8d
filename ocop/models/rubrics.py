"""Rubrics: editions of what the products of a set are scored by; an edition is never changed once it is here."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db


class RubricRow(db.Model):
    """One edition of a set's rubric under a regime; the highest edition is the one that new dossiers take.

    `id` is the hash of its content. What comes with the software is edition 1 and stands here only once something
    hangs on it; without `loaded_by` it is such a one. `checked_*` say who held it against the signed decision.
    """

    __tablename__ = "rubrics"
    __table_args__ = (
        CheckConstraint("edition >= 1", name="edition"),
        UniqueConstraint("regime_id", "product_set", "edition"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    regime_id: Mapped[str] = mapped_column(String(20), ForeignKey("regimes.id"))
    product_set: Mapped[int] = mapped_column(SmallInteger, ForeignKey("product_sets.id"))
    edition: Mapped[int] = mapped_column(Integer)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    loaded_at: Mapped[datetime] = mapped_column(Moment)
    loaded_by: Mapped[str | None] = mapped_column(String(36))
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    checked_by: Mapped[str | None] = mapped_column(String(36))
    checked_name: Mapped[str | None] = mapped_column(String(200))
