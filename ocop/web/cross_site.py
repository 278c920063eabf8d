"""Forms sent by other sites: refused by where the browser says they come from, and by a token of the session."""

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFProtect, generate_csrf

from ocop.domain.refusals import NotAllowed
from ocop.web.actors import current_actor
from ocop.web.rooms import is_for_machines
from ocop.web.settings import public_base_url

_SAFE = ("GET", "HEAD", "OPTIONS")
_protect = CSRFProtect()


def check_same_site() -> None:
    """Refuse a change that another site sent in a browser's name.

    Machines bring a token that no browser adds by itself, so they pass. Who is not signed in has no
    session to abuse and no cookie to hold a token: for them the origin alone is looked at.
    Raises NotAllowed `cross-site`, CSRFError (400 `csrf-failed`).
    """
    if request.method in _SAFE or is_for_machines(request.path):
        return
    if not _is_same_site():
        raise NotAllowed("cross-site", "Yêu cầu này được gửi từ một trang khác.")
    if current_actor() is not None and current_app.config["WTF_CSRF_ENABLED"]:
        _protect.protect()


def _is_same_site() -> bool:
    """Tell whether the browser says that our own page sent this; old ones say nothing."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin in (request.host_url.rstrip("/"), public_base_url())


def csrf_token() -> str:
    """Return the token that a form carries; empty where nobody is signed in, so that no cookie is set."""
    return str(generate_csrf()) if current_actor() is not None else ""


def renew_csrf_token() -> None:
    """Put a fresh token into a session that has just begun, so that its cookie is set once."""
    g.pop(current_app.config["WTF_CSRF_FIELD_NAME"], None)
    generate_csrf()


def init_cross_site(app: Flask) -> None:
    """Give forms their token. The gate checks it, after it knows who asks."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # it ends with its session
        WTF_CSRF_SSL_STRICT=False,  # the origin is checked here, also where a browser sends no referrer
    )
    _protect.init_app(app)
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.context_processor(lambda: {"csrf_token": csrf_token})
