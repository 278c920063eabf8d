"""Refusals as answers: one shape for machines, pages for people, nothing of ours in either."""

import pytest
from flask import abort, request

from ocop.domain import refusals
from ocop.domain.refusals import (
    BadInput,
    Conflict,
    NotAllowed,
    NotFound,
    NotSignedIn,
    OcopError,
    RuleBroken,
    TooMany,
    Unavailable,
)
from ocop.web.problems import STATUSES, status_of

REFUSALS = [
    (BadInput("a-code", "Chữ %(word)s."), 422),
    (NotFound("a-code", "Chữ."), 404),
    (NotAllowed("a-code", "Chữ."), 403),
    (NotSignedIn("a-code", "Chữ."), 401),
    (Conflict("a-code", "Chữ."), 409),
    (RuleBroken("a-code", "Chữ."), 422),
    (TooMany("a-code", "Chữ.", retry_after=7), 429),
    (Unavailable("a-code", "Chữ."), 503),
    (BadInput("malformed-json", "Chữ."), 400),
]


def raising(fault: Exception):
    """Return a view that fails."""

    def view(**_):
        raise fault

    return view


def test_every_kind_of_refusal_has_a_status() -> None:
    kinds = {kind for kind in vars(refusals).values() if isinstance(kind, type) and issubclass(kind, OcopError)}

    assert kinds - {OcopError} == set(STATUSES)


def test_a_kind_of_refusal_made_later_has_its_parents_status() -> None:
    class StarTaken(Conflict):
        pass

    assert status_of(StarTaken("a-code", "Chữ.")) == 409


@pytest.mark.parametrize(("refusal", "status"), REFUSALS)
def test_a_machine_reads_a_problem(refusal: OcopError, status: int, client, add_view) -> None:
    add_view("/api/v1/probe", raising(refusal))

    answer = client.get("/api/v1/probe")

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    body = answer.json
    assert (body["type"], body["status"], body["code"]) == (f"/errors/{refusal.code}", status, refusal.code)
    assert body["detail"] == refusal.template
    assert body["title"]
    assert "errors" not in body


@pytest.mark.parametrize(("refusal", "status"), REFUSALS)
def test_a_person_reads_a_page(refusal: OcopError, status: int, client, add_view) -> None:
    add_view("/probe", raising(refusal))

    page = client.get("/probe")

    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert refusal.template in page.text


def test_a_refusal_says_what_to_wait_for(client, add_view) -> None:
    add_view("/api/v1/busy", raising(Unavailable("store-busy", "Bận.")))
    add_view("/api/v1/often", raising(TooMany("often", "Chờ %(seconds)s giây.", retry_after=7, seconds=7)))
    add_view("/api/v1/who", raising(NotSignedIn("token-missing", "Ai?")))

    busy, often, who = (client.get(f"/api/v1/{name}") for name in ("busy", "often", "who"))

    assert [one.headers["Retry-After"] for one in (busy, often)] == ["2", "7"]
    assert often.json["detail"] == "Chờ 7 giây."
    assert who.headers["WWW-Authenticate"] == 'Bearer realm="ocop"'


def test_faults_are_listed_by_field(client, add_view) -> None:
    one = Conflict("gtin-taken", "GTIN %(gtin)s đã có.", field="gtin", gtin="0")
    many = BadInput("invalid", "Sai.", faults=[{"field": "tools.0.tool", "message": "Sai."}])
    add_view("/api/v1/one", raising(one))
    add_view("/api/v1/many", raising(many))

    errors = [client.get(f"/api/v1/{name}").json["errors"] for name in ("one", "many")]

    assert errors == [
        [{"field": "gtin", "code": "gtin-taken", "message": "GTIN 0 đã có."}],
        [{"field": "tools.0.tool", "message": "Sai."}],
    ]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "malformed"),
        (404, "not-found"),
        (405, "method-not-allowed"),
        (410, "malformed"),
        (412, "version-mismatch"),
        (413, "too-large"),
        (415, "media-type"),
        (428, "precondition-required"),
        (500, "internal"),
        (502, "internal"),
    ],
)
def test_what_http_refuses_has_a_code_too(status: int, code: str, client, add_view) -> None:
    add_view("/api/v1/probe", lambda: abort(status))
    add_view("/probe", lambda: abort(status))

    answer, page = client.get("/api/v1/probe"), client.get("/probe")

    assert (answer.status_code, answer.json["code"], answer.json["status"]) == (status, code, status)
    assert answer.json["detail"].isascii() is False
    assert (page.status_code, page.mimetype) == (status, "text/html")


def test_our_own_words_are_said_and_no_others(client, add_view) -> None:
    add_view("/api/v1/ours", lambda: abort(415, "Chỉ nhận ảnh."))
    add_view("/api/v1/theirs", lambda: abort(400, "KeyError: 'secret'"))

    assert client.get("/api/v1/ours").json["detail"] == "Chỉ nhận ảnh."
    assert client.get("/api/v1/theirs").json["detail"] == "Máy chủ không đọc được yêu cầu này."


def test_json_that_cannot_be_read_has_its_own_code(client, add_view) -> None:
    add_view("/api/v1/probe", lambda: {"read": request.get_json()}, method="POST")

    refused = client.post("/api/v1/probe", data=b"{", content_type="application/json")

    assert (refused.status_code, refused.json["code"]) == (400, "malformed-json")


def test_a_wrong_method_says_which_are_right(client, add_view) -> None:
    add_view("/api/v1/probe", lambda: "x")

    refused = client.delete("/api/v1/probe")

    assert (refused.status_code, set(refused.headers["Allow"].split(", "))) == (405, {"GET", "HEAD", "OPTIONS"})


def test_a_fault_of_ours_tells_a_stranger_nothing(app, client, add_view) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    add_view("/api/v1/probe", raising(ValueError("mật khẩu là 123")))
    add_view("/probe", raising(ValueError("mật khẩu là 123")))

    answer, page = client.get("/api/v1/probe"), client.get("/probe")

    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert (page.status_code, page.headers["X-Request-ID"] in page.text) == (500, True)
    assert "123" not in answer.text + page.text


def test_a_fault_of_ours_stops_a_test(client, add_view) -> None:
    add_view("/probe", raising(ValueError("x")))

    with pytest.raises(ValueError, match="x"):
        client.get("/probe")


def test_redirects_pass_as_they_are(client, add_view) -> None:
    add_view("/probe/", lambda: "x")

    moved = client.get("/probe")

    assert (moved.status_code, moved.headers["Location"].endswith("/probe/")) == (308, True)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/linkset+json", "application/problem+json"),
        ("text/html,application/json", "text/html"),
        ("*/*", "text/html"),
        ("application/json, */*", "text/html"),
    ],
)
def test_pages_answer_programs_in_json_where_they_ask(accept: str, media_type: str, client) -> None:
    assert client.get("/no/such/page", headers={"Accept": accept}).mimetype == media_type


def test_a_host_that_is_not_ours_is_refused(client) -> None:
    refused = client.get("/", headers={"Host": "evil.example"})

    assert (refused.status_code, refused.mimetype, "evil" in refused.text) == (400, "text/plain", False)
