"""The gate: what is not in the table is refused, and everybody else by his role and scope."""

import pytest

from ocop.domain.accounts import Role, Scope
from ocop.web.access import access_of, spread
from ocop.web.gates import safe_next
from ocop.web.grants import PUBLIC, UNASKED, may
from tests.web.conftest import GOOD, come_in


def test_an_endpoint_outside_the_table_fails_its_test(client, add_view) -> None:
    add_view("/probe", lambda: "x", None)

    with pytest.raises(RuntimeError, match="not in the access table"):
        client.get("/probe")


def test_an_endpoint_outside_the_table_is_nobodys(app, client, add_view) -> None:
    add_view("/api/v1/probe", lambda: "x", None)
    app.testing = False

    refused = client.get("/api/v1/probe")

    assert (refused.status_code, refused.json["code"]) == (403, "role-not-allowed")


@pytest.mark.parametrize(("role", "status"), [("province", 200), ("ministry", 200), ("producer", 403)])
def test_a_role_opens_what_it_may(role: str, status: int, client, add_view, token_for) -> None:
    add_view("/api/v1/probe", lambda: "x", may(Role.PROVINCE, Role.MINISTRY))

    answer = client.get("/api/v1/probe", headers=token_for(role))

    assert answer.status_code == status
    if status == 403:
        assert answer.json["code"] == "role-not-allowed"


@pytest.mark.parametrize(
    ("scopes", "status"),
    [(None, 200), ([Scope.LOTS], 200), ([Scope.LOTS, Scope.READ], 200), ([Scope.READ], 403), ([], 403)],
)
def test_a_token_opens_what_its_scopes_say(scopes, status: int, client, add_view, token_for) -> None:
    add_view("/api/v1/probe", lambda: "x", may(Role.PROVINCE, scope=Scope.LOTS), "POST")

    answer = client.post("/api/v1/probe", headers=token_for("province", scopes=scopes))

    assert answer.status_code == status
    if status == 403:
        assert answer.json["code"] == "scope-missing"


def test_a_program_without_a_token_is_told_to_bring_one(client, add_view) -> None:
    add_view("/api/v1/probe", lambda: "x", may(Role.PROVINCE), "POST")

    refused = client.post("/api/v1/probe", data="x" * 2_000_000, content_type="text/plain")

    assert (refused.status_code, refused.json["code"]) == (401, "token-missing")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_stranger_is_sent_to_the_door_and_back(client, add_view) -> None:
    add_view("/probe", lambda: "x", may(Role.PROVINCE))

    sent = client.get("/probe?năm=2026&x=1")

    assert (sent.status_code, sent.headers["Location"]) == (302, "/login?next=%2Fprobe%3Fn%C4%83m%3D2026%26x%3D1")


def test_a_strangers_form_is_sent_to_the_door_alone(client, add_view) -> None:
    add_view("/probe", lambda: "x", may(Role.PROVINCE), "POST")

    sent = client.post("/probe")

    assert (sent.status_code, sent.headers["Location"]) == (303, "/login")


def test_a_wrong_role_reads_a_page_that_says_so(door, add_view, make_user) -> None:
    make_user("commune", name="ai", password=GOOD)
    add_view("/probe", lambda: "x", may(Role.MINISTRY))
    come_in(door, "ai")

    refused = door.get("/probe")

    assert (refused.status_code, refused.mimetype) == (403, "text/html")


def test_head_and_options_go_with_their_row(client, add_view, token_for) -> None:
    add_view("/api/v1/probe", lambda: "x", may(Role.PROVINCE))

    assert client.head("/api/v1/probe").status_code == 401
    assert client.head("/api/v1/probe", headers=token_for("province")).status_code == 200
    assert client.options("/api/v1/probe").status_code == 200


def test_operations_ask_no_store(client, query_count) -> None:
    with query_count() as statements:
        client.get("/healthz")

    assert statements == []


def test_the_page_of_a_lost_address_greets_whom_it_knows(door, make_user) -> None:
    make_user("commune", name="xa-phu-can", password=GOOD)
    come_in(door, "xa-phu-can")

    assert "xa-phu-can" in door.get("/no/such/page").text


def test_rows_are_spread_by_method() -> None:
    assert spread({"GET POST a.b": PUBLIC}, {"GET c": UNASKED}) == {
        "GET a.b": PUBLIC,
        "POST a.b": PUBLIC,
        "GET c": UNASKED,
    }
    with pytest.raises(ValueError, match="twice"):
        spread({"GET a": PUBLIC}, {"GET POST a": UNASKED})


def test_an_endpoint_nobody_knows_has_no_access() -> None:
    assert [access_of("nowhere", method) for method in ("GET", "OPTIONS", "HEAD")] == [None] * 3


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "office",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\tx",
        "/x\r\nSet-Cookie: a=b",
        " /x",
        "/[",
    ],
)
def test_nobody_is_sent_to_another_site(text: str | None) -> None:
    assert safe_next(text, "/office") in ("/office", "/[")


@pytest.mark.parametrize("text", ["/", "/office?x=1&y=2#z", "/producer/san-pham/đường"])
def test_one_is_sent_back_where_one_came_from(text: str) -> None:
    assert safe_next(text) == text
