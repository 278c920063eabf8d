"""Second factors: a sealed secret for each account that has one, recovery codes, logins that wait for a code."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db


class SecondFactor(db.Model):
    """That an account is entered with a code besides the password; the secret lies sealed."""

    __tablename__ = "second_factors"

    user_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(String(400))
    enrolled_at: Mapped[datetime] = mapped_column(Moment)
    #: The time step of the last code that was taken; no code of it or of an earlier one is taken again.
    last_step: Mapped[int] = mapped_column(Integer)


class RecoveryCode(db.Model):
    """A code on paper that works once in the place of the phone; kept as a hash."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index(None, "user_id"),)

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class HalfLogin(db.Model):
    """A login whose password was right and whose code is still to come: no session, and good once."""

    __tablename__ = "half_logins"
    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id"))
    begun_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
