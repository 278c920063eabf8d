"""Accounts: who may be made by whom and where, and what ends with one."""

import pytest

from ocop.domain.accounts import OPERATOR, Role
from ocop.models.database import db
from ocop.services.accounts import (
    create_user,
    deactivate_user,
    find_managed_user,
    find_own_user,
    find_user,
    invite_user,
    managed_roles,
    register_producer,
    set_password_hash,
)
from ocop.services.actors import actor_of
from ocop.services.acts import acts_of
from ocop.services.passwords import is_password
from ocop.services.sessions import open_session, session_actor, sessions_of
from ocop.services.tokens import create_token, token_actor
from ocop.services.work import unit_of_work
from tests.factories import COMMUNE, NOW, PROVINCE, actor

pytestmark = pytest.mark.usefixtures("context")

GOOD = "con sáo bay qua sông 7 lần"


def test_an_account_without_a_given_password_gets_one() -> None:
    with unit_of_work():
        user, made = create_user(OPERATOR, NOW, name=" Tinh.VL ", role=Role.PROVINCE, unit_code=PROVINCE)

    assert (user.name, user.unit_id) == ("tinh.vl", PROVINCE)
    assert is_password(made, user.password_hash)
    assert made not in str([act.after for act in acts_of("user", user.id)])


def test_a_given_password_is_kept_as_a_hash_alone() -> None:
    with unit_of_work():
        user, made = create_user(OPERATOR, NOW, name="kiemtoan", role=Role.AUDITOR, password=GOOD, full_name="Bà Tư")

    assert made is None
    assert user.full_name == "Bà Tư"
    assert user.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert find_user("KiemToan").id == user.id


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "x"}, "name-malformed"),
        ({"name": "có dấu"}, "name-malformed"),
        ({"name": "-x"}, "name-malformed"),
        ({"name": "x" * 61}, "name-malformed"),
        ({"name": "a\x00b"}, "name-malformed"),
        ({"name": "CoRoi"}, "name-taken"),
        ({"password": "ngắn"}, "password-too-short"),
        ({"password": ""}, "password-too-short"),
        ({"password": "matkhau123"}, "password-too-common"),
        ({"role": Role.COMMUNE}, "unit-needed"),
        ({"role": Role.COMMUNE, "unit_code": PROVINCE}, "unit-needed"),
        ({"role": Role.PROVINCE, "unit_code": COMMUNE}, "unit-needed"),
        ({"role": Role.PROVINCE, "unit_code": "84"}, "unit-unknown"),
        ({"role": Role.PROVINCE, "unit_code": "84@2025-06-30"}, "unit-unknown"),
        ({"role": Role.PROVINCE, "unit_code": "8\x00"}, "unit-unknown"),
        ({"role": Role.MINISTRY, "unit_code": PROVINCE}, "place-not-fitting"),
        ({"role": Role.AUDITOR, "subject_id": "x"}, "place-not-fitting"),
        ({"role": Role.PRODUCER, "subject_id": "nobody"}, "subject-unknown"),
    ],
)
def test_an_account_that_cannot_be_is_refused(fields: dict, code: str, refuses) -> None:
    with unit_of_work():
        create_user(OPERATOR, NOW, name="coroi", role=Role.AUDITOR)

    with refuses(code):
        create_user(OPERATOR, NOW, **{"name": "moi", "role": Role.PRODUCER} | fields)


@pytest.mark.parametrize(
    ("maker", "role", "unit"),
    [
        ("administrator", "auditor", None),
        ("ministry", "province", PROVINCE),
        ("province", "commune", COMMUNE),
        ("province", "assessor", PROVINCE),
        ("commune", "producer", None),
        ("province", "producer", None),
    ],
)
def test_a_tier_makes_the_accounts_of_the_next(maker: str, role: str, unit: str | None, make_subject) -> None:
    subject_id = make_subject().id if role == "producer" else None

    with unit_of_work():
        user = invite_user(actor(maker), NOW, name="moi", role=Role(role), unit_code=unit, subject_id=subject_id)

    assert user.password_hash is None
    assert [(act.verb, act.actor_role) for act in acts_of("user", user.id)] == [("create", maker)]


