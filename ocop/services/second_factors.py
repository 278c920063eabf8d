"""The second factor: codes of an application on the phone (TOTP, RFC 6238), and recovery codes on paper.

A code is given in two steps: `begin_proof` counts the try (a unit of work of its own: the count stays
although the try fails), `finish_proof` compares and, where it is right, forgets the failures before it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select

from ocop.domain.accounts import Actor
from ocop.domain.product_codes import ALPHABET
from ocop.domain.refusals import BadInput, Conflict, NotAllowed, RuleBroken
from ocop.domain.second_factors import (
    DIGITS,
    OFFER_FOR,
    RECOVERY_CODES,
    WINDOW,
    in_groups,
    needs_factor,
    step_of,
)
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.models.second_factors import RecoveryCode, SecondFactor
from ocop.services.accounts import find_managed_user
from ocop.services.actors import actor_of
from ocop.services.acts import record_act
from ocop.services.half_logins import end_half_logins_of
from ocop.services.seals import sealed, unsealed
from ocop.services.sessions import end_sessions_of, unprove_sessions_of
from ocop.services.throttles import FACTOR, check_throttle, clear, note_failure

#: 16 characters of base32 are 80 bits: a plain hash of them gives nothing away, as with entry codes.
_LENGTH = 16
#: Letters that people read for others (Crockford's decoding rule).
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})


@dataclass(frozen=True)
class Standing:
    """How an account stands with its second factor: since when, and how many recovery codes are left."""

    enrolled_at: datetime
    codes_left: int


@dataclass(frozen=True)
class Offer:
    """A key to enrol: for the phone as an address, for the hand as text, and sealed for the form to bring back."""

    secret: str
    uri: str
    seal: str

    @property
    def groups(self) -> list[str]:
        """The key as people type it."""
        return in_groups(self.secret)


@dataclass(frozen=True)
class ProofTry:
    """One try to give a code; what it counts against."""

    user_id: str
    throttle_key: str


def is_enrolled(user_id: str) -> bool:
    """Tell whether an account has a second factor."""
    return db.session.get(SecondFactor, user_id) is not None


def standing_of(user_id: str) -> Standing | None:
    """Return how an account stands; None where it has no second factor."""
    held = db.session.get(SecondFactor, user_id)
    return Standing(held.enrolled_at, _codes_left(user_id)) if held is not None else None


def _codes_left(user_id: str) -> int:
    left = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(left) or 0


# -- to enrol


def make_offer(by: Actor, now: datetime, *, issuer: str, key: bytes, secret: str | None = None) -> Offer:
    """Return a key to enrol, a new one where none is given; nothing is kept before its first code is right."""
    secret = secret or pyotp.random_base32()
    uri = pyotp.TOTP(secret).provisioning_uri(name=by.name, issuer_name=issuer)
    return Offer(secret, uri, sealed(secret, key, now, whose=f"offer {by.id}"))


def offered_secret(by: Actor, now: datetime, *, seal: str, key: bytes) -> str | None:
    """Return the key that a form brought back; None where it was not ours, not his, or half an hour ago."""
    return unsealed(seal, key, now, whose=f"offer {by.id}", valid_for=OFFER_FOR)


def enrol(by: Actor, now: datetime, *, secret: str, code: str, key: bytes, replaces: bool = False) -> list[str]:
    """Turn the second factor on, or put another in its place; return recovery codes, shown this once.

    Raises BadInput `factor-code-wrong`, Conflict `factor-on` where one is on that this is not to replace.
    """
    step = _matching_step(secret, code, now)
    if step is None:
        raise wrong_code()
    held = db.session.get(SecondFactor, by.id, with_for_update=True)
    if held is not None and not replaces:
        raise Conflict("factor-on", "Lớp bảo vệ thứ hai đã bật rồi.")
    verb = "enrol-second-factor" if held is None else "replace-second-factor"
    if held is None:
        held = SecondFactor(user_id=by.id)
        db.session.add(held)
    held.sealed = sealed(secret, key, now, whose=by.id)
    held.enrolled_at, held.last_step = now, step
    unprove_sessions_of(by.id)
    record_act(by, now, verb, "user", by.id)
    return _new_codes(by.id, now)


def renew_recovery_codes(by: Actor, now: datetime) -> list[str]:
    """Make recovery codes anew and return them, shown this once; the old ones end.

    Raises RuleBroken `factor-off`.
    """
    _held(by.id)
    record_act(by, now, "renew-recovery-codes", "user", by.id)
    return _new_codes(by.id, now)


def _new_codes(user_id: str, now: datetime) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    made = ["".join(secrets.choice(ALPHABET) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(code_hash=_hash(user_id, code), user_id=user_id, made_at=now) for code in made)
    db.session.flush()
    return ["-".join(in_groups(code)) for code in made]


# -- to give a code


def begin_proof(user_id: str, now: datetime, *, where: str) -> ProofTry:
    """Count a try; `where` keeps tries at the door apart from those inside a session.

    So a stranger who knows the password makes nobody wait who is in. Raises TooMany `too-many-tries`.
    """
    attempt = ProofTry(user_id, f"factor-{where}:{user_id}")
    check_throttle(attempt.throttle_key, now)
    note_failure(attempt.throttle_key, now, FACTOR)
    return attempt


def finish_proof(attempt: ProofTry, now: datetime, code: str, *, key: bytes) -> int | None:
    """Take a code of the phone, or a recovery code, which is used up: then return how many are left.

    Raises BadInput `factor-code-wrong`, also for a code taken before; RuleBroken `factor-off`,
    `factor-unreadable` where the operator's secret is no longer the one that sealed it.
    """
    held = _held(attempt.user_id)
    typed = _letters(code)
    is_of_phone = len(typed) == DIGITS and typed.isdigit()
    left = None
    if is_of_phone:
        _take_step(held, typed, now, key)
    else:
        left = _take_recovery_code(held.user_id, typed, now)
    clear(attempt.throttle_key)
    db.session.flush()
    return left


def _held(user_id: str) -> SecondFactor:
    """Return the factor, locked: whoever comes with the same code a moment later sees that it was taken."""
    held = db.session.get(SecondFactor, user_id, with_for_update=True)
    if held is None:
        raise RuleBroken("factor-off", "Tài khoản chưa bật lớp bảo vệ thứ hai.")
    return held


def _take_step(held: SecondFactor, code: str, now: datetime, key: bytes) -> None:
    """Take a code of the phone, if it is of a later step than the last one (RFC 6238, 5.2)."""
    secret = unsealed(held.sealed, key, now, whose=held.user_id)
    if secret is None:
        raise RuleBroken(
            "factor-unreadable",
            "Khóa bí mật của sổ đã đổi nên không đối chiếu được mã. Xin dùng mã dự phòng, hoặc nhờ cấp trên.",
        )
    step = _matching_step(secret, code, now)
    if step is None or step <= held.last_step:
        raise wrong_code()
    held.last_step = step


def _matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is, the present one or a neighbour."""
    typed, current = _letters(code), step_of(now)
    phone = pyotp.HOTP(secret, digits=DIGITS)
    for step in sorted(range(current - WINDOW, current + WINDOW + 1), key=lambda one: abs(one - current)):
        if hmac.compare_digest(phone.at(step), typed):
            return step
    return None


