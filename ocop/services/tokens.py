"""API tokens: `ocop_pat_`, 32 random characters of base62 and six of their CRC32.

The prefix lets scanners find a leaked one; the checksum refuses a mistyped one before the store is asked.
"""

import hashlib
import secrets
import string
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from ocop.domain.accounts import Actor, Scope
from ocop.domain.refusals import BadInput, NotFound, NotSignedIn, RuleBroken
from ocop.models.accounts import Token, User
from ocop.models.database import db
from ocop.services.actors import actor_of, is_key, live_user
from ocop.services.acts import record_act

PREFIX = "ocop_pat_"
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BODY, _CHECK = 32, 6
#: A token lasts a year at most.
LONGEST_DAYS = 365
#: The last use is written down no more often than this.
_TOUCHED_EVERY = timedelta(hours=1)


def checksum(body: str) -> str:
    """Return the six base62 characters that end a token.

    >>> checksum("0" * 32)
    '2wjyrI'
    """
    number = zlib.crc32(body.encode())
    letters = []
    for _ in range(_CHECK):
        number, place = divmod(number, 62)
        letters.append(_BASE62[place])
    return "".join(reversed(letters))


def create_token(
    by: Actor,
    now: datetime,
    *,
    user: User,
    scopes: Iterable[str] | None = None,
    label: str | None = None,
    days: int = LONGEST_DAYS,
) -> str:
    """Make a token of an account and return it, the only time that anybody sees it.

    Raises BadInput `scope-unknown`, RuleBroken `token-days` and `user-inactive`.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise RuleBroken("token-days", "Mã truy cập có hạn từ 1 đến %(most)s ngày.", field="days", most=LONGEST_DAYS)
    if not user.is_active:
        raise RuleBroken("user-inactive", "Tài khoản “%(name)s” đã ngừng dùng.", name=user.name)
    wanted = _known_scopes(scopes)
    body = "".join(secrets.choice(_BASE62) for _ in range(_BODY))
    secret = PREFIX + body + checksum(body)
    token = Token(
        token_hash=_hash(secret),
        last_four=secret[-4:],
        label=label[:120] if label else None,
        user_id=user.id,
        scopes=wanted,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    db.session.add(token)
    db.session.flush()
    record_act(
        by, now, "create", "token", token.id, after={"user": user.name, "scopes": wanted, "label": token.label}
    )
    db.session.flush()
    return secret


def _known_scopes(scopes: Iterable[str] | None) -> list[str] | None:
    """Return scopes in one order; None, no limit beyond the role, stays None."""
    if scopes is None:
        return None
    wanted = {str(scope) for scope in scopes}
    unknown = sorted(wanted - {str(scope) for scope in Scope})
    if unknown:
        raise BadInput("scope-unknown", "Không có phạm vi “%(scope)s”.", field="scopes", scope=unknown[0][:40])
    return sorted(wanted)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def token_actor(secret: str, now: datetime) -> Actor:
    """Return who a token acts for, with the token's scopes and the account's rights of this moment.

    Raises NotSignedIn `token-unknown`, `token-expired`, `token-revoked`.
    """
    token = _held(secret)
    if token is None:
        raise NotSignedIn("token-unknown", "Mã truy cập không đúng.")
    user = live_user(token.user_id)
    if token.revoked_at is not None or user is None:
        raise NotSignedIn("token-revoked", "Mã truy cập đã bị thu hồi.")
    if now >= token.expires_at:
        raise NotSignedIn("token-expired", "Mã truy cập đã hết hạn.")
    return actor_of(user, scopes=None if token.scopes is None else frozenset(token.scopes))


def _held(secret: str) -> Token | None:
    """Return the token with this secret; what cannot be one costs no query."""
    body, check = secret[len(PREFIX) : -_CHECK], secret[-_CHECK:]
    is_shaped = secret.startswith(PREFIX) and len(secret) == len(PREFIX) + _BODY + _CHECK and secret.isascii()
    if not is_shaped or checksum(body) != check:
        return None
    return db.session.scalar(select(Token).where(Token.token_hash == _hash(secret)))


def is_use_due(secret: str, now: datetime) -> bool:
    """Tell whether the token's last use is worth writing down again."""
    token = _held(secret)
    return token is not None and (token.used_at is None or now - token.used_at >= _TOUCHED_EVERY)


def touch_token(secret: str, now: datetime) -> None:
    """Write down that the token was used; in a unit of work of its own."""
    used = update(Token).where(Token.token_hash == _hash(secret)).values(used_at=now)
    db.session.execute(used)


def revoke_token(by: Actor, now: datetime, *, user_id: str, token_id: str) -> None:
    """Revoke a token of an account at once; a second time changes nothing. Raises NotFound `token-unknown`."""
    token = db.session.get(Token, token_id, with_for_update=True) if is_key(token_id) else None
    if token is None or token.user_id != user_id:
        raise NotFound("token-unknown", "Không có mã truy cập này.")
    if token.revoked_at is None:
        token.revoked_at = now
        record_act(by, now, "revoke", "token", token.id)
        db.session.flush()


def revoke_tokens_of(user_id: str, now: datetime) -> None:
    """Revoke every token of an account."""
    live = update(Token).where(Token.user_id == user_id, Token.revoked_at.is_(None))
    db.session.execute(live.values(revoked_at=now))


def tokens_of(user_id: str) -> list[Token]:
    """Return the tokens of an account, the newest first; none of them can be read back."""
    query = select(Token).where(Token.user_id == user_id).order_by(Token.created_at.desc(), Token.id.desc())
    return list(db.session.scalars(query))
