"""Where a service may call: never into a network of its own, whatever a name in public resolves to."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from ocop.domain.refusals import BadInput, RuleBroken

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

#: Networks that hold other addresses inside their own: NAT64 and 6to4 lead wherever those say.
_WRAPPING: Final = (
    ip_network("64:ff9b::/96"),
    ip_network("64:ff9b:1::/48"),
    ip_network("2002::/16"),
    ip_network("2001::/32"),
)
LONGEST: Final = 500


def parse_networks(text: str) -> tuple[Network, ...]:
    """Return the networks that an operator lets be called although they are private.

    Raises RuleBroken `setting-malformed`.
    """
    try:
        return tuple(ip_network(part) for part in text.replace(" ", "").split(",") if part)
    except ValueError as fault:
        words = "OCOP_WEBHOOK_NETWORKS “%(text)s” phải là các mạng như 10.20.0.0/16, cách nhau bằng dấu phẩy."
        raise RuleBroken("setting-malformed", words, text=text[:80]) from fault


def may_be_called(address: str, networks: Iterable[Network] = ()) -> bool:
    """Tell whether an address lies in public, or in a network that the operator named.

    >>> may_be_called("203.0.113.5"), may_be_called("8.8.8.8"), may_be_called("::ffff:127.0.0.1")
    (False, True, False)
    """
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if any(found.version == one.version and found in one for one in networks):
        return True
    if any(found.version == one.version and found in one for one in _WRAPPING):
        return False
    return found.is_global and not found.is_multicast


def check_destination(text: str, networks: Sequence[Network] = ()) -> str:
    """Return an address that may be called, as far as it tells by itself. Raises BadInput `webhook-malformed`.

    It is https, without a name or password of anybody; http only where the operator named networks of his own.
    """
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise _refused("không đọc được") from None
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > LONGEST:
        raise _refused(f"chỉ gồm chữ không dấu, dài tối đa {LONGEST} ký tự")
    if parts.scheme not in (("https", "http") if networks else ("https",)) or not parts.hostname:
        raise _refused("phải là https://…")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _refused("không chứa tên, mật khẩu hay dấu #")
    try:
        is_allowed = may_be_called(parts.hostname, networks)
    except ValueError:
        return text
    if not is_allowed:
        raise _refused("không được dẫn vào mạng riêng")
    return text


def _refused(why: str) -> BadInput:
    return BadInput("webhook-malformed", "Địa chỉ nhận %(why)s.", field="dest", why=why)
