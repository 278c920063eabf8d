"""Scans and suspicions in the rooms of producers and offices."""

from datetime import date

import pytest

from ocop.domain.suspicions import Thresholds
from ocop.jobs.scans import judge_items
from tests.factories import COMMUNE, NOW
from tests.scans import load_now, look_at

DAY = date(2026, 11, 23)


@pytest.fixture
def subject(make_subject):
    return make_subject(name="Hộ Lê Thị Thử")


@pytest.fixture
def product(subject, make_product):
    return make_product(subject=subject, name="Kẹo dừa sáp")


@pytest.fixture
def suspected(app, product, make_lot):
    """An item of lot L1 whose label is void was looked at."""
    make_lot(product, code="L1")
    log = app.config["OCOP_SCAN_LOG"]
    for device in (1, 2):
        look_at(log, product.id, unit_id=COMMUNE, lot="L1", item=4, device=device, state="void")
    look_at(log, product.id, unit_id=COMMUNE)
    load_now(app)
    with app.app_context():
        judge_items(NOW, DAY, Thresholds())
    return product


@pytest.fixture
def producer(enter, subject):
    return enter("producer", subject=subject)


def form_of(room, visitor):
    """Return the address that the first form of a list is sent to."""
    page = visitor.get(f"{room}/suspicions").text
    return page.split('<form class="form" method="post" action="')[1].split('"')[0]


def test_a_product_that_nobody_scanned_says_so(producer, product):
    page = producer.get(f"/producer/products/{product.code}/scans")

    assert page.status_code == 200
    assert "Chưa có lượt xem nào" in page.text
    assert 'class="chart' not in page.text


def test_a_producer_sees_scans_by_day_and_lot(producer, suspected):
    base = f"/producer/products/{suspected.code}/scans"

    whole, lot, none = (producer.get(base + query).text for query in ("", "?lot=L1&days=90", "?lot=-"))

    assert 'class="chart' in whole
    assert '<th scope="row">23/11/2026</th><td class="num">3</td><td class="num">2</td>' in whole
    assert '<th scope="row">23/11/2026</th><td class="num">2</td><td class="num">2</td>' in lot
    assert '<th scope="row">23/11/2026</th><td class="num">1</td><td class="num">1</td>' in none
    assert "Lô L1" in lot
    assert (whole.count("/2026</th>"), lot.count("/2026</th>")) == (30, 90)


@pytest.mark.parametrize("query", ["?days=31", "?lot=" + "x" * 21, "?other=1", "?lot=%00"])
def test_what_a_chart_cannot_show_is_refused(producer, product, query):
    assert producer.get(f"/producer/products/{product.code}/scans{query}").status_code == 422


def test_anothers_product_has_no_scans_to_see(enter, make_subject, product):
    stranger = enter("producer", subject=make_subject())

    assert stranger.get(f"/producer/products/{product.code}/scans").status_code == 404


def test_an_office_sees_scans_of_its_area_by_commune(enter, suspected):
    office = enter("province", unit="86")

    page = office.get("/office/scans").text
    narrower = office.get(f"/office/scans?unit_code={COMMUNE}").text

    assert f"unit_code={COMMUNE}" in page
    assert '<th scope="row">23/11/2026</th><td class="num">3</td><td class="num">2</td>' in narrower
    assert "Chưa có lượt xem nào" in enter("province", unit="79").get("/office/scans").text


@pytest.mark.parametrize("outcome", ["dismissed", "confirmed"])
def test_a_producer_reads_the_evidence_and_decides_with_words(producer, suspected, outcome):
    assert "1 dấu hiệu nhãn bị sao chép" in producer.get("/producer").text
    listed = producer.get("/producer/suspicions").text
    for words in ("Được xem trên nhãn đã hủy", "Kẹo dừa sáp", "L1", "23/11/2026"):
        assert words in listed

    answer = producer.post(form_of("/producer", producer), outcome=outcome, why="Tem dán thử ở xưởng.")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/producer/suspicions")
    assert "Không có dấu hiệu nào chờ xem xét" in producer.get("/producer/suspicions").text
    assert "Tem dán thử ở xưởng." in producer.get("/producer/suspicions?show=decided").text
    assert "dấu hiệu nhãn bị sao chép chờ" not in producer.get("/producer").text


@pytest.mark.parametrize(
    "sent", [{"outcome": "dismissed", "why": "  "}, {"outcome": "open", "why": "x"}, {"why": "x"}, {}]
)
def test_a_decision_without_words_or_outcome_is_asked_again(producer, suspected, sent):
    answer = producer.post(form_of("/producer", producer), **sent)

    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert "1 dấu hiệu" in producer.get("/producer").text


def test_one_answer_may_stand_for_a_whole_lot(app, producer, suspected):
    look_at(app.config["OCOP_SCAN_LOG"], suspected.id, lot="L1", item=5, state="void")
    load_now(app)
    with app.app_context():
        judge_items(NOW, DAY, Thresholds())
    assert "cả 2 dấu hiệu cùng loại" in producer.get("/producer/suspicions").text

    producer.post(form_of("/producer", producer), outcome="dismissed", why="Tem hỏng.", whole_lot="1")

    assert "Không có dấu hiệu nào chờ xem xét" in producer.get("/producer/suspicions").text


def test_what_somebody_decided_meanwhile_is_said(enter, producer, suspected):
    office = enter("commune", unit=COMMUNE)
    mine, theirs = form_of("/producer", producer), form_of("/office", office)
    assert office.post(theirs, outcome="confirmed", why="Thấy tem giống hệt ở chợ.").status_code == 303

    answer = producer.post(mine, outcome="dismissed", why="không sao")

    assert answer.status_code == 422
    assert "đã có người xem xét xong" in answer.text


@pytest.mark.parametrize(
    ("role", "unit_id", "sees", "decides"),
    [
        ("commune", COMMUNE, True, True),
        ("province", "86", True, True),
        ("province", "79", False, False),
        ("ministry", None, True, True),
        ("auditor", None, True, False),
    ],
)
def test_offices_of_the_area_see_suspicions_and_who_judges_decides(enter, suspected, role, unit_id, sees, decides):
    page = enter(role, unit=unit_id).get("/office/suspicions").text

    assert ("Kẹo dừa sáp" in page) == sees
    assert ('name="outcome"' in page) == decides


def test_buyers_see_no_verdict(app, client, suspected, enter):
    office = enter("commune", unit=COMMUNE)
    office.post(form_of("/office", office), outcome="confirmed", why="Thấy tem giống hệt ở chợ.")

    for path in (f"/t/{suspected.code}", f"/t/{suspected.code}/10/L1", f"/api/v1/products/{suspected.code}"):
        page = client.get(path).text
        for words in ("Có vấn đề", "đáng ngờ", "sao chép", "giống hệt", "suspicion", "confirmed"):
            assert words not in page
