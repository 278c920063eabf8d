"""Epochs: a few words of memory shared by all workers of a machine, saying when a product's page last changed."""

import mmap
import time
import zlib
from collections.abc import Iterable
from pathlib import Path

#: Products share so many words: two in one word only forget each other's page now and then.
_WORDS = 1 << 16
_WIDTH = 8


class Epochs:
    """Words in a mapped file: a worker writes one after a commit, all read it at the next request."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it."""
        with path.open("a+b") as file:
            file.truncate(_WORDS * _WIDTH)
            self._memory = mmap.mmap(file.fileno(), _WORDS * _WIDTH)
        self._words = memoryview(self._memory).cast("Q")

    def of(self, product_id: str) -> int:
        """Return the epoch of a product: any other number than before means that its page may have changed."""
        return self._words[zlib.crc32(product_id.encode()) % _WORDS]

    def newest(self) -> int:
        """Return the epoch of the last change of any product."""
        return self._words[0]

    def tell(self, product_ids: Iterable[str]) -> None:
        """Begin a new epoch of products."""
        now = time.time_ns()
        for one in product_ids:
            self._words[zlib.crc32(one.encode()) % _WORDS] = now
        self._words[0] = now
