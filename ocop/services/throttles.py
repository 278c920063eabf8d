"""Throttles: whoever fails often waits, ever longer, and never for good.

A try is counted before it is answered, in a unit of work of its own: the count stays although the
request is refused, and many tries at once cannot slip past it. What succeeds is taken back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete

from ocop.domain.refusals import TooMany
from ocop.models.database import db
from ocop.models.requests import Throttle


@dataclass(frozen=True)
class Pace:
    """How many failures are free, and how the wait grows after: one second, doubled each time.

    Failures are forgotten `memory` after the last wait ended.
    """

    free: int
    longest: timedelta
    memory: timedelta


#: One account asked for from one network.
PAIR = Pace(free=5, longest=timedelta(minutes=15), memory=timedelta(hours=1))
#: One account asked for from anywhere. The wait stays short: a stranger elsewhere must not lock somebody
#: out (ASVS 5.0, 6.1.1), and 2,880 guesses a day get nowhere.
ACCOUNT = Pace(free=20, longest=timedelta(seconds=30), memory=timedelta(hours=1))
#: One network: a whole commune can stand behind one address of a carrier.
NETWORK = Pace(free=100, longest=timedelta(minutes=15), memory=timedelta(hours=1))

#: Codes of one account's second factor. Who gets here knew the password or sits in a session, so that the
#: wait may grow; a day is remembered, which leaves 96 guesses a day among a million codes.
FACTOR = Pace(free=5, longest=timedelta(minutes=15), memory=timedelta(days=1))

#: New accounts from one network: a class of thirty households in a commune's hall, but not a machine.
REGISTRATIONS = Pace(free=40, longest=timedelta(minutes=15), memory=timedelta(hours=1))

#: Reports of problems from one network: a market day's worth behind one carrier's address, but not a machine.
PROBLEM_REPORTS = Pace(free=20, longest=timedelta(minutes=15), memory=timedelta(hours=1))
#: Photographs from one network in which no code was read: each costs a second of a processor, and a market
#: stands behind one address of a carrier.
PHOTOS = Pace(free=30, longest=timedelta(minutes=1), memory=timedelta(minutes=10))


def check_throttle(key: str, now: datetime) -> None:
    """Raise TooMany `too-many-tries` while a key has to wait."""
    held = db.session.get(Throttle, key)
    if held is not None and held.until > now:
        wait = ceil((held.until - now).total_seconds())
        raise TooMany(
            "too-many-tries",
            "Đã thử sai nhiều lần. Xin thử lại sau %(seconds)s giây.",
            retry_after=wait,
            seconds=wait,
        )


def note_failure(key: str, now: datetime, pace: Pace) -> None:
    """Count a failure and set how long the key waits."""
    held = db.session.get(Throttle, key, with_for_update=True)
    if held is None:
        held = Throttle(key=key, count=0, first_at=now, until=now)
        db.session.add(held)
    elif held.until + pace.memory <= now:
        held.count, held.first_at = 0, now
    held.count += 1
    held.until = now + _wait(held.count, pace)
    db.session.flush()


def _wait(count: int, pace: Pace) -> timedelta:
    """Return how long to wait after so many failures."""
    beyond = count - pace.free
    if beyond <= 0:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(beyond - 1, 20)), pace.longest)


def take_back(key: str, now: datetime) -> None:
    """Uncount one try that turned out to be right, and the wait that it may have begun."""
    held = db.session.get(Throttle, key, with_for_update=True)
    if held is not None and held.count > 0:
        held.count -= 1
        held.until = min(held.until, now)
        db.session.flush()


def clear(key: str) -> None:
    """Forget the failures of a key."""
    db.session.execute(delete(Throttle).where(Throttle.key == key))


def purge_throttles(now: datetime) -> None:
    """Forget what has waited and been quiet for a day."""
    db.session.execute(delete(Throttle).where(Throttle.until < now - timedelta(days=1)))
