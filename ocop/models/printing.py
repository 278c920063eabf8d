"""What a producer prints with: the mark on the labels, and how far each printer is off."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db


class Logo(db.Model):
    """A mark, drawn anew as PNG, by the hash of its bytes; kept for labels that were ordered with it."""

    __tablename__ = "logos"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    kept_at: Mapped[datetime] = mapped_column(Moment)


class SubjectLogo(db.Model):
    """The mark that a subject prints now."""

    __tablename__ = "subject_logos"

    subject_id: Mapped[str] = mapped_column(String(36), ForeignKey("subjects.id"), primary_key=True)
    logo_hash: Mapped[str] = mapped_column(String(64), ForeignKey("logos.hash"))
    changed_at: Mapped[datetime] = mapped_column(Moment)


class PrinterSetup(db.Model):
    """By how much a subject's printer is off on a stock: mm to add to the right and down, and factors."""

    __tablename__ = "printer_setups"
    __table_args__ = (UniqueConstraint("subject_id", "printer", "stock"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    subject_id: Mapped[str] = mapped_column(String(36), ForeignKey("subjects.id"))
    printer: Mapped[str] = mapped_column(String(60))
    stock: Mapped[str] = mapped_column(String(60))
    right: Mapped[float] = mapped_column(Float)
    down: Mapped[float] = mapped_column(Float)
    scale_x: Mapped[float] = mapped_column(Float)
    scale_y: Mapped[float] = mapped_column(Float)
    changed_at: Mapped[datetime] = mapped_column(Moment)
