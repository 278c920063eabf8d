"""Bad input over HTTP: always a problem document that names the field, never a fault of ours, nothing kept."""

import itertools
import json

import pytest

pytestmark = pytest.mark.both_stores

SUBJECT = {"name": "Hợp tác xã Dừa Sáp", "subject_type": "cooperative", "unit_code": "29341"}
DECISION = {"number": "1/QĐ-UBND", "signed_on": "2026-10-01", "star": 4}
POSTS = {
    "/api/v1/subjects": SUBJECT,
    "/api/v1/products": {"subject_id": "{subject}", "name": "Kẹo", "product_set": 4},
    "/api/v1/products/{product}/lots": {"code": "L9"},
    "/api/v1/products/{product}/decisions": DECISION,
    "/api/v1/products/{product}/potential-five-star/end": {"on": "2026-10-01", "why": "Bộ trả lời."},
}
#: As they stand in the body, so that what json.dumps would never write can be sent.
TEXTS = ['"a\\u0000b"', '"\\ud800"', '"a\\u0007"', "5", "true", "[]", "{}", f'"{"x" * 10_000}"']
NUMBERS = ["99999999999999999999", "-1", "0", "1.5", '"1"', "true", "[]", "1e400", "null"]
DAYS = ['"2025-02-30"', '"today"', "20250101", '"0001-01-01"', '"9999-12-31"', "[]", "true"]
FIELDS = [
    ("/api/v1/subjects", ("name", "subject_type", "unit_code", "former_unit_code", "tax_code", "representative",
     "address", "phone", "email", "website", "story"), TEXTS),
    ("/api/v1/products", ("subject_id", "name", "gtin", "ocop_code", "unit_code", "former_unit_code", "description",
     "net_weight", "ingredients", "usage", "storage", "warnings"), TEXTS),
    ("/api/v1/products", ("tools",), [text for text in TEXTS if text != "[]"]),
    ("/api/v1/products", ("product_set",), NUMBERS),
    ("/api/v1/products", ("draft",), ["1", '"true"', "null", "[]"]),
    ("/api/v1/products/{product}/lots", ("code", "unit"), TEXTS),
    ("/api/v1/products/{product}/lots", ("made_on", "best_before"), DAYS),
    ("/api/v1/products/{product}/lots", ("quantity",), [one for one in NUMBERS if one not in ("1.5", "null")]),
    ("/api/v1/products/{product}/decisions", ("number", "unit_code", "note"), TEXTS),
    ("/api/v1/products/{product}/decisions", ("signed_on", "valid_until"), DAYS),
    ("/api/v1/products/{product}/decisions", ("star",), NUMBERS),
    ("/api/v1/products/{product}/decisions", ("potential_five_star", "ends_potential"), ["1", '"true"', "null"]),
    ("/api/v1/products/{product}/potential-five-star/end", ("on",), DAYS),
    ("/api/v1/products/{product}/potential-five-star/end", ("why",), TEXTS),
]  # fmt: skip


@pytest.fixture
def post(client, mine, token_for):
    names = {"{subject}": mine.subject.id, "{product}": mine.product.code}
    province = token_for("province")

    def sent(address, text, method="POST", content_type="application/json", **headers):
        for name, value in names.items():
            address, text = address.replace(name, value), text.replace(name, value)
        data = text.encode("utf-8", "surrogatepass")
        return client.open(
            address, method=method, data=data, content_type=content_type, headers={**province, **headers}
        )

    return sent


def with_field(body, field, text):
    """Return a body as text, with one field replaced by what JSON may say."""
    rest = {name: value for name, value in body.items() if name != field}
    return json.dumps(rest)[:-1] + (", " if rest else "") + f'"{field}": {text}' + "}"


@pytest.mark.parametrize(("address", "fields", "values"), FIELDS)
def test_a_bad_field_is_named_and_nothing_is_kept(post, held, address, fields, values):
    before = held()

    for field, value in itertools.product(fields, values):
        refused = post(address, with_field(POSTS[address], field, value))
        assert (refused.status_code, refused.mimetype) == (422, "application/problem+json"), (field, value)
        assert field in [fault["field"].split(".")[0] for fault in refused.json["errors"]], (field, value)
    assert held() == before


@pytest.mark.parametrize("address", POSTS)
def test_an_unknown_field_is_refused_by_its_name(post, held, address):
    before = held()

    for name in ("sao", "version", "\\ud800", "id"):
        refused = post(address, with_field(POSTS[address], name, "1"))
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, name)
    assert held() == before


BODIES = [
    ("{", "application/json", 400),
    ("", "application/json", 400),
    ('{"name": NaN}', "application/json", 400),
    ("[" * 100_000, "application/json", 400),
    ("1" * 10_000, "application/json", 400),
    ("\ud800", "application/json", 400),
    ("[]", "application/json", 422),
    ('"x"', "application/json", 422),
    ("null", "application/json", 422),
    ("{}", "text/plain", 415),
    ("{}", "application/x-www-form-urlencoded", 415),
    ("{}", "multipart/form-data; boundary=x", 415),
    ("{}", None, 415),
    ('{"name": "' + "x" * 1_100_000 + '"}', "application/json", 413),
]


@pytest.mark.parametrize("address", POSTS)
def test_a_body_that_is_none_is_refused(post, held, address):
    before = held()

    for text, content_type, status in BODIES:
        refused = post(address, text, content_type=content_type)
        assert (refused.status_code, refused.mimetype) == (status, "application/problem+json"), text[:40]
        assert {"type", "title", "status", "detail", "code"} <= set(refused.json)
    assert held() == before


@pytest.mark.parametrize("address", ["/api/v1/subjects/{subject}", "/api/v1/products/{product}"])
def test_a_bad_change_is_refused_the_same_way(post, held, address):
    before = held()

    for text, status in (('{"name": null}', 422), ('{"id": "x"}', 422), ("{", 400), ("3", 422)):
        assert post(address, text, method="PATCH", **{"If-Match": "*"}).status_code == status
    assert held() == before


def test_an_address_that_is_none_and_a_wrong_method_are_problems(client):
    lost, wrong = client.get("/api/v1/nothing"), client.delete("/api/v1/products")

    assert (lost.status_code, lost.mimetype) == (404, "application/problem+json")
    assert (wrong.status_code, wrong.mimetype) == (405, "application/problem+json")
    assert "GET" in wrong.headers["Allow"]
