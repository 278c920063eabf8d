"""API tokens: made once, shown once, kept as hashes, checked at every call."""

import secrets
import string
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ocop.domain.accounts import Actor, Scope
from ocop.domain.refusals import BadInput, NotFound, NotSignedIn
from ocop.models.accounts import Token, User
from ocop.models.database import db
from ocop.services.accounts import actor_of
from ocop.services.acts import record_act
from ocop.services.sessions import digest

PREFIX = "ocop_pat_"
_LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BODY, _CHECK = 32, 6
LONGEST_DAYS = 365


def checksum(body: str) -> str:
    """Return six characters of CRC-32, so that a mistyped token costs no look-up and scanners know a real one."""
    number = zlib.crc32(body.encode())
    found = ""
    for _ in range(_CHECK):
        number, place = divmod(number, 62)
        found = _LETTERS[place] + found
    return found


def create_token(
    by: Actor,
    now: datetime,
    *,
    user: User,
    scopes: Sequence[str] | None = None,
    label: str | None = None,
    days: int = LONGEST_DAYS,
) -> str:
    """Make a token of an account and return it; without scopes it has the account's rights."""
    if not 1 <= days <= LONGEST_DAYS:
        raise BadInput("days-out-of-range", "Mã truy cập sống từ 1 đến 365 ngày.", field="days")
    body = "".join(secrets.choice(_LETTERS) for _ in range(_BODY))
    text = PREFIX + body + checksum(body)
    token = Token(
        token_hash=digest(text),
        last_four=text[-4:],
        label=label,
        user_id=user.id,
        scopes=sorted({str(Scope(scope)) for scope in scopes}) if scopes else None,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    db.session.add(token)
    db.session.flush()
    record_act(by, now, "create", "token", token.id, after={"user": user.name, "scopes": token.scopes})
    return text


def token_actor(text: str, now: datetime) -> Actor:
    """Return who a token is. Raises NotSignedIn `token-unknown`, `token-expired`, `token-revoked`."""
    body = text.removeprefix(PREFIX)
    is_whole = text.startswith(PREFIX) and text.isascii() and len(body) == _BODY + _CHECK
    token = None
    if is_whole and checksum(body[:_BODY]) == body[_BODY:]:
        token = db.session.scalar(select(Token).where(Token.token_hash == digest(text)))
    user = db.session.get(User, token.user_id) if token else None
    if token is None or user is None:
        raise NotSignedIn("token-unknown", "Mã truy cập không đúng.")
    if token.revoked_at is not None or not user.is_active:
        raise NotSignedIn("token-revoked", "Mã truy cập đã bị thu hồi.")
    if now >= token.expires_at:
        raise NotSignedIn("token-expired", "Mã truy cập đã hết hạn.")
    return actor_of(user, frozenset(token.scopes) if token.scopes is not None else None)


def tokens_of(user_id: str, now: datetime) -> list[Token]:
    """Return the living tokens of an account, the latest first."""
    query = select(Token).where(Token.user_id == user_id, Token.revoked_at.is_(None), Token.expires_at > now)
    return list(db.session.scalars(query.order_by(Token.created_at.desc())))


def revoke_token(by: Actor, now: datetime, token_id: str) -> None:
    """End one of the actor's own tokens. Raises NotFound `token-unknown`."""
    token = db.session.get(Token, token_id[:36])
    if token is None or token.user_id != by.id:
        raise NotFound("token-unknown", "Không có mã truy cập này.")
    token.revoked_at = token.revoked_at or now
    record_act(by, now, "revoke", "token", token.id)
    db.session.flush()
