"""Certificates over HTTP: read by everyone, revoked, extended and proposed for revocation by who may."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pypdfium2
import pytest

from ocop.domain.revocations import GROUND_WORDS, Ground

pytestmark = pytest.mark.both_stores

REVOCATION = {
    "number": "3120/QĐ-UBND",
    "signed_on": "2026-11-20",
    "ground": "law_broken",
    "why": "Dùng phụ gia ngoài danh mục.",
}
EXTENSION = {"extended_until": "2027-03-31", "why": "Hồ sơ đã nộp, chờ hội đồng."}
PROPOSAL = {"ground": "production_stopped", "why": "Cơ sở ngừng sản xuất từ tháng 9."}
WHY = {"why": "Ghi nhầm số giấy."}


@pytest.fixture
def certificate(make_product, make_decision):
    """Return the address of a four star certificate that ends on 01/02/2027."""
    product = make_product()
    make_decision(product, star=4, signed_on=date(2024, 2, 1))
    return f"/api/v1/certificates/{product.code}-2024"


def code_of(answer):
    return answer.status_code, answer.json.get("code")


def test_a_certificate_is_shown_to_everybody(client, certificate):
    shown = client.get(certificate)

    told = shown.json
    assert shown.status_code == 200
    assert (told["status"], told["star"]) == ("expiring", 4)
    assert (told["window_opens_on"], told["window_closes_on"]) == ("2026-08-05", "2026-10-04")
    assert (told["revocation"], [one["kind"] for one in told["history"]]) == (None, ["issued"])
    again = client.get(certificate, headers={"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("number", ["x", "9" * 20, "a%2Fb", "a/b", "x" * 5000, "%00"])
def test_an_unknown_certificate_is_not_found(client, certificate, number):
    for path in (f"/api/v1/certificates/{number}", f"/api/v1/certificates/{number}/certificate.pdf"):
        assert code_of(client.get(path)) == (404, "certificate-unknown")


def test_a_certificate_is_printed_with_what_it_is_today(client, certificate, token_for, clock):
    valid = client.get(f"{certificate}/certificate.pdf")
    clock.set(date(2027, 2, 2))
    expired = client.get(f"{certificate}/certificate.pdf")

    def text(answer):
        (page,) = pypdfium2.PdfDocument(answer.data)
        return page.get_textpage().get_text_range()

    assert valid.mimetype == "application/pdf"
    assert ("HẾT HIỆU LỰC" in text(valid), "HẾT HIỆU LỰC SAU 01/02/2027" in text(expired)) == (False, True)
    assert "MINH HỌA" not in text(valid)


def test_a_province_revokes_what_a_former_district_granted(client, make_product, make_decision, token_for):
    product = make_product()
    make_decision(product, star=3, signed_on=date(2024, 12, 20))
    address = f"/api/v1/certificates/{product.code}-2024"

    done = client.post(f"{address}/revocation", json=REVOCATION, headers=token_for("province"))

    assert done.status_code == 200
    assert done.json["status"] == "revoked"
    assert {**done.json["revocation"], "is_late": False} == {
        **REVOCATION,
        "ground_words": GROUND_WORDS[Ground.LAW_BROKEN],
        "concluded_on": None,
        "is_late": False,
    }
    assert done.json == client.get(address).json
    shown = client.get(f"/api/v1/products/{product.code}").json
    assert (shown["rating"], shown["certificate"]["revoked_on"]) == ("revoked", "2026-11-20")
    before = client.get(f"/api/v1/products/{product.code}?as_of=2026-11-19").json
    assert before["rating"] == "three_star"


def test_one_revocation_stands_and_another_conflicts(client, certificate, token_for, held):
    token = token_for("province")
    first = client.post(f"{certificate}/revocation", json=REVOCATION, headers={**token, "Idempotency-Key": "k"})
    kept = held()

    same = client.post(f"{certificate}/revocation", json=REVOCATION, headers={**token, "Idempotency-Key": "k"})
    other = client.post(f"{certificate}/revocation", json={**REVOCATION, "number": "9/QĐ"}, headers=token)

    assert (same.status_code, same.data) == (first.status_code, first.data)
    assert code_of(other) == (409, "certificate-revoked")
    assert held() == kept


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"signed_on": "2026-11-24"}, "dates-contradict"),
        ({"signed_on": "2024-01-31"}, "dates-contradict"),
        ({"concluded_on": "2026-11-21"}, "dates-contradict"),
        ({"ground": "because"}, "invalid"),
        ({"why": ""}, "invalid"),
        ({"number": None}, "invalid"),
        ({"star": 4}, "invalid"),
    ],
)
def test_a_revocation_is_refused_by_its_reason(client, certificate, token_for, held, more, code):
    token = token_for("province")
    before = held()

    refused = client.post(f"{certificate}/revocation", json={**REVOCATION, **more}, headers=token)

    assert code_of(refused) == (422, code)
    assert held() == before


def test_what_is_superseded_or_expired_is_not_revoked(client, make_product, make_decision, token_for):
    product, token = make_product(), token_for("province")
    make_decision(product, star=3, signed_on=date(2023, 11, 20), unit_code="846")
    make_decision(product, star=4, signed_on=date(2026, 10, 1))
    expired = make_product()
    make_decision(expired, star=4, signed_on=date(2023, 11, 10))

    for number in (f"{product.code}-2023", f"{expired.code}-2023"):
        refused = client.post(f"/api/v1/certificates/{number}/revocation", json=REVOCATION, headers=token)
        assert code_of(refused) == (422, "certificate-not-in-force")


@pytest.mark.parametrize(("act", "body"), [("revocation", REVOCATION), ("extension", EXTENSION)])
@pytest.mark.parametrize(
    ("role", "more", "code"),
    [
        ("province", {"unit": "79"}, "star-not-yours"),
        ("ministry", {}, "star-not-yours"),
        ("commune", {}, "role-not-allowed"),
        ("producer", {}, "role-not-allowed"),
        ("auditor", {}, "role-not-allowed"),
        ("administrator", {}, "role-not-allowed"),
    ],
)
def test_nobody_else_touches_a_province_s_certificate(
    client, certificate, token_for, held, act, body, role, more, code
):
    token = token_for(role, **more)
    before = held()

    assert code_of(client.post(f"{certificate}/{act}", json=body, headers=token)) == (403, code)
    assert client.post(f"{certificate}/{act}", json=body).status_code == 401
    assert held() == before


def test_the_ministry_keeps_five_stars(client, make_product, make_decision, token_for):
    product = make_product()
    make_decision(product, star=5, signed_on=date(2026, 11, 1))
    address = f"/api/v1/certificates/{product.code}-2026"

    province = client.post(f"{address}/revocation", json=REVOCATION, headers=token_for("province"))
    ministry = client.post(f"{address}/revocation", json=REVOCATION, headers=token_for("ministry"))

    assert code_of(province) == (403, "star-not-yours")
    assert (ministry.status_code, ministry.json["status"]) == (200, "revoked")


def test_one_signed_late_is_recorded_and_said_to_be(client, certificate, token_for):
    body = {**REVOCATION, "concluded_on": "2026-11-04"}

    done = client.post(f"{certificate}/revocation", json=body, headers=token_for("province"))

    assert done.json["revocation"]["is_late"] is True


def test_a_mistyped_revocation_is_corrected_on_its_day(client, certificate, token_for, clock):
    token = token_for("province")
    client.post(f"{certificate}/revocation", json=REVOCATION, headers=token)

    stranger = client.post(f"{certificate}/revocation/correction", json=WHY, headers=token_for("province", unit="79"))
    done = client.post(f"{certificate}/revocation/correction", json=WHY, headers=token)
    again = client.post(f"{certificate}/revocation/correction", json=WHY, headers=token)

    assert code_of(stranger) == (403, "star-not-yours")
    assert (done.status_code, done.json["status"], done.json["revocation"]) == (200, "expiring", None)
    told = [(one["kind"], one["on"], one["why"]) for one in done.json["history"]]
    assert told == [
        ("issued", "2024-02-01", None),
        ("revoked", "2026-11-20", REVOCATION["why"]),
        ("corrected", "2026-11-23", WHY["why"]),
    ]
    assert code_of(again) == (409, "certificate-not-revoked")
    client.post(f"{certificate}/revocation", json=REVOCATION, headers=token)
    clock.advance(days=1)
    late = client.post(f"{certificate}/revocation/correction", json=WHY, headers=token)
    assert code_of(late) == (422, "correction-too-late")


def test_a_late_filer_s_certificate_runs_on(client, certificate, token_for, clock):
    token = token_for("province")

    done = client.post(f"{certificate}/extension", json=EXTENSION, headers=token)
    same = client.post(f"{certificate}/extension", json=EXTENSION, headers=token)
    longer = client.post(
        f"{certificate}/extension", json={**EXTENSION, "extended_until": "2027-08-01"}, headers=token
    )
    clock.set(date(2027, 3, 31))
    last = client.get(certificate).json["status"]
    clock.set(date(2027, 4, 1))

    assert (done.status_code, done.json["last_day"]) == (200, "2027-03-31")
    assert (done.json["history"][-1]["kind"], done.json["history"][-1]["until"]) == ("extended", "2027-03-31")
    assert code_of(same) == (422, "dates-contradict")
    assert code_of(longer) == (422, "extension-too-long")
    assert (last, client.get(certificate).json["status"]) == ("extended", "expired")


def test_a_commune_proposes_and_the_province_answers(client, certificate, token_for):
    commune, province = token_for("commune"), token_for("province")

    made = client.post(f"{certificate}/revocation-proposal", json=PROPOSAL, headers=commune)
    twice = client.post(f"{certificate}/revocation-proposal", json=PROPOSAL, headers=commune)
    seen = client.get(made.headers["Location"], headers=province).json["items"]
    declined = client.post(f"{certificate}/revocation-proposal/refusal", json=WHY, headers=province)

    assert (made.status_code, made.json["state"], made.json["proposed_on"]) == (201, "open", "2026-11-23")
    assert {**made.json, **PROPOSAL, "unit_code": "29341"} == made.json
    assert code_of(twice) == (409, "proposal-open")
    assert seen == [made.json]
    assert (declined.status_code, declined.json["state"], declined.json["answer"]) == (200, "declined", WHY["why"])
    assert client.get(certificate).json["status"] == "expiring"


def test_a_proposal_is_withdrawn_or_followed(client, certificate, token_for):
    commune, province = token_for("commune"), token_for("province")
    proposals = f"{certificate}/revocation-proposal"
    client.post(proposals, json=PROPOSAL, headers=commune)

    withdrawn = client.post(f"{proposals}/withdrawal", json=WHY, headers=commune)
    none = client.post(f"{proposals}/withdrawal", json=WHY, headers=commune)
    client.post(proposals, json=PROPOSAL, headers=commune)
    client.post(f"{certificate}/revocation", json=REVOCATION, headers=province)

    assert (withdrawn.status_code, withdrawn.json["state"]) == (200, "withdrawn")
    assert code_of(none) == (404, "proposal-unknown")
    listed = client.get(f"{proposals}s", headers=commune).json["items"]
    assert [one["state"] for one in listed] == ["followed", "withdrawn"]
    assert code_of(client.post(proposals, json=PROPOSAL, headers=commune)) == (409, "certificate-revoked")


@pytest.mark.parametrize(
    ("role", "more", "code"),
    [
        ("commune", {"unit": "26740"}, "star-not-yours"),
        ("province", {}, "role-not-allowed"),
        ("producer", {}, "role-not-allowed"),
    ],
)
def test_only_its_own_commune_proposes(client, certificate, token_for, role, more, code):
    refused = client.post(f"{certificate}/revocation-proposal", json=PROPOSAL, headers=token_for(role, **more))

    assert code_of(refused) == (403, code)


def test_proposals_are_no_matter_of_another_area(client, certificate, token_for):
    client.post(f"{certificate}/revocation-proposal", json=PROPOSAL, headers=token_for("commune"))

    assert client.get(f"{certificate}/revocation-proposals").status_code == 401
    strange = client.get(f"{certificate}/revocation-proposals", headers=token_for("province", unit="79"))
    assert strange.status_code == 404


def test_of_twenty_revocations_at_once_one_stands(app, certificate, token_for):
    token, start, statuses = token_for("province"), Barrier(20), []

    def ask(place):
        client = app.test_client()
        body = {**REVOCATION, "number": f"{place}/QĐ-UBND"}
        start.wait()
        answer = client.post(f"{certificate}/revocation", json=body, headers=token)
        while answer.status_code == 503:
            answer = client.post(f"{certificate}/revocation", json=body, headers=token)
        statuses.append(answer.status_code)

    threads = [Thread(target=ask, args=(place,)) for place in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200] + [409] * 19
    kinds = [one["kind"] for one in app.test_client().get(certificate).json["history"]]
    assert kinds == ["issued", "revoked"]


def test_what_became_of_a_certificate_is_told_to_whoever_scans(client, certificate, token_for):
    code = certificate.rpartition("/")[2].partition("-")[0]
    until = {"extended_until": (date(2027, 2, 1) + timedelta(days=30)).isoformat(), "why": "Chờ hội đồng họp."}
    client.post(f"{certificate}/extension", json=until, headers=token_for("province"))
    client.post(f"{certificate}/revocation", json=REVOCATION, headers=token_for("province"))

    page = client.get(f"/t/{code}").text

    assert "Gia hạn giấy chứng nhận" in page
    assert "Chờ hội đồng họp." in page
    assert "Thu hồi giấy chứng nhận" in page
