"""When a subscription is due: schedules of EPCIS 2.0 (section 8.2.5.3), each field a list of numbers and ranges."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from ocop.domain.refusals import BadInput

#: Fields and their bounds; days of the week count from Monday, 1.
FIELDS: Final[Mapping[str, tuple[int, int]]] = {
    "second": (0, 59),
    "minute": (0, 59),
    "hour": (0, 23),
    "dayOfMonth": (1, 31),
    "month": (1, 12),
    "dayOfWeek": (1, 7),
}
_PART: Final = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?|\[(\d{1,2})-(\d{1,2})\]")
#: Days that are looked at for the next time; a 29 February comes within them.
_MOST_DAYS: Final = 366 * 8 + 3


def read_schedule(told: Mapping[str, object]) -> dict[str, str]:
    """Return a schedule as it was told, once it is found to say something. Raises BadInput `schedule-malformed`."""
    if not told:
        raise _refused("schedule", "để trống")
    kept = {}
    for name, text in told.items():
        if name not in FIELDS or not isinstance(text, str) or not _numbers(name, text):
            raise _refused(str(name)[:40], "không đọc được")
        kept[name] = text
    return kept


def _numbers(name: str, text: str) -> frozenset[int]:
    """Return the numbers of a field; none where it says something else."""
    low, high = FIELDS[name]
    found: set[int] = set()
    for part in text.replace(" ", "").split(","):
        told = _PART.fullmatch(part)
        if told is None:
            return frozenset()
        first = int(told[1] or told[3])
        last = int(told[2] or told[4] or first)
        if not low <= first <= last <= high:
            return frozenset()
        found.update(range(first, last + 1))
    return frozenset(found)


def next_time(schedule: Mapping[str, str], after: datetime) -> datetime | None:
    """Return the first moment behind another that a schedule names, in the other's zone; None for one that never is.

    A field that is not told stands for every value, smaller ones than the smallest told for their first.
    """
    told = {name: _numbers(name, text) for name, text in schedule.items()}
    times = _times(told)
    day = after.replace(hour=0, minute=0, second=0, microsecond=0)
    for _ in range(_MOST_DAYS):
        if _is_day(told, day):
            for hour, minute, second in times:
                at = day.replace(hour=hour, minute=minute, second=second)
                if at > after:
                    return at
        day += timedelta(days=1)
    return None


def _is_day(told: Mapping[str, frozenset[int]], day: datetime) -> bool:
    values = {"dayOfMonth": day.day, "month": day.month, "dayOfWeek": day.isoweekday()}
    return all(value in told[name] for name, value in values.items() if name in told)


def _times(told: Mapping[str, frozenset[int]]) -> list[tuple[int, int, int]]:
    """Return the times of a day that a schedule names."""
    seconds = sorted(told.get("second", {0}))
    minutes = sorted(told.get("minute", range(60) if "second" in told else {0}))
    hours = sorted(told.get("hour", range(24) if {"minute", "second"} & told.keys() else {0}))
    return [(hour, minute, second) for hour in hours for minute in minutes for second in seconds]


def _refused(name: str, why: str) -> BadInput:
    return BadInput("schedule-malformed", "Lịch “%(name)s” %(why)s.", field="schedule", name=name, why=why)
