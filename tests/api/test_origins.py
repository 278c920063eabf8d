"""Raw lots, partners and places over HTTP; lots changed."""

import pytest

from ocop.services.events import record_events
from ocop.services.work import unit_of_work
from tests.factories import NOW
from tests.traces import harvest, producer

pytestmark = pytest.mark.both_stores

RAW = {"name": "Mật hoa dừa", "origin": "harvest", "made_on": "2026-11-20", "quantity": 200, "unit": "kg"}
PARTNER = {"name": "Siêu thị Trà Vinh", "phone": "0294 000 0123", "receives": True}
SITE = {"name": "Vườn dừa"}


def record(app, mine, event):
    """Record an event under the public address of the application."""
    by, base_url = producer(mine.subject), app.config["OCOP_PUBLIC_BASE_URL"]
    with app.app_context(), unit_of_work():
        record_events(by, NOW, [event], base_url=base_url, subject_id=by.subject_id)


@pytest.mark.parametrize(
    ("noun", "body", "change"),
    [
        ("raw-lots", RAW, {"quantity": 180.5, "state": "closed"}),
        ("partners", PARTNER, {"is_named": True, "address": "Chợ"}),
        ("sites", SITE, {"name": "Vườn cũ"}),
    ],
)
def test_what_a_subject_keeps_is_made_read_changed_and_listed(client, mine, noun, body, change):
    path = f"/api/v1/{noun}"
    made = client.post(path, json=body, headers={**mine.token, "Idempotency-Key": "k1"})
    again = client.post(path, json=body, headers={**mine.token, "Idempotency-Key": "k1"})
    one = made.headers["Location"]
    etag = {**mine.token, "If-Match": made.headers["ETag"]}
    changed = client.patch(one, json=change, headers=etag)
    stale = client.patch(one, json=change, headers=etag)
    blind = client.patch(one, json=change, headers=mine.token)
    listed = client.get(path, headers=mine.token)

    assert (made.status_code, again.json["id"], one) == (201, made.json["id"], f"{path}/{made.json['id']}")
    assert made.json.items() >= body.items()
    assert (changed.status_code, stale.status_code, blind.status_code) == (200, 412, 428)
    assert changed.json.items() >= change.items()
    assert listed.json == {"items": [client.get(one, headers=mine.token).json], "next": None}


