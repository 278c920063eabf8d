"""Forms of other sites: refused by origin for everybody, by a token for who is signed in."""

import pytest

from ocop.web.grants import PUBLIC
from tests.web.conftest import GOOD, come_in


@pytest.fixture
def changed(add_view) -> list[str]:
    """What a form at /probe/form changed."""
    done: list[str] = []

    def view():
        done.append("once")
        return "ok"

    add_view("/probe/form", view, PUBLIC, "POST")
    add_view("/api/v1/probe", view, PUBLIC, "POST")
    return done


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://localhost:8000"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
    ],
)
def test_a_strangers_form_comes_from_our_own_page(headers: dict, status: int, client, changed: list[str]) -> None:
    answer = client.post("/probe/form", headers=headers)

    assert answer.status_code == status
    assert changed == ["once"] * (status == 200)
    assert "Set-Cookie" not in answer.headers


def test_machines_may_ask_from_anywhere(client, changed: list[str]) -> None:
    client.post("/api/v1/probe", headers={"Origin": "http://other.example"})

    assert changed == ["once"]


@pytest.mark.parametrize("sent", [{}, {"csrf_token": ""}, {"csrf_token": "wrong"}])
def test_a_form_without_its_token_changes_nothing(sent: dict, door, make_user, changed: list[str]) -> None:
    make_user("commune", name="ai", password=GOOD)
    come_in(door, "ai")

    refused = door.post("/probe/form", data=sent)

    assert (refused.status_code, refused.mimetype, changed) == (400, "text/html", [])
    assert "tải lại" in refused.text


def test_a_form_with_its_token_passes_all_day(door, make_user, changed: list[str], clock) -> None:
    make_user("producer", name="ai", password=GOOD)
    token = come_in(door, "ai")
    clock.advance(hours=11)

    door.post("/probe/form", data={"csrf_token": token})
    door.post("/probe/form", headers={"X-CSRFToken": token})

    assert changed == ["once", "once"]


def test_the_token_of_another_session_is_wrong(app, door, make_user, changed: list[str]) -> None:
    make_user("commune", name="ai", password=GOOD)
    other = app.test_client()
    stolen = come_in(other, "ai")
    come_in(door, "ai")

    assert door.post("/probe/form", data={"csrf_token": stolen}).status_code == 400
    assert changed == []


def test_who_is_not_signed_in_gets_no_token_and_no_cookie(door) -> None:
    page = door.get("/probe/csrf")

    assert (page.text, "Set-Cookie" in page.headers) == ("none", False)


def test_tests_of_pages_may_leave_tokens_out(app, door, make_user, changed: list[str]) -> None:
    make_user("commune", name="ai", password=GOOD)
    come_in(door, "ai")
    app.config["WTF_CSRF_ENABLED"] = False

    door.post("/probe/form")

    assert changed == ["once"]
