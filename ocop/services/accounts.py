"""Accounts: made, signed in, ended. Passwords are argon2id; two hashes at once at most, for two cores."""

import re
import secrets
from datetime import datetime
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update

from ocop.domain.accounts import UNIT_ROLES, Actor, Role
from ocop.domain.refusals import BadInput, Conflict, NotFound, NotSignedIn
from ocop.domain.units import Level
from ocop.models.accounts import Session, Token, User
from ocop.models.database import db
from ocop.models.subjects import Subject
from ocop.models.units import Unit
from ocop.services.acts import record_act
from ocop.services.throttles import check_throttle, clear_throttle, note_failure

#: OWASP's floor: 19 MiB, two passes, one lane; about 80 ms on a small server.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = BoundedSemaphore(2)
_DUMMY = _HASHER.hash(secrets.token_hex(16))

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 1024
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
#: What is guessed first, here and everywhere.
_COMMON = frozenset(
    {
        "12345678", "123456789", "1234567890", "password", "password1", "qwertyui", "qwerty123", "11111111",
        "00000000", "88888888", "matkhau1", "matkhau123", "anhyeuem", "emyeuanh", "iloveyou", "vietnam1",
        "vietnam123", "abc12345", "abcd1234", "admin123", "quantri1", "ocop1234", "ocop2024", "ocop2025",
        "ocop2026", "travinh1", "travinh84", "vinhlong", "66668888", "12341234", "87654321", "123123123",
        "1q2w3e4r",
    }
)  # fmt: skip
_LEVELS = {Role.COMMUNE: Level.COMMUNE, Role.PROVINCE: Level.PROVINCE, Role.ASSESSOR: Level.PROVINCE}


def create_user(
    by: Actor,
    now: datetime,
    *,
    name: str,
    role: Role,
    password: str | None = None,
    full_name: str | None = None,
    subject_id: str | None = None,
    unit_code: str | None = None,
) -> tuple[User, str | None]:
    """Make an account; without a password one is made at random and returned, to be shown once.

    Raises BadInput `name-malformed`, `unit-needed`, `unit-unknown`, `subject-unknown`, `password-too-short`,
    `password-too-common`; Conflict `name-taken`.
    """
    name = checked_name(name)
    made = None if password is not None else secrets.token_urlsafe(12)
    user = User(
        name=name,
        full_name=full_name,
        role=role,
        subject_id=_checked_subject(role, subject_id),
        unit_id=_checked_unit(role, unit_code),
        password_hash=hashed(password if password is not None else made or ""),
        created_at=now,
    )
    db.session.add(user)
    db.session.flush()
    record_act(by, now, "create", "user", user.id, after={"name": name, "role": str(role), "unit_id": user.unit_id})
    return user, made


def checked_name(name: str) -> str:
    """Return an account's name in its one form. Raises BadInput `name-malformed`, Conflict `name-taken`."""
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise BadInput(
            "name-malformed", "Tên đăng nhập gồm 2 đến 60 chữ thường không dấu, số, dấu chấm, gạch.", field="name"
        )
    if db.session.scalar(select(User.id).where(User.name == name)) is not None:
        raise Conflict("name-taken", "Tên đăng nhập “%(name)s” đã có người dùng.", field="name", name=name)
    return name


def _checked_subject(role: Role, subject_id: str | None) -> str | None:
    if subject_id is None:
        return None
    if role != Role.PRODUCER or db.session.get(Subject, subject_id[:36]) is None:
        raise BadInput("subject-unknown", "Không có chủ thể này, hoặc vai trò không cần chủ thể.", field="subject_id")
    return subject_id


def _checked_unit(role: Role, unit_code: str | None) -> str | None:
    if role not in UNIT_ROLES:
        if unit_code:
            raise BadInput("unit-needed", "Vai trò này không thuộc đơn vị hành chính nào.", field="unit_code")
        return None
    unit = db.session.get(Unit, (unit_code or "")[:20])
    level = _LEVELS[role]
    if unit is None or unit.valid_to is not None or unit.level != level:
        said = "xã, phường" if level == Level.COMMUNE else "tỉnh, thành phố"
        raise BadInput("unit-needed", "Vai trò này cần mã %(level)s đang có hiệu lực.", field="unit_code", level=said)
    return unit.id


