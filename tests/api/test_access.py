"""Who may do what over HTTP: nobody, another, a limited token; and a request that comes twice."""

import pytest

SUBJECT = {"name": "Hợp tác xã Dừa Sáp", "subject_type": "cooperative", "unit_code": "29341"}
DECISION = {"number": "1/QĐ-UBND", "signed_on": "2026-10-01", "star": 4}

WRITES = [
    ("POST", "/api/v1/subjects", SUBJECT),
    ("PATCH", "/api/v1/subjects/{subject}", {"phone": None}),
    ("POST", "/api/v1/products", {"subject_id": "{subject}", "name": "Kẹo", "product_set": 4}),
    ("PATCH", "/api/v1/products/{product}", {"name": "Kẹo"}),
    ("POST", "/api/v1/products/{product}/lots", {"code": "L9"}),
    ("POST", "/api/v1/products/{product}/decisions", DECISION),
    ("POST", "/api/v1/products/{product}/potential-five-star/end", {"on": "2026-10-01", "why": "x"}),
]


def asked(client, write, whose, token, **headers):
    method, address, body = write
    names = {"subject": whose.subject.id, "product": whose.product.code}
    body = {name: value.format(**names) if isinstance(value, str) else value for name, value in body.items()}
    return client.open(
        address.format(**names), method=method, json=body, headers={**token, "If-Match": "*", **headers}
    )


@pytest.mark.parametrize("token", [{}, {"Authorization": "Bearer ocop_pat_nobody"}, {"Authorization": "Basic eDp4"}])
def test_a_write_needs_a_good_token(client, mine, held, token):
    before = held()

    for write in WRITES:
        refused = asked(client, write, mine, token)
        assert (refused.status_code, refused.mimetype) == (401, "application/problem+json")
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert held() == before


def test_a_bad_token_is_refused_even_where_none_is_needed(client):
    refused = client.get("/api/v1/products", headers={"Authorization": "Bearer ocop_pat_nobody"})

    assert refused.status_code == 401


@pytest.mark.parametrize("write", WRITES[1:5])
def test_what_is_another_producers_is_not_found(client, mine, another, held, write):
    before = held()

    refused = asked(client, write, another, mine.token)

    assert refused.status_code == 404
    assert held() == before


@pytest.mark.parametrize("write", WRITES[1:5])
def test_the_same_is_done_for_its_own(client, mine, write):
    assert asked(client, write, mine, mine.token).status_code in (200, 201)


@pytest.mark.parametrize("write", WRITES[1:5])
def test_an_office_acts_for_its_area_alone(client, mine, token_for, write):
    assert asked(client, write, mine, token_for("commune")).status_code in (200, 201)
    assert asked(client, write, mine, token_for("commune", unit="26740")).status_code == 404


def test_a_token_does_no_more_than_its_scopes(client, mine, token_for):
    limited = token_for("province", scopes=["read"])

    refusals = [asked(client, write, mine, limited) for write in WRITES]

    assert {(refused.status_code, refused.json["code"]) for refused in refusals} == {(403, "scope-missing")}


@pytest.mark.parametrize("write", [WRITES[2], WRITES[4]])
def test_a_post_that_comes_twice_is_done_once(client, mine, held, write):
    first = asked(client, write, mine, mine.token, **{"Idempotency-Key": "k1"})
    after = held()

    again = asked(client, write, mine, mine.token, **{"Idempotency-Key": "k1"})

    assert (again.status_code, again.data) == (first.status_code, first.data) == (201, first.data)
    assert (again.headers["Location"], again.headers["ETag"]) == (first.headers["Location"], first.headers["ETag"])
    assert held() == after


def test_a_key_is_for_one_request(client, mine):
    key = {"Idempotency-Key": "k1"}
    asked(client, WRITES[4], mine, mine.token, **key)

    other = asked(client, (*WRITES[4][:2], {"code": "L10"}), mine, mine.token, **key)
    malformed = asked(client, WRITES[4], mine, mine.token, **{"Idempotency-Key": "x" * 201})

    assert (other.status_code, other.json["code"]) == (422, "idempotency-key-reused")
    assert (malformed.status_code, malformed.json["code"]) == (422, "idempotency-key-malformed")


def test_a_refused_post_leaves_its_key_free(client, mine, make_lot):
    key = {"Idempotency-Key": "k1"}
    refused = asked(
        client,
        (*WRITES[4][:2], {"code": "L9", "best_before": "2020-01-01", "made_on": "2021-01-01"}),
        mine,
        mine.token,
        **key,
    )

    assert refused.status_code == 422
    assert asked(client, WRITES[4], mine, mine.token, **key).status_code == 201
