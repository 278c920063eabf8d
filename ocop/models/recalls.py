"""Calls to receivers: who was told of a recall."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db


class RecallCall(db.Model):
    """That one receiver of a recalled lot was spoken to; `epc_id` is the lot or raw lot that was recalled."""

    __tablename__ = "recall_calls"

    epc_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("epcs.id"), primary_key=True)
    receiver: Mapped[str] = mapped_column(String(500), primary_key=True)
    called_at: Mapped[datetime] = mapped_column(Moment)
    called_by: Mapped[str] = mapped_column(String(36))
    caller: Mapped[str] = mapped_column(String(200))
