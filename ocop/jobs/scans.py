"""The scan log taken into the store, pass after pass: plain functions that delegate and log."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from threading import Event

import structlog

from ocop.services.day_keys import destroy_keys
from ocop.services.scan_loads import load_scans
from ocop.services.scan_logs import keys_folder

#: Seconds between two passes.
PAUSE = 1.0

log = structlog.get_logger(__name__)


def load_scan_log(folder: Path, now: datetime, today: date) -> int:
    """Take in what the log holds, destroy keys that had their time; return how many scans were counted."""
    loaded = load_scans(folder, now=now)
    destroyed = destroy_keys(keys_folder(folder), today)
    if loaded.scans or loaded.malformed or destroyed:
        log.info("scans_loaded", scans=loaded.scans, malformed=loaded.malformed, keys_destroyed=destroyed)
    return loaded.scans


def keep_loading(
    folder: Path,
    context: Callable[[], AbstractContextManager[object]],
    clock: Callable[[], tuple[datetime, date]],
    stop: Event,
) -> None:
    """Load at once and then until told to stop, once more at the end; a pass that fails is tried again."""
    is_last = False
    while not is_last:
        is_last = stop.is_set()
        try:
            with context():
                load_scan_log(folder, *clock())
        except Exception:  # the store may be away for a while; the log waits
            log.exception("scans_not_loaded")
        stop.wait(PAUSE)
