"""Headers that every answer carries."""

import secrets

from flask import Flask, Response, g, request, session

from ocop.web.actors import has_cookie, is_api

_POLICY = "; ".join(
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
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
#: What lies behind login; and pages that open it.
_PRIVATE = ("/producer", "/office", "/account", "/login", "/register", "/enter")


def init_headers(app: Flask) -> None:
    """Give every answer its headers and every request a name."""
    https = bool(app.config["OCOP_IS_HTTPS"])

    @app.before_request
    def name_request() -> None:
        g.ocop_request_id = secrets.token_hex(8)

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        if not has_cookie() and not session.modified:
            session.accessed = False  # nobody was known by it: the answer varies by no cookie
        response.headers["X-Request-Id"] = g.get("ocop_request_id", "")
        if https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.path.startswith(_PRIVATE) or (
            has_cookie() and not request.path.startswith(("/static/", "/fonts/"))
        ):
            response.headers["Cache-Control"] = "private, no-store"
        elif is_api():
            response.headers.setdefault("Cache-Control", "no-cache")
            if request.method in ("GET", "HEAD") and "Authorization" not in request.headers:
                response.headers["Access-Control-Allow-Origin"] = "*"
                response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response
