"""Sessions of browsers, kept on the server: ended there, whatever a cookie says."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from ocop.domain.accounts import Actor, Role
from ocop.models.accounts import Session, User
from ocop.models.database import db
from ocop.services.accounts import actor_of

#: Idle and whole life: officials shorter than producers, whose phones stay in their pockets.
OFFICIAL_IDLE, OFFICIAL_LIFE = timedelta(minutes=30), timedelta(hours=12)
PRODUCER_IDLE, PRODUCER_LIFE = timedelta(hours=12), timedelta(days=14)
#: `seen_at` is written again at most so often.
SEEN_EVERY = timedelta(minutes=1)


def digest(token: str) -> str:
    """Return the hash under which a token is kept."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def open_session(actor: Actor, now: datetime, *, device: str | None = None) -> str:
    """Open a session and return its token, which only the cookie will hold."""
    token = secrets.token_urlsafe(32)
    life = PRODUCER_LIFE if actor.role == Role.PRODUCER else OFFICIAL_LIFE
    db.session.add(
        Session(
            token_hash=digest(token),
            user_id=actor.id,
            device=(device or "")[:60] or None,
            created_at=now,
            seen_at=now,
            expires_at=now + life,
        )
    )
    db.session.flush()
    return token


def session_actor(token: str, now: datetime) -> Actor | None:
    """Return who a session is, or None if it ended, idled out or its account did."""
    session = db.session.get(Session, digest(token))
    if session is None or session.ended_at is not None or now >= session.expires_at:
        return None
    user = db.session.get(User, session.user_id)
    if user is None or not user.is_active:
        return None
    idle = PRODUCER_IDLE if user.role == Role.PRODUCER else OFFICIAL_IDLE
    return actor_of(user) if now - session.seen_at < idle else None


def needs_touch(token: str, now: datetime) -> bool:
    """Tell whether `seen_at` is old enough to be written again."""
    session = db.session.get(Session, digest(token))
    return session is not None and now - session.seen_at >= SEEN_EVERY


def touch_session(token: str, now: datetime) -> None:
    """Note that a session is in use."""
    db.session.execute(update(Session).where(Session.token_hash == digest(token)).values(seen_at=now))


def end_session(token: str, now: datetime) -> None:
    """End a session."""
    db.session.execute(
        update(Session).where(Session.token_hash == digest(token), Session.ended_at.is_(None)).values(ended_at=now)
    )


def sessions_of(user_id: str, now: datetime) -> list[Session]:
    """Return the running sessions of an account, the latest first."""
    query = select(Session).where(Session.user_id == user_id, Session.ended_at.is_(None), Session.expires_at > now)
    return list(db.session.scalars(query.order_by(Session.seen_at.desc())))


def end_other_sessions(user_id: str, token: str, now: datetime) -> None:
    """End every session of an account but the one that asks."""
    db.session.execute(
        update(Session)
        .where(Session.user_id == user_id, Session.token_hash != digest(token), Session.ended_at.is_(None))
        .values(ended_at=now)
    )


def purge_sessions(now: datetime) -> None:
    """Drop sessions that ended a month ago."""
    before = now - timedelta(days=30)
    db.session.execute(delete(Session).where(or_(Session.ended_at < before, Session.expires_at < before)))
