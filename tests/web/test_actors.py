"""Who asks: a token where machines ask, a session on pages, and neither for the other."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import event

from ocop.domain.accounts import Role
from ocop.domain.refusals import NotSignedIn
from ocop.models.accounts import Session, Token, User
from ocop.models.database import db
from ocop.services.entry_codes import make_entry_code
from ocop.services.work import unit_of_work
from ocop.web.actors import current_actor, required_actor, session_token
from ocop.web.grants import may
from tests.factories import OPERATOR
from tests.web.conftest import GOOD, come_in


@pytest.fixture
def asked(add_view) -> None:
    """Two addresses that say who asks, one for machines and one for people."""

    def view():
        actor = current_actor()
        return {"name": actor.name if actor else None}

    add_view("/api/v1/me", view)
    add_view("/me", view)


def change_user(app, user, **fields) -> None:
    with app.app_context(), unit_of_work():
        held = db.session.get(User, user.id)
        for name, value in fields.items():
            setattr(held, name, value)


@pytest.mark.usefixtures("asked")
def test_a_token_speaks_where_machines_ask(client, make_user, token_for) -> None:
    headers = token_for(make_user("province", name="tinh"))

    assert client.get("/api/v1/me", headers=headers).json == {"name": "tinh"}
    assert client.get("/me", headers=headers).json == {"name": None}


@pytest.mark.usefixtures("asked")
def test_a_session_speaks_on_pages_alone(door, make_user) -> None:
    make_user("province", name="tinh", password=GOOD)
    come_in(door, "tinh")

    assert door.get("/me").json == {"name": "tinh"}
    assert door.get("/api/v1/me").json == {"name": None}
    assert "Vary" not in door.get("/api/v1/me").headers


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("header", ["Basic dGluaDp4", "Bearer", "Bearer x", "ocop_pat_x", ""])
def test_a_wrong_token_is_refused_even_in_public(header: str, client) -> None:
    refused = client.get("/api/v1/me", headers={"Authorization": header})

    assert (refused.status_code, refused.json["code"]) == (401, "token-unknown")
    assert refused.headers["WWW-Authenticate"] == 'Bearer realm="ocop", error="invalid_token"'


@pytest.mark.usefixtures("asked")
def test_a_token_ends_with_its_account(app, client, make_user, token_for) -> None:
    user = make_user("province", name="tinh")
    headers = token_for(user)
    assert client.get("/api/v1/me", headers=headers).status_code == 200

    change_user(app, user, is_active=False)

    assert client.get("/api/v1/me", headers=headers).json["code"] == "token-revoked"


@pytest.mark.usefixtures("asked")
def test_the_last_use_of_a_token_is_written_down(app, client, make_user, token_for, clock) -> None:
    client.get("/api/v1/me", headers=token_for(make_user("province")))

    with app.app_context():
        assert db.session.query(Token).one().used_at == clock.now


@pytest.mark.usefixtures("asked")
def test_a_session_in_use_stays_and_an_idle_one_ends(door, make_user, clock) -> None:
    make_user("province", name="tinh", password=GOOD)
    come_in(door, "tinh")

    for _ in range(4):
        clock.advance(minutes=29)
        assert door.get("/me").json == {"name": "tinh"}
    clock.advance(minutes=30)

    assert door.get("/me").json == {"name": None}


def wait_briefly(connection, *_rest) -> None:
    """Wait for a busy store a moment only: the same answer, sooner."""
    connection.execute("PRAGMA busy_timeout=50")


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("reader", ["session", "token"])
def test_a_busy_store_still_lets_people_read(reader: str, app, door, make_user, token_for, clock, store) -> None:
    user = make_user("province", name="tinh", password=GOOD)
    headers = token_for(user)
    come_in(door, "tinh")
    clock.advance(minutes=5)

    with app.app_context():
        event.listen(db.engine, "checkout", wait_briefly)
    with closing(sqlite3.connect(store.data_dir / "ocop.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")  # somebody writes, and writes
        answer = door.get("/me") if reader == "session" else door.get("/api/v1/me", headers=headers)

    assert answer.json == {"name": "tinh"}


@pytest.mark.usefixtures("asked")
def test_a_change_of_account_reaches_a_browser_at_once(app, door, make_user, add_view) -> None:
    user = make_user("administrator", name="quantri", password=GOOD)
    add_view("/probe/admin", lambda: "x", may(Role.ADMINISTRATOR))
    come_in(door, "quantri")
    assert door.get("/probe/admin").status_code == 200

    change_user(app, user, role=Role.AUDITOR)
    assert door.get("/probe/admin").status_code == 403

    change_user(app, user, is_active=False)
    assert door.get("/me").json == {"name": None}


@pytest.mark.parametrize(("role", "lasts"), [("producer", True), ("commune", False)])
def test_the_cookie_holds_a_token_and_no_more(role: str, lasts: bool, app, door, make_user) -> None:
    make_user(role, name="ai", password=GOOD)

    come_in(door, "ai")

    cookie = door.get_cookie("ocop")
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    assert (cookie.expires is not None) is lasts
    held = app.session_interface.get_signing_serializer(app).loads(cookie.value)
    assert set(held) - {"_permanent"} == {"_user_id", "_fresh", "csrf_token"}
    with app.app_context():
        assert db.session.query(Session).one().token_hash not in cookie.value


def test_signing_in_begins_a_new_session(app, door, make_user, add_view) -> None:
    make_user("commune", name="ai", password=GOOD)
    add_view("/probe/token", lambda: session_token() or "none")
    token = come_in(door, "ai")
    first = door.get("/probe/token").text

    door.post("/probe/in", data={"name": "ai", "password": GOOD, "csrf_token": token})
    second = door.get("/probe/token").text

    assert "none" not in (first, second)
    assert first != second
    with app.app_context():
        assert db.session.query(Session).filter(Session.ended_at.is_(None)).count() == 1


@pytest.mark.usefixtures("asked")
def test_signing_out_ends_the_session_on_the_server(app, door, make_user) -> None:
    make_user("commune", name="ai", password=GOOD)
    token = come_in(door, "ai")
    stolen = door.get_cookie("ocop").value

    left = door.post("/probe/out", data={"csrf_token": token})

    assert (left.status_code, door.get_cookie("ocop")) == (200, None)
    thief = app.test_client()
    thief.set_cookie("ocop", stolen)
    assert thief.get("/me").json == {"name": None}


def test_signing_out_twice_is_no_fault(door) -> None:
    assert door.post("/probe/out").status_code == 200


@pytest.mark.usefixtures("asked")
def test_a_code_signs_its_household_in(app, door, make_user, clock) -> None:
    user = make_user("producer", name="ho")
    with app.app_context(), unit_of_work():
        code = make_entry_code(OPERATOR, clock.now, user_id=user.id)

    weak = door.post("/probe/code", data={"code": code, "password": "ngắn"})
    entered = door.post("/probe/code", data={"code": code, "password": GOOD})

    assert (weak.status_code, entered.json) == (422, {"name": "ho"})
    assert door.get("/me").json == {"name": "ho"}
    come_in(app.test_client(), "ho")


def test_a_wrong_code_is_refused_and_counted(door) -> None:
    statuses = [door.post("/probe/code", data={"code": "0", "password": GOOD}).status_code for _ in range(102)]

    assert statuses == [422] * 101 + [429]


def test_wrong_passwords_are_counted_although_refused(door, make_user) -> None:
    make_user("commune", name="ai", password=GOOD)

    statuses = [door.post("/probe/in", data={"name": "ai", "password": "sai"}).status_code for _ in range(7)]

    assert statuses == [401] * 6 + [429]
    assert door.get_cookie("ocop") is None


@pytest.mark.usefixtures("asked")
def test_a_new_password_signs_the_others_out(app, door, make_user) -> None:
    make_user("commune", name="ai", password=GOOD)
    token, other = come_in(door, "ai"), app.test_client()
    come_in(other, "ai")

    wrong = door.post("/probe/change", data={"csrf_token": token, "old": "sai", "new": GOOD + "!"})
    changed = door.post("/probe/change", data={"csrf_token": token, "old": GOOD, "new": GOOD + "!"})

    assert (wrong.status_code, changed.status_code) == (401, 200)
    assert (door.get("/me").json, other.get("/me").json) == ({"name": "ai"}, {"name": None})
    come_in(other, "ai", GOOD + "!")


def test_nobody_is_asked_to_be_somebody(app) -> None:
    with app.test_request_context("/"), pytest.raises(NotSignedIn, match="token-missing"):
        required_actor()


def test_sessions_last_as_long_as_the_server_says(door, make_user, clock, asked) -> None:
    make_user("producer", name="ho", password=GOOD)
    come_in(door, "ho")

    clock.now += timedelta(hours=11)
    assert door.get("/me").json == {"name": "ho"}
    clock.now += timedelta(hours=12)
    assert door.get("/me").json == {"name": None}
