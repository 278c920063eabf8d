"""Links to pages outside over HTTP."""

import pytest

pytestmark = pytest.mark.both_stores

LINK = {
    "link_type": "hasRetailers",
    "href": "https://shopee.vn/keo-dua",
    "title": "Mua trên Shopee",
    "hreflang": "vi",
}


def address_of(producer):
    return f"/api/v1/products/{producer.product.code}/links"


def test_a_producer_adds_reads_changes_and_removes_a_link(client, mine):
    made = client.post(address_of(mine), json=LINK, headers=mine.token)
    one = made.headers["Location"]
    changed = client.patch(
        one, json={"title": "Mua ở đây", "hreflang": None}, headers={**mine.token, "If-Match": made.headers["ETag"]}
    )
    stale = client.patch(one, json={"title": "A"}, headers={**mine.token, "If-Match": made.headers["ETag"]})
    listed = client.get(address_of(mine), headers=mine.token)
    removed = client.delete(one, headers=mine.token)

    assert (made.status_code, one) == (201, f"{address_of(mine)}/{made.json['id']}")
    assert {**made.json, **LINK, "host": "shopee.vn", "product": mine.product.code} == made.json
    assert made.json["out"].endswith(f"/out/{made.json['id']}")
    assert (changed.status_code, changed.json["title"], changed.json["hreflang"]) == (200, "Mua ở đây", None)
    assert (changed.json["version"], stale.status_code) == (2, 412)
    assert listed.json == {"items": [changed.json], "next": None}
    assert (removed.status_code, removed.data) == (204, b"")
    assert client.get(one, headers=mine.token).status_code == 404


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"href": "https://evil.com/"}, "link-target-host"),
        ({"href": "http://shopee.vn/"}, "link-target-insecure"),
        ({"href": "https://shopee.vn/" + "a" * 600}, "invalid"),
        ({"link_type": "pip"}, "invalid"),
        ({"link_type": "gs1:hasRetailers"}, "invalid"),
        ({"title": ""}, "invalid"),
        ({"hreflang": "tiếng Việt"}, "invalid"),
        ({"media_type": "html"}, "invalid"),
        ({"serial": "S1", "lot": "L1"}, "link-target-serial"),
        ({"lot": "KHONG-CO"}, "link-target-lot"),
        ({"more": 1}, "invalid"),
    ],
)
def test_a_link_is_refused_by_its_reason(client, mine, make_lot, held, more, code):
    make_lot(mine.product, code="L1")
    before = held()

    refused = client.post(address_of(mine), json={**LINK, **more}, headers=mine.token)

    assert (refused.status_code, refused.json["code"]) == (422, code)
    assert held() == before


def test_links_belong_to_their_product_s_writers(client, mine, another, held, token_for):
    one = client.post(address_of(mine), json=LINK, headers=mine.token).headers["Location"]
    elsewhere = one.replace(mine.product.code, another.product.code)
    ministry, colleague = token_for("ministry"), token_for("producer", subject=mine.subject)
    before = held()

    for headers, status in ((another.token, 404), (ministry, 403), ({}, 401)):
        asked = [
            client.get(address_of(mine), headers=headers),
            client.post(address_of(mine), json=LINK, headers=headers),
            client.get(one, headers=headers),
            client.patch(one, json={"title": "A"}, headers={**headers, "If-Match": "*"}),
            client.delete(one, headers=headers),
        ]
        assert [answer.status_code for answer in asked] == [status] * 5
    assert client.delete(elsewhere, headers=another.token).status_code == 404
    assert client.get(one, headers=colleague).status_code == 200
    assert held() == before


def test_a_change_needs_the_version_it_was_made_from(client, mine):
    one = client.post(address_of(mine), json=LINK, headers=mine.token).headers["Location"]

    assert client.patch(one, json={"title": "A"}, headers=mine.token).status_code == 428


def test_a_link_sent_twice_under_one_key_is_added_once(client, mine):
    headers = {**mine.token, "Idempotency-Key": "lien-ket-1"}

    first = client.post(address_of(mine), json=LINK, headers=headers)
    second = client.post(address_of(mine), json=LINK, headers=headers)

    assert first.json == second.json
    assert len(client.get(address_of(mine), headers=mine.token).json["items"]) == 1
