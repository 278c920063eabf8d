"""Serial keys: what vouches for serials; the operator's, or one made at random and kept beside the store."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from ocop.domain.product_codes import ALPHABET
from ocop.domain.refusals import RuleBroken
from ocop.domain.serials import KEY_BYTES
from ocop.services.files import sync_folder

#: The key identifier of a key that the registry made for itself.
_OWN = "0"
_MADE_BYTES = 32


def parse_keys(text: str) -> dict[str, bytes]:
    """Return keys by their identifier, the first is the one that new serials take.

    Written as `kid:hex` with commas between; a kid is one sign of Crockford's base32.
    Raises RuleBroken `setting-malformed`.

    >>> list(parse_keys("1:" + "ab" * 16 + ", 0:" + "cd" * 16))
    ['1', '0']
    """
    keys: dict[str, bytes] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        kid, _, written = part.partition(":")
        try:
            key = bytes.fromhex(written)
        except ValueError:
            key = b""
        if len(kid) != 1 or kid not in ALPHABET or kid in keys or len(key) < KEY_BYTES:
            raise RuleBroken(
                "setting-malformed",
                "OCOP_SERIAL_KEYS gồm các khóa dạng “1:hex”, mỗi khóa từ %(bytes)s byte, cách nhau bằng dấu phẩy.",
                bytes=KEY_BYTES,
            )
        keys[kid] = key
    return keys


def kept_keys(folder: Path) -> dict[str, bytes]:
    """Return the keys kept in the data folder, making the first one; it is on the disk before it is used."""
    path = folder / "serial.keys"
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=folder, encoding="ascii") as file:
            file.write(f"{_OWN}:{secrets.token_hex(_MADE_BYTES)}")
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):  # another worker was first: its key it is
                path.hardlink_to(file.name)
        sync_folder(folder)
    return parse_keys(path.read_text(encoding="ascii"))
