"""Holidays: the list that came with the software, and what an office set over it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.domain.refusals import NotFound
from ocop.models.database import db
from ocop.models.holidays import Holiday
from ocop.services.acts import record_act
from ocop.services.references import rows_of


@dataclass(frozen=True)
class SpecialDay:
    """A day that is not like others of its week; `is_own` where an office set it."""

    day: date
    name: str
    is_working: bool
    source: str
    is_own: bool = False


@lru_cache(maxsize=4)
def _shipped(folder: Path) -> tuple[SpecialDay, ...]:
    """Return the days that came with the software."""
    rows = rows_of(folder / "holidays.csv")
    days = (date.fromisoformat(row["day"]) for row in rows_of(folder / "holidays.csv"))
    return tuple(
        SpecialDay(day, row["name"], row["is_working"] == "1", row["source"])
        for day, row in zip(days, rows, strict=True)
    )


def special_days(folder: Path) -> list[SpecialDay]:
    """Return all special days in their order; what an office set goes before what came."""
    days = {one.day: one for one in _shipped(folder)}
    for row in db.session.scalars(select(Holiday)):
        days[row.day] = SpecialDay(row.day, row.name, row.is_working, "", is_own=True)
    return [days[day] for day in sorted(days)]


def day_exceptions(folder: Path) -> Mapping[date, bool]:
    """Return for each special day whether offices work on it."""
    return {one.day: one.is_working for one in special_days(folder)}


def set_day(by: Actor, now: datetime, *, day: date, name: str, is_working: bool) -> Holiday:
    """Let a day be a holiday, or a working day, whatever the list that came says."""
    row = db.session.get(Holiday, day, with_for_update=True)
    before = {"name": row.name, "is_working": row.is_working} if row else None
    if row is None:
        row = Holiday(day=day)
        db.session.add(row)
    row.name, row.is_working, row.set_by, row.set_at = name, is_working, by.id, now
    after = {"name": name, "is_working": is_working}
    record_act(by, now, "set", "holiday", day.isoformat(), before=before, after=after)
    db.session.flush()
    return row


def drop_day(by: Actor, now: datetime, day: date) -> None:
    """Take back what an office set; the list that came holds again. Raises NotFound `holiday-unknown`."""
    row = db.session.get(Holiday, day, with_for_update=True)
    if row is None:
        raise NotFound("holiday-unknown", "Không có ngày này trong phần đã đặt.")
    db.session.delete(row)
    record_act(by, now, "drop", "holiday", day.isoformat(), before={"name": row.name, "is_working": row.is_working})
    db.session.flush()
