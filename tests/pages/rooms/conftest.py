"""Somebody in a room: signed in by the door, every form sent with its token."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from ocop.domain.accounts import Role
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.services.work import reading
from tests.factories import Clock, Factories
from tests.phones import Phone, enrolled_phone

PASSWORD = "ba con thuyen tim"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """A browser without scripts, and who uses it."""

    def __init__(self, app: Flask, user: User | None = None) -> None:
        self.client = app.test_client()
        self.user = user
        self.phone: Phone | None = None

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, data: dict[str, Any] | None = None, **fields: Any) -> TestResponse:
        """Send a form with the token that the room's pages carry."""
        found = _TOKEN.search(self.client.get("/account").text)
        sent = {**(data or {}), **fields, "csrf_token": found.group(1) if found else ""}
        return self.client.post(path, data=sent)

    def enrol(self, clock: Clock) -> Phone:
        """Give the visitor a second factor; its phone shows a code that nobody has seen."""
        assert self.user is not None
        self.phone = enrolled_phone(self.client.application, clock, self.user)
        return self.phone

    def step_up(self) -> TestResponse:
        """Give a code of the phone in this browser, a fresh one."""
        assert self.phone is not None
        answer = self.post("/account/step-up", step_up_code=self.phone.code())
        assert answer.status_code == 303, answer.text
        return answer


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


@pytest.fixture
def enter_proven(enter: Callable[..., Visitor], clock: Clock) -> Callable[..., Visitor]:
    """Return a function that does the same and gives a code: who came so may decide and keep accounts."""

    def entered(role: Role | str, **fields: Any) -> Visitor:
        someone = enter(role, **fields)
        someone.enrol(clock)
        someone.step_up()
        return someone

    return entered


# -- a household that keeps a diary


@pytest.fixture
def household(make_subject: Callable[..., Any]) -> Any:
    """A household with an ordinary long name."""
    return make_subject(name="Hộ kinh doanh Thạch Thị Sa Rây")


@pytest.fixture
def product(make_product: Callable[..., Any], household: Any) -> Any:
    """A product of the household."""
    return make_product(subject=household, name="Mứt dừa sợi lá dứa")


@pytest.fixture
def someone(enter: Callable[..., Visitor], household: Any) -> Visitor:
    """Somebody of the household, signed in."""
    return enter("producer", subject=household)


@pytest.fixture
def kept(app: Flask) -> Callable[[Any], list[Any]]:
    """Return what gives the rows of a query."""

    def look(query: Any) -> list[Any]:
        with app.app_context(), reading():
            return list(db.session.execute(query))

    return look