def hashed(password: str) -> str:
    """Return the hash of a password worth having. Raises BadInput `password-too-short`, `password-too-common`."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadInput("password-too-short", "Mật khẩu cần từ 8 đến 1024 ký tự.", field="password")
    if password.lower() in _COMMON:
        raise BadInput("password-too-common", "Mật khẩu này quá dễ đoán; hãy chọn mật khẩu khác.", field="password")
    with _AT_ONCE:
        return _HASHER.hash(password)


def find_user(name: str) -> User:
    """Return an account by name. Raises NotFound `user-unknown`."""
    user = db.session.scalar(select(User).where(User.name == name.strip().lower()[:60]))
    if user is None:
        raise NotFound("user-unknown", "Không có tài khoản “%(name)s”.", field="name", name=name[:60])
    return user


def user_by_id(user_id: str) -> User:
    """Return an account by id. Raises NotFound `user-unknown`."""
    user = db.session.get(User, user_id[:36])
    if user is None:
        raise NotFound("user-unknown", "Không có tài khoản này.")
    return user


def actor_of(user: User, scopes: frozenset[str] | None = None) -> Actor:
    """Return the account as rules see it."""
    return Actor(user.id, user.name, Role(user.role), user.subject_id, user.unit_id, scopes)


def authenticate(name: str, password: str, now: datetime, *, prefix: str) -> Actor | NotSignedIn:
    """Return who signs in, or the refusal for the edge to raise once the failure counted is kept.

    The words and the time are the same for an unknown name and a wrong password.
    Raises TooMany `too-many-tries`.
    """
    keys = (f"login:{name.strip().lower()[:60]}", f"login-from:{prefix}")
    for key in keys:
        check_throttle(key, now)
    user = db.session.scalar(select(User).where(User.name == name.strip().lower()[:60]))
    known = user.password_hash if user and user.is_active else None
    if not _matches(known or _DUMMY, password) or user is None or known is None:
        note_failure(keys[0], now)
        note_failure(keys[1], now, free=50)
        return NotSignedIn("login-wrong", "Tên đăng nhập hoặc mật khẩu không đúng.")
    clear_throttle(keys[0])
    if _HASHER.check_needs_rehash(known):
        user.password_hash = hashed(password)
    return actor_of(user)


def _matches(known: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        with _AT_ONCE:
            return _HASHER.verify(known, password)
    except (VerificationError, InvalidHashError):
        return False


def change_password(by: Actor, now: datetime, user: User, *, old: str, new: str) -> None:
    """Set a new password for whoever knows the old one. Raises BadInput `password-wrong`."""
    if not user.password_hash or not _matches(user.password_hash, old):
        raise BadInput("password-wrong", "Mật khẩu hiện tại không đúng.", field="old")
    user.password_hash = hashed(new)
    user.version += 1
    record_act(by, now, "change-password", "user", user.id)
    db.session.flush()


def deactivate_user(by: Actor, now: datetime, user: User) -> None:
    """End an account at once, with its sessions and tokens."""
    user.is_active = False
    user.version += 1
    db.session.execute(
        update(Session).where(Session.user_id == user.id, Session.ended_at.is_(None)).values(ended_at=now)
    )
    db.session.execute(
        update(Token).where(Token.user_id == user.id, Token.revoked_at.is_(None)).values(revoked_at=now)
    )
    record_act(by, now, "deactivate", "user", user.id)
    db.session.flush()


def list_users(*, q: str = "") -> list[User]:
    """Return accounts by name."""
    query = select(User).order_by(User.name).limit(200)
    if q:
        query = query.where(User.name.contains(q.strip().lower(), autoescape=True))
    return list(db.session.scalars(query))


def users_of_subject(subject_id: str) -> list[User]:
    """Return the accounts of a subject."""
    return list(db.session.scalars(select(User).where(User.subject_id == subject_id).order_by(User.name)))
