"""`ocop user create` and `ocop token create` print the one secret that they make, once."""

import pytest

from ocop.models.accounts import Token, User
from ocop.models.database import db
from ocop.services.acts import acts_of
from ocop.services.second_factors import is_enrolled
from tests.phones import enrolled_phone


def users(app) -> dict[str, User]:
    with app.app_context():
        return {user.name: user for user in db.session.scalars(db.select(User))}


def test_a_made_password_is_printed_alone(run_ocop, app) -> None:
    printed = run_ocop("user", "create", "tinh", "--role", "province", "--unit", "86").stdout

    assert printed.count("\n") == 1
    assert len(printed.strip()) >= 12
    assert (users(app)["tinh"].role, users(app)["tinh"].unit_id) == ("province", "86")
    assert printed.strip() not in (users(app)["tinh"].password_hash or "")


def test_a_given_password_is_not_printed(run_ocop, app) -> None:
    done = run_ocop("user", "create", "coso", "--role", "producer", "--password-stdin", stdin="dừa sáp cầu kè\n")

    assert done.stdout == ""
    assert (users(app)["coso"].password_hash or "").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["Tên có dấu", "--role", "ministry"], "name-malformed"),
        (["xa", "--role", "commune"], "unit-needed"),
        (["xa", "--role", "commune", "--unit", "99999"], "unit-unknown"),
        (["co", "--role", "producer", "--subject", "x"], "subject-unknown"),
    ],
)
def test_an_account_that_cannot_be_is_refused_whole(words: list[str], code: str, run_ocop, app) -> None:
    refused = run_ocop("user", "create", *words, status=1)

    assert refused.stderr.startswith(f"{code}: ")
    assert users(app) == {}


def test_a_token_is_printed_alone_and_kept_as_a_hash(run_ocop, app, client) -> None:
    run_ocop("user", "create", "tinh", "--role", "province", "--unit", "86")

    printed = run_ocop("token", "create", "tinh", "--scope", "read").stdout.strip()

    assert printed.startswith("ocop_pat_")
    with app.app_context():
        (kept,) = db.session.scalars(db.select(Token))
        assert (kept.scopes, kept.last_four) == (["read"], printed[-4:])
        assert printed not in kept.token_hash


def test_a_token_of_nobody_is_refused(run_ocop) -> None:
    assert run_ocop("token", "create", "khong-co", status=1).stderr.startswith("user-unknown: ")


def test_the_operator_drops_a_lost_second_factor(run_ocop, app, clock, make_user) -> None:
    user = make_user("administrator", name="quantri")
    enrolled_phone(app, clock, user)

    done = run_ocop("user", "drop-second-factor", "quantri", "--why", "mất máy")

    assert done.stdout == ""
    with app.app_context():
        assert not is_enrolled(user.id)
        act = acts_of("user", user.id)[-1]
        assert (act.verb, act.actor_id, act.why) == ("drop-second-factor", "operator", "mất máy")


def test_a_second_factor_that_is_not_there_is_not_dropped(run_ocop, make_user) -> None:
    make_user("administrator", name="quantri")

    assert run_ocop("user", "drop-second-factor", "quantri", status=1).stderr.startswith("factor-off: ")
    assert run_ocop("user", "drop-second-factor", "ai", status=1).stderr.startswith("user-unknown: ")
