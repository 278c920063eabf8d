"""Reminders that were made, once each, and the addresses of calendars."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocop.domain.reminders import ReminderKind
from ocop.models.database import Moment, db, new_id

_KINDS = ", ".join(f"'{kind}'" for kind in ReminderKind)


class Reminder(db.Model):
    """That a certificate runs out, told to its subject and to the offices of its area."""

    __tablename__ = "reminders"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        UniqueConstraint("certificate_id", "kind"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    certificate_id: Mapped[str] = mapped_column(String(36), ForeignKey("certificates.id"))
    kind: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(Moment)
    #: When an e-mail about it was last tried; whether it was taken, the log says.
    mailed_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_by: Mapped[str | None] = mapped_column(String(36))
    office_seen_at: Mapped[datetime | None] = mapped_column(Moment)
    office_seen_by: Mapped[str | None] = mapped_column(String(36))


class CalendarToken(db.Model):
    """The address of one account's calendar; kept as SHA-256 (it has enough random bits for a plain hash)."""

    __tablename__ = "calendar_tokens"

    user_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
