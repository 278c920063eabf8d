"""The scan log: each process appends to a segment of its own, one write per scan.

A scan that was answered is in the kernel's hands before the answer leaves, so that it outlives kill -9; no disk and
no database is waited for. `services/scan_loads` takes the segments into the store.

    <folder>/<uuid>.log     a segment; who writes it holds a lock on it, which falls when the process dies
    <folder>/.<uuid>        the same before it has its lock
    <folder>/keys           the keys of the days, `services/day_keys`
"""

import fcntl
import os
import threading
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path
from weakref import WeakSet

import structlog

from ocop.domain.scans import Look, encoded
from ocop.models.database import new_id
from ocop.services.areas import NO_AREAS, Areas
from ocop.services.day_keys import day_key, destroy_keys

#: A segment ends at so many bytes or seconds, with the next scan; a loaded one is dropped whole.
LARGEST, OLDEST = 4 * 1024 * 1024, 60.0
SUFFIX = ".log"
#: Bytes of the hash that tells visitors of one day apart.
_HASH_BYTES = 12

log = structlog.get_logger(__name__)


def keys_folder(folder: Path) -> Path:
    """Return where the keys of the days lie."""
    return folder / "keys"


class ScanLog:
    """What one process writes its scans to; safe for its threads, begun anew in a fork."""

    def __init__(self, folder: Path, areas: Areas = NO_AREAS) -> None:
        self.folder = folder
        self.areas = areas
        self._lock = threading.Lock()
        self._handle: int | None = None
        self._size = 0
        self._begun = datetime.min.replace(tzinfo=UTC)
        self._day: date | None = None
        self._key = b""
        _LOGS.add(self)

    def record(
        self,
        product_id: str,
        *,
        at: datetime,
        on: date,
        state: str,
        prefix: str,
        family: str,
        unit_id: str | None = None,
        lot: str | None = None,
        item: int | None = None,
    ) -> bool:
        """Write down one look at a code; return whether it could be written.

        `on` is the day of `at` where the registry lives, `state` the word for what was shown, `item` the index of an
        item whose serial was vouched for. `prefix` is the asker's network (/24 or /48) and `family` the browser's:
        both go into the keyed hash of the day and are not kept. A full disk costs the scan, never the page.
        """
        try:
            with self._lock:
                key = self._key_of(on)
                # RFC 7693's own keyed mode: a MAC like HMAC-SHA256, at a quarter of its time
                visitor = blake2b(f"{prefix}|{family}".encode(), key=key, digest_size=_HASH_BYTES).hexdigest()
                area = self.areas.of(prefix)
                self._append(encoded(Look(at, on, product_id, unit_id, lot, item, state, visitor, area)), at)
        except OSError as fault:
            log.error("scan_not_recorded", fault=str(fault))
            return False
        return True

    def close(self) -> None:
        """End the segment and forget the day's key; the next scan begins anew."""
        with self._lock:
            self._end()
            self._day = None

    def _append(self, line: bytes, at: datetime) -> None:
        is_open = self._handle is not None and self._size < LARGEST
        if not is_open or not 0 <= (at - self._begun).total_seconds() < OLDEST:
            self._begin(at)
        assert self._handle is not None
        written = os.write(self._handle, line)
        self._size += written
        if written != len(line):
            self._end()  # nothing may follow half a line
            raise OSError("the scan was written in part")

    def _begin(self, at: datetime) -> None:
        """Open a segment; it has its lock before it has a name that the loader sees."""
        self._end()
        self.folder.mkdir(parents=True, exist_ok=True)
        name = new_id()
        hidden = self.folder / f".{name}"
        handle = os.open(hidden, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            hidden.rename(self.folder / f"{name}{SUFFIX}")
        except OSError:
            os.close(handle)
            raise
        self._handle, self._size, self._begun = handle, 0, at

    def _end(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _key_of(self, on: date) -> bytes:
        if self._day != on:
            self._key = day_key(keys_folder(self.folder), on)
            self._day = on
            destroy_keys(keys_folder(self.folder), on)
        return self._key

    def _leave_to_parent(self) -> None:
        """Let go of the parent's segment in a fork: its lock would outlive the parent otherwise."""
        self._lock = threading.Lock()
        self._end()


_LOGS: WeakSet[ScanLog] = WeakSet()


def _leave_all() -> None:
    for one in _LOGS:
        one._leave_to_parent()


os.register_at_fork(after_in_child=_leave_all)
