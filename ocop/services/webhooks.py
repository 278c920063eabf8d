"""Calls to addresses that others gave: looked up once, checked, called at that very address, answers hardly read."""

import hashlib
import hmac
import http.client
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ocop.domain.webhooks import Network, may_be_called

#: Seconds for a connection and for an answer; bytes of it that are looked at.
_SECONDS, _MOST = 10.0, 4096


@dataclass(frozen=True)
class Called:
    """What a call came to: its status, or why there was none."""

    status: int | None
    words: str

    @property
    def is_taken(self) -> bool:
        """Whether what was sent is answered for."""
        return self.status is not None and 200 <= self.status < 300


def signature(secret: str, body: bytes) -> str:
    """Return what proves to its receiver who sent a body: HMAC-SHA256 under the token that both know."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def call(address: str, body: bytes, headers: Mapping[str, str], networks: Sequence[Network] = ()) -> Called:
    """Send a body by POST and return what became of it; nothing is raised, no redirect followed.

    Every address that the name has must be one that may be called, and the first is the one that is called: a name
    that leads elsewhere a moment later leads nowhere.
    """
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = {one[4][0] for one in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)}
        if not found or not all(may_be_called(str(one), networks) for one in found):
            return Called(None, "địa chỉ dẫn vào mạng riêng")
        connection = _Connection(str(parts.hostname), port, str(sorted(found)[0]), is_secret=parts.scheme == "https")
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            answer.read(_MOST)
            return Called(answer.status, answer.reason[:100])
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as fault:
        return Called(None, type(fault).__name__)


class _Connection(http.client.HTTPConnection):
    """A connection to one address, under the name that was asked for."""

    def __init__(self, host: str, port: int, address: str, *, is_secret: bool) -> None:
        super().__init__(host, port, timeout=_SECONDS)
        self._address, self._is_secret = address, is_secret

    def connect(self) -> None:
        """Connect to the address that was checked; of TLS the name must be the one asked for."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._is_secret:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
