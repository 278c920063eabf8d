"""API tokens: their shape, what they open and when they stop."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.accounts import OPERATOR, Role, Scope
from ocop.models.accounts import Token
from ocop.models.database import db
from ocop.services.actors import actor_of
from ocop.services.acts import acts_of
from ocop.services.tokens import checksum, create_token, is_use_due, revoke_token, token_actor, tokens_of, touch_token
from ocop.services.work import unit_of_work
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def made(make_user):
    """Return a function that makes a token of a role's new account."""

    def make_one(role: str = "province", **more):
        user = make_user(role)
        with unit_of_work():
            return user, create_token(OPERATOR, NOW, user=user, **more)

    return make_one


@given(st.text("0123456789abcXYZ", min_size=1, max_size=40), st.data())
def test_a_mistyped_character_changes_the_checksum(body: str, data) -> None:
    place = data.draw(st.integers(0, len(body) - 1))
    typed = data.draw(st.sampled_from([letter for letter in "0123456789abcXYZ" if letter != body[place]]))

    assert checksum(body) != checksum(body[:place] + typed + body[place + 1 :])


def test_a_token_is_shown_once_and_kept_as_a_hash(made) -> None:
    user, secret = made(label="máy của kế toán")

    held = tokens_of(user.id)[0]
    assert re.fullmatch(r"ocop_pat_[0-9A-Za-z]{38}", secret)
    assert secret[:-6].removeprefix("ocop_pat_") not in repr(vars(held))
    assert (held.last_four, held.label) == (secret[-4:], "máy của kế toán")
    assert [act.after["user"] for act in acts_of("token", held.id)] == [user.name]


@pytest.mark.parametrize(
    ("scopes", "held"), [(None, None), ([], frozenset()), ([Scope.LOTS, "read"], frozenset({"lots", "read"}))]
)
def test_a_token_acts_for_its_account_within_its_scopes(scopes, held, made) -> None:
    user, secret = made(scopes=scopes)

    assert token_actor(secret, NOW) == actor_of(user, scopes=held)


@pytest.mark.parametrize("spoil", [
    lambda secret: "",
    lambda secret: secret[:-1],
    lambda secret: secret + "0",
    lambda secret: secret.swapcase(),
    lambda secret: "ocop_pat_" + "é" * 38,
    lambda secret: "ocop_pat_" + "0" * 32 + checksum("0" * 32),
    lambda secret: "\ud800" * len(secret),
])  # fmt: skip
def test_a_token_that_was_never_made_is_unknown(spoil, made, refuses) -> None:
    _, secret = made()

    with refuses("token-unknown"):
        token_actor(spoil(secret), NOW)


def test_what_cannot_be_a_token_costs_no_query(query_count, refuses) -> None:
    with query_count() as statements, pytest.raises(Exception, match="token-unknown"):
        token_actor("ocop_pat_" + "0" * 38, NOW)

    assert statements == []


def test_a_token_ends_with_its_last_day(made, refuses) -> None:
    user, secret = made(days=30)

    assert token_actor(secret, NOW + timedelta(days=30, seconds=-1)).id == user.id
    with refuses("token-expired"):
        token_actor(secret, NOW + timedelta(days=30))


def test_a_revoked_token_opens_nothing(made, make_user, refuses) -> None:
    user, secret = made()
    held, stranger = tokens_of(user.id)[0], make_user("province")
    with refuses("token-unknown"):
        revoke_token(OPERATOR, NOW, user_id=stranger.id, token_id=held.id)
    with refuses("token-unknown"):
        revoke_token(OPERATOR, NOW, user_id=user.id, token_id="\x00")

    for _ in range(2):
        with unit_of_work():
            revoke_token(OPERATOR, NOW, user_id=user.id, token_id=held.id)

    with refuses("token-revoked"):
        token_actor(secret, NOW)
    assert [act.verb for act in acts_of("token", held.id)] == ["create", "revoke"]


def test_a_change_of_role_reaches_tokens_at_once(made) -> None:
    user, secret = made("ministry")

    with unit_of_work():
        db.session.merge(user).role = Role.AUDITOR

    assert token_actor(secret, NOW).role == Role.AUDITOR


def test_the_last_use_is_written_down_once_an_hour(made) -> None:
    user, secret = made()

    assert is_use_due(secret, NOW)
    with unit_of_work():
        touch_token(secret, NOW)
    assert not is_use_due(secret, NOW + timedelta(minutes=59))
    assert is_use_due(secret, NOW + timedelta(hours=1))
    assert [held.used_at for held in tokens_of(user.id)] == [NOW]


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"scopes": ["everything"]}, "scope-unknown"), ({"days": 0}, "token-days"), ({"days": 366}, "token-days")],
)
def test_a_token_that_cannot_be_is_refused(fields: dict, code: str, make_user, refuses) -> None:
    user = make_user("province")

    with refuses(code):
        create_token(OPERATOR, NOW, user=user, **fields)


def test_an_account_out_of_use_gets_no_token(make_user, refuses) -> None:
    user = make_user("province", is_active=False)

    with refuses("user-inactive"):
        create_token(OPERATOR, NOW, user=user)
    assert db.session.query(Token).count() == 0
