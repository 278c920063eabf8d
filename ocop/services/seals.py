"""Seals: small secrets kept in the store so that a copy of the store alone does not open them.

The key is derived from the operator's secret and lies nowhere; each seal names whose it is, so that one
account's cannot be laid under another.
"""

import base64
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES = 32
_PURPOSE = b"ocop second factor 1"


def sealing_key(secret: str) -> bytes:
    """Return the key that seals, derived from the operator's secret (RFC 5869)."""
    made = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(made)


def sealed(text: str, key: bytes, now: datetime, *, whose: str) -> str:
    """Return a text that only this key opens, and only for who it belongs to."""
    return Fernet(key).encrypt_at_time(f"{whose}:{text}".encode(), int(now.timestamp())).decode()


def unsealed(seal: str, key: bytes, now: datetime, *, whose: str, valid_for: timedelta | None = None) -> str | None:
    """Return what was sealed; None where another key or for somebody else, changed, or too long ago."""
    box, raw = Fernet(key), seal.encode("utf-8", "backslashreplace")
    try:
        if valid_for is None:
            opened = box.decrypt(raw)
        else:
            opened = box.decrypt_at_time(raw, int(valid_for.total_seconds()), int(now.timestamp()))
    except InvalidToken:
        return None
    owner, _, text = opened.decode().partition(":")
    return text if owner == whose else None
