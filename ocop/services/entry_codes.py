"""One-time codes on a slip of paper, with which a household enters and chooses its own password.

An office makes one and hands it over; nobody but its owner ever knows the password (ASVS 5.0, 6.4.6).
For an account that has a password already it is a reset code: the same paper, good for a day.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from ocop.domain.accounts import Actor
from ocop.domain.product_codes import ALPHABET
from ocop.domain.refusals import BadInput
from ocop.models.accounts import EntryCode, User
from ocop.models.database import db
from ocop.services.accounts import find_managed_user, set_password_hash
from ocop.services.actors import actor_of, live_user
from ocop.services.acts import record_act
from ocop.services.throttles import NETWORK, check_throttle, note_failure, take_back

#: 16 characters of base32 are 80 bits, in groups of four as a thumb types them.
LENGTH, _GROUP = 16, 4
VALID_FOR = timedelta(days=14)
RESET_VALID_FOR = timedelta(hours=24)
#: Letters that people read for others (Crockford's decoding rule).
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})


@dataclass(frozen=True)
class EntryTry:
    """One try to enter by a code; `user_id` is None where the code is not good."""

    code_hash: str
    user_id: str | None
    user_name: str
    network_key: str


def is_reset(user: User) -> bool:
    """Tell whether a code for this account would replace a password that it has."""
    return user.password_hash is not None


def life_of_code(user: User) -> timedelta:
    """Return how long a code for this account would be good."""
    return RESET_VALID_FOR if is_reset(user) else VALID_FOR


def make_entry_code(by: Actor, now: datetime, *, user_id: str) -> str:
    """Make a code of an account that the actor looks after and return it, the only time anybody sees it.

    Earlier codes of the account end. Raises NotFound `user-unknown`.
    """
    user = find_managed_user(by, user_id, for_update=True)
    if not user.is_active:
        raise BadInput("user-inactive", "Tài khoản “%(name)s” đã ngừng dùng.", name=user.name)
    earlier = update(EntryCode).where(EntryCode.user_id == user.id, EntryCode.used_at.is_(None))
    db.session.execute(earlier.values(used_at=now))
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    until = now + life_of_code(user)
    db.session.add(EntryCode(code_hash=_hash(letters), user_id=user.id, made_by=by.id, made_at=now, expires_at=until))
    record_act(by, now, "make-reset-code" if is_reset(user) else "make-entry-code", "user", user.id)
    db.session.flush()
    return "-".join(letters[place : place + _GROUP] for place in range(0, LENGTH, _GROUP))


def _hash(code: str) -> str:
    """Return what is kept of a code, however it was typed."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum()).translate(_MISREAD)
    return hashlib.sha256(letters.encode("utf-8", "backslashreplace")).hexdigest()


def begin_entry(code: str, now: datetime, *, prefix: str) -> EntryTry:
    """Count a try and look the code up; the count stays although the code may be wrong.

    Raises TooMany `too-many-tries`; a wrong code raises nothing here, or its count would be lost.
    """
    key = f"entry-network:{prefix}"
    check_throttle(key, now)
    note_failure(key, now, NETWORK)
    held = db.session.get(EntryCode, _hash(code[:100]))
    user = live_user(held.user_id) if held is not None and held.used_at is None and now < held.expires_at else None
    return EntryTry(_hash(code[:100]), user.id if user else None, user.name if user else "", key)


def check_entry(attempt: EntryTry) -> None:
    """Raise BadInput `entry-code-wrong` where the code is unknown, used or too old."""
    if attempt.user_id is None:
        raise wrong_code()


def finish_entry(attempt: EntryTry, now: datetime, *, password_hash: str) -> Actor:
    """Use the code up, keep the password its owner chose, and return who entered.

    Raises BadInput `entry-code-wrong` where somebody used it meanwhile.
    """
    held = db.session.get(EntryCode, attempt.code_hash, with_for_update=True)
    user = live_user(attempt.user_id or "", for_update=True)
    if held is None or user is None or held.used_at is not None:
        raise wrong_code()
    held.used_at = now
    take_back(attempt.network_key, now)
    actor = actor_of(user)
    verb = "reset-password" if is_reset(user) else "change-password"
    set_password_hash(actor, now, user_id=user.id, password_hash=password_hash, verb=verb)
    return actor


def wrong_code() -> BadInput:
    """Return the refusal of a code, the same whatever is wrong with it."""
    return BadInput(
        "entry-code-wrong", "Mã vào sổ không đúng, đã dùng rồi hoặc đã quá hạn. Xin hỏi nơi cấp mã.", field="code"
    )


def purge_entry_codes(now: datetime) -> None:
    """Drop codes that have long ended."""
    db.session.execute(delete(EntryCode).where(EntryCode.expires_at < now - VALID_FOR))
