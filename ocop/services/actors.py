"""Who acts: accounts as the actors that use cases ask for."""

from ocop.domain.accounts import Actor, Role
from ocop.models.accounts import User
from ocop.models.database import db


def actor_of(user: User, *, scopes: frozenset[str] | None = None) -> Actor:
    """Return who an account acts as now; `scopes` are those of the token it came by."""
    return Actor(
        id=user.id,
        name=user.name,
        role=Role(user.role),
        subject_id=user.subject_id,
        unit_id=user.unit_id,
        scopes=scopes,
    )


def live_user(user_id: str, *, for_update: bool = False) -> User | None:
    """Return an account that may act, or None where it is gone or put out of use."""
    user = db.session.get(User, user_id, with_for_update=for_update)
    return user if user is not None and user.is_active else None


def is_key(text: str) -> bool:
    """Tell whether a text from outside can be a key of ours at all; some stores choke on what cannot."""
    return 0 < len(text) <= 64 and text.isascii() and text.isprintable()
