"""Named queries and subscriptions over HTTP."""

import pytest

from tests.traces import harvest, keep, producer, ship, thing

pytestmark = pytest.mark.both_stores


@pytest.fixture
def subject(make_subject):
    return make_subject()


@pytest.fixture
def token(subject, make_user, token_for):
    return token_for(make_user("producer", subject=subject))


def test_a_named_query_is_kept_answered_and_dropped(app, client, subject, token):
    with app.app_context():
        keep(producer(subject), harvest(thing("a")), ship({thing("a"): 1}, thing("shop"), 1))
    made = client.post(
        "/epcis/queries", json={"name": "ships", "query": {"EQ_bizStep": ["shipping"], "perPage": 10}}, headers=token
    )

    found = client.get("/epcis/queries/ships/events", headers=token).json

    assert (made.status_code, made.headers["Location"]) == (201, "http://localhost:8000/epcis/queries/ships")
    assert [one["bizStep"] for one in found["epcisBody"]["queryResults"]["resultsBody"]["eventList"]] == ["shipping"]
    assert client.get("/epcis/queries", headers=token).json["member"] == ["ships"]
    assert client.get("/epcis/queries/ships", headers=token).json["query"]["EQ_bizStep"] == ["shipping"]
    assert client.delete("/epcis/queries/ships", headers=token).status_code == 204
    assert client.get("/epcis/queries/ships", headers=token).status_code == 404


def test_a_subscription_is_made_read_and_ended_without_its_token(client, token):
    client.post("/epcis/queries", json={"name": "all", "query": {}}, headers=token)
    body = {"dest": "https://erp.example.vn/epcis", "signatureToken": "very-secret", "stream": True}

    made = client.post("/epcis/queries/all/subscriptions", json=body, headers=token)

    where = made.headers["Location"].removeprefix("http://localhost:8000")
    shown = client.get(where, headers=token)
    assert made.status_code == 201
    assert (shown.json["dest"], shown.json["stream"]) == (body["dest"], True)
    assert b"very-secret" not in shown.data + made.data
    assert len(client.get("/epcis/queries/all/subscriptions", headers=token).json["items"]) == 1
    assert client.delete(where, headers=token).status_code == 204
    assert client.get(where, headers=token).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"dest": "https://127.0.0.1/", "stream": True},
        {"dest": "http://erp.example.vn/", "stream": True},
        {"dest": "https://erp.example.vn/"},
        {"stream": True},
    ],
)
def test_an_address_of_our_own_network_is_not_taken(client, token, body):
    client.post("/epcis/queries", json={"name": "all", "query": {}}, headers=token)

    assert client.post("/epcis/queries/all/subscriptions", json=body, headers=token).status_code == 422
    assert client.get("/epcis/queries/all/subscriptions", headers=token).json["items"] == []


def test_a_query_that_is_not_understood_is_not_kept(client, token):
    wrong = client.post("/epcis/queries", json={"name": "x", "query": {"EQ_foo": "1"}}, headers=token)

    assert (wrong.status_code, wrong.json["type"]) == (400, "epcisException:QueryParameterException")
    assert client.get("/epcis/queries", headers=token).json["member"] == []
