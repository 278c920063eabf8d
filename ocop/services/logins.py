"""Signing in by name and password, in three steps so that the slow one holds no transaction.

`begin_login` counts the try (a unit of work: the count stays although the try fails), `prove_login`
compares the password (80 ms, no transaction), `finish_login` takes the try back and says who it is.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.domain.refusals import NotSignedIn
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.services.actors import actor_of, is_key, live_user
from ocop.services.passwords import hash_password, is_outdated, is_password
from ocop.services.throttles import ACCOUNT, NETWORK, PAIR, check_throttle, clear, note_failure, take_back


@dataclass(frozen=True)
class LoginTry:
    """One try to sign in: whose password is to be compared, and what it counts against."""

    user_id: str | None
    password_hash: str | None
    pair_key: str
    account_key: str
    network_key: str
    new_hash: str | None = None


def begin_login(name: str, now: datetime, *, prefix: str) -> LoginTry:
    """Count a try for a name from a network prefix; an unknown name is treated as a known one.

    Raises TooMany `too-many-tries`, and counts nothing then.
    """
    wanted = name.strip().lower()[:60]
    known = hashlib.sha256(wanted.encode("utf-8", "backslashreplace")).hexdigest()[:32]
    keys = (f"login-pair:{known}:{prefix}", f"login-account:{known}", f"login-network:{prefix}")
    for key in keys:
        check_throttle(key, now)
    for key, pace in zip(keys, (PAIR, ACCOUNT, NETWORK), strict=True):
        note_failure(key, now, pace)
    user = db.session.scalar(select(User).where(User.name == wanted)) if is_key(wanted) else None
    if user is None or not user.is_active:
        return LoginTry(None, None, *keys)
    return LoginTry(user.id, user.password_hash, *keys)


def prove_login(attempt: LoginTry, password: str) -> LoginTry:
    """Compare the password, in the same time for every name; hash it anew where parameters have changed.

    Raises NotSignedIn `login-wrong`, whatever was wrong.
    """
    if not is_password(password, attempt.password_hash):
        raise _wrong()
    if is_outdated(attempt.password_hash or ""):
        return replace(attempt, new_hash=hash_password(password))
    return attempt


def finish_login(attempt: LoginTry, now: datetime) -> Actor:
    """Take a proven try back and return who it is. Raises NotSignedIn `login-wrong` if that changed meanwhile."""
    user = live_user(attempt.user_id or "", for_update=True)
    if user is None or user.password_hash != attempt.password_hash:
        raise _wrong()
    if attempt.new_hash is not None:
        user.password_hash = attempt.new_hash
    clear(attempt.pair_key)
    clear(attempt.account_key)
    take_back(attempt.network_key, now)
    db.session.flush()
    return actor_of(user)


def _wrong() -> NotSignedIn:
    return NotSignedIn("login-wrong", "Tên đăng nhập hoặc mật khẩu không đúng.")
