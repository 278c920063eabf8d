"""Files kept by the hash of their content; the bytes lie in the data folder."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db


class File(db.Model):
    """One content, however many things point at it."""

    __tablename__ = "files"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    kept_at: Mapped[datetime] = mapped_column(Moment)
