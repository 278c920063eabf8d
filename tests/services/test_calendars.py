"""Calendars: whose they are, and what a calendar program reads in them."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from ocop.models.accounts import User
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.services.actors import actor_of
from ocop.services.calendars import calendar_file, calendar_made_at, calendar_reader, drop_calendar, make_calendar
from ocop.services.certificates import certificates_of
from ocop.services.work import reading, unit_of_work
from tests.factories import NOW, actor

pytestmark = pytest.mark.usefixtures("context")
BASE = "https://ocop.example.vn"


@pytest.fixture
def reader(make_user, make_subject, make_product, make_decision):
    """Return a producer whose product has a certificate until 30/06/2027."""
    subject = make_subject()
    make_decision(
        make_product(subject=subject, name="Kẹo dừa, loại; một\nnghìn " + "x" * 90), signed_on=date(2024, 6, 30)
    )
    return actor_of(make_user(subject=subject))


def events(by):
    with reading():
        return {
            str(one["uid"]): one
            for one in Calendar.from_ical(calendar_file(by, NOW.date(), base_url=BASE)).walk("VEVENT")
        }


def test_an_address_is_made_renewed_and_dropped(reader, refuses):
    with unit_of_work():
        first = make_calendar(reader, NOW)
    with unit_of_work():
        second = make_calendar(reader, NOW)

    with reading():
        assert (calendar_reader(second).id, calendar_made_at(reader)) == (reader.id, NOW)
    with refuses("calendar-unknown"):
        calendar_reader(first)
    with unit_of_work():
        drop_calendar(reader, NOW)
    for secret in (second, "", "x" * 99, "ạ", "a\x00b"):
        with refuses("calendar-unknown"):
            calendar_reader(secret)
    with refuses("calendar-unknown"):
        drop_calendar(reader, NOW)


def test_who_may_no_longer_sign_in_has_no_calendar(reader, refuses):
    with unit_of_work():
        secret = make_calendar(reader, NOW)
        db.session.get(User, reader.id).is_active = False

    with refuses("calendar-unknown"):
        calendar_reader(secret)


def test_a_certificate_is_three_days_with_alarms(reader):
    found = events(reader)

    days = sorted((one["dtstart"].dt, str(one["summary"]).partition(":")[0]) for one in found.values())
    assert days == [
        (date(2027, 1, 1), "Mở kỳ nộp đánh giá lại"),
        (date(2027, 3, 2), "Ngày cuối nộp đánh giá lại"),
        (date(2027, 6, 30), "Hết hạn giấy chứng nhận OCOP"),
    ]
    assert all(len(one.walk("VALARM")) == 1 for one in found.values())


def test_lines_are_folded_and_the_same_content_is_the_same_file(reader):
    with reading():
        data = calendar_file(reader, NOW.date(), base_url=BASE)
        again = calendar_file(reader, NOW.date() + timedelta(days=1), base_url=BASE)

    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert data == again


def test_an_event_keeps_its_uid_when_its_day_moves(reader):
    before = events(reader)
    with unit_of_work():
        (certificate,) = db.session.scalars(db.select(Certificate))
        certificate.extended_until, certificate.version = date(2027, 8, 1), 2

    after = events(reader)

    assert set(after) == set(before)
    assert max(one["dtstart"].dt for one in after.values()) == date(2027, 8, 1)
    assert {one["sequence"] for one in after.values()} == {1}


def test_an_office_sees_its_area_alone(reader, make_product):
    assert len(events(actor("commune"))) == 3
    assert events(actor("commune", unit="26740")) == {}
    assert certificates_of([]) == {}
