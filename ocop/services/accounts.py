"""Accounts: made, found, changed and put out of use."""

import re
from datetime import datetime

from sqlalchemy import select

from ocop.domain.accounts import ROLE_WORDS, UNIT_ROLES, Actor, Role
from ocop.domain.refusals import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from ocop.domain.texts import clean
from ocop.domain.units import Level
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.models.subjects import Subject
from ocop.models.units import Unit
from ocop.services.actors import actor_of, is_key
from ocop.services.acts import record_act
from ocop.services.half_logins import end_half_logins_of
from ocop.services.passwords import check_password, hash_password, make_password
from ocop.services.sessions import end_sessions_of
from ocop.services.subjects import acts_for, find_subject
from ocop.services.tokens import revoke_tokens_of
from ocop.services.units import is_under

#: Names are typed on phones: no marks, no capitals that a keyboard adds by itself.
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,59}")
#: Where the office of a role lies.
_LEVELS = {
    Role.COMMUNE: (Level.COMMUNE,),
    Role.PROVINCE: (Level.PROVINCE,),
    Role.ASSESSOR: (Level.PROVINCE, Level.COMMUNE),
}
#: Whose accounts a role makes, resets and ends: those of the tier below, in its own area.
_MANAGES = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.MINISTRY: frozenset({Role.PROVINCE, Role.ASSESSOR}),
    Role.PROVINCE: frozenset({Role.COMMUNE, Role.ASSESSOR, Role.PRODUCER}),
    Role.COMMUNE: frozenset({Role.PRODUCER}),
}


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
    """Make an account; return it and, where none was given, the password that was made for it.

    Raises Conflict `name-taken`; BadInput `name-malformed`, `unit-unknown`; NotFound `subject-unknown`;
    NotAllowed `role-not-allowed`; RuleBroken `unit-needed`, `place-not-fitting` and those of `check_password`.
    """
    user = _new_user(by, now, name, role, full_name, subject_id, unit_code)
    made = make_password() if password is None else None
    check_password(password or made or "", name=user.name)
    user.password_hash = hash_password(password or made or "")
    return _kept(by, now, user), made


def invite_user(
    by: Actor,
    now: datetime,
    *,
    name: str,
    role: Role,
    full_name: str | None = None,
    subject_id: str | None = None,
    unit_code: str | None = None,
) -> User:
    """Make an account without a password, which its owner enters by a one-time code (`entry_codes`).

    Raises what `create_user` raises, but for passwords.
    """
    return _kept(by, now, _new_user(by, now, name, role, full_name, subject_id, unit_code))


def _new_user(
    by: Actor,
    now: datetime,
    name: str,
    role: Role,
    full_name: str | None,
    subject_id: str | None,
    unit_code: str | None,
) -> User:
    """Return an account that may be, not yet in the store."""
    user = User(
        name=free_name(name),
        full_name=clean(full_name)[:200] or None if full_name else None,
        role=role,
        subject_id=_fitting_subject(role, subject_id),
        unit_id=_fitting_unit(role, unit_code),
        created_at=now,
    )
    check_may_manage(by, user)
    return user


def _kept(by: Actor, now: datetime, user: User) -> User:
    db.session.add(user)
    db.session.flush()
    after = {"name": user.name, "role": str(user.role), "unit_id": user.unit_id, "subject_id": user.subject_id}
    record_act(by, now, "create", "user", user.id, after=after)
    db.session.flush()
    return user


def free_name(name: str) -> str:
    """Return a name in the form that is kept, lower case, if nobody has it."""
    wanted = name.strip().lower()
    if not _NAME.fullmatch(wanted):
        raise BadInput(
            "name-malformed",
            "Tên đăng nhập gồm 2 đến 60 chữ không dấu, số và . _ - @ +, bắt đầu bằng chữ hoặc số.",
            field="name",
        )
    if db.session.scalar(select(User.id).where(User.name == wanted)) is not None:
        raise Conflict("name-taken", "Tên đăng nhập “%(name)s” đã có người dùng.", field="name", name=wanted)
    return wanted


def _fitting_subject(role: Role, subject_id: str | None) -> str | None:
    if not subject_id:
        return None
    if role != Role.PRODUCER:
        raise _not_fitting(role, "subject_id")
    return find_subject(subject_id).id


def _fitting_unit(role: Role, unit_code: str | None) -> str | None:
    """Return the id of the office, a unit in force of the tier that the role needs."""
    if role not in UNIT_ROLES:
        if unit_code:
            raise _not_fitting(role, "unit_code")
        return None
    if role == Role.ASSESSOR and not unit_code:
        return None  # of the Ministry's own council
    unit = db.session.get(Unit, unit_code) if unit_code and is_key(unit_code) else None
    if unit_code and (unit is None or unit.valid_to is not None):
        raise BadInput(
            "unit-unknown",
            "Không có đơn vị nào đang có mang mã “%(code)s”.",
            field="unit_code",
            code=unit_code[:20],
        )
    if unit is None or unit.level not in _LEVELS[role]:
        raise RuleBroken(
            "unit-needed",
            "Vai trò %(role)s cần mã của một đơn vị đúng cấp.",
            field="unit_code",
            role=ROLE_WORDS[role],
        )
    return unit.id


