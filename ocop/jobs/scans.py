"""The scan log taken into the store, pass after pass: plain functions that delegate and log."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from threading import Event

import structlog

from ocop.domain.suspicions import Thresholds
from ocop.services.day_keys import destroy_keys
from ocop.services.scan_loads import load_scans
from ocop.services.scan_logs import keys_folder
from ocop.services.suspicions import items_to_judge, raise_suspicions, settle_items
from ocop.services.work import unit_of_work

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


def judge_items(now: datetime, today: date, thresholds: Thresholds) -> int:
    """Ask the rules of suspicion about every item looked at since they were last asked; return what is new.

    A worker that dies in between judges again: a rule speaks once for each item.
    """
    raised = 0
    while items := items_to_judge(today, thresholds):
        with unit_of_work():
            raised += raise_suspicions(now, items, thresholds)
        settle_items(items)
    if raised:
        log.info("suspicions_raised", suspicions=raised)
    return raised


def keep_loading(
    folder: Path,
    thresholds: Thresholds,
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
                now, today = clock()
                load_scan_log(folder, now, today)
                judge_items(now, today, thresholds)
        except Exception:  # the store may be away for a while; the log waits
            log.exception("scans_not_loaded")
        stop.wait(PAUSE)
