"""Runs of labels in the producer's room."""

import re

import pytest

from ocop.domain.label_jobs import JobState
from ocop.jobs.label_jobs import Printer
from ocop.models.database import db
from ocop.models.label_jobs import LabelJob


@pytest.fixture
def room(app, enter, make_subject, make_product, make_lot):
    """Return a producer in its room, with a product that has a lot; runs wait for `finish`."""
    app.config["OCOP_PRINT_LABELS"] = lambda _job: None
    subject = make_subject()
    producer = enter("producer", subject=subject)
    producer.product = make_product(subject=subject, name="Mật hoa dừa Sáu Thử")
    make_lot(producer.product, code="L1")
    return producer


def finish(app, job_id):
    with app.app_context():
        keys = app.config["OCOP_SERIAL_KEYS"]()
        Printer(app.config["OCOP_DATA_DIR"], keys, app.config["OCOP_CLOCK"]).print_job(job_id)


def ordered(room, **more):
    sent = {"lot": "L1", "count": "30", "serials": "1", "copies": "1", "stock": "a4-24-70x37"} | more
    return room.post(f"/producer/products/{room.product.code}/label-jobs", sent)


def test_a_run_is_ordered_watched_and_fetched(app, room):
    answer = ordered(room)
    address = answer.location
    waiting = room.get(address).text
    finish(app, address.rpartition("/")[2])
    ended = room.get(address).text
    file = room.client.get(f"{address}/file", buffered=True)

    assert answer.status_code == 303
    for words in ("0/30", "Đang chờ", "data-live", "Hủy lượt in", "1 đến 30", 'http-equiv="refresh"'):
        assert words in waiting
    assert "Đã in xong" in ended
    assert "data-live" not in ended
    assert file.data.startswith(b"%PDF-")
    listed = room.get(f"/producer/products/{room.product.code}/label-jobs").text
    assert "số 1 đến 30" in listed


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"lot": ""}, "phải thuộc một lô"),
        ({"count": "0"}, "count"),
        ({"count": "nhiều"}, "count"),
        ({"used": "25"}, "không có ô 25"),
        ({"copies": "1001"}, "1 đến 1000"),
        ({"stock": "giay-la"}, "stock"),
    ],
)
def test_a_wrong_order_is_told_and_keeps_what_was_typed(app, room, more, words):
    page = ordered(room, **more)

    assert page.status_code == 422
    assert words in page.text
    with app.app_context():
        assert db.session.query(LabelJob).count() == 0


def test_a_run_is_cancelled_printed_again_and_spoilt_labels_are_booked(app, room):
    first = ordered(room).location
    room.post(f"{first}/cancel")
    second = ordered(room).location
    finish(app, second.rpartition("/")[2])
    again = room.post(f"{second}/reprint").location
    book = f"/producer/products/{room.product.code}/lots/L1/serials"

    wrong = room.post(book, {"first": "1", "last": "99", "reason": "rách"})
    room.post(book, {"first": "31", "last": "32", "reason": "Kẹt giấy"})
    shown = room.get(book).text

    assert "Lượt in đã hủy" in room.get(first).text
    assert "31 đến 60" in room.get(again).text
    assert (wrong.status_code, "Kẹt giấy" in shown, "Lượt in đã hủy" in shown) == (422, True, True)
    assert re.findall(r'<td class="num">(\d+)</td>', shown) == ["1", "30", "31", "60", "1", "30", "31", "32"]


def test_another_s_runs_are_not_found(app, room, enter, make_subject):
    address = ordered(room).location
    stranger = enter("producer", subject=make_subject())

    for path in (address, f"{address}/file", f"/producer/products/{room.product.code}/label-jobs"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"{address}/cancel").status_code == 404
    with app.app_context():
        assert db.session.query(LabelJob).one().state == JobState.QUEUED


def test_a_print_shop_fetches_what_the_link_is_for_while_it_holds(app, room, visitor, clock):
    address = ordered(room).location
    finish(app, address.rpartition("/")[2])

    links = [
        re.search(r'value="http[^"]*?(/print/[^"]+)"', room.get(page).text)[1]
        for page in (f"{address}/share", f"/producer/products/{room.product.code}/labels/share?count=3&lot=L1")
    ]

    for link in links:
        file = visitor.client.get(link, buffered=True)
        assert (file.status_code, file.data[:5], file.headers["Cache-Control"]) == (
            200,
            b"%PDF-",
            "private, no-store",
        )
        forged = link[:-9] + ("A" if link[-9] != "A" else "B") + link[-8:]
        assert visitor.client.get(forged).status_code == 404
    clock.advance(days=8)
    ended = visitor.client.get(links[0])
    assert (ended.status_code, "hết hạn" in ended.text) == (404, True)


def test_a_run_that_has_no_file_cannot_be_shared(room):
    address = ordered(room).location

    assert room.get(f"{address}/share").status_code == 404
    assert room.get(f"/producer/products/{room.product.code}/labels/share?start=99").status_code == 422
