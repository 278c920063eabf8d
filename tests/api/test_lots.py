"""Lots over HTTP."""

import pytest

pytestmark = pytest.mark.both_stores

LOT = {"code": "l2411a", "made_on": "2026-11-20", "best_before": "2027-11-20", "quantity": 200.5, "unit": "kg"}


def test_a_producer_opens_a_lot(client, mine):
    address = f"/api/v1/products/{mine.product.code}/lots"

    made = client.post(address, json=LOT, headers=mine.token)

    assert (made.status_code, made.headers["Location"]) == (201, f"{address}/L2411A")
    assert {**made.json, **LOT, "code": "L2411A", "state": "open", "product": mine.product.code} == made.json
    assert made.json["url"].endswith(f"/t/{mine.product.code}/10/L2411A")
    assert client.get(made.headers["Location"], headers=mine.token).json == made.json


def test_everyone_reads_a_lot_but_not_how_much_was_made(client, mine):
    address = f"/api/v1/products/{mine.product.code}/lots"
    client.post(address, json=LOT, headers=mine.token)

    shown = client.get(f"{address}/L2411A")

    assert (shown.status_code, shown.json["best_before"]) == (200, "2027-11-20")
    assert not {"quantity", "unit"} & set(shown.json)
    assert client.get(f"{address}/L2411A", headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"code": "lô 1"}, 422, "invalid"),
        ({"best_before": "2026-01-01"}, 422, "dates-contradict"),
        ({"code": "L1"}, 409, "lot-exists"),
    ],
)
def test_a_lot_is_refused_by_its_reason(client, mine, make_lot, held, more, status, code):
    make_lot(mine.product, code="L1")
    before = held()

    refused = client.post(f"/api/v1/products/{mine.product.code}/lots", json={**LOT, **more}, headers=mine.token)

    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert held() == before


def test_lots_are_listed_for_their_own_people_and_offices(client, mine, another, make_lot, token_for):
    for code in ("L3", "L1", "L2"):
        make_lot(mine.product, code=code)
    address = f"/api/v1/products/{mine.product.code}/lots"

    first = client.get(f"{address}?limit=2", headers=mine.token)
    rest = client.get(first.headers["Link"].partition(">")[0].lstrip("<"), headers=token_for("ministry"))

    assert [one["code"] for one in first.json["items"] + rest.json["items"]] == ["L1", "L2", "L3"]
    assert client.get(address, headers=another.token).status_code == 404
    assert client.get(address).status_code == 401


def test_a_list_of_lots_costs_the_same_for_one_and_for_three(client, mine, make_lot, query_count):
    counts = []
    for _ in range(3):
        make_lot(mine.product)
        with query_count() as statements:
            client.get(f"/api/v1/products/{mine.product.code}/lots", headers=mine.token)
        counts.append(len(statements))

    assert counts[0] >= counts[2]
