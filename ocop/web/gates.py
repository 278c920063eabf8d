"""The gate in front of every endpoint: who asks, whether he may, how much he sends, and from where."""

from urllib.parse import urlencode

import structlog
from flask import Flask, current_app, redirect, request
from werkzeug.wrappers import Response

from ocop.domain.refusals import NotAllowed, NotSignedIn
from ocop.web.access import access_of
from ocop.web.actors import current_actor, load_actor
from ocop.web.cross_site import check_same_site
from ocop.web.limits import check_size
from ocop.web.permits import Access
from ocop.web.rooms import has_cookies, is_for_machines
from ocop.web.step_ups import asked_step_up

log = structlog.get_logger(__name__)


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
    if access.step_up and not is_for_machines(request.path):
        return asked_step_up()
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
    is_own = text is not None and text.startswith("/") and not text.startswith("//")
    # A backslash is a slash to browsers, and they drop tabs and line ends before they look.
    return text if text is not None and is_own and "\\" not in text and text.isprintable() else default


def init_gate(app: Flask) -> None:
    """Put the gate in front of every endpoint."""
    app.before_request(_gate)
