"""Products over HTTP."""

from datetime import timedelta

import pytest

from tests.factories import NOW, gtin13

pytestmark = pytest.mark.both_stores

NOW_DAY = NOW.date()

KEYS = {
    "code", "name", "gtin", "ocop_code", "product_set", "sector", "subject", "unit_code", "rating", "certificate",
    "url", "qr_content",
}  # fmt: skip


def body_for(producer, **more):
    return {"subject_id": producer.subject.id, "name": "Mật hoa dừa", "product_set": 4, **more}


def test_a_producer_registers_a_product(client, mine):
    made = client.post("/api/v1/products", json=body_for(mine, gtin="9521234543213"), headers=mine.token)

    shown = made.json
    assert made.status_code == 201
    assert made.headers["Location"] == f"/api/v1/products/{shown['code']}"
    assert set(shown) >= KEYS
    assert (shown["gtin"], shown["sector"], shown["rating"], shown["certificate"]) == (
        "09521234543213",
        1,
        "unrated",
        None,
    )
    assert shown["subject"] == {"id": mine.subject.id, "name": mine.subject.name, "subject_type": "household"}
    assert shown["qr_content"] == shown["url"].upper() == "HTTP://LOCALHOST:8000/01/09521234543213"
    assert shown["created_at"] == "2026-11-23T02:00:00Z"


def test_a_product_without_a_gtin_has_a_short_address(client, mine):
    made = client.post("/api/v1/products", json=body_for(mine), headers=mine.token).json

    assert made["url"].endswith(f"/t/{made['code']}")


def test_a_gtin_belongs_to_one_product(client, mine, make_product, held):
    taken = make_product(gtin=gtin13(777))
    before = held()

    refused = client.post("/api/v1/products", json=body_for(mine, gtin=taken.gtin), headers=mine.token)

    assert (refused.status_code, refused.json["code"]) == (409, "gtin-taken")
    assert refused.json["errors"][0]["field"] == "gtin"
    assert held() == before


@pytest.mark.parametrize(
    ("more", "status", "code", "field"),
    [
        ({"gtin": "9521234543210"}, 422, "gtin-check-digit", "gtin"),
        ({"unit_code": "00001"}, 422, "unit-unknown", "unit_code"),
        ({"ocop_code": "86-29341-01-2026"}, 403, "field-not-yours", "ocop_code"),
        ({"subject_id": "1" * 20}, 404, "subject-unknown", "subject_id"),
    ],
)
def test_a_product_is_refused_by_code_and_field(client, mine, held, more, status, code, field):
    before = held()

    refused = client.post("/api/v1/products", json=body_for(mine, **more), headers=mine.token)

    assert (refused.status_code, refused.json["code"], refused.json["errors"][0]["field"]) == (status, code, field)
    assert held() == before


def test_every_code_of_a_product_leads_to_it(client, mine, make_product):
    product = make_product(gtin="9521234543213", ocop_code="86-29341-01-2026")
    codes = [product.code, product.code.lower(), "9521234543213", "09521234543213", "86-29341-1-2026"]

    found = [client.get(f"/api/v1/products/{code}").json["code"] for code in codes]

    assert found == [product.code] * 5


@pytest.mark.parametrize("address", ["/api/v1/products/{}", "/api/v1/subjects/{}", "/api/v1/products/{}/lots/L1"])
def test_an_unknown_code_of_any_length_is_not_found(client, address):
    for code in ("1" * 20, "%00", "x" * 10_000, "%ED%A0%80", "00000000", "9521234543213"):
        refused = client.get(address.format(code))
        assert (refused.status_code, refused.mimetype) == (404, "application/problem+json"), code


def test_a_product_shows_its_stars_of_a_day(client, make_product, make_decision, clock):
    product = make_product()
    make_decision(product, signed_on=clock.today - timedelta(days=10))
    address = f"/api/v1/products/{product.code}"

    today = client.get(address).json
    before = client.get(f"{address}?as_of={clock.today - timedelta(days=11)}").json
    after = client.get(f"{address}?as_of={clock.today + timedelta(days=1200)}").json

    assert (today["rating"], today["certificate"]["star"], today["certificate"]["status"]) == (
        "four_star",
        4,
        "valid",
    )
    assert (before["rating"], before["certificate"]) == ("unrated", None)
    assert (after["rating"], after["certificate"]["status"]) == ("lapsed", "expired")


def test_a_tag_is_no_longer_good_when_the_stars_have_lapsed(client, make_product, make_decision, clock):
    product = make_product()
    make_decision(product)
    address = f"/api/v1/products/{product.code}"
    tag = client.get(address).headers["ETag"]

    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    clock.advance(days=1200)
    assert client.get(address, headers={"If-None-Match": tag}).json["rating"] == "lapsed"


