"""Working days: Monday to Friday without public holidays, and Saturdays that the Government made up for one."""

from collections.abc import Mapping
from datetime import date, timedelta

#: Whole days that a commune has to check a dossier, from the day after it came (QĐ 26/2026/QĐ-TTg, Điều 7).
COMMUNE_DAYS = 15
_SATURDAY = 5


def is_working_day(day: date, exceptions: Mapping[date, bool]) -> bool:
    """Tell whether offices work on a day; `exceptions` says so for days that are not like others of the week."""
    return exceptions.get(day, day.weekday() < _SATURDAY)


def working_days_after(start: date, count: int, exceptions: Mapping[date, bool]) -> date:
    """Return the day that is so many working days after another, which does not count itself.

    >>> working_days_after(date(2026, 11, 23), 1, {date(2026, 11, 24): False})
    datetime.date(2026, 11, 25)
    """
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, exceptions)
    return day


def working_days_between(start: date, end: date, exceptions: Mapping[date, bool]) -> int:
    """Return how many working days lie after one day up to another; negative where the other is earlier."""
    if end < start:
        return -working_days_between(end, start, exceptions)
    days = (start + timedelta(days=count) for count in range(1, (end - start).days + 1))
    return sum(is_working_day(day, exceptions) for day in days)
