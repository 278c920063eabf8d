"""Problem reports over HTTP: no token, no contact in any answer."""

import pytest

BODY = {"kind": "wrong_label", "words": "Nhãn ghi 500 g, cân được 420 g."}


def test_anybody_reports_and_reads_the_state(client, make_product):
    product = make_product()

    made = client.post("/api/v1/reports", json=BODY | {"code": product.code, "contact": "0903 123 456"})

    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "private, no-store"
    read = client.get(made.headers["Location"])
    assert read.json == made.json
    assert {name: read.json[name] for name in ("product", "state", "due_on", "has_contact", "answer")} == {
        "product": product.code, "state": "received", "due_on": "2026-12-01", "has_contact": True, "answer": None,
    }  # fmt: skip
    assert "0903123456" not in read.text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "x"}, "kind"),
        ({"words": "ngắn"}, "words"),
        ({"contact": "x"}, "contact"),
        ({"photo": "x"}, "photo"),
        ({"code": 1}, "code"),
        ({"words": "\x00" * 20}, "words"),
    ],
)
def test_what_cannot_be_read_is_told_by_field(client, held, changed, field):
    before = held()

    refused = client.post("/api/v1/reports", json=BODY | changed)

    assert (refused.status_code, [fault["field"] for fault in refused.json["errors"]]) == (422, [field])
    assert held() == before


def test_one_network_cannot_flood_the_inbox(client):
    answers = [client.post("/api/v1/reports", json=BODY) for _ in range(22)]

    assert (answers[-1].status_code, answers[-1].json["code"]) == (429, "too-many-problem-reports")
    assert int(answers[-1].headers["Retry-After"]) >= 1


@pytest.mark.parametrize("reference", ["R-0000-0000-0000", "x", "9" * 900])
def test_an_unknown_reference_is_not_found(client, reference):
    answer = client.get(f"/api/v1/reports/{reference}")

    assert (answer.status_code, answer.json["code"]) == (404, "problem-report-unknown")
