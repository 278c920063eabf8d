"""How large and from where: bodies, hosts, proxies, and the asker's network."""

import ipaddress

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

#: Bodies in bytes: of the API and forms, and where a file comes along.
USUAL, WITH_PHOTO, WITH_DOCUMENT = 1024 * 1024, 6 * 1024 * 1024, 11 * 1024 * 1024


def init_limits(app: Flask) -> None:
    """Bound every body before it is read; trust as many proxies as the operator says, and no more."""
    app.config.update(MAX_CONTENT_LENGTH=USUAL, MAX_FORM_MEMORY_SIZE=512 * 1024, MAX_FORM_PARTS=200)
    if proxies := int(app.config.get("OCOP_TRUSTED_PROXIES", 0)):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]

    @app.before_request
    def bound() -> None:
        if request.path.endswith("/photos"):
            request.max_content_length = WITH_PHOTO
        elif "/decisions/" in request.path and request.path.startswith("/office/"):
            request.max_content_length = WITH_DOCUMENT
        most = request.max_content_length
        if most is not None and (request.content_length or 0) > most:
            raise RequestEntityTooLarge


def network_prefix() -> str:
    """Return the asker's network, /24 or /48: enough to slow a crowd down, too little to name a person."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")
    except ValueError:
        return "unknown"
    length = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{length}", strict=False))
