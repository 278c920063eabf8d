"""Links of products: kept whole or refused whole, told in stories, taken off again."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from ocop.domain.link_targets import USUAL_HOSTS
from ocop.models.database import db
from ocop.models.links import ProductLink
from ocop.services.acts import acts_of
from ocop.services.links import (
    MOST_LINKS,
    add_link,
    change_link,
    find_link,
    link_view,
    links_of,
    outgoing_link,
    remove_link,
)
from ocop.services.products import find_product
from ocop.services.stories import find_story, wrong_stories
from ocop.services.work import unit_of_work
from tests.factories import NOW, actor

pytestmark = pytest.mark.usefixtures("context")

BY = actor("administrator")
LINK = {"link_type": "hasRetailers", "href": "https://Shopee.vn/kẹo", "title": "Mua trên Shopee"}
KEPT = "https://shopee.vn/k%E1%BA%B9o"


def added(product, *, at=NOW, **more):
    with unit_of_work():
        return add_link(BY, at, find_product(product.code), hosts=USUAL_HOSTS, **LINK | more)


def told(product):
    return find_story(db.engine, code=product.code)["links"]


def test_a_link_is_kept_and_told_in_the_story(make_product, make_lot):
    product = make_product()
    lot, version = make_lot(product, code="L1"), product.version

    one = added(product)
    two = added(
        product,
        at=NOW + timedelta(hours=1),
        link_type="faqs",
        lot="l1",
        hreflang="EN-gb",
        media_type="Text/HTML",
        cpv="2A",
    )

    assert told(product) == [
        {
            "id": one.id, "cpv": None, "lot": None, "serial": None, "type": "hasRetailers", "out": f"/out/{one.id}",
            "host": "shopee.vn", "title": "Mua trên Shopee", "hreflang": None, "media": None,
        },
        {
            "id": two.id, "cpv": "2A", "lot": lot.code, "serial": None, "type": "faqs", "out": f"/out/{two.id}",
            "host": "shopee.vn", "title": "Mua trên Shopee", "hreflang": "en-GB", "media": "text/html",
        },
    ]  # fmt: skip
    assert find_product(product.code).version == version + 2
    assert wrong_stories([product.id]) == []
    act = acts_of("product", product.code)[-1]
    assert (act.verb, act.after["id"], act.after["href"]) == ("add-link", two.id, KEPT)


def test_equal_links_stand_side_by_side(make_product):
    product = make_product()

    added(product)
    added(product)

    assert [one.href for one in links_of(product)] == [KEPT, KEPT]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"href": "https://evil.com/"}, "link-target-host"),
        ({"href": "http://shopee.vn/"}, "link-target-insecure"),
        ({"link_type": "pip"}, "link-target-type"),
        ({"link_type": "unheardOf"}, "link-target-type"),
        ({"hreflang": "vietnamese"}, "link-target-language"),
        ({"media_type": "html"}, "link-target-media"),
        ({"lot": "KHONG-CO"}, "link-target-lot"),
        ({"lot": "lô 1"}, "lot-malformed"),
        ({"cpv": "số hai"}, "link-target-about"),
        ({"serial": "S1", "lot": "L1"}, "link-target-serial"),
        ({"serial": "S1", "cpv": "2A"}, "link-target-serial"),
    ],
)
def test_a_link_that_cannot_be_is_refused_whole(make_product, make_lot, refuses, more, code):
    product = make_product()
    make_lot(product, code="L1")
    version = product.version

    with refuses(code):
        added(product, **more)

    assert links_of(product) == []
    assert find_product(product.code).version == version


def test_a_product_has_so_many_links_and_no_more(make_product, refuses):
    product = make_product()
    with unit_of_work():
        held = find_product(product.code)
        for _ in range(MOST_LINKS):
            add_link(BY, NOW, held, hosts=USUAL_HOSTS, **LINK)

    with refuses("link-targets-full"):
        added(product)

    assert len(told(product)) == MOST_LINKS


def test_the_store_itself_keeps_a_serial_alone(make_product):
    product = make_product()
    row = {"product_id": product.id, "link_type": "faqs", "href": KEPT, "title": "A", "created_at": NOW}
    both = insert(ProductLink).values(id="x", version=1, serial="S", lot="L", **row)

    with pytest.raises(IntegrityError, match="serial_alone"), db.engine.begin() as connection:
        connection.execute(both)


def test_a_change_is_told_and_an_empty_one_is_none(make_product):
    product = make_product()
    link = added(product, serial="S1")
    with unit_of_work():
        held = find_product(product.code)
        change_link(
            BY, NOW, held, find_link(held, link.id), hosts=USUAL_HOSTS, title="Xem video", href="https://youtube.com/v",
            serial=None,
        )  # fmt: skip
    version = find_product(product.code).version

    with unit_of_work():
        held = find_product(product.code)
        change_link(BY, NOW, held, find_link(held, link.id), hosts=USUAL_HOSTS, title="Xem video")

    (one,) = told(product)
    act = acts_of("product", product.code)[-1]
    assert (one["title"], one["host"], one["serial"]) == ("Xem video", "youtube.com", None)
    assert (act.verb, act.before["serial"], act.after["href"]) == ("change-link", "S1", "https://youtube.com/v")
    assert find_product(product.code).version == version
    assert find_link(product, link.id).version == 2


def test_a_change_that_cannot_be_changes_nothing(make_product, refuses):
    product = make_product()
    link = added(product)

    with refuses("link-target-host"), unit_of_work():
        held = find_product(product.code)
        change_link(BY, NOW, held, find_link(held, link.id), hosts=(), title="Khác")

    assert told(product)[0]["title"] == LINK["title"]


def test_a_link_taken_off_is_told_no_more(make_product, refuses):
    product = make_product()
    link = added(product)

    with unit_of_work():
        held = find_product(product.code)
        remove_link(BY, NOW, held, find_link(held, link.id))

    act = acts_of("product", product.code)[-1]
    assert (told(product), act.verb, act.before["href"]) == ([], "remove-link", KEPT)
    assert db.session.scalar(select(ProductLink.id)) is None
    with refuses("link-target-unknown"):
        find_link(product, link.id)


def test_a_link_is_found_at_its_own_product_and_by_everybody_once_published(make_product, refuses):
    product, other, draft = make_product(), make_product(), make_product(draft=True)
    link, hidden = added(product), added(draft)

    assert outgoing_link(link.id)[0].href == KEPT
    assert outgoing_link(link.id)[1].code == product.code
    assert (
        link_view(product, link, base_url="https://ocop.example.vn")["out"]
        == f"https://ocop.example.vn/out/{link.id}"
    )
    with refuses("link-target-unknown"):
        find_link(other, link.id)
    for unknown in (hidden.id, "", "x" * 36, "\x00" * 36, "số" * 18, link.id + "0", "0" * 36):
        with refuses("link-target-unknown"):
            outgoing_link(unknown)
