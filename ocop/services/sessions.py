"""Sessions: browsers that are signed in, known to the server and ended by it.

The cookie holds a random token and nothing else; the row decides. Role, unit and subject are read from
the account at each request, so that a change acts at once.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from ocop.domain.accounts import Actor, Role
from ocop.domain.refusals import NotFound, NotSignedIn
from ocop.domain.second_factors import is_fresh
from ocop.models.accounts import Session
from ocop.models.database import db
from ocop.services.actors import actor_of, is_key, live_user

#: How long a session lasts in all, and how long without a request; a household's phone stays signed in.
_OFFICE_LIFE, _OFFICE_IDLE = timedelta(hours=12), timedelta(minutes=30)
_PRODUCER_LIFE, _PRODUCER_IDLE = timedelta(days=14), timedelta(hours=12)
#: A session's last request is written down no more often than this: reading stays reading.
_TOUCHED_EVERY = timedelta(minutes=1)


def life_of(role: Role) -> timedelta:
    """Return how long a session of a role lasts, whatever is done in it."""
    return _PRODUCER_LIFE if role == Role.PRODUCER else _OFFICE_LIFE


def _idle(role: Role) -> timedelta:
    return _PRODUCER_IDLE if role == Role.PRODUCER else _OFFICE_IDLE


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "backslashreplace")).hexdigest()


def open_session(by: Actor, now: datetime, *, device: str | None = None, is_proven: bool = False) -> str:
    """Begin a session and return its token, which is kept as a hash alone; `device` is a word or two.

    `is_proven` says that the second factor was given to enter.
    """
    token = secrets.token_urlsafe(32)
    db.session.add(
        Session(
            token_hash=_hash(token),
            user_id=by.id,
            device=device[:60] if device else None,
            created_at=now,
            seen_at=now,
            expires_at=now + life_of(by.role),
            proven_at=now if is_proven else None,
        )
    )
    db.session.flush()
    return token


def prove_session(token: str, now: datetime) -> str:
    """Write down that the second factor was given just now; the session goes on under a new token.

    Raises NotSignedIn `session-ended`.
    """
    held = db.session.get(Session, _hash(token), with_for_update=True)
    if held is None or held.ended_at is not None:
        raise _ended()
    renewed = secrets.token_urlsafe(32)
    held.token_hash = _hash(renewed)
    held.proven_at = now
    db.session.flush()
    return renewed


def is_proven(token: str, now: datetime) -> bool:
    """Tell whether the second factor was given in this session, and lately enough."""
    held = db.session.get(Session, _hash(token))
    return held is not None and is_fresh(held.proven_at, now)


def unprove_sessions_of(user_id: str) -> None:
    """Let no earlier proof of an account count: its second factor is another one, or gone."""
    db.session.execute(update(Session).where(Session.user_id == user_id).values(proven_at=None))


def session_actor(token: str, now: datetime) -> Actor:
    """Return who a session belongs to. Raises NotSignedIn `session-ended`."""
    held = db.session.get(Session, _hash(token))
    user = live_user(held.user_id) if held is not None else None
    if (
        held is None
        or user is None
        or held.ended_at is not None
        or now >= held.expires_at
        or now >= held.created_at + life_of(Role(user.role))
        or now >= held.seen_at + _idle(Role(user.role))
    ):
        raise _ended()
    return actor_of(user)


def _ended() -> NotSignedIn:
    return NotSignedIn("session-ended", "Phiên đăng nhập đã hết; xin đăng nhập lại.")


def is_touch_due(token: str, now: datetime) -> bool:
    """Tell whether the session's last request is worth writing down again."""
    held = db.session.get(Session, _hash(token))
    return held is not None and now - held.seen_at >= _TOUCHED_EVERY


def touch_session(token: str, now: datetime) -> None:
    """Write down that the session was used; in a unit of work of its own."""
    live = update(Session).where(
        Session.token_hash == _hash(token), Session.ended_at.is_(None), Session.seen_at < now
    )
    db.session.execute(live.values(seen_at=now), execution_options={"synchronize_session": False})


def end_session(token: str, now: datetime) -> None:
    """End a session; one that has ended already stays as it is."""
    _end(now, Session.token_hash == _hash(token))


def end_listed_session(by: Actor, now: datetime, *, token_hash: str) -> None:
    """End one of the actor's own sessions, as the list of them names it. Raises NotFound `session-unknown`."""
    held = db.session.get(Session, token_hash) if is_key(token_hash) else None
    if held is None or held.user_id != by.id:
        raise NotFound("session-unknown", "Không có phiên đăng nhập này.")
    _end(now, Session.token_hash == held.token_hash)


def end_other_sessions(by: Actor, now: datetime, *, token: str) -> None:
    """End all sessions of the actor but the one that asks."""
    _end(now, Session.user_id == by.id, Session.token_hash != _hash(token))


def end_sessions_of(user_id: str, now: datetime) -> None:
    """End all sessions of an account."""
    _end(now, Session.user_id == user_id)


def _end(now: datetime, *which: object) -> None:
    ended = update(Session).where(Session.ended_at.is_(None), *which)  # type: ignore[arg-type]
    db.session.execute(ended.values(ended_at=now))


def sessions_of(user_id: str, now: datetime) -> list[Session]:
    """Return the sessions of an account that have not ended, the latest used first."""
    query = select(Session).where(Session.user_id == user_id, Session.ended_at.is_(None), Session.expires_at > now)
    return list(db.session.scalars(query.order_by(Session.seen_at.desc(), Session.token_hash)))


def is_session(token: str, held: Session) -> bool:
    """Tell whether a listed session is the one with this token."""
    return held.token_hash == _hash(token)


def purge_sessions(now: datetime) -> None:
    """Drop the rows of sessions that are over."""
    db.session.execute(delete(Session).where(or_(Session.expires_at <= now, Session.ended_at.is_not(None))))
