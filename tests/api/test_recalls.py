"""Recalls over HTTP: who recalls and lifts whose lots, what is answered, what is refused."""

import pytest

pytestmark = pytest.mark.both_stores

BODY = {"reason": "Phát hiện nấm mốc ở ba hũ", "advice": "Ngừng dùng, trả lại nơi mua"}
LIFTED = {"reason": "Kiểm nghiệm lại đạt"}


@pytest.fixture
def address(mine, make_lot):
    make_lot(mine.product, code="L1")
    return f"/api/v1/products/{mine.product.code}/lots/L1"


def test_a_recall_is_answered_and_read_by_everyone(client, mine, address, clock):
    recalled = client.post(f"{address}/recall", json=BODY, headers=mine.token)
    read = client.get(address)

    told = {"on": clock.today.isoformat(), **BODY}
    assert (recalled.status_code, recalled.json["state"], recalled.json["recall"]) == (200, "recalled", told)
    assert recalled.json["reach"] == {"labels": 0, "serials": 0, "scans": 0, "visitors": 0}
    assert (recalled.json["version"], recalled.json["dry_run"]) == (2, False)
    assert (read.json["state"], read.json["recall"]) == ("recalled", told)
    assert recalled.headers["ETag"].startswith('"v2-')


def test_a_dry_run_changes_nothing(client, mine, address, held):
    before = held()

    tried = client.post(f"{address}/recall", json={**BODY, "dry_run": True}, headers=mine.token)

    assert (tried.status_code, tried.json["state"], tried.json["dry_run"]) == (200, "recalled", True)
    assert held() == before
    assert client.get(address).json["recall"] is None


def test_a_recall_sent_twice_is_done_once(client, mine, address):
    headers = {**mine.token, "Idempotency-Key": "r-1"}

    first, second = (client.post(f"{address}/recall", json=BODY, headers=headers) for _ in range(2))

    assert (first.status_code, second.status_code, second.data) == (200, 200, first.data)
    assert second.headers["Idempotency-Replayed"] == "true"


#: Who asks -> what a recall and a lifting are answered with.
WHO = {
    "producer own": (200, 403), "producer other": (404, 403), "commune own": (200, 200), "commune other": (404, 404),
    "province own": (200, 200), "province other": (404, 404), "ministry": (200, 200), "assessor": (403, 403),
    "auditor": (403, 403), "administrator": (403, 403), "nobody": (401, 401),
}  # fmt: skip


@pytest.fixture
def tokens(mine, another, token_for):
    return {
        "producer own": mine.token, "producer other": another.token, "commune own": token_for("commune"),
        "commune other": token_for("commune", unit="29302"), "province own": token_for("province"),
        "province other": token_for("province", unit="01"), "nobody": {},
        **{role: token_for(role) for role in ("ministry", "assessor", "auditor", "administrator")},
    }  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_each_role_does_what_is_its_own(client, mine, address, tokens, held, who):
    recalls, lifts = WHO[who]
    before = held()

    first = client.post(f"{address}/recall", json=BODY, headers=tokens[who])
    changed = held() != before
    if first.status_code != 200:
        client.post(f"{address}/recall", json=BODY, headers=mine.token)
    second = client.post(f"{address}/recall/lifting", json=LIFTED, headers=tokens[who])

    assert (first.status_code, second.status_code) == (recalls, lifts)
    assert changed == (recalls == 200)
    assert client.get(address).json["state"] == ("open" if lifts == 200 else "recalled")


def test_a_lifted_lot_is_as_before(client, mine, address, token_for):
    client.post(f"{address}/recall", json=BODY, headers=mine.token)

    lifted = client.post(f"{address}/recall/lifting", json=LIFTED, headers=token_for("commune"))

    assert (lifted.status_code, lifted.json["state"], lifted.json["recall"], lifted.json["version"]) == (
        200, "open", None, 3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("L1/recall", {"reason": "  "}, 422, "invalid"),
        ("L1/recall", {}, 422, "invalid"),
        ("L1/recall", {**BODY, "more": 1}, 422, "invalid"),
        ("L9/recall", BODY, 404, "lot-unknown"),
        ("L2/recall", BODY, 409, "lot-recalled"),
        ("L1/recall/lifting", LIFTED, 409, "lot-not-recalled"),
        ("L9/recall/lifting", LIFTED, 404, "lot-unknown"),
        ("L2/recall/lifting", {"reason": ""}, 422, "invalid"),
    ],
)
def test_what_cannot_be_is_refused(client, mine, address, make_lot, token_for, held, path, body, status, code):
    make_lot(mine.product, code="L2")
    lots, office = address.removesuffix("L1"), token_for("commune")
    client.post(f"{lots}L2/recall", json=BODY, headers=mine.token)
    before = held()

    refused = client.post(lots + path, json=body, headers=office)

    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert held() == before


def test_a_token_for_something_else_recalls_nothing(client, mine, address, factories):
    headers = factories.token("producer", subject=mine.subject, scopes=["products"])

    refused = client.post(f"{address}/recall", json=BODY, headers=headers)

    assert (refused.status_code, refused.json["code"]) == (403, "scope-missing")
