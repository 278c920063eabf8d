"""What the registry knows about itself; most of all, whether it holds the sample or real data."""

from datetime import datetime

from sqlalchemy.exc import DatabaseError

from ocop.models.database import db
from ocop.models.registries import RegistryFact

#: The one sample there is, and the word for real data.
SAMPLE, NONE = "tra-vinh", "none"


def fact(name: str) -> str | None:
    """Return a fact by name, or None where it was never set."""
    found = db.session.get(RegistryFact, name)
    return found.value if found else None


def set_fact(name: str, value: str, now: datetime) -> None:
    """Set a fact."""
    db.session.merge(RegistryFact(name=name, value=value, set_at=now))
    db.session.flush()


def holds_sample() -> bool:
    """Tell whether the registry holds the sample; one that was never made holds nothing."""
    try:
        return fact("record") == SAMPLE
    except DatabaseError:
        return False
    finally:
        db.session.rollback()
