"""Suspicions about items whose labels may have been copied."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from ocop.domain.suspicions import Rule, SuspicionState
from ocop.models.database import Moment, db, new_id

_RULES = ", ".join(f"'{rule}'" for rule in Rule)
_STATES = ", ".join(f"'{state}'" for state in SuspicionState)


class Suspicion(db.Model):
    """That a rule spoke about an item, once; `evidence` is what it saw then, `why` the words of who decided."""

    __tablename__ = "suspicions"
    __table_args__ = (
        CheckConstraint(f"rule IN ({_RULES})", name="rule"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        ForeignKeyConstraint(["product_id", "lot"], ["lots.product_id", "lots.code"]),
        UniqueConstraint("product_id", "lot", "item", "rule"),
        Index(None, "state", "raised_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    product_id: Mapped[str] = mapped_column(String(36))
    lot: Mapped[str] = mapped_column(String(20))
    item: Mapped[int] = mapped_column(Integer)
    rule: Mapped[str] = mapped_column(String(20))
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    raised_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(10), default=SuspicionState.OPEN)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(String(36))
    decided_role: Mapped[str | None] = mapped_column(String(20))
    why: Mapped[str | None] = mapped_column(Text)
