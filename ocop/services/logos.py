"""Logos: the mark that a producer prints on its labels."""

import hashlib
from datetime import datetime

from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.domain.refusals import NotFound
from ocop.models.database import db
from ocop.models.printing import Logo, SubjectLogo
from ocop.models.subjects import Subject
from ocop.services.acts import record_act


def logo_hash(png: bytes) -> str:
    """Return the name of a logo: the hash of its bytes."""
    return hashlib.sha256(png).hexdigest()


def logo_of(subject_id: str) -> Logo | None:
    """Return the mark that a subject prints now, or None."""
    query = select(Logo).join(SubjectLogo, SubjectLogo.logo_hash == Logo.hash)
    return db.session.scalar(query.where(SubjectLogo.subject_id == subject_id))


def find_logo(name: str) -> Logo:
    """Return a logo by its hash. Raises NotFound `file-unknown`."""
    found = db.session.get(Logo, name[:64])
    if found is None:
        raise NotFound("file-unknown", "Không có tệp này.")
    return found


def set_logo(by: Actor, now: datetime, subject: Subject, drawn: tuple[bytes, int, int] | None) -> None:
    """Print this mark from now on, or none; labels that were ordered before keep the one they had."""
    held = db.session.get(SubjectLogo, subject.id)
    before = held.logo_hash if held else None
    after = _kept(drawn, now) if drawn else None
    if held is not None and after is None:
        db.session.delete(held)
    elif held is not None and after is not None:
        held.logo_hash, held.changed_at = after, now
    elif after is not None:
        db.session.add(SubjectLogo(subject_id=subject.id, logo_hash=after, changed_at=now))
    if before != after:
        record_act(by, now, "change-logo", "subject", subject.id, before={"logo": before}, after={"logo": after})
    db.session.flush()


def _kept(drawn: tuple[bytes, int, int], now: datetime) -> str:
    png, width, height = drawn
    name = logo_hash(png)
    if db.session.get(Logo, name) is None:
        db.session.add(Logo(hash=name, png=png, width=width, height=height, kept_at=now))
        db.session.flush()
    return name
