"""Serials: the number of one item within its lot, which nobody can guess and nothing has to remember.

    kid (1)   which key vouches, so that keys can follow one another
    index (6) the item's place in the lot, from 0
    mac (12)  60 bits of HMAC-SHA256 over kid and index, under a key derived for the lot

All in Crockford base32, so that a serial is read aloud without doubt and stays in the alphanumeric mode of QR.
"""

import hashlib
import hmac
from collections.abc import Mapping

from ocop.domain.product_codes import ALPHABET, typed_letters
from ocop.domain.refusals import NotFound

KID_LENGTH, INDEX_LENGTH, MAC_LENGTH = 1, 6, 12
LENGTH = KID_LENGTH + INDEX_LENGTH + MAC_LENGTH
#: How many items a lot can number.
MOST = 32**INDEX_LENGTH
_MAC_BITS = 5 * MAC_LENGTH
#: Fewest bytes of a key.
KEY_BYTES = 16


def lot_key(key: bytes, product_code: str, lot_code: str) -> bytes:
    """Return the key of one lot: who learns it can number nothing else.

    The product goes by its short code, which stays when a GTIN comes.
    """
    return hmac.digest(key, f"ocop-serial\x00{product_code}\x00{lot_code}".encode(), hashlib.sha256)


def serials(key_of_lot: bytes, kid: str, first: int, count: int) -> list[str]:
    """Return the serials of `count` items from the one with index `first` on."""
    return [_serial(key_of_lot, f"{kid}{_base32(index, INDEX_LENGTH)}") for index in range(first, first + count)]


def _serial(key_of_lot: bytes, head: str) -> str:
    mac = int.from_bytes(hmac.digest(key_of_lot, head.encode(), hashlib.sha256)[:8], "big") >> (64 - _MAC_BITS)
    return head + _base32(mac, MAC_LENGTH)


def _base32(number: int, length: int) -> str:
    """Return a number in base32.

    >>> _base32(33, 3)
    '011'
    """
    return "".join([ALPHABET[number >> shift & 31] for shift in range(5 * (length - 1), -1, -5)])


def index_of(serial: str, keys: Mapping[str, bytes], product_code: str, lot_code: str) -> int:
    """Return the index of the item that a serial numbers, once its key has vouched for it.

    Typed letters are read as people write them. Raises NotFound `serial-unknown` for another length, a key
    that is not ours, or a code that the key did not make.
    """
    typed = typed_letters(serial)
    key = keys.get(typed[:KID_LENGTH])
    if len(typed) == LENGTH and key is not None and all(letter in ALPHABET for letter in typed):
        made = _serial(lot_key(key, product_code, lot_code), typed[: KID_LENGTH + INDEX_LENGTH])
        if hmac.compare_digest(made, typed):
            return _number(typed[KID_LENGTH : KID_LENGTH + INDEX_LENGTH])
    raise NotFound("serial-unknown", "Số “%(serial)s” không do sổ này cấp cho lô này.", serial=serial[:24])


def _number(text: str) -> int:
    number = 0
    for letter in text:
        number = 32 * number + ALPHABET.index(letter)
    return number
