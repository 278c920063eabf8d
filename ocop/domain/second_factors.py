"""The second factor: who must have it, what counts as a code, and how long a proof stays fresh."""

from datetime import datetime, timedelta

from ocop.domain.accounts import Role

#: Roles that grant, revoke, recall or keep accounts: they do none of it without a second factor.
NEEDED_BY = (Role.COMMUNE, Role.PROVINCE, Role.MINISTRY, Role.ADMINISTRATOR)
#: A code of the phone: six digits that change every thirty seconds (RFC 6238, 4.1 and 5.2).
DIGITS, STEP_SECONDS = 6, 30
#: Codes of one step before and after are taken: clocks of phones are not exact (RFC 6238, 5.2).
WINDOW = 1
#: Recovery codes made at a time.
RECOVERY_CODES = 10
#: How long a proof lets a session do what needs one.
FRESH_FOR = timedelta(minutes=5)
#: How long a login waits for its second step.
HALF_LOGIN_FOR = timedelta(minutes=5)
#: How long the key shown for enrolment may be confirmed.
OFFER_FOR = timedelta(minutes=30)


def needs_factor(role: Role) -> bool:
    """Tell whether a role must prove itself twice to do what it is for.

    >>> needs_factor(Role.COMMUNE), needs_factor(Role.PRODUCER)
    (True, False)
    """
    return role in NEEDED_BY


def step_of(moment: datetime) -> int:
    """Return the time step that a moment lies in, counted from the epoch (RFC 6238, 4.2)."""
    return int(moment.timestamp()) // STEP_SECONDS


def is_fresh(proven_at: datetime | None, now: datetime) -> bool:
    """Tell whether a proof still counts: five minutes, the last of them included."""
    return proven_at is not None and proven_at <= now <= proven_at + FRESH_FOR


def in_groups(text: str, size: int = 4) -> list[str]:
    """Return a text in groups, as people type from paper.

    >>> in_groups("ABCDEFGHIJ")
    ['ABCD', 'EFGH', 'IJ']
    """
    return [text[place : place + size] for place in range(0, len(text), size)]
