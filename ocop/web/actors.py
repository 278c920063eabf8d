"""Who asks: the browser of a session, or the bearer of a token; never both.

Where machines ask, a token speaks and cookies are not even read. On pages the session cookie speaks and
a bearer is ignored. The cookie holds a random token; everything it stands for lies on the server.
"""

from flask import Flask, Request, Response, g, request, session
from flask.sessions import NullSession, SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from ocop.domain.accounts import Actor, Role
from ocop.domain.refusals import NotSignedIn, Unavailable
from ocop.services.sessions import is_touch_due, life_of, session_actor, touch_session
from ocop.services.tokens import is_use_due, token_actor, touch_token
from ocop.services.work import reading, unit_of_work
from ocop.web.rooms import has_cookies, is_for_machines
from ocop.web.settings import now

#: Where the cookie keeps the token of a login that waits for its code.
_HALF = "half_login"


class SignedIn(UserMixin):
    """Somebody whose browser has a session; for flask-login its token is the identity."""

    def __init__(self, actor: Actor, token: str) -> None:
        self.actor = actor
        self.token = token

    def get_id(self) -> str:
        """Return what the cookie holds."""
        return self.token


class BrowserSessions(SecureCookieSessionInterface):
    """The cookie of pages; where machines ask there is none, neither read nor set."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a browser, or one that cannot be written to."""
        return super().open_session(app, request) if has_cookies(request.path) else NullSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Vary by the cookie only for who brought or gets one: pages for everybody may be kept for everybody."""
        if session.modified or self.get_cookie_name(app) in request.cookies:
            super().save_session(app, session, response)


def current_actor() -> Actor | None:
    """Return who asks, or None for anybody; the gate has found out before the view began."""
    return g.get("ocop_actor")


def required_actor() -> Actor:
    """Return who asks, where the access table lets nobody else in. Raises NotSignedIn `token-missing`."""
    actor = current_actor()
    if actor is None:
        raise NotSignedIn("token-missing", "Cần đăng nhập.")
    return actor


def load_actor() -> None:
    """Find out who asks, before any unit of work is open.

    Raises NotSignedIn `token-unknown`, `token-expired`, `token-revoked`; an ended session is nobody.
    """
    if is_for_machines(request.path):
        g.ocop_actor = _bearer()
    elif session:
        g.ocop_actor = getattr(current_user, "actor", None)


def _bearer() -> Actor | None:
    """Return whom the request's token acts for, or None without one."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer":
        raise NotSignedIn("token-unknown", "Chỉ nhận Authorization: Bearer …")
    secret, moment = secret.strip(), now()
    with reading():
        actor = token_actor(secret, moment)
        is_due = is_use_due(secret, moment)
    if is_due:
        try:
            with unit_of_work():
                touch_token(secret, moment)
        except Unavailable:  # the last use is worth no refusal
            pass
    return actor


def _load_signed_in(token: str) -> SignedIn | None:
    """Return whose session a cookie stands for, for flask-login."""
    moment = now()
    try:
        with reading():
            actor = session_actor(token, moment)
            is_due = is_touch_due(token, moment)
    except NotSignedIn:
        return None
    if is_due:
        try:
            with unit_of_work():
                touch_session(token, moment)
        except Unavailable:  # the last use is worth no refusal
            pass
    return SignedIn(actor, token)


def session_token() -> str | None:
    """Return the token of the browser's session, or None where nobody is signed in by one."""
    return getattr(current_user, "token", None) if session else None


def begin_browser_session(actor: Actor, token: str) -> None:
    """Give the browser a new session, with nothing of what it had before."""
    session.clear()
    login_user(SignedIn(actor, token))
    session.pop("_id", None)  # flask-login's hash of address and browser: we neither want nor check it
    # A household's phone closes browsers by itself; an office's desktop forgets with its last window.
    session.permanent = actor.role == Role.PRODUCER
    g.ocop_actor = actor


def renew_browser_session(actor: Actor, token: str) -> None:
    """Let the browser's session go on under another token, with everything it holds, forms' tokens too."""
    login_user(SignedIn(actor, token))
    session.pop("_id", None)


def begin_half_session(token: str) -> None:
    """Let the browser hold a login that waits for its code, and nothing else."""
    end_browser_session()
    session[_HALF] = token


def half_login_token() -> str | None:
    """Return the token of the login that waits for its code, or None."""
    return session.get(_HALF) if session else None


def end_browser_session() -> None:
    """Take the browser's session away, and its cookie."""
    logout_user()
    session.clear()
    g.ocop_actor = None


def init_actors(app: Flask) -> None:
    """Set the cookie's rules and teach flask-login to ask the server's own sessions."""
    is_https = bool(app.config["OCOP_IS_HTTPS"])
    app.config.update(
        SESSION_COOKIE_NAME="__Host-ocop" if is_https else "ocop",
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=life_of(Role.PRODUCER),
    )
    app.session_interface = BrowserSessions()
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load_signed_in)
