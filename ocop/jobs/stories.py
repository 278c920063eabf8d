"""The filling in of stories: pages of what was entered by the thousand, or before an upgrade, are made fast again."""

import structlog

from ocop.services.stories import write_missing_stories
from ocop.services.timelines import write_missing_timelines
from ocop.services.work import unit_of_work

#: Stories of one transaction: a second or two, so that nobody waits long to write.
_PORTION = 200

log = structlog.get_logger(__name__)


def fill_stories() -> int:
    """Write the stories that are missing, portion by portion; return how many."""
    written, portion = 0, _PORTION
    while portion == _PORTION:
        with unit_of_work():
            portion = write_missing_stories(_PORTION)
        written += portion
    log.info("filled-stories", written=written)
    return written


def fill_timelines() -> int:
    """Write the timelines of lots that one change left to the worker, portion by portion; return how many."""
    written, portion = 0, _PORTION
    while portion == _PORTION:
        with unit_of_work():
            portion = write_missing_timelines(_PORTION)
        written += portion
    return written
