"""Headers: the same strictness for whatever is answered."""

import pytest
from flask import Response, flash

from ocop.web.headers import security_headers
from tests.conftest import running
from tests.web.conftest import GOOD, come_in


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/nothing", "/no/such/page", "/static/none.css"])
def test_every_answer_is_locked_down(path: str, client) -> None:
    headers = client.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers
    assert "Set-Cookie" not in headers


def test_the_camera_is_for_the_scan_page_alone() -> None:
    allowed = {path: security_headers(path, is_https=False)["Permissions-Policy"] for path in ("/scan", "/")}

    assert allowed["/scan"].startswith("camera=(self), ")
    assert allowed["/"].startswith("camera=(), ")


def test_over_https_cookies_and_browsers_insist_on_it(settings, clock) -> None:
    https = settings.__class__(**{**vars(settings), "public_base_url": "https://ocop.example.vn"})

    with running(https, clock) as app:
        answer = app.test_client().get("/healthz")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-ocop"
    assert app.config["SESSION_COOKIE_SECURE"] is True


def test_what_is_made_for_one_person_is_kept_by_nobody(door, make_user, add_view) -> None:
    make_user("commune", name="ai", password=GOOD)
    add_view("/probe", lambda: Response("x", headers={"Cache-Control": "public"}))
    assert door.get("/probe").headers["Cache-Control"] == "public"

    come_in(door, "ai")

    assert door.get("/probe").headers["Cache-Control"] == "private, no-store"


def test_an_answer_that_sets_a_cookie_is_kept_by_nobody(client, add_view) -> None:
    def view():
        flash("x")
        return "x"

    add_view("/probe", view)

    assert client.get("/probe").headers["Cache-Control"] == "private, no-store"


def test_pages_of_other_sites_may_read_what_the_api_gives_to_all(client, add_view, token_for) -> None:
    add_view("/api/v1/probe", lambda: "x")
    add_view("/api/v1/probe", lambda: "x", method="POST")

    assert client.get("/api/v1/probe").headers["Access-Control-Allow-Origin"] == "*"
    own = client.get("/api/v1/probe", headers=token_for("province"))
    others = [own, client.post("/api/v1/probe"), client.get("/healthz")]
    assert [("Access-Control-Allow-Origin" in one.headers) for one in others] == [False] * 3
    assert not any("Access-Control-Allow-Credentials" in one.headers for one in others)


def test_a_request_has_a_name(client) -> None:
    own = client.get("/healthz").headers["X-Request-ID"]
    given = client.get("/healthz", headers={"X-Request-ID": "from-proxy-0001"}).headers["X-Request-ID"]
    odd = client.get("/healthz", headers={"X-Request-ID": "a b;c"}).headers["X-Request-ID"]

    assert (len(own), given, odd == "a b;c") == (32, "from-proxy-0001", False)
