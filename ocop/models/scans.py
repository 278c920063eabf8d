"""Scans, in a bind of their own: no address, no cookie, no user agent, no position."""

from datetime import date, datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import SCANS, Moment, db, new_id


class Scan(db.Model):
    """One look at a code. `visitor` is a keyed daily hash for counting once, not a person."""

    __bind_key__ = SCANS
    __tablename__ = "scans"
    __table_args__ = (Index(None, "product_id", "on"), Index(None, "on"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    product_id: Mapped[str] = mapped_column(String(36))
    lot: Mapped[str | None] = mapped_column(String(20))
    serial: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    on: Mapped[date]
    visitor: Mapped[str | None] = mapped_column(String(32))


class ScanCount(db.Model):
    """The counters that remain of a day when its scans have been dropped."""

    __bind_key__ = SCANS
    __tablename__ = "scan_counts"

    product_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    visitors: Mapped[int] = mapped_column(Integer)


class ScanKey(db.Model):
    """The random key of one day under which visitors are hashed; gone two days later."""

    __bind_key__ = SCANS
    __tablename__ = "scan_keys"

    on: Mapped[date] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
