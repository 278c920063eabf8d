"""A producer takes everything along: the page says what is in the file, the button hands it over."""

import io
import zipfile

import pytest

from tests.journeys import journey
from tests.pages.rooms.test_walks import PASSWORD, assert_accessible, sign_in


@pytest.fixture
def way(app, factories, make_subject):
    with app.app_context():
        return journey(factories, make_subject(name="Hợp tác xã nông nghiệp và dịch vụ tổng hợp dừa sáp Cầu Kè"))


def test_a_producer_takes_everything_along(enter, way):
    maker = enter("producer", subject=way.subject)
    linked, page = maker.get("/producer/subject").text, maker.get("/producer/export").text

    answer = maker.post("/producer/export")

    data = answer.data
    assert 'href="/producer/export"' in linked
    assert "EPCIS 2.0" in page
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert way.products[0].code in packed.read("tables/products.csv").decode()


def test_who_has_no_subject_yet_is_asked_for_one(enter):
    maker = enter("producer")

    assert maker.get("/producer/export").location == "/producer/subject/new"
    assert maker.post("/producer/export").status_code == 404


def test_a_file_taken_by_another_site_is_refused(enter, way):
    maker = enter("producer", subject=way.subject)

    assert maker.client.post("/producer/export").status_code == 400


@pytest.mark.browser
def test_the_page_is_accessible_and_its_file_comes_down(live_server, open_page, make_user, way, width):
    page = open_page(live_server, width)
    sign_in(page, make_user("producer", subject=way.subject, password=PASSWORD))
    page.wait_for_url("**/producer")
    page.goto("/producer/export")

    assert_accessible(page)
    with page.expect_download() as waiting:
        page.click("main form button")
    assert waiting.value.suggested_filename.startswith("ocop-hop-tac-xa-nong-nghiep")