def _take_recovery_code(user_id: str, code: str, now: datetime) -> int:
    held = db.session.get(RecoveryCode, _hash(user_id, code), with_for_update=True)
    owner = db.session.get(User, user_id)
    if held is None or owner is None or held.user_id != user_id or held.used_at is not None:
        raise wrong_code()
    held.used_at = now
    db.session.flush()
    left = _codes_left(user_id)
    record_act(actor_of(owner), now, "use-recovery-code", "user", user_id, after={"left": left})
    return left


def _letters(code: str) -> str:
    """Return what was typed without spaces and hyphens; what no code can hold is dropped."""
    return "".join(letter for letter in code[:100].upper() if letter.isascii() and letter.isalnum())


def _hash(user_id: str, code: str) -> str:
    """Return what is kept of a recovery code, however it was typed; the same code of two people differs."""
    return hashlib.sha256(f"{user_id}:{_letters(code).translate(_MISREAD)}".encode()).hexdigest()


def wrong_code() -> BadInput:
    """Return the refusal of a code, the same whatever is wrong with it."""
    return BadInput(
        "factor-code-wrong",
        "Mã không đúng hoặc đã dùng rồi. Xin đợi điện thoại hiện mã mới rồi gõ lại.",
        field="code",
    )


# -- to turn it off


def switch_off(by: Actor, now: datetime) -> None:
    """Turn one's own second factor off; the edge has taken a code in this very transaction.

    Raises RuleBroken `factor-off`, NotAllowed `factor-needed` for roles that must have it.
    """
    _held(by.id)
    if needs_factor(by.role):
        raise NotAllowed("factor-needed", "Vai trò của bạn phải có lớp bảo vệ thứ hai; chỉ thay được bằng máy khác.")
    _drop(by.id)
    record_act(by, now, "switch-off-second-factor", "user", by.id)
    db.session.flush()


def drop_factor(by: Actor, now: datetime, *, user_id: str, why: str | None) -> None:
    """Drop the lost second factor of an account that the actor looks after; it is signed out everywhere.

    Raises NotFound `user-unknown`; RuleBroken `user-is-you`, `factor-off`.
    """
    user = find_managed_user(by, user_id, for_update=True)
    if user.id == by.id:
        raise RuleBroken("user-is-you", "Bạn không tự bỏ được lớp bảo vệ của mình; xin nhờ người khác.")
    _held(user.id)
    _drop(user.id)
    end_sessions_of(user.id, now)
    end_half_logins_of(user.id, now)
    record_act(by, now, "drop-second-factor", "user", user.id, why=why)
    db.session.flush()


def _drop(user_id: str) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    unprove_sessions_of(user_id)
