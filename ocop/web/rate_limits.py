"""How often one network may ask: buckets in memory that all workers of a machine share."""

import mmap
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from ocop.domain.refusals import TooMany
from ocop.web.limits import asker_prefix
from ocop.web.settings import now

_SLOTS = 1 << 14
_SLOT = struct.Struct("<Idf")  # whose, when last, tokens left
#: Room for the largest slot, aligned.
_WIDTH = 16


@dataclass(frozen=True)
class Rate:
    """So many a minute, and so many at once."""

    per_minute: float
    burst: float


class RateLimits:
    """Token buckets by network prefix in a mapped file; two networks in one slot begin it anew from each other."""

    def __init__(self, path: Path, rate: Rate) -> None:
        with path.open("a+b") as file:
            file.truncate(_SLOTS * _WIDTH)
            self._memory = mmap.mmap(file.fileno(), _SLOTS * _WIDTH)
        self._rate = rate

    def takes(self, prefix: str, now: float) -> bool:
        """Take one from the bucket of a network; False when it is empty. A rate of 0 is no limit."""
        if not self._rate.per_minute:
            return True
        whose = zlib.crc32(prefix.encode())
        place = whose % _SLOTS * _WIDTH
        owner, last, tokens = _SLOT.unpack_from(self._memory, place)
        if owner != whose or last > now + 60:
            last, tokens = now, self._rate.burst
        tokens = min(self._rate.burst, tokens + max(0.0, now - last) * self._rate.per_minute / 60)
        is_taken = tokens >= 1
        _SLOT.pack_into(self._memory, place, whose, now, tokens - 1 if is_taken else tokens)
        return is_taken

    def forget(self) -> None:
        """Fill every bucket."""
        self._memory[:] = bytes(_SLOTS * _WIDTH)

    def wait(self) -> int:
        """Return after how many seconds an empty bucket has one again."""
        return max(1, round(60 / self._rate.per_minute)) if self._rate.per_minute else 1


def check_rate(name: str) -> None:
    """Count one request against the limits of a name in the configuration. Raises TooMany `too-many-requests`."""
    limits: RateLimits = current_app.config[name]
    if not limits.takes(asker_prefix(), now().timestamp()):
        raise TooMany(
            "too-many-requests",
            "Mạng của bạn tra quá nhiều mã trong một phút; xin chờ rồi thử lại.",
            retry_after=limits.wait(),
        )