def test_a_product_is_changed_from_the_version_that_was_read(client, mine):
    address = f"/api/v1/products/{mine.product.code}"
    tag = client.get(address).headers["ETag"]
    wanted = {"name": "Mật hoa dừa cô đặc", "tools": [{"tool": "qr_code", "since_on": "2024-06-01"}]}

    changed = client.patch(address, json=wanted, headers={**mine.token, "If-Match": tag})
    late = client.patch(address, json=wanted, headers={**mine.token, "If-Match": tag})

    assert (changed.status_code, late.status_code) == (200, 412)
    assert {**changed.json, **wanted} == changed.json


def test_a_draft_is_there_for_its_own_people_alone(client, mine, another):
    draft = client.post("/api/v1/products", json=body_for(mine, draft=True), headers=mine.token)
    address = draft.headers["Location"]

    assert [client.get(address, headers=token).status_code for token in (mine.token, another.token, {})] == [
        200,
        404,
        404,
    ]
    assert draft.json["code"] not in [one["code"] for one in client.get("/api/v1/products").json["items"]]
    client.patch(address, json={"draft": False}, headers={**mine.token, "If-Match": draft.headers["ETag"]})
    assert client.get(address).json["state"] == "published"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("rating=four_star", ["Bốn sao"]),
        ("rating=potential_five_star", ["Tiềm năng"]),
        ("rating=unrated", ["Chưa"]),
        ("star=4", ["Bốn sao"]),
        ("recognised=true", ["Bốn sao", "Tiềm năng"]),
        ("subject_type=household", ["Bốn sao", "Chưa", "Tiềm năng"]),
        ("subject_type=farm", []),
        ("sector=1", ["Bốn sao", "Tiềm năng"]),
        ("product_set=26", ["Chưa"]),
        ("unit_code=86", ["Bốn sao", "Chưa", "Tiềm năng"]),
        ("unit_code=29347", ["Bốn sao", "Chưa", "Tiềm năng"]),
        ("unit_code=79", []),
        ("expiring_before=2100-01-01", ["Bốn sao"]),
        ("expiring_before=2026-12-01", []),
        ("q=bon%20sao", ["Bốn sao"]),
        ("as_of=2020-01-01&rating=unrated", ["Bốn sao", "Chưa", "Tiềm năng"]),
        ("tool=qr_code", ["Bốn sao"]),
        ("digital=true", ["Bốn sao"]),
        ("digital=true&tool=barcode", []),
        ("rating=four_star&star=4&sector=1&digital=true&tool=qr_code&recognised=1", ["Bốn sao"]),
    ],
)
def test_filters_narrow_the_list_and_the_statistics_alike(client, make_product, make_decision, query, names):
    tools = [{"tool": "qr_code", "since_on": NOW_DAY - timedelta(days=900)}]
    make_decision(make_product(name="Bốn sao", tools=tools))
    make_decision(make_product(name="Tiềm năng"), potential_five_star=True)
    make_product(name="Chưa", product_set=26)

    listed = client.get(f"/api/v1/products?{query}").json["items"]
    counted = client.get(f"/api/v1/statistics?{query}")

    assert [one["name"] for one in listed] == names
    assert counted.status_code == 200
    recognised = [one for one in listed if one["rating"] in ("four_star", "potential_five_star")]
    assert counted.json["products"]["total"] == len(recognised)


def test_a_list_of_products_costs_the_same_for_one_and_for_three(client, make_product, make_decision, query_count):
    counts = []
    for _ in range(3):
        make_decision(make_product(gtin=True))
        with query_count() as statements:
            client.get("/api/v1/products")
        counts.append(len(statements))

    assert counts[0] == counts[2]


def test_pages_of_products_keep_their_filters(client, make_product):
    for name in ("Kẹo A", "Kẹo B", "Trà"):
        make_product(name=name)

    first = client.get("/api/v1/products?q=keo&limit=1")
    second = client.get(first.headers["Link"].partition(">")[0].lstrip("<"))

    assert [page.json["items"][0]["name"] for page in (first, second)] == ["Kẹo A", "Kẹo B"]
    assert second.json["next"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=201", "limit"),
        ("limit=0", "limit"),
        ("limit=" + "9" * 20, "limit"),
        ("page=2", "page"),
        ("limit=1&limit=2", "limit"),
        ("q=", "q"),
        ("q=%00", "q"),
        ("rating=6", "rating"),
        ("star=six", "star"),
        ("as_of=yesterday", "as_of"),
        ("unit_code=99", "unit_code"),
        ("cursor=x", "cursor"),
        ("cursor=WzFd", "cursor"),
        ("cursor=%C4%91", "cursor"),
    ],
)
def test_a_query_is_refused_by_the_name_of_its_fault(client, query, field):
    refused = client.get(f"/api/v1/products?{query}")

    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert [fault["field"] for fault in refused.json["errors"]] == [field]
