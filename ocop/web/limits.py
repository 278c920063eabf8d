"""How much may be sent, which hosts are ours, and the network that a request comes from."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

#: The most bytes of a body, and of one that carries a photograph or a table.
BODY, UPLOAD = 1_000_000, 6_000_000
#: The same where a decision's PDF of 10 MB comes along.
DOCUMENT = 11_000_000
#: The same where a paper of evidence, of 20 MB, comes along.
EVIDENCE = 21_500_000
_BODILESS = ("GET", "HEAD", "OPTIONS")
#: Fields of a form, files among them.
_FORM_PARTS = 200


def check_size(most: int) -> None:
    """Refuse a body that says it is too large before any of it is read, and one that does not say once it is."""
    request.max_content_length = most
    if request.content_length:
        if request.content_length > most:
            raise RequestEntityTooLarge
    elif request.method not in _BODILESS and request.environ.get("wsgi.input_terminated"):
        # Sent in chunks: werkzeug stops at the limit without a word, and a body cut short is not the one sent.
        request.max_content_length = most + 1
        if len(request.get_data()) > most:
            raise RequestEntityTooLarge


@lru_cache(maxsize=8192)
def network_prefix(address: str | None) -> str:
    """Return the network of an address: all that we ever keep of one.

    >>> network_prefix("203.0.113.77"), network_prefix("2001:db8:1:2::3"), network_prefix("::ffff:203.0.113.77")
    ('203.0.113.0/24', '2001:db8:1::/48', '203.0.113.0/24')
    """
    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            whole = int(parsed) >> 80 << 80
            return f"{IPv6Address(whole)}/48"
        parsed = parsed.ipv4_mapped
    return f"{'.'.join(str(parsed).split('.')[:3])}.0/24"


def asker_prefix() -> str:
    """Return the network that this request comes from, as far as trusted proxies say."""
    return network_prefix(request.remote_addr)


def init_limits(app: Flask) -> None:
    """Set the limits of every request, and believe as many proxies as the operator trusts.

    The hosts that requests may name are Flask's own setting, TRUSTED_HOSTS, which `ocop.app` sets.
    """
    app.config["MAX_CONTENT_LENGTH"] = BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY
    app.config["MAX_FORM_PARTS"] = _FORM_PARTS
    proxies = int(app.config.get("OCOP_TRUSTED_PROXIES", 0))
    if proxies > 0:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
