"""The way out: a section on the page behind the code, and a door that names the host and pushes nobody."""

import gzip
import re
from dataclasses import replace

import pytest

from ocop.app import create_app
from ocop.domain.link_targets import USUAL_HOSTS
from ocop.services.links import add_link
from ocop.services.products import find_product
from ocop.services.work import unit_of_work
from tests.factories import NOW, actor

LINK = {"link_type": "hasRetailers", "href": "https://shopee.vn/keo?a=1&b=2", "title": "Mua trên <Shopee>"}


@pytest.fixture
def add(app):
    def added(product, **more):
        with app.app_context(), unit_of_work():
            held = find_product(product.code)
            return add_link(actor("administrator"), NOW, held, hosts=USUAL_HOSTS, **LINK | more).id

    return added


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", "Bạn sắp rời sổ đăng ký OCOP đến shopee.vn"),
        ("en", "You are about to leave the OCOP register for shopee.vn"),
        ("km", "អ្នករៀបនឹងចាកចេញពីបញ្ជី OCOP ទៅកាន់ shopee.vn"),
    ],
)
def test_the_door_names_the_host_and_leads_nobody_by_itself(client, make_product, add, language, words):
    product = make_product()
    link = add(product)

    answer = client.get(f"/out/{link}?lang={language}")

    (anchor,) = re.findall(r'<a [^>]*href="https://shopee[^>]*>', answer.text)
    assert (answer.status_code, "Location" in answer.headers) == (200, False)
    assert words in answer.text
    assert 'href="https://shopee.vn/keo?a=1&amp;b=2"' in anchor
    assert {"noopener", "nofollow", "external"} <= set(re.search(r'rel="([^"]+)"', anchor)[1].split())
    assert "Mua trên &lt;Shopee&gt;" in answer.text
    assert f'href="/t/{product.code}?lang={language}"' in answer.text
    assert "http-equiv" not in answer.text
    assert "noindex" in answer.text
    assert "Refresh" not in answer.headers
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["0" * 36, "https:%2F%2Fevil.com", "x", "%00", "01890a5d-ac96-774b-bcce-b302099a8057", "?to=https://evil.com"],
)
def test_an_unknown_link_leads_nowhere(client, path):
    answer = client.get(f"/out/{path}")

    assert answer.status_code == 404
    assert "Location" not in answer.headers
    assert 'href="https://evil.com' not in answer.text


def test_a_draft_s_link_is_not_there(client, make_product, add):
    assert client.get(f"/out/{add(make_product(draft=True))}").status_code == 404


def test_a_host_taken_off_the_list_is_named_without_a_link(app, settings, make_product, add):
    product = make_product()
    link = add(product)
    narrowed = create_app(replace(settings, link_hosts=("tiki.vn",)))
    narrowed.config["OCOP_CLOCK"] = app.config["OCOP_CLOCK"]

    door, page = (narrowed.test_client().get(path) for path in (f"/out/{link}", f"/t/{product.code}"))

    assert (door.status_code, page.status_code) == (200, 200)
    assert "Không dẫn tới shopee.vn nữa" in door.text
    assert "https://shopee.vn" not in door.text
    assert link not in page.text


def test_the_page_behind_a_code_lists_what_is_about_it(client, make_product, make_lot, make_decision, add):
    product = make_product(description="Rất ngon. " * 40)
    make_decision(product)
    lot = make_lot(product)
    whole, of_lot = add(product), add(product, lot=lot.code, title="Riêng lô này")
    for number in range(38):
        add(product, title=f"{number} " + "Video cách nấu của bà con ấp Ba Se " * 3)

    page, lot_page = client.get(f"/t/{product.code}?lang=en"), client.get(f"/t/{product.code}/10/{lot.code}")

    assert "From the producer" in page.text
    assert f'href="/out/{whole}?lang=en"' in page.text
    assert of_lot not in page.text
    assert of_lot in lot_page.text
    assert "https://shopee.vn" not in page.text + lot_page.text
    assert max(len(gzip.compress(one.data)) for one in (page, lot_page)) <= 14 * 1024


def test_a_page_without_links_says_nothing_of_them(client, make_product):
    assert "Từ nhà sản xuất" not in client.get(f"/t/{make_product().code}").text


def test_a_page_kept_ready_changes_with_its_links(client, make_product, add):
    product = make_product()
    before = client.get(f"/t/{product.code}").text

    link = add(product)

    assert link not in before
    assert link in client.get(f"/t/{product.code}").text
