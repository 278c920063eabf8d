"""Label jobs, and the ledger of serials that they issued."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db

_LOT = ("lots.product_id", "lots.code")


class LabelJob(db.Model):
    """A printing of many labels: what was asked, how far it is, and what its label said on the day.

    `content` is the label's words as they stood when the job was made, so that whoever goes on with it
    prints the same. `count` is all labels, copies included; `options` what else was asked: `copies`, `collate`,
    `used`, `cut_marks`, `nudge`. `worker` is who draws it now.
    """

    __tablename__ = "label_jobs"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'cancelled', 'failed')", name="state"),
        CheckConstraint("done >= 0 AND done <= count", name="done"),
        ForeignKeyConstraint(["product_id", "lot_code"], [*_LOT]),
        Index(None, "product_id", "made_at"),
        Index(None, "state"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    product_id: Mapped[str] = mapped_column(String(36), ForeignKey("products.id"))
    lot_code: Mapped[str | None] = mapped_column(String(20))
    actor_id: Mapped[str] = mapped_column(String(36))
    stock: Mapped[str] = mapped_column(String(60))
    design: Mapped[str | None] = mapped_column(String(40))
    start: Mapped[int] = mapped_column(Integer)
    dpi: Mapped[int] = mapped_column(Integer)
    count: Mapped[int] = mapped_column(Integer)
    serials: Mapped[bool] = mapped_column(Boolean)
    check_all: Mapped[bool] = mapped_column(Boolean, default=False)
    kid: Mapped[str | None] = mapped_column(String(1))
    first_index: Mapped[int | None] = mapped_column(Integer)
    reprint_of: Mapped[str | None] = mapped_column(String(36), ForeignKey("label_jobs.id"))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    options: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="queued")
    done: Mapped[int] = mapped_column(Integer, default=0)
    pages: Mapped[int | None] = mapped_column(Integer)
    message: Mapped[str | None] = mapped_column(Text)
    worker: Mapped[str | None] = mapped_column(String(36))
    made_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    kept_until: Mapped[datetime | None] = mapped_column(Moment)


class SerialRange(db.Model):
    """Items of a lot whose serials a job issued: `first` up to `end`. No index is ever issued twice."""

    __tablename__ = "serial_ranges"
    __table_args__ = (
        CheckConstraint('first >= 0 AND "end" > first', name="order"),
        ForeignKeyConstraint(["product_id", "lot_code"], [*_LOT]),
    )

    product_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    lot_code: Mapped[str] = mapped_column(String(20), primary_key=True)
    first: Mapped[int] = mapped_column(Integer, primary_key=True)
    end: Mapped[int] = mapped_column(Integer)
    kid: Mapped[str] = mapped_column(String(1))
    job_id: Mapped[str] = mapped_column(String(36), ForeignKey("label_jobs.id"))
    issued_at: Mapped[datetime] = mapped_column(Moment)


class SerialVoid(db.Model):
    """Items of a lot whose labels are void: spoilt, lost, or of a job that was cancelled."""

    __tablename__ = "serial_voids"
    __table_args__ = (
        CheckConstraint('first >= 0 AND "end" > first', name="order"),
        ForeignKeyConstraint(["product_id", "lot_code"], [*_LOT]),
        Index(None, "product_id", "lot_code", "first"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    product_id: Mapped[str] = mapped_column(String(36))
    lot_code: Mapped[str] = mapped_column(String(20))
    first: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(200))
    actor_id: Mapped[str] = mapped_column(String(36))
    voided_at: Mapped[datetime] = mapped_column(Moment)
