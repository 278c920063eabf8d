"""A producer's links in its room: added in words, taken off, nobody else's."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from ocop.domain.link_targets import USUAL_HOSTS
from ocop.services.links import add_link
from ocop.services.products import find_product
from ocop.services.work import unit_of_work
from tests.factories import NOW, actor

PASSWORD = "ba con thuyen tim"
LINK = {"link_type": "recipeInfo", "href": "https://www.youtube.com/watch?v=abc", "title": "Nấu với mật dừa"}


@pytest.fixture
def maker(enter, make_subject):
    return enter(subject=make_subject())


@pytest.fixture
def base(maker, make_product):
    return f"/producer/products/{make_product(subject_id=maker.user.subject_id).code}/links"


def removal_in(page):
    return re.search(r'action="(/producer/products/[^"]+/removal)"', page)[1]


def test_a_link_is_added_in_words_and_taken_off(maker, base):
    empty = maker.get(base).text
    added = maker.post(base, LINK | {"hreflang": "vi"})
    page = maker.get(base).text
    removed = maker.post(removal_in(page))

    assert "Chưa có liên kết nào" in empty
    assert "Công thức món ăn" in empty
    assert (added.status_code, added.location) == (303, base)
    assert "Đã thêm liên kết “Nấu với mật dừa”" in page
    assert "Công thức món ăn · www.youtube.com · vi" in page
    assert removed.status_code == 303
    assert "Chưa có liên kết nào" in maker.get(base).text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"href": "https://evil.com/"}, "Chưa dẫn được tới “evil.com”"),
        ({"href": ""}, "Cần điền mục này"),
        ({"title": ""}, "Cần điền mục này"),
        ({"lot": "KHONG-CO"}, "hãy mở lô trước"),
        ({"serial": "1", "lot": "L1"}, "không ghi thêm lô"),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_typed(maker, base, more, words):
    refused = maker.post(base, LINK | more)

    assert refused.status_code == 422
    assert words in refused.text
    assert LINK["title"] in refused.text or more.get("title") == ""


def test_a_link_is_nobody_else_s(maker, enter, base, make_subject):
    maker.post(base, LINK)
    removal = removal_in(maker.get(base).text)
    other = enter(subject=make_subject())

    answers = [other.get(base), other.post(base, LINK), other.post(removal)]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert removal in maker.get(base).text


@pytest.mark.browser
def test_links_are_for_everybody_at_every_width(
    app, live_server, open_page, make_user, make_subject, make_product, make_lot, width
):
    subject = make_subject()
    product = make_product(subject=subject)
    lot = make_lot(product)
    with app.app_context(), unit_of_work():
        held, by = find_product(product.code), actor("administrator")
        one = add_link(by, NOW, held, hosts=USUAL_HOSTS, **LINK | {"href": f"https://shopee.vn/{'a' * 400}"})
        add_link(by, NOW, held, hosts=USUAL_HOSTS, lot=lot.code, **LINK)
    page = open_page(live_server, width)
    page.goto("/login")
    page.fill("[name=name]", make_user(subject=subject, password=PASSWORD).name)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")

    for path in (f"/producer/products/{product.code}/links", f"/out/{one.id}", f"/t/{product.code}/10/{lot.code}"):
        page.goto(path)
        found = [(fault["id"], fault["nodes"][0]["target"]) for fault in Axe().run(page).response["violations"]]
        assert found == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
