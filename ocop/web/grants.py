"""What a row of the access table grants, and the roles that rows name together."""

from dataclasses import dataclass

from ocop.domain.accounts import OFFICE_ROLES, Role, Scope
from ocop.domain.rights import Action, roles_that
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
OFFICES = OFFICE_ROLES
EVERYONE = tuple(Role)
#: Who enters subjects, products and lots: producers for themselves, offices for their area.
WRITERS = (Role.PRODUCER, Role.COMMUNE, Role.PROVINCE, Role.ADMINISTRATOR)
#: Who takes a subject's whole data: itself, and the offices above it.
EXPORTERS = (*WRITERS, Role.MINISTRY)
#: Who reads trace events; which, is the services' to tell.
EVENT_READERS = (*WRITERS, Role.MINISTRY, Role.AUDITOR)
#: Who records decisions.
DECIDERS = (Role.PROVINCE, Role.MINISTRY)
#: Who looks after the certificates of an area.
WATCHERS = (Role.COMMUNE, Role.PROVINCE, Role.MINISTRY, Role.AUDITOR)
#: Who loads rubrics and holds them against the signed decision.
RUBRIC_KEEPERS = (Role.PROVINCE, Role.MINISTRY, Role.ADMINISTRATOR)


#: Who may read dossiers at all; whose, is the services' to tell.
DOSSIER_READERS = roles_that(Action.READ)


def may(*roles: Role, scope: Scope | None = None, body: int = BODY, step_up: bool = False) -> Access:
    """Return the access of some roles alone."""
    return Access(frozenset(roles), scope, body, step_up=step_up)
