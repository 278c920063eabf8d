"""Permits: who may ask an endpoint, as the rows of the access table say it."""

from dataclasses import dataclass

from ocop.domain.accounts import Role, Scope
from ocop.web.limits import BODY


@dataclass(frozen=True)
class Access:
    """Who may ask one endpoint by one method; `roles` None means everybody.

    `scope` is what a token with scopes must have; `body` the most bytes that may be sent; where not
    `asks`, nobody is asked who he is and no store is touched. What needs a `step_up` is done in a browser only
    with a code of the second factor given at most five minutes ago (`step_ups`); tokens are not asked.
    """

    roles: frozenset[Role] | None
    scope: Scope | None = None
    body: int = BODY
    asks: bool = True
    step_up: bool = False


PUBLIC = Access(roles=None)
UNASKED = Access(roles=None, asks=False)


def may(*roles: Role, scope: Scope | None = None, body: int = BODY, step_up: bool = False) -> Access:
    """Return the access of some roles alone."""
    return Access(frozenset(roles), scope, body, step_up=step_up)
