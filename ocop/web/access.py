"""Who may ask what: one table of every endpoint, and the gate that refuses whatever is not in it.

A row is `"METHOD endpoint": who`, several methods in front of one endpoint where the same people may:

    "GET products.listing": PUBLIC,
    "POST products.create": may(*WRITERS, scope=Scope.PRODUCTS),
    "GET POST office.search": may(*OFFICES),

HEAD goes with GET, OPTIONS with any row. A thing that is another's is the services' to refuse (404).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import structlog
from flask import Flask, current_app, redirect, request
from werkzeug.wrappers import Response

from ocop.domain.accounts import OFFICE_ROLES, Role, Scope
from ocop.domain.refusals import NotAllowed, NotSignedIn
from ocop.web.actors import current_actor, load_actor
from ocop.web.cross_site import check_same_site
from ocop.web.limits import BODY, UPLOAD, check_size
from ocop.web.rooms import has_cookies, is_for_machines

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Access:
    """Who may ask one endpoint by one method; `roles` None means everybody.

    `scope` is what a token with scopes must have; `body` the most bytes that may be sent; where not
    `asks`, nobody is asked who he is and no store is touched.
    """

    roles: frozenset[Role] | None
    scope: Scope | None = None
    body: int = BODY
    asks: bool = True


PUBLIC = Access(roles=None)
UNASKED = Access(roles=None, asks=False)
OFFICES = OFFICE_ROLES
EVERYONE = tuple(Role)
#: Who enters subjects, products and lots: producers for themselves, offices for their area.
WRITERS = (Role.PRODUCER, Role.COMMUNE, Role.PROVINCE, Role.ADMINISTRATOR)
#: Who records decisions.
DECIDERS = (Role.PROVINCE, Role.MINISTRY)


def may(*roles: Role, scope: Scope | None = None, body: int = BODY) -> Access:
    """Return the access of some roles alone."""
    return Access(frozenset(roles), scope, body)


OPERATIONS = {
    "GET static": UNASKED,
    "GET operations.healthz": UNASKED,
    "GET operations.readyz": UNASKED,
}
API = {
    "GET api_docs.document": UNASKED,
    "GET api_docs.page": PUBLIC,
    "GET api_subjects.index": PUBLIC,
    "GET api_subjects.show": PUBLIC,
    "POST api_subjects.create": may(*WRITERS, scope=Scope.SUBJECTS),
    "PATCH api_subjects.update": may(*WRITERS, scope=Scope.SUBJECTS),
    "GET api_products.index": PUBLIC,
    "GET api_products.show": PUBLIC,
    "POST api_products.create": may(*WRITERS, scope=Scope.PRODUCTS),
    "PATCH api_products.update": may(*WRITERS, scope=Scope.PRODUCTS),
    "GET api_photos.index": PUBLIC,
    "POST PUT api_photos.create": may(*WRITERS, scope=Scope.PRODUCTS, body=UPLOAD),
    "GET api_lots.index": may(*EVERYONE, scope=Scope.READ),
    "GET api_lots.show": PUBLIC,
    "POST api_lots.create": may(*WRITERS, scope=Scope.LOTS),
    # Whoever has an account may knock; that the star is not his to give is a refusal of its own (`star-not-yours`).
    "POST api_decisions.create": may(*EVERYONE, scope=Scope.DECISIONS),
    "POST api_decisions.end": may(*EVERYONE, scope=Scope.DECISIONS),
    "GET api_decisions.index": PUBLIC,
    "GET api_decisions.show": PUBLIC,
    "GET api_labels.show": PUBLIC,
    "GET api_statistics.show": PUBLIC,
}
PUBLIC_PAGES: dict[str, Access] = {}
PRODUCER_ROOM: dict[str, Access] = {}
OFFICE_ROOM: dict[str, Access] = {}


def spread(*rooms: Mapping[str, Access]) -> dict[str, Access]:
    """Return the rows of all rooms by one method and endpoint each; a row twice is a mistake."""
    table: dict[str, Access] = {}
    for room in rooms:
        for row, who in room.items():
            *methods, endpoint = row.split()
            for method in methods:
                if f"{method} {endpoint}" in table:
                    raise ValueError(f"{method} {endpoint} stands twice in the access table")
                table[f"{method} {endpoint}"] = who
    return table


#: Every endpoint there is; `tests/test_house.py` compares it with the application's own map.
ACCESS = spread(OPERATIONS, API, PUBLIC_PAGES, PRODUCER_ROOM, OFFICE_ROOM)


def access_of(endpoint: str, method: str) -> Access | None:
    """Return who may ask an endpoint by a method, or None where the table does not know it."""
    if method == "OPTIONS":
        return UNASKED if any(row.split()[1] == endpoint for row in ACCESS) else None
    return ACCESS.get(f"{'GET' if method == 'HEAD' else method} {endpoint}")


def _gate() -> Response | None:
    """Let a request pass, send a stranger to the door, or refuse; what is not in the table is refused."""
    if request.endpoint is None:
        if request.routing_exception is not None and has_cookies(request.path):
            load_actor()  # the page about a lost address greets whom it knows
        return None
    access = access_of(request.endpoint, request.method)
    if access is None:
        log.error("endpoint-not-in-access-table", endpoint=request.endpoint, method=request.method)
        if current_app.testing:
            raise RuntimeError(f"{request.method} {request.endpoint} is not in the access table")
        raise NotAllowed("role-not-allowed", "Không ai được làm việc này.")
    if access.asks:
        load_actor()
        if access.roles is not None and current_actor() is None:
            return _to_the_door()
        _check_rights(access)
    check_size(access.body)
    check_same_site()
    return None


def _check_rights(access: Access) -> None:
    """Raise NotAllowed `role-not-allowed` or `scope-missing`."""
    actor = current_actor()
    if access.roles is None or actor is None:
        return
    if actor.role not in access.roles:
        raise NotAllowed("role-not-allowed", "Vai trò của tài khoản không làm được việc này.")
    if access.scope is not None and not actor.allows(access.scope):
        raise NotAllowed("scope-missing", "Mã truy cập không có phạm vi “%(scope)s”.", scope=str(access.scope))


def _to_the_door() -> Response:
    """Send a person who is not signed in to the login page and back; tell a program to bring a token."""
    if is_for_machines(request.path):
        raise NotSignedIn("token-missing", "Cần mã truy cập (Authorization: Bearer …).")
    if request.method not in ("GET", "HEAD"):
        return redirect("/login", 303)
    here = request.full_path.rstrip("?")
    return redirect(f"/login?{urlencode({'next': here})}")


def safe_next(text: str | None, default: str = "/") -> str:
    """Return where to go after signing in: a path of this site, or the default.

    >>> [safe_next(text) for text in ("/office?x=1", "//evil.example/", "https://evil.example")]
    ['/office?x=1', '/', '/']
    """
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable():
        return default
    try:
        parts = urlsplit(text)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else text


def init_access(app: Flask) -> None:
    """Put the gate in front of every endpoint."""
    app.before_request(_gate)
