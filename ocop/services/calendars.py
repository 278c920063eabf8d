"""Calendars: an address of one's own that a phone's or a desk's calendar subscribes to (RFC 5545)."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event
from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.domain.refusals import NotFound
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.models.reminders import CalendarToken
from ocop.services.actors import actor_of, is_key, live_user
from ocop.services.acts import record_act
from ocop.services.expiries import ending_rows, endings_for

#: Certificates that ended longer ago are in nobody's plans.
_PAST = timedelta(days=180)
#: What stands in the calendar: kind, key of its day, words, how long before the alarm rings.
_EVENTS = (
    ("opens", "opens", "Mở kỳ nộp đánh giá lại", timedelta(hours=9)),
    ("closes", "closes", "Ngày cuối nộp đánh giá lại", timedelta(days=-14)),
    ("ends", "last_day", "Hết hạn giấy chứng nhận OCOP", timedelta(days=-30)),
)


def make_calendar(by: Actor, now: datetime) -> str:
    """Make the actor's calendar address, or a new one in place of it, and return its token, this once."""
    secret = secrets.token_urlsafe(32)
    held = db.session.get(CalendarToken, by.id, with_for_update=True)
    verb = "make-calendar" if held is None else "renew-calendar"
    if held is None:
        db.session.add(CalendarToken(user_id=by.id, token_hash=_hash(secret), made_at=now))
    else:
        held.token_hash, held.made_at = _hash(secret), now
    record_act(by, now, verb, "user", by.id)
    db.session.flush()
    return secret


def drop_calendar(by: Actor, now: datetime) -> None:
    """Let the actor's calendar address lead nowhere. Raises NotFound `calendar-unknown`."""
    held = db.session.get(CalendarToken, by.id, with_for_update=True)
    if held is None:
        raise _unknown()
    db.session.delete(held)
    record_act(by, now, "drop-calendar", "user", by.id)
    db.session.flush()


def calendar_made_at(by: Actor) -> datetime | None:
    """Return when the actor's calendar address was made, or None without one."""
    held = db.session.get(CalendarToken, by.id)
    return held.made_at if held else None


def calendar_reader(secret: str) -> Actor:
    """Return whose calendar an address is. Raises NotFound `calendar-unknown`."""
    held = None
    if is_key(secret):
        held = db.session.scalar(select(CalendarToken).where(CalendarToken.token_hash == _hash(secret)))
    user: User | None = live_user(held.user_id) if held else None
    if user is None:
        raise _unknown()
    return actor_of(user)


def _unknown() -> NotFound:
    return NotFound("calendar-unknown", "Địa chỉ lịch này không còn dùng; xin lấy địa chỉ mới trong sổ.")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def calendar_file(by: Actor, day: date, *, base_url: str) -> bytes:
    """Return the calendar of whom the actor looks after: windows and last days, each with an alarm."""
    calendar = Calendar()
    calendar.add("prodid", "-//OCOP//So dang ky//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Hạn giấy chứng nhận OCOP")
    calendar.add("refresh-interval", timedelta(hours=12), {"VALUE": "DURATION"})
    endings = [one for one in endings_for(by, day) if one.facts.last_day >= day - _PAST]
    host = urlsplit(base_url).hostname or "ocop"
    for row, ending in zip(ending_rows(endings, day, base_url=base_url), endings, strict=True):
        for kind, key, words, alarm in _EVENTS:
            calendar.add_component(_event(row, kind, row[key], words, alarm, ending.version, host))
    return bytes(calendar.to_ical())


def _event(row: dict[str, Any], kind: str, on: date, words: str, alarm: timedelta, version: int, host: str) -> Event:
    """Return one all-day event whose UID stays the same whatever becomes of its day."""
    title = f"{words}: {row['product']}"
    event = Event()
    event.add("uid", f"{row['id']}-{kind}@{host}")
    # What is told changes with the certificate alone, so its day stands for the revision: same content, same bytes.
    event.add("dtstamp", datetime.fromisoformat(f"{row['issued_on']}T00:00:00+00:00"))
    event.add("sequence", version - 1)
    event.add("summary", title)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("url", row["url"])
    event.add(
        "description",
        f"{row['subject']}. Giấy chứng nhận {row['number']}, {row['star']} sao, có hạn đến hết "
        f"{row['last_day']:%d/%m/%Y}. Nộp đánh giá lại từ {row['opens']:%d/%m/%Y} đến {row['closes']:%d/%m/%Y}.",
    )
    bell = Alarm()
    bell.add("action", "DISPLAY")
    bell.add("description", title)
    bell.add("trigger", alarm)
    event.add_component(bell)
    return event
