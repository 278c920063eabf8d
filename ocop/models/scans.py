"""Scans, in a bind of their own: no address, no cookie, no user agent, no position."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Index, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import SCANS, Moment, db, new_id


class Scan(db.Model):
    """One look at a code, kept for 30 days. `visitor` is a keyed daily hash for counting once, not a person."""

    __bind_key__ = SCANS
    __tablename__ = "scans"
    __table_args__ = (
        Index(None, "product_id", "on"),
        Index(None, "on", "visitor"),
        Index(None, "product_id", "lot", "item"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    product_id: Mapped[str] = mapped_column(String(36))
    lot: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    on: Mapped[date]
    visitor: Mapped[str | None] = mapped_column(String(32))
    unit_id: Mapped[str | None] = mapped_column(String(20))
    item: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[str | None] = mapped_column(String(20))
    area: Mapped[str | None] = mapped_column(String(40))


class ScanCount(db.Model):
    """The looks at a lot's codes on a day; lot '' for codes without one. Sums over lots and days are what they say.

    `visitors` counts a device once per lot and day; `product_visitors` those of them that had not been at the product
    that day before, so that their sum over the lots counts each device once.
    """

    __bind_key__ = SCANS
    __tablename__ = "scan_counts"
    __table_args__ = (Index(None, "unit_id", "on"),)

    product_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    lot: Mapped[str] = mapped_column(String(20), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    unit_id: Mapped[str | None] = mapped_column(String(20))
    scans: Mapped[int] = mapped_column(Integer)
    visitors: Mapped[int] = mapped_column(Integer)
    product_visitors: Mapped[int] = mapped_column(Integer)


class ItemScan(db.Model):
    """What is known of an item from its first look on: `visitors` are devices, each once a day."""

    __bind_key__ = SCANS
    __tablename__ = "item_scans"
    __table_args__ = (Index(None, "unjudged"),)

    product_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    lot: Mapped[str] = mapped_column(String(20), primary_key=True)
    item: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    first_at: Mapped[datetime] = mapped_column(Moment)
    first_on: Mapped[date]
    last_at: Mapped[datetime] = mapped_column(Moment)
    last_on: Mapped[date]
    scans: Mapped[int] = mapped_column(Integer)
    visitors: Mapped[int] = mapped_column(Integer)
    areas: Mapped[list[str]] = mapped_column(JSON)
    void_scans: Mapped[int] = mapped_column(Integer)
    recalled_scans: Mapped[int] = mapped_column(Integer)
    #: Looked at since the rules of suspicion were last asked.
    unjudged: Mapped[bool] = mapped_column(server_default=false())


class ScanSegment(db.Model):
    """How far a segment of the scan log has been taken in, in bytes; written in the transaction of its scans."""

    __bind_key__ = SCANS
    __tablename__ = "scan_segments"

    name: Mapped[str] = mapped_column(String(36), primary_key=True)
    offset: Mapped[int] = mapped_column(BigInteger)
    loaded_at: Mapped[datetime] = mapped_column(Moment)
