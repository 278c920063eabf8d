"""Who asks: a browser by its session on the server, a program by its token; never both at once."""

from typing import cast

from flask import Flask, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from ocop.domain.accounts import Actor
from ocop.domain.refusals import NotSignedIn, OcopError
from ocop.services.sessions import end_session, is_touch_due, open_session, session_actor, touch_session
from ocop.services.tokens import token_actor
from ocop.services.work import reading, unit_of_work
from ocop.web.settings import is_https, now

#: Where programs ask; cookies count for nothing there.
API_PATHS = ("/api/", "/epcis/")
_COOKIE = "ocop_session"
_manager = LoginManager()


class SignedIn(UserMixin):
    """What flask-login holds: the actor, and the token of its session as the id."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.id = token
        self.actor = actor


def init_actors(app: Flask) -> None:
    """Set the session cookie up and look its token up at each request that has one."""
    https = bool(app.config["OCOP_IS_HTTPS"])
    app.config.update(
        SESSION_COOKIE_NAME=f"__Host-{_COOKIE}" if https else _COOKIE,
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_PROTECTION=None,
    )
    _manager.session_protection = None
    _manager.init_app(app)
    _manager.user_loader(_load)


def _load(token: str) -> SignedIn | None:
    """Return the person of a session, and note now and then that it is in use."""
    try:
        with reading():
            actor = session_actor(token, now())
            stale = is_touch_due(token, now())
    except NotSignedIn:
        return None
    if stale:
        with unit_of_work():
            touch_session(token, now())
    return SignedIn(token, actor)


def is_api() -> bool:
    """Tell whether a program's part of the address space is asked."""
    return request.path.startswith(API_PATHS)


def has_cookie() -> bool:
    """Tell whether the browser brought our cookie; without one the session is not looked at, nor varied by."""
    name = f"__Host-{_COOKIE}" if is_https() else _COOKIE
    return name in request.cookies


def current_actor() -> Actor | None:
    """Return who asks, or None for anybody. Raises NotSignedIn for a token that is wrong, expired or revoked."""
    if "ocop_actor" not in g:
        g.ocop_actor = _bearer() if is_api() else _signed_in()
    return cast("Actor | None", g.ocop_actor)


def _bearer() -> Actor | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if not kind:
        return None
    if kind.lower() != "bearer" or not token.strip():
        raise NotSignedIn("token-unknown", "Mã truy cập không đúng.")
    with reading():
        return token_actor(token.strip(), now())


def _signed_in() -> Actor | None:
    if not has_cookie() or not current_user.is_authenticated:
        return None
    return cast(Actor, current_user.actor)


def required_actor() -> Actor:
    """Return who asks. Raises NotSignedIn `sign-in-needed` for anybody."""
    actor = current_actor()
    if actor is None:
        raise NotSignedIn("sign-in-needed", "Cần đăng nhập hoặc mã truy cập.")
    return actor


def sign_in(actor: Actor) -> None:
    """Open a session on the server, inside the caller's unit of work, under a fresh token."""
    device = request.user_agent.string[:60]
    token = open_session(actor, now(), device=device)
    session.clear()
    login_user(SignedIn(token, actor))
    g.ocop_actor = actor


def session_token() -> str:
    """Return the token of the browser's session, or an empty word."""
    return str(current_user.get_id() or "") if current_actor() else ""


def sign_out() -> None:
    """End the session on the server, inside the caller's unit of work, and forget the cookie."""
    end_session(session_token(), now())
    logout_user()
    session.clear()


def refused_actor() -> OcopError | None:
    """Return the refusal of a bad token without raising it."""
    try:
        current_actor()
    except OcopError as refusal:
        return refusal
    return None
