"""Evidence: papers of a subject, kept once and shown with as many criteria, products and years as they prove."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.domain.rubrics import EVIDENCE
from ocop.models.database import Moment, db, new_id

_KINDS = ", ".join(f"'{kind}'" for kind in EVIDENCE)


class Evidence(db.Model):
    """One paper. What is dropped stays for the dossiers that were filed with it."""

    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint(f"kind IN ({_KINDS})", name="kind"), Index(None, "subject_id"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    subject_id: Mapped[str] = mapped_column(String(36), ForeignKey("subjects.id"))
    file_hash: Mapped[str] = mapped_column(String(64), ForeignKey("files.hash"))
    kind: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(200))
    expires_on: Mapped[date | None]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(36))
    dropped_at: Mapped[datetime | None] = mapped_column(Moment)