def _not_fitting(role: Role, field: str) -> RuleBroken:
    return RuleBroken(
        "place-not-fitting", "Vai trò %(role)s không gắn với mục này.", field=field, role=ROLE_WORDS[role]
    )


def register_producer(now: datetime, *, name: str, password_hash: str) -> Actor:
    """Make the account of a producer who comes by itself, and return who it is; it registers its subject next.

    Raises Conflict `name-taken`, BadInput `name-malformed`.
    """
    user = User(name=free_name(name), role=Role.PRODUCER, password_hash=password_hash, created_at=now)
    db.session.add(user)
    db.session.flush()
    record_act(actor_of(user), now, "register", "user", user.id, after={"name": user.name, "role": str(user.role)})
    db.session.flush()
    return actor_of(user)


def managed_roles(by: Actor) -> list[Role]:
    """Return the roles whose accounts an actor makes, resets and ends."""
    return [role for role in Role if role in _MANAGES.get(by.role, frozenset())]


def check_may_manage(by: Actor, user: User) -> None:
    """Raise NotAllowed `role-not-allowed` unless the actor looks after such accounts in that area."""
    may = Role(user.role) in _MANAGES.get(by.role, frozenset())
    if may and by.role in (Role.PROVINCE, Role.COMMUNE):
        may = _is_in_area(by, user)
    if may and by.role == Role.MINISTRY and user.role == Role.ASSESSOR:
        may = user.unit_id is None
    if not may:
        raise NotAllowed("role-not-allowed", "Bạn không quản lý được tài khoản này.")


def _is_in_area(by: Actor, user: User) -> bool:
    """Tell whether an account's subject or office lies in the area of the actor's office."""
    if user.role == Role.PRODUCER:
        subject = db.session.get(Subject, user.subject_id) if user.subject_id else None
        return subject is not None and acts_for(by, subject)
    return is_under(user.unit_id or "", by.unit_id or "")


def find_user(name: str) -> User:
    """Return an account by its name. Raises NotFound `user-unknown`."""
    wanted = name.strip().lower()
    user = db.session.scalar(select(User).where(User.name == wanted)) if is_key(wanted) else None
    if user is None:
        raise NotFound("user-unknown", "Không có tài khoản “%(name)s”.", field="name", name=name[:60])
    return user


def find_managed_user(by: Actor, user_id: str, *, for_update: bool = False) -> User:
    """Return an account that the actor looks after; another's is not found. Raises NotFound `user-unknown`."""
    user = db.session.get(User, user_id, with_for_update=for_update) if is_key(user_id) else None
    try:
        if user is not None:
            check_may_manage(by, user)
            return user
    except NotAllowed:
        pass
    raise NotFound("user-unknown", "Không có tài khoản này.")


def find_own_user(by: Actor) -> User:
    """Return the actor's own account. Raises NotFound `user-unknown`, which the operator has none of."""
    user = db.session.get(User, by.id)
    if user is None:
        raise NotFound("user-unknown", "Không có tài khoản này.")
    return user


def set_password_hash(
    by: Actor, now: datetime, *, user_id: str, password_hash: str, verb: str = "change-password"
) -> None:
    """Keep a new password; who was signed in with the old one, or about to be, is signed out.

    `verb` is how the audit trail calls it. The edge makes the hash before it opens the unit of work:
    80 ms are too long to hold the store.
    """
    user = db.session.get(User, user_id, with_for_update=True)
    if user is None or not user.is_active:
        raise NotFound("user-unknown", "Không có tài khoản này.")
    user.password_hash = password_hash
    user.version += 1
    end_sessions_of(user.id, now)
    end_half_logins_of(user.id, now)
    record_act(by, now, verb, "user", user.id)
    db.session.flush()


def deactivate_user(by: Actor, now: datetime, *, user_id: str, why: str | None = None) -> User:
    """Put an account out of use at once: its sessions end and its tokens are revoked.

    Raises NotFound `user-unknown`, RuleBroken `user-is-you`.
    """
    user = find_managed_user(by, user_id, for_update=True)
    if user.id == by.id:
        raise RuleBroken("user-is-you", "Bạn không tự ngừng được tài khoản của mình.")
    if user.is_active:
        user.is_active = False
        user.version += 1
        end_sessions_of(user.id, now)
        end_half_logins_of(user.id, now)
        revoke_tokens_of(user.id, now)
        record_act(by, now, "deactivate", "user", user.id, before={"is_active": True}, why=why)
        db.session.flush()
    return user
