"""Reminders: made once each, seen by both, mailed where a server is set."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from ocop.domain.refusals import RuleBroken
from ocop.jobs.reminders import remind
from ocop.services.mails import mailer_of
from ocop.services.reminders import make_reminders, reminders_for, see_reminder, see_reminders
from ocop.services.work import reading, unit_of_work
from tests.factories import actor
from tests.mailboxes import mailbox

ISSUED = date(2024, 6, 30)
OPENS = date(2027, 1, 1)
BASE = "https://ocop.example.vn"


@pytest.fixture
def made(app, clock, make_subject, make_product, make_decision):
    """Return a household's product with a certificate that ends on 30/06/2027."""
    subject = make_subject(email="nam@example.vn", name="Hộ kinh doanh Năm Thử")
    product = make_product(subject=subject, name="Kẹo dừa Năm Thử")
    make_decision(product, star=4, signed_on=ISSUED)
    return product


def kinds_made(app, clock, day) -> list[str]:
    clock.set(day)
    with app.app_context(), unit_of_work():
        return [one["kind"] for one in make_reminders(clock(), clock.today)]


def test_each_reminder_is_made_on_its_day_and_once(app, clock, made):
    told = []
    for count in range(-1, 70):
        told += [(count, kind) for kind in kinds_made(app, clock, OPENS + timedelta(days=count))]
        assert kinds_made(app, clock, OPENS + timedelta(days=count)) == []

    assert told == [(0, "window_opens"), (30, "window_halfway"), (60, "window_closes"), (61, "window_missed")]


def test_after_a_gap_only_the_newest_is_made(app, clock, made):
    assert kinds_made(app, clock, OPENS + timedelta(days=45)) == ["window_halfway"]
    assert kinds_made(app, clock, date(2027, 6, 30)) == ["window_missed"]
    assert kinds_made(app, clock, date(2027, 7, 1)) == []


def test_a_dry_run_keeps_nothing(app, clock, made):
    clock.set(OPENS)
    with app.app_context(), reading():
        assert [one["kind"] for one in make_reminders(clock(), clock.today, dry_run=True)] == ["window_opens"]

    assert kinds_made(app, clock, OPENS) == ["window_opens"]


def test_what_is_superseded_or_a_draft_reminds_nobody(app, clock, made, make_product, make_decision):
    make_decision(made, star=4, signed_on=date(2026, 11, 1))

    assert kinds_made(app, clock, OPENS) == []


def test_runs_at_once_make_each_reminder_once(app, clock, made):
    clock.set(OPENS)
    start, counts = Barrier(4), []

    def run() -> None:
        with app.app_context():
            start.wait()
            counts.append(len(remind(clock(), clock.today, base_url=BASE, mailer=None)[0]))

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == [0, 0, 0, 1]


def test_the_producer_and_its_offices_see_it_each_for_themselves(app, clock, made):
    kinds_made(app, clock, OPENS)
    producer, commune = actor("producer", subject=made.subject_id), actor("commune")

    def seen_by(by) -> list[str]:
        with reading():
            return [one["words"] for one in reminders_for(by, clock.today, base_url=BASE)]

    with app.app_context():
        assert seen_by(producer) == seen_by(commune) == ["Kỳ nộp hồ sơ đánh giá lại đã mở"]
        assert seen_by(actor("province", unit="79")) == []
        with reading():
            reminder = reminders_for(producer, clock.today, base_url=BASE)[0]["reminder"]
        with unit_of_work():
            see_reminder(producer, clock(), clock.today, reminder)
        assert (seen_by(producer), len(seen_by(commune))) == ([], 1)
        with unit_of_work():
            assert see_reminders(commune, clock(), clock.today) == 1
        assert seen_by(commune) == []


def test_a_reminder_of_another_area_is_not_found(app, clock, made, refuses):
    kinds_made(app, clock, OPENS)
    with app.app_context():
        with reading():
            reminder = reminders_for(actor("commune"), clock.today, base_url=BASE)[0]["reminder"]
        for by in (actor("province", unit="79"), actor("producer", subject="x")):
            with refuses("reminder-unknown"):
                see_reminder(by, clock(), clock.today, reminder)
        for wrong in ("", "x" * 99, "a\x00b"):
            with refuses("reminder-unknown"):
                see_reminder(actor("commune"), clock(), clock.today, wrong)


def ran(app, clock, mailer) -> tuple[int, int]:
    with app.app_context():
        made, sent = remind(clock(), clock.today, base_url=BASE, mailer=mailer)
    return len(made), sent


def test_who_has_an_address_is_told_by_e_mail_once(app, clock, made):
    clock.set(OPENS)
    with mailbox() as box:
        mailer = mailer_of(f"smtp://127.0.0.1:{box.port}", "so@example.vn")
        assert (ran(app, clock, mailer), ran(app, clock, mailer)) == ((1, 1), (0, 0))

    (letter,) = box.letters
    assert (letter["To"], letter["From"]) == ("nam@example.vn", "so@example.vn")
    assert letter["Subject"] == "OCOP: “Kẹo dừa Năm Thử” hết hạn ngày 30/06/2027"
    assert "từ 01/01/2027 đến hết 02/03/2027, còn 60 ngày" in letter.get_content()


def test_a_server_that_is_away_or_refuses_stops_nothing(app, clock, made, make_subject, make_product, make_decision):
    other = make_product(subject=make_subject(email="sau@example.vn"))
    make_decision(other, star=3, signed_on=ISSUED, unit_code="846")
    clock.set(OPENS)

    assert ran(app, clock, mailer_of("smtp://127.0.0.1:9", "so@example.vn")) == (2, 0)
    with mailbox("nam@") as box:
        assert ran(app, clock, mailer_of(f"smtp://127.0.0.1:{box.port}", "so@example.vn")) == (0, 1)
    assert [letter["To"] for letter in box.letters] == ["sau@example.vn"]
    with mailbox() as box:
        assert ran(app, clock, mailer_of(f"smtp://127.0.0.1:{box.port}", "so@example.vn")) == (0, 1)


@pytest.mark.parametrize(
    ("url", "sender"),
    [("http://x", "a@b"), ("smtp://", "a@b"), ("smtp://x:y", "a@b"), ("smtp://x", ""), ("smtp://x", "a@b\nBcc: c")],
)
def test_settings_that_can_send_nothing_are_refused(url, sender):
    with pytest.raises(RuleBroken) as refusal:
        mailer_of(url, sender)

    assert refusal.value.code == "setting-malformed"


def test_no_server_is_no_mailer():
    assert mailer_of("", "") is None
    assert mailer_of("smtps://u%40x:p%20w@mail.example.vn", "a@b").port == 465
