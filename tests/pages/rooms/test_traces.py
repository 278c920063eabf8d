"""The way of a lot in the rooms: drawn, as a table, as files; for its own people and their offices."""

import csv
import io
import json

import pypdfium2
import pytest
from jsonschema_rs import validator_for

from ocop.services.epcs import lot_uri
from ocop.services.lots import open_lot
from ocop.services.work import unit_of_work
from tests.browser import DESK, PHONE
from tests.factories import NOW
from tests.pages.rooms.test_walks import PASSWORD, assert_accessible, sign_in
from tests.recalls import partner, raw_lot
from tests.traces import BASE, change, harvest, keep, pack, producer, ship
from tests.vectors import FOLDER


@pytest.fixture
def household(make_subject):
    return make_subject(name="Hộ kinh doanh Thạch Thị Sa Rây")


@pytest.fixture
def story(app, household, make_product):
    """A lot of two raw lots, boxed and delivered to two shops; and another made of it."""
    product = make_product(subject=household, name="Mứt dừa sợi lá dứa")
    with app.app_context():
        by = producer(household)
        raw = [raw_lot(household, f"H-26110{one}-1", name=f"Mật hoa dừa {one}") for one in (1, 2)]
        shops = [partner(household, name) for name in ("Siêu thị Co.opmart Trà Vinh", "Chợ Cầu Ngang")]
        with unit_of_work():
            for code in ("L1", "L2"):
                open_lot(by, NOW, product, code=code, unit="hũ")
        one, two = (lot_uri(product, code, BASE) for code in ("L1", "L2"))
        box = f"{BASE}/boxes/{household.id}/T-1"
        keep(by, *[harvest(each.uri) for each in raw], change({raw[0].uri: 10, raw[1].uri: 5}, {one: 40}))
        keep(by, change({one: 4}, {two: 2}, 2), pack(box, {one: 6}, 3))
        keep(by, ship([box], shops[0].uri, 4), ship({one: 5}, shops[1].uri, 5))
    return product, raw


def test_the_way_of_a_lot_is_drawn_and_told(enter, household, story):
    product, raw = story
    page = enter("producer", subject=household).get(f"/producer/products/{product.code}/lots/L1/trace").text

    assert page.count('<svg class="trace-svg ') == 2
    assert page.count("trace-start") == 2
    for words in (
        "Mật hoa dừa 1",
        "H-261102-1",
        "Thùng T-1",
        "Siêu thị Co.opmart Trà Vinh",
        "Chợ Cầu Ngang",
        "40 hũ",
    ):
        assert words in page
    assert f'href="/producer/raw-lots/{raw[0].id}/trace"' in page
    assert f'href="/producer/products/{product.code}/lots/L2/trace"' in page
    assert "Giao đi" in page


@pytest.mark.parametrize(
    ("way", "told", "silent"), [("back", "H-261101-1", "Chợ Cầu"), ("forward", "Chợ Cầu", "H-261101-1")]
)
def test_one_way_alone_is_shown_when_asked(enter, household, story, way, told, silent):
    product, _ = story
    page = (
        enter("producer", subject=household)
        .get(f"/producer/products/{product.code}/lots/L1/trace?direction={way}")
        .text
    )
    things = page.partition('id="things"')[2].partition('id="events"')[0]

    assert told in things
    assert silent not in things


def test_the_way_of_a_raw_lot_is_shown_too(enter, household, story):
    product, raw = story
    page = enter("producer", subject=household).get(f"/producer/raw-lots/{raw[0].id}/trace").text

    assert f'href="/producer/products/{product.code}/lots/L1/trace"' in page
    assert "Chợ Cầu Ngang" in page


def test_a_lot_without_records_says_what_to_do(enter, household, make_product, make_lot):
    product = make_product(subject=household)
    make_lot(product=product, code="L9")

    assert (
        "Chưa có ghi chép nào"
        in enter("producer", subject=household).get(f"/producer/products/{product.code}/lots/L9/trace").text
    )


def test_offices_see_the_lots_of_their_area_and_others_nothing(enter, make_subject, story):
    product, raw = story
    paths = [f"products/{product.code}/lots/L1/trace", f"raw-lots/{raw[0].id}/trace",
             f"products/{product.code}/lots/L1/story.csv", f"raw-lots/{raw[0].id}/story.pdf"]  # fmt: skip
    office, stranger = enter("province", unit="86"), enter("producer", subject=make_subject(name="Hộ Khác"))

    assert [office.get(f"/office/{path}").status_code for path in paths] == [200] * 4
    assert [stranger.get(f"/producer/{path}").status_code for path in paths] == [404] * 4


@pytest.mark.skipif(not FOLDER.exists(), reason="no reference data")
def test_the_story_of_a_lot_is_an_epcis_document_by_the_standards_schema(enter, household, story):
    product, _ = story
    answer = enter("producer", subject=household).get(f"/producer/products/{product.code}/lots/L1/story.json")
    document = json.loads(answer.data)
    schema = json.loads((FOLDER / "epcis-json-schema.json").read_text())

    assert answer.mimetype == "application/json"
    assert [one.message[:200] for one in validator_for(schema).iter_errors(document)] == []
    assert len(document["epcisBody"]["eventList"]) == 7


def test_the_story_of_a_lot_is_a_table(enter, household, story):
    product, _ = story
    answer = enter("producer", subject=household).get(f"/producer/products/{product.code}/lots/L1/story.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="truy-xuat-L1.csv"'
    assert {"Việc": "Giao đi", "Thứ": "Mứt dừa sợi lá dứa", "Mã": "L1", "Số lượng": "5.0"}.items() <= rows[
        -2
    ].items() or any(
        {"Việc": "Giao đi", "Thứ": "Mứt dừa sợi lá dứa", "Mã": "L1", "Số lượng": "5.0"}.items() <= one.items()
        for one in rows
    )


def test_the_story_of_a_lot_is_a_page_of_a_dossier(enter, household, story):
    product, _ = story
    answer = enter("producer", subject=household).get(f"/producer/products/{product.code}/lots/L1/story.pdf")
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.data))

    for words in ("HỒ SƠ TRUY XUẤT NGUỒN GỐC", "Mứt dừa sợi lá dứa", "H-261101-1", "Chợ Cầu Ngang", "Giao đi"):
        assert words in text
    assert (
        enter("producer", subject=household).get(f"/producer/products/{product.code}/lots/L1/story.xml").status_code
        == 404
    )


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE, DESK], ids=["phone", "desk"])
def test_the_way_of_a_lot_is_accessible(live_server, open_page, make_user, household, story, width):
    product, raw = story
    page = open_page(live_server, width)
    sign_in(page, make_user("producer", subject=household, password=PASSWORD))
    page.wait_for_url("**/producer")

    for path in (f"products/{product.code}/lots/L1/trace", f"raw-lots/{raw[0].id}/trace"):
        page.goto(f"/producer/{path}")
        assert page.locator(".trace-svg:visible").count() == 1
        assert_accessible(page)
