"""Views of the tests' own, plugged into the whole application with a row in the access table."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from ocop.web.access import ACCESS
from ocop.web.answers import answer
from ocop.web.cross_site import csrf_token
from ocop.web.grants import PUBLIC, Access
from ocop.web.sign_ins import change_own_password, enter_by_code, sign_in, sign_out

GOOD = "con sáo bay qua sông 7 lần"
_numbers = count(1)


@pytest.fixture
def add_view(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that serves a view at an address, to whom the access says."""

    def add(path: str, view: Callable[..., Any], access: Access | None = PUBLIC, method: str = "GET") -> None:
        endpoint = f"probe{next(_numbers)}"
        app.add_url_rule(path, endpoint, view, methods=[method])
        if access is not None:
            monkeypatch.setitem(ACCESS, f"{method} {endpoint}", access)

    return add


@pytest.fixture
def door(app: Flask, add_view: Callable[..., None]) -> FlaskClient:
    """A browser in front of a plain door: in, in by code, out, another password, and a form's token."""

    def done(act: Callable[[], Any]) -> Callable[[], Any]:
        return lambda: answer({"name": getattr(act(), "name", None)})

    add_view("/probe/in", done(lambda: sign_in(request.form["name"], request.form["password"])), method="POST")
    add_view(
        "/probe/code", done(lambda: enter_by_code(request.form["code"], request.form["password"])), method="POST"
    )
    add_view("/probe/out", done(sign_out), method="POST")
    add_view(
        "/probe/change", done(lambda: change_own_password(request.form["old"], request.form["new"])), method="POST"
    )
    add_view("/probe/csrf", lambda: csrf_token() or "none")
    return app.test_client()


def come_in(browser: FlaskClient, name: str, password: str = GOOD) -> str:
    """Sign a browser in and return the token that its forms carry."""
    entered = browser.post("/probe/in", data={"name": name, "password": password})
    assert entered.status_code == 200, entered.text
    return browser.get("/probe/csrf").text
