"""The access table: who may ask what. An endpoint that is not listed is refused, and a test fails for it.

The table says which roles may knock at all; whose things they reach is the services' to say (another's is
not found). A row is `endpoint: Access(roles, scope)`; PUBLIC needs nobody.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from ocop.domain.accounts import OFFICE_ROLES, Actor, Role, Scope
from ocop.domain.refusals import NotAllowed, NotSignedIn
from ocop.web.actors import current_actor, is_api

EVERYONE = frozenset(Role)
OFFICES = frozenset(OFFICE_ROLES)
PRODUCERS = frozenset({Role.PRODUCER})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
#: Who may enter subjects, products and lots.
WRITERS = frozenset({Role.PRODUCER, Role.COMMUNE, Role.PROVINCE, Role.ADMINISTRATOR})
#: Who may open a lot or print from a room: those who act for a subject.
GRANTERS = frozenset({Role.PROVINCE, Role.MINISTRY})


@dataclass(frozen=True)
class Access:
    """Who may ask: None is everybody, else these roles; `scope` is what a limited token must have."""

    roles: frozenset[Role] | None = None
    scope: Scope | None = None


PUBLIC = Access()

#: Every endpoint of the URL map, by room.
ACCESS: dict[str, Access] = {
    "static": PUBLIC,
    "operations.healthz": PUBLIC,
    "operations.readyz": PUBLIC,
}


def init_access(app: Flask) -> None:
    """Ask the table before every request."""

    @app.before_request
    def gate() -> AnyResponse | None:
        if request.endpoint is None:
            return None
        access = ACCESS.get(request.endpoint)
        if access is None:
            raise NotAllowed("not-listed", "Địa chỉ này chưa có trong bảng quyền.")
        actor = current_actor()
        if access.roles is None:
            return None
        if actor is None and not is_api():
            return to_login()
        check(access, actor)
        return None


def check(access: Access, actor: Actor | None) -> None:
    """Refuse an actor that the row does not let in.

    Raises NotSignedIn `sign-in-needed`, NotAllowed `role-not-allowed`, `scope-missing`.
    """
    if actor is None:
        raise NotSignedIn("sign-in-needed", "Cần đăng nhập hoặc mã truy cập.")
    if access.roles is not None and actor.role not in access.roles:
        raise NotAllowed("role-not-allowed", "Vai trò của bạn không làm được việc này.")
    if access.scope is not None and not actor.allows(access.scope):
        raise NotAllowed("scope-missing", "Mã truy cập này thiếu quyền “%(scope)s”.", scope=str(access.scope))


def to_login() -> Response:
    """Send a person to sign in and, for a page that can be asked for again, back here after."""
    back = {"next": request.full_path.rstrip("?")} if request.method == "GET" else {}
    return redirect(f"/login?{urlencode(back)}" if back else "/login", 303)  # type: ignore[return-value]


def own_path(address: str | None, otherwise: str) -> str:
    """Return an address if it is a path of our own, so that nobody is sent elsewhere after signing in.

    >>> own_path("/producer", "/"), own_path("//evil.example", "/"), own_path("/\\\\evil.example", "/")
    ('/producer', '/', '/')
    """
    text = address or ""
    is_own = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if is_own and text.isprintable() and "\\" not in text else otherwise
