"""What the registry knows about itself: which record it holds, since when."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import Moment, db


class RegistryFact(db.Model):
    """One fact by name, such as `sample` = `tra-vinh`."""

    __tablename__ = "registry_facts"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime] = mapped_column(Moment)
