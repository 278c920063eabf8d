"""Throttles: what fails often waits longer and longer, and never for good."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from ocop.domain.refusals import TooMany
from ocop.models.database import db
from ocop.models.requests import Throttle

#: So many failures are free; each further one doubles the wait, up to the longest.
FREE_FAILURES = 5
LONGEST = timedelta(minutes=15)
#: A quiet hour forgives everything.
FORGIVEN_AFTER = timedelta(hours=1)


def check_throttle(key: str, now: datetime) -> None:
    """Refuse to try again too soon. Raises TooMany `too-many-tries`."""
    throttle = db.session.get(Throttle, key[:120])
    if throttle is not None and now < throttle.until:
        wait = max(1, round((throttle.until - now).total_seconds()))
        raise TooMany(
            "too-many-tries", "Thử quá nhiều lần; hãy đợi %(seconds)s giây.", retry_after=wait, seconds=wait
        )


def note_failure(key: str, now: datetime, *, free: int = FREE_FAILURES) -> None:
    """Count a failure and set how long the key waits."""
    throttle = db.session.get(Throttle, key[:120], with_for_update=True)
    if throttle is None:
        throttle = Throttle(key=key[:120], count=0, first_at=now, until=now)
        db.session.add(throttle)
    if now - throttle.first_at > FORGIVEN_AFTER:
        throttle.count, throttle.first_at = 0, now
    throttle.count += 1
    over = throttle.count - free
    throttle.until = now + min(timedelta(seconds=2 ** min(over, 12)), LONGEST) if over > 0 else now
    db.session.flush()


def clear_throttle(key: str) -> None:
    """Forgive a key, after a success."""
    db.session.execute(delete(Throttle).where(Throttle.key == key[:120]))


def purge_throttles(now: datetime) -> None:
    """Drop what a quiet hour has forgiven."""
    db.session.execute(delete(Throttle).where(Throttle.until < now, Throttle.first_at < now - FORGIVEN_AFTER))