@pytest.mark.parametrize(
    ("noun", "body", "code"),
    [
        ("raw-lots", RAW | {"origin": "found"}, "invalid"),
        ("raw-lots", RAW | {"quantity": 0}, "invalid"),
        ("raw-lots", RAW | {"supplier_id": "x"}, "partner-unknown"),
        ("raw-lots", RAW | {"site_id": "x"}, "site-unknown"),
        ("raw-lots", RAW | {"more": 1}, "invalid"),
        ("partners", PARTNER | {"phone": "abc"}, "phone-malformed"),
        ("partners", PARTNER | {"gln": "9521234000005"}, "gln-check-digit"),
        ("partners", {"phone": "0912345678"}, "invalid"),
        ("sites", SITE | {"unit_code": "99999"}, "unit-unknown"),
        ("sites", SITE | {"gln": "12"}, "gln-malformed"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(client, mine, held, noun, body, code):
    before = held()
    refused = client.post(f"/api/v1/{noun}", json=body, headers=mine.token)

    assert (refused.status_code in (404, 422), refused.json["code"]) == (True, code)
    assert held() == before


@pytest.mark.parametrize(("noun", "body", "code"), [
    ("raw-lots", RAW | {"code": "H-1"}, "raw-lot-exists"),
    ("partners", PARTNER, "partner-exists"), ("sites", SITE, "site-exists"),
])  # fmt: skip
def test_the_same_twice_is_a_conflict(client, mine, noun, body, code):
    first = client.post(f"/api/v1/{noun}", json=body, headers=mine.token)
    again = client.post(f"/api/v1/{noun}", json=body, headers=mine.token)

    assert (first.status_code, again.status_code, again.json["code"]) == (201, 409, code)


@pytest.mark.parametrize(("noun", "body"), [("raw-lots", RAW), ("partners", PARTNER), ("sites", SITE)])
def test_they_belong_to_their_subject_and_to_offices_that_write_for_it(client, mine, another, token_for, noun, body):
    path = f"/api/v1/{noun}"
    one = client.post(path, json=body, headers=mine.token).headers["Location"]
    commune = token_for("commune", unit=mine.subject.unit_id)
    other = body | {"subject_id": mine.subject.id} | ({"code": "H-9"} if noun == "raw-lots" else {"name": "Nơi khác"})

    assert client.get(one, headers=another.token).status_code == 404
    assert client.patch(one, json={"name": "A"}, headers={**another.token, "If-Match": "*"}).status_code == 404
    assert client.post(path, json=other, headers=another.token).status_code == 404
    assert client.post(path, json=other, headers=commune).status_code == 201
    assert len(client.get(f"{path}?subject_id={mine.subject.id}", headers=commune).json["items"]) == 2
    assert client.get(path, headers={}).status_code == 401
    assert client.post(path, json=body, headers=token_for("ministry")).status_code == 403


def test_raw_lots_are_listed_page_by_page_by_state_and_name(client, mine):
    for number in range(3):
        client.post("/api/v1/raw-lots", json=RAW | {"made_on": f"2026-11-0{number + 1}"}, headers=mine.token)
    client.post("/api/v1/raw-lots", json=RAW | {"name": "Đường thốt nốt"}, headers=mine.token)
    first = client.get("/api/v1/raw-lots?limit=2&q=mat", headers=mine.token).json
    rest = client.get(f"/api/v1/raw-lots?limit=2&q=mat&cursor={first['next']}", headers=mine.token).json

    days = [one["made_on"] for one in (*first["items"], *rest["items"])]
    assert days == ["2026-11-03", "2026-11-02", "2026-11-01"]
    assert rest["next"] is None
    assert client.get("/api/v1/raw-lots?state=closed", headers=mine.token).json["items"] == []
    assert client.get("/api/v1/raw-lots?cursor=abc", headers=mine.token).status_code == 422


@pytest.mark.parametrize(("noun", "body"), [("partners", PARTNER), ("sites", SITE)])
def test_lists_go_on_where_they_stopped(client, mine, noun, body):
    for name in ("A", "B", "C"):
        client.post(f"/api/v1/{noun}", json=body | {"name": name}, headers=mine.token)
    first = client.get(f"/api/v1/{noun}?limit=2", headers=mine.token).json
    rest = client.get(f"/api/v1/{noun}?limit=2&cursor={first['next']}", headers=mine.token).json

    assert [[one["name"] for one in part["items"]] for part in (first, rest)] == [["A", "B"], ["C"]]


def test_a_raw_lot_in_events_keeps_its_code_and_tells_what_is_left(app, client, mine):
    made = client.post("/api/v1/raw-lots", json=RAW, headers=mine.token)
    one = made.headers["Location"]
    freely = client.patch(one, json={"code": "H-77"}, headers={**mine.token, "If-Match": made.headers["ETag"]})
    record(app, mine, harvest(made.json["uri"], 200))
    now = client.get(one, headers=mine.token)
    fixed = client.patch(one, json={"code": "H-78"}, headers={**mine.token, "If-Match": now.headers["ETag"]})

    assert (freely.json["code"], freely.json["left"]) == ("H-77", None)
    assert now.json["left"] == 200
    assert (fixed.status_code, fixed.json["code"]) == (422, "raw-lot-in-use")
    assert made.json["uri"].endswith(f"/raw/{made.json['id']}")


def test_the_way_of_a_raw_lot_is_told(app, client, mine, another):
    made = client.post("/api/v1/raw-lots", json=RAW, headers=mine.token)
    path = f"{made.headers['Location']}/trace"
    empty = client.get(path, headers=mine.token)
    record(app, mine, harvest(made.json["uri"], 200))
    told = client.get(path, headers=mine.token)

    assert empty.json["start"] is None
    assert [one["label"] for one in told.json["nodes"]] == [f"Mật hoa dừa, lô {made.json['code']}"]
    assert client.get(path, headers=another.token).status_code == 404
    for kind, media in (("json", "application/json"), ("csv", "text/csv"), ("pdf", "application/pdf")):
        assert client.get(f"{made.headers['Location']}/story.{kind}", headers=mine.token).mimetype == media


def test_a_lot_is_changed_closed_and_never_recalled_by_the_way(client, mine):
    lots = f"/api/v1/products/{mine.product.code}/lots"
    made = client.post(lots, json={"code": "L1", "made_on": "2026-11-01"}, headers=mine.token)
    one = f"{lots}/L1"

    def patch(body, etag):
        return client.patch(one, json=body, headers={**mine.token, "If-Match": etag})

    changed = patch(
        {"best_before": "2027-01-01", "quantity": 40, "unit": "hũ", "state": "closed"}, made.headers["ETag"]
    )
    wrong = patch({"best_before": "2026-01-01"}, changed.headers["ETag"])
    recalled = patch({"state": "recalled"}, changed.headers["ETag"])

    assert (changed.status_code, changed.json["state"], changed.json["quantity"]) == (200, "closed", 40)
    assert (wrong.status_code, wrong.json["code"]) == (422, "dates-contradict")
    assert (recalled.status_code, recalled.json["code"]) == (422, "invalid")
    assert patch({"unit": "lọ"}, made.headers["ETag"]).status_code == 412
