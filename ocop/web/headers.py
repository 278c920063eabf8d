"""Headers of every answer: what a browser may do with it, who may read it, how long it may be kept."""

from flask import Flask, Response, g, request, session

from ocop.web.actors import current_actor
from ocop.web.rooms import is_for_machines

#: Nothing but what this site itself serves; no inline script or style, no frame around it.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
#: The one page that asks for the camera.
_SCAN_PAGE = "/scan"
_NOT_ALLOWED = "geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
_A_YEAR = "max-age=31536000"


def policy_with(style: str) -> str:
    """Return the policy of a page that brings a style along, by its hash."""
    return CONTENT_SECURITY_POLICY.replace("style-src 'self'", f"style-src 'self' {style}", 1)


def security_headers(path: str, *, is_https: bool) -> dict[str, str]:
    """Return the headers that every answer carries, whoever makes it."""
    camera = "camera=(self)" if path == _SCAN_PAGE else "camera=()"
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": f"{camera}, {_NOT_ALLOWED}",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin" if is_for_machines(path) else "same-origin",
    }
    if is_https:
        headers["Strict-Transport-Security"] = _A_YEAR
    return headers


def init_headers(app: Flask) -> None:
    """Put the headers on every answer; a view's own stay where it set any."""

    @app.after_request
    def complete(response: Response) -> Response:
        is_https = bool(app.config["OCOP_IS_HTTPS"])
        for name, value in security_headers(request.path, is_https=is_https).items():
            response.headers.setdefault(name, value)
        if "request_id" in g:
            response.headers["X-Request-ID"] = g.request_id
        _limit_keeping(response)
        if _is_for_all():
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Location, Retry-After"
        return response


def _limit_keeping(response: Response) -> None:
    """Let nobody keep what was made for one person; the rest is asked for again each time, unless said."""
    if current_actor() is not None or session.modified:
        response.headers["Cache-Control"] = "private, no-store"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"


def _is_for_all() -> bool:
    """Tell whether pages of other sites may read this: what the API gives to anybody, asked without a token."""
    return (
        is_for_machines(request.path) and request.method in ("GET", "HEAD") and "Authorization" not in request.headers
    )
