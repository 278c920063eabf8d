"""What is tidied away by the hour: plain functions that fetch, delegate and log."""

from datetime import date, datetime, timedelta
from pathlib import Path

import structlog

from ocop.services.entry_codes import purge_entry_codes
from ocop.services.half_logins import purge_half_logins
from ocop.services.idempotency import purge_answers
from ocop.services.problem_reports import drop_contents, erase_old
from ocop.services.scan_loads import drop_half_made
from ocop.services.scans import drop_old_scans
from ocop.services.sessions import purge_sessions
from ocop.services.throttles import purge_throttles
from ocop.services.work import reading, unit_of_work

#: An answer can be asked for again this long after its first request.
ANSWERS_KEPT = timedelta(hours=24)

log = structlog.get_logger(__name__)


def sweep(now: datetime, today: date, *, scan_log: Path) -> None:
    """Drop what has had its time: old answers, ended sessions, spent throttles, single scans."""
    with unit_of_work():
        purge_answers(now - ANSWERS_KEPT)
        purge_sessions(now)
        purge_half_logins(now)
        purge_throttles(now)
        purge_entry_codes(now)
    dropped = drop_old_scans(today)
    drop_half_made(scan_log, now)
    log.info("swept", scans_dropped=dropped)


def forget_reporters(now: datetime, today: date, folder: Path) -> None:
    """Erase contacts and photographs of problem reports whose twelve months are over, the bytes once that is kept."""
    with unit_of_work():
        loose = erase_old(now, today)
    with reading():
        drop_contents(loose, folder)
    log.info("forgot-reporters", photos=len(loose))
