"""One-time codes on paper slips: a household enters with one and chooses its own password."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import update

from ocop.domain.accounts import Actor
from ocop.domain.product_codes import ALPHABET
from ocop.domain.refusals import BadInput
from ocop.models.accounts import EntryCode
from ocop.models.database import db
from ocop.services.accounts import actor_of, hashed, user_by_id
from ocop.services.acts import record_act
from ocop.services.sessions import digest
from ocop.services.throttles import check_throttle, note_failure

#: Sixteen letters of 32 are 80 bits; four groups of four are typed without losing one's place.
_LENGTH, _GROUP = 16, 4
VALID_FOR = timedelta(days=14)
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})


def make_entry_code(by: Actor, now: datetime, *, user_id: str) -> str:
    """Make a code of an account, ending those before; it is returned once, in groups."""
    user = user_by_id(user_id)
    db.session.execute(
        update(EntryCode).where(EntryCode.user_id == user.id, EntryCode.used_at.is_(None)).values(used_at=now)
    )
    letters = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    db.session.add(
        EntryCode(code_hash=digest(letters), user_id=user.id, made_by=by.id, made_at=now, expires_at=now + VALID_FOR)
    )
    record_act(by, now, "make-entry-code", "user", user.id)
    db.session.flush()
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def plain(code: str) -> str:
    """Return a typed code without its groups and misread letters."""
    return "".join(code.split()).replace("-", "").upper().translate(_MISREAD)


def redeem_entry_code(code: str, password: str, now: datetime, *, prefix: str) -> Actor | BadInput:
    """Set the password of the code's account and return its actor, or the refusal to raise once it is counted.

    Raises TooMany `too-many-tries` and BadInput `password-too-short`, `password-too-common`.
    """
    key = f"enter-from:{prefix}"
    check_throttle(key, now)
    found = db.session.get(EntryCode, digest(plain(code)), with_for_update=True)
    if found is None or found.used_at is not None or now >= found.expires_at:
        note_failure(key, now, free=10)
        return BadInput("entry-code-wrong", "Mã vào cửa không đúng, đã dùng hoặc đã hết hạn.", field="code")
    user = user_by_id(found.user_id)
    user.password_hash = hashed(password)
    user.version += 1
    found.used_at = now
    actor = actor_of(user)
    record_act(actor, now, "enter", "user", user.id)
    db.session.flush()
    return actor
