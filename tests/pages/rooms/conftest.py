"""Somebody in a room: signed in by the door, every form sent with its token."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from ocop.domain.accounts import Role
from ocop.models.accounts import User
from tests.factories import Factories

PASSWORD = "ba con thuyen tim"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """A browser without scripts, and who uses it."""

    def __init__(self, app: Flask, user: User | None = None) -> None:
        self.client = app.test_client()
        self.user = user

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, data: dict[str, Any] | None = None, **fields: Any) -> TestResponse:
        """Send a form with the token that the room's pages carry."""
        found = _TOKEN.search(self.client.get("/account").text)
        sent = {**(data or {}), **fields, "csrf_token": found.group(1) if found else ""}
        return self.client.post(path, data=sent)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Return somebody who is not signed in."""
    return Visitor(app)


@pytest.fixture
def enter(app: Flask, factories: Factories) -> Callable[..., Visitor]:
    """Return a function that signs a new account of a role in."""

    def entered(role: Role | str = Role.PRODUCER, **fields: Any) -> Visitor:
        user = factories.user(role, password=PASSWORD, **fields)
        someone = Visitor(app, user)
        answer = someone.client.post("/login", data={"name": user.name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return someone

    return entered
