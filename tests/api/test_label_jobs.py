"""Label jobs over HTTP."""

import pytest

from ocop.jobs.label_jobs import Printer
from ocop.models.database import db

pytestmark = pytest.mark.both_stores


@pytest.fixture
def put(app):
    """Return the jobs that were put into the queue."""
    jobs: list[str] = []
    app.config["OCOP_PRINT_LABELS"] = jobs.append
    return jobs


@pytest.fixture
def job(mine, make_lot, put):
    """Return what orders ten labels of a lot of a producer's product."""
    make_lot(mine.product, code="L1")
    return {"product": mine.product.code, "lot": "L1", "count": 10, "serials": True}


def finish(app, job_id):
    with app.app_context():
        config = app.config
        Printer(config["OCOP_DATA_DIR"], config["OCOP_SERIAL_KEYS"](), config["OCOP_CLOCK"]).print_job(job_id)
        db.session.rollback()


def test_a_job_is_ordered_followed_and_fetched(app, client, mine, job, put):
    made = client.post("/api/v1/label-jobs", json=job, headers=mine.token)

    assert (made.status_code, made.json["status"], made.json["done"], made.json["total"]) == (202, "queued", 0, 10)
    assert put == [made.json["id"]]
    address = made.headers["Location"]
    assert client.get(f"{address}/file", headers=mine.token).status_code == 404
    finish(app, put[0])
    told = client.get(address, headers=mine.token).json
    assert (told["status"], told["done"], told["pages"], told["first_serial"]) == ("done", 10, 1, 1)
    file = client.get(f"{address}/file", headers=mine.token, buffered=True)
    assert told["file"].endswith(f"{address}/file")
    assert (file.status_code, file.mimetype, file.data[:5]) == (200, "application/pdf", b"%PDF-")


def test_the_same_order_twice_is_one_job(client, mine, job, put):
    keyed = mine.token | {"Idempotency-Key": "k"}

    first, second = (client.post("/api/v1/label-jobs", json=job, headers=keyed) for _ in range(2))

    assert (second.status_code, second.json) == (202, first.json)
    assert put == [first.json["id"]]


def test_jobs_are_their_own_people_s(client, mine, another, job, token_for):
    address = client.post("/api/v1/label-jobs", json=job, headers=mine.token).headers["Location"]

    for path in (address, f"{address}/file", f"/api/v1/products/{mine.product.code}/lots/L1/serials"):
        assert client.get(path, headers=another.token).status_code == 404
        assert client.get(path).status_code == 401
        assert client.get(path, headers=token_for("auditor")).status_code == 403
    assert client.post("/api/v1/label-jobs", json=job, headers=another.token).status_code == 404
    assert client.post(f"{address}/cancel", headers=another.token).status_code == 404


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"count": 10_000_000}, 422, "invalid"),
        ({"count": "10"}, 422, "invalid"),
        ({"stock": "a4-99"}, 422, "stock-unknown"),
        ({"start": 99}, 422, "start-out-of-range"),
        ({"lot": None}, 422, "lot-missing"),
        ({"lot": "L9"}, 404, "lot-unknown"),
        ({"serials": "yes"}, 422, "invalid"),
        ({"format": "doc"}, 422, "invalid"),
        ({"strange": 1}, 422, "invalid"),
        ({"product": "9521234543210"}, 404, "product-unknown"),
    ],
)
def test_a_wrong_order_is_refused_whole(client, mine, job, put, held, more, status, code):
    before = held()

    refused = client.post("/api/v1/label-jobs", json=job | more, headers=mine.token)

    assert (refused.status_code, refused.json["code"], put) == (status, code, [])
    assert held() == before


def test_a_job_is_cancelled_and_its_numbers_are_void(client, mine, job):
    address = client.post("/api/v1/label-jobs", json=job, headers=mine.token).headers["Location"]

    cancelled = client.post(f"{address}/cancel", headers=mine.token)
    ledger = client.get(f"/api/v1/products/{mine.product.code}/lots/L1/serials", headers=mine.token).json

    assert (cancelled.status_code, cancelled.json["status"]) == (200, "cancelled")
    assert [(one["first"], one["last"]) for one in ledger["voids"]] == [(1, 10)]
    assert client.post(f"{address}/cancel", headers=mine.token).json["code"] == "label-job-ended"


def test_a_job_is_printed_again_and_spoilt_labels_are_void(app, client, mine, job, put):
    address = client.post("/api/v1/label-jobs", json=job, headers=mine.token).headers["Location"]

    again = client.post(f"{address}/reprint", headers=mine.token)
    ledger = f"/api/v1/products/{mine.product.code}/lots/L1/serials"
    void = client.post(f"{ledger}/voids", json={"first": 2, "last": 3, "reason": "Kẹt giấy"}, headers=mine.token)

    assert (again.status_code, again.json["reprint_of"], again.json["first_serial"]) == (202, put[0], 1)
    assert put == [put[0], again.json["id"]]
    assert (void.status_code, void.json["issued"], void.json["voids"][0]["last"]) == (201, 10, 3)
    wrong = client.post(f"{ledger}/voids", json={"first": 9, "last": 11, "reason": "x"}, headers=mine.token)
    assert (wrong.status_code, wrong.json["code"]) == (422, "serial-range")
