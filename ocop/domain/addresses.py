"""Addresses that codes carry: which of them a stranger's phone could open."""

import ipaddress
from urllib.parse import urlsplit

#: Names that lead nowhere outside a house or a laboratory (RFC 6761, RFC 6762, RFC 8375).
_PRIVATE_ENDS = (".local", ".localhost", ".internal", ".home.arpa", ".lan", ".test", ".invalid")


def is_public(base_url: str) -> bool:
    """Tell whether an address is https and its host can be reached from anywhere.

    Labels of any other address are specimens (DESIGN section 6).

    >>> is_public("https://ocop.example.vn"), is_public("https://192.168.1.5"), is_public("http://ocop.example.vn")
    (True, False, False)
    """
    parts = urlsplit(base_url)
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" or not host:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_PRIVATE_ENDS)
