"""Half-logins: the password was right, the code of the second factor is still to come.

No session exists meanwhile. The browser holds a random token; the row says whose it is, for five minutes,
once, and only as long as the account and its password stay what they were.
"""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, or_, update

from ocop.domain.accounts import Actor
from ocop.domain.refusals import NotSignedIn
from ocop.domain.second_factors import HALF_LOGIN_FOR
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.models.second_factors import HalfLogin
from ocop.services.actors import live_user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "backslashreplace")).hexdigest()


def begin_half_login(by: Actor, now: datetime) -> str:
    """Remember that somebody's password was right; return the token, kept as a hash alone."""
    token = secrets.token_urlsafe(32)
    db.session.add(HalfLogin(token_hash=_hash(token), user_id=by.id, begun_at=now, expires_at=now + HALF_LOGIN_FOR))
    db.session.flush()
    return token


def half_login_user(token: str, now: datetime) -> User:
    """Return whose second step is awaited. Raises NotSignedIn `half-login-over`."""
    return _waiting(token, now)[1]


def use_half_login(token: str, now: datetime) -> User:
    """Use a half-login up and return whose it is. Raises NotSignedIn `half-login-over`, a second time too."""
    held, user = _waiting(token, now, for_update=True)
    held.used_at = now
    db.session.flush()
    return user


def _waiting(token: str, now: datetime, *, for_update: bool = False) -> tuple[HalfLogin, User]:
    held = db.session.get(HalfLogin, _hash(token), with_for_update=for_update)
    user = live_user(held.user_id) if held is not None else None
    if held is None or user is None or held.used_at is not None or now >= held.expires_at:
        raise NotSignedIn("half-login-over", "Đã quá 5 phút từ lúc gõ mật khẩu; xin đăng nhập lại.")
    return held, user


def end_half_logins_of(user_id: str, now: datetime) -> None:
    """Let no login that began before go on."""
    waiting = update(HalfLogin).where(HalfLogin.user_id == user_id, HalfLogin.used_at.is_(None))
    db.session.execute(waiting.values(used_at=now))


def purge_half_logins(now: datetime) -> None:
    """Drop the rows of half-logins that are over."""
    db.session.execute(delete(HalfLogin).where(or_(HalfLogin.expires_at <= now, HalfLogin.used_at.is_not(None))))
