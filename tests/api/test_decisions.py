"""Decisions over HTTP: an office records, the certificate follows."""

import pytest

pytestmark = pytest.mark.both_stores

DECISION = {"number": "2718/QĐ-UBND", "signed_on": "2026-10-01", "star": 4}
END = {"on": "2026-11-01", "why": "Bộ không công nhận."}


def decide(client, product, token, **more):
    body = {name: value for name, value in {**DECISION, **more}.items() if value != "-"}
    return client.post(f"/api/v1/products/{product.code}/decisions", json=body, headers=token)


@pytest.mark.parametrize("unit", [{}, {"unit_code": "86"}])
def test_a_decision_gives_its_certificate(client, make_product, token_for, unit):
    product = make_product()

    made = decide(client, product, token_for("province"), **unit)

    assert made.status_code == 201
    assert {**made.json, **DECISION, "unit_code": "86", "product": product.code} == made.json
    assert made.json["certificate"]["valid_until"] == "2029-10-01"
    assert client.get(made.headers["Location"]).json == made.json
    shown = client.get(f"/api/v1/products/{product.code}").json
    assert (shown["rating"], shown["certificate"]["number"]) == ("four_star", made.json["certificate"]["number"])


def test_the_ministry_decides_five_stars_after_a_potential(client, make_product, token_for):
    product = make_product()
    potential = {"star": "-", "potential_five_star": True}

    first = decide(client, product, token_for("province"), **potential)
    state = client.get(f"/api/v1/products/{product.code}").json["rating"]
    last = decide(
        client, product, token_for("ministry"), star=5, unit_code=None, number="1/QĐ-BNN", signed_on="2026-11-01"
    )

    assert (first.json["potential_five_star"], first.json["certificate"], state) == (
        True,
        None,
        "potential_five_star",
    )
    assert (last.status_code, last.json["unit_code"]) == (201, None)
    assert client.get(f"/api/v1/products/{product.code}").json["rating"] == "five_star"
    listed = client.get(f"/api/v1/products/{product.code}/decisions?limit=1")
    older = client.get(listed.headers["Link"].partition(">")[0].lstrip("<"))
    assert [page.json["items"][0]["star"] for page in (listed, older)] == [5, None]


@pytest.mark.parametrize(
    ("role", "more", "status", "code"),
    [
        ("commune", {}, 403, "star-not-yours"),
        ("producer", {}, 403, "star-not-yours"),
        ("auditor", {}, 403, "star-not-yours"),
        ("province", {"star": 5}, 403, "star-not-yours"),
        ("province", {"unit_code": None}, 403, "star-not-yours"),
        ("province", {"unit_code": "842"}, 422, "dates-contradict"),
        ("province", {"signed_on": "2027-01-01"}, 422, "dates-contradict"),
        ("province", {"signed_on": "2024-06-01", "unit_code": "84", "star": 3}, 422, "regime-forbids"),
        ("province", {"valid_until": "2030-01-01"}, 422, "dates-contradict"),
        ("province", {"unit_code": "999"}, 422, "unit-unknown"),
        ("province", {"star": 2}, 422, "invalid"),
        ("province", {"star": "-"}, 422, "invalid"),
    ],
)
def test_a_decision_is_refused_by_its_reason(client, make_product, token_for, held, role, more, status, code):
    product, token = make_product(), token_for(role)
    before = held()

    refused = decide(client, product, token, **more)

    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert held() == before


def test_a_province_decides_nothing_of_another(client, make_product, token_for):
    refused = decide(client, make_product(), token_for("province", unit="79"))

    assert (refused.status_code, refused.json["code"]) == (403, "star-not-yours")


def test_the_same_decision_is_recorded_once(client, make_product, token_for):
    product, token = make_product(), token_for("province")

    decide(client, product, token)
    again = decide(client, product, token)

    assert (again.status_code, again.json["code"]) == (409, "decision-recorded")


def test_an_officer_ends_a_potential_five_star(client, make_product, make_decision, token_for):
    product = make_product()
    make_decision(product, potential_five_star=True)
    address = f"/api/v1/products/{product.code}/potential-five-star/end"

    refused = client.post(address, json=END, headers=token_for("commune"))
    ended = client.post(address, json=END, headers=token_for("province"))
    again = client.post(address, json=END, headers=token_for("province"))

    assert (refused.status_code, refused.json["code"]) == (403, "star-not-yours")
    assert (ended.status_code, ended.json["rating"]) == (200, "unrated")
    assert (again.status_code, again.json["code"]) == (404, "potential-unknown")


@pytest.mark.parametrize("decision_id", ["1" * 20, "%00", "x" * 10_000])
def test_an_unknown_decision_is_not_found(client, make_product, decision_id):
    refused = client.get(f"/api/v1/products/{make_product().code}/decisions/{decision_id}")

    assert (refused.status_code, refused.json["code"]) == (404, "decision-unknown")


def test_a_cursor_of_another_list_is_refused(client, make_product, make_subject):
    make_subject(name="A")
    make_subject(name="B")
    cursor = client.get("/api/v1/subjects?limit=1").json["next"]

    refused = client.get(f"/api/v1/products/{make_product().code}/decisions?cursor={cursor}")

    assert (refused.status_code, refused.json["code"]) == (422, "cursor-malformed")