@pytest.mark.parametrize(
    ("maker", "home", "role", "unit"),
    [
        ("commune", COMMUNE, "commune", COMMUNE),
        ("province", PROVINCE, "province", PROVINCE),
        ("province", "79", "commune", COMMUNE),
        ("ministry", None, "commune", COMMUNE),
        ("auditor", None, "producer", None),
        ("producer", None, "producer", None),
        ("commune", COMMUNE, "producer", None),
    ],
)
def test_nobody_makes_accounts_beside_or_above_his_own(
    maker: str, home: str | None, role: str, unit: str | None, refuses
) -> None:
    with refuses("role-not-allowed"):
        create_user(actor(maker, unit=home), NOW, name="moi", role=Role(role), unit_code=unit)


def test_an_office_finds_the_accounts_of_its_area_alone(make_user, make_subject, refuses) -> None:
    user = make_user("producer", subject=make_subject())

    assert find_managed_user(actor("commune"), user.id).id == user.id
    with refuses("user-unknown"):
        find_managed_user(actor("commune", unit="29335"), user.id)


@pytest.mark.parametrize("name", ["nobody", "", "x" * 500, "\x00", "ế"])
def test_a_name_that_nobody_has_is_not_found(name: str, refuses) -> None:
    with refuses("user-unknown"):
        find_user(name)


def test_the_operator_has_no_account_of_its_own(make_user, refuses) -> None:
    user = make_user("auditor")

    assert find_own_user(actor_of(user)).id == user.id
    with refuses("user-unknown"):
        find_own_user(OPERATOR)


def test_a_new_password_ends_every_session(make_user) -> None:
    user = make_user("auditor")
    by = actor_of(user)
    with unit_of_work():
        open_session(by, NOW)

    with unit_of_work():
        set_password_hash(by, NOW, user_id=user.id, password_hash="new")

    assert (find_own_user(by).password_hash, sessions_of(user.id, NOW)) == ("new", [])


def test_an_account_out_of_use_takes_no_new_password(make_user, refuses) -> None:
    user = make_user("auditor", is_active=False)

    with refuses("user-unknown"):
        set_password_hash(OPERATOR, NOW, user_id=user.id, password_hash="new")


def test_deactivation_ends_sessions_and_tokens_at_once(make_user, refuses) -> None:
    user = make_user("province")
    with unit_of_work():
        session = open_session(actor_of(user), NOW)
        token = create_token(OPERATOR, NOW, user=user)

    with unit_of_work():
        deactivate_user(OPERATOR, NOW, user_id=user.id, why="nghỉ hưu")

    with refuses("session-ended"):
        session_actor(session, NOW)
    with refuses("token-revoked"):
        token_actor(token, NOW)
    assert [(act.verb, act.why) for act in acts_of("user", user.id)] == [("deactivate", "nghỉ hưu")]


def test_a_second_deactivation_changes_nothing(make_user) -> None:
    user = make_user("province")

    for _ in range(2):
        with unit_of_work():
            deactivate_user(OPERATOR, NOW, user_id=user.id)

    assert len(acts_of("user", user.id)) == 1
    assert db.session.merge(user).version == 2


def test_nobody_puts_his_own_account_out_of_use(make_user, refuses) -> None:
    admin = make_user("administrator")

    with refuses("user-is-you"):
        deactivate_user(actor_of(admin), NOW, user_id=admin.id)


def test_a_producer_may_come_by_itself(refuses) -> None:
    with unit_of_work():
        by = register_producer(NOW, name="Ho.Ba.Tu", password_hash="kept")

    assert (by.name, by.role, by.subject_id) == ("ho.ba.tu", Role.PRODUCER, None)
    assert [(act.verb, act.actor_id) for act in acts_of("user", by.id)] == [("register", by.id)]
    with refuses("name-taken"):
        register_producer(NOW, name="ho.ba.tu", password_hash="kept")


def test_each_role_knows_whose_accounts_it_keeps() -> None:
    assert managed_roles(actor("commune")) == [Role.PRODUCER]
    assert managed_roles(actor("administrator")) == list(Role)
    assert managed_roles(actor("auditor")) == []
