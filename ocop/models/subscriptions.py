"""Named queries over events, and who is called when something new answers them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db


class EventQuery(db.Model):
    """A query under a name of its owner's choice; it never changes."""

    __tablename__ = "event_queries"

    owner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    query: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)


class Subscription(db.Model):
    """Where new events of a named query are sent (EPCIS 2.0, section 8.2.5).

    `last_number` is the newest event that was answered for, so that nothing is sent twice; it moves with a 2xx answer
    alone. `secret` is the signature token, sealed. `failures` in a row put `next_at` off.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (Index(None, "owner_id", "query_name"), Index(None, "next_at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner_id: Mapped[str] = mapped_column(String(36))
    query_name: Mapped[str] = mapped_column(String(100))
    subject_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("subjects.id"))
    destination: Mapped[str] = mapped_column(String(500))
    secret: Mapped[str | None] = mapped_column(Text)
    is_stream: Mapped[bool] = mapped_column(Boolean)
    schedule: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    report_if_empty: Mapped[bool] = mapped_column(Boolean)
    last_number: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(Moment)
    next_at: Mapped[datetime | None] = mapped_column(Moment)
    last_executed_at: Mapped[datetime | None] = mapped_column(Moment)
    last_notified_at: Mapped[datetime | None] = mapped_column(Moment)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    last_failure: Mapped[str | None] = mapped_column(String(300))
