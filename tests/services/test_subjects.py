"""Subjects: who registers whom, what is refused, who may act for whom."""

import pytest

from ocop.domain.accounts import OPERATOR, Role
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.services.actors import actor_of
from ocop.services.acts import acts_of
from ocop.services.subjects import (
    acts_for,
    confirm_subject,
    find_subject,
    list_subjects,
    own_subject,
    parse_subject_type,
    register_subject,
    subjects_like,
    subjects_of_office,
    update_subject,
)
from ocop.services.work import unit_of_work
from tests.factories import COMMUNE, DISTRICT, FORMER_COMMUNE, NOW, PROVINCE, actor

pytestmark = pytest.mark.usefixtures("context")

FIELDS = {"name": "Hợp tác xã Dừa Sáp", "subject_type": "cooperative", "unit_code": COMMUNE}
ELSEWHERE = "25747"


def acts(noun_id: str) -> list[tuple[str, str]]:
    return [(one.verb, one.actor_role) for one in acts_of("subject", noun_id)]


@pytest.mark.parametrize(
    ("role", "at_desk"), [("commune", True), ("province", False), ("administrator", False), ("producer", False)]
)
def test_a_subject_is_registered_by_those_who_may(role: str, at_desk: bool, make_user) -> None:
    by = actor_of(make_user(role))

    with unit_of_work():
        subject = register_subject(by, NOW, **FIELDS, former_unit_code=FORMER_COMMUNE, tax_code="2100000000001")

    assert (subject.name_fold, subject.tax_code) == ("hop tac xa dua sap", "2100000000-001")
    assert subject.former_unit_id == f"{FORMER_COMMUNE}@2025-06-30"
    assert subject.entered_at_desk is at_desk
    assert acts(subject.id) == [("register", role)]


@pytest.mark.parametrize("role", ["ministry", "assessor", "auditor"])
def test_other_roles_register_no_subject(role: str, refuses) -> None:
    with refuses("role-not-allowed"):
        register_subject(actor(role), NOW, **FIELDS)


@pytest.mark.parametrize(("role", "unit"), [("commune", "29335"), ("province", "79"), ("commune", None)])
def test_an_office_registers_in_its_own_area_alone(role: str, unit: str | None, refuses) -> None:
    with refuses("unit-not-yours") as refused:
        register_subject(actor(role, unit=unit), NOW, **FIELDS | {"unit_code": COMMUNE if unit else "29335"})

    assert refused.value.field == "unit_code"


def test_a_producer_registers_itself_once(make_user, refuses) -> None:
    user = make_user("producer")
    with unit_of_work():
        subject = register_subject(actor_of(user), NOW, **FIELDS)
    before_it_knew = actor("producer")

    assert db.session.get(User, user.id).subject_id == subject.id
    with refuses("subject-exists"):
        register_subject(actor_of(db.session.get(User, user.id)), NOW, **FIELDS)
    with refuses("subject-exists"):
        register_subject(before_it_knew, NOW, **FIELDS)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"unit_code": "99999"}, "unit-unknown"),
        ({"unit_code": FORMER_COMMUNE}, "unit-unknown"),
        ({"unit_code": PROVINCE}, "unit-unknown"),
        ({"unit_code": "29335", "former_unit_code": FORMER_COMMUNE}, "unit-mismatch"),
        ({"former_unit_code": "99999"}, "unit-unknown"),
        ({"tax_code": "21"}, "tax-code-malformed"),
        ({"phone": "hỏi nhà bên"}, "phone-malformed"),
    ],
)
def test_what_cannot_be_right_is_refused_whole(fields: dict[str, str], code: str, refuses) -> None:
    with refuses(code):
        register_subject(OPERATOR, NOW, **FIELDS | fields)


def test_a_tax_code_belongs_to_one_subject(make_subject, refuses) -> None:
    make_subject(tax_code="2100000000-001")
    other = make_subject(tax_code="2100000000")

    with refuses("tax-code-taken"):
        register_subject(OPERATOR, NOW, **FIELDS, tax_code="2100000000001")
    with refuses("tax-code-taken"):
        update_subject(OPERATOR, NOW, other, tax_code="2100000000-001")
    with unit_of_work():
        update_subject(OPERATOR, NOW, other, tax_code="2100000000")


def test_empty_words_are_nothing(make_subject) -> None:
    subject = make_subject(phone="", tax_code="", email="", story=None)

    assert (subject.phone, subject.tax_code, subject.email, subject.story) == (None, None, None, None)


def test_a_change_is_counted_and_written_down(make_subject, clock) -> None:
    subject = make_subject(phone="0294 000 0123")
    clock.advance(hours=1)

    with unit_of_work():
        update_subject(OPERATOR, clock(), subject, name="Hộ Đào Thị Lành", subject_type="farm", phone="")

    act = acts_of("subject", subject.id)[-1]
    assert (subject.version, subject.name_fold, subject.updated_at) == (2, "ho dao thi lanh", clock())
    assert act.after == {
        "name": "Hộ Đào Thị Lành",
        "name_fold": "ho dao thi lanh",
        "subject_type": "farm",
        "phone": None,
    }
    assert act.before is not None
    assert act.before["phone"] == "0294 000 0123"


def test_what_stays_the_same_is_no_change(make_subject) -> None:
    subject = make_subject(name="Hộ Lành")

    with unit_of_work():
        update_subject(OPERATOR, NOW, subject, name="Hộ Lành", subject_type="household")

    assert subject.version == 1
    assert acts(subject.id) == [("register", "administrator")]


def test_a_subject_moves_with_its_former_commune(make_subject, refuses) -> None:
    subject = make_subject()

    with unit_of_work():
        update_subject(OPERATOR, NOW, subject, unit_code=COMMUNE)
    assert subject.former_unit_id == f"{FORMER_COMMUNE}@2025-06-30"
    with refuses("unit-mismatch"):
        update_subject(OPERATOR, NOW, subject, unit_code="29335", former_unit_code=FORMER_COMMUNE)
    with unit_of_work():
        update_subject(OPERATOR, NOW, subject, unit_code="29335")
    assert (subject.unit_id, subject.former_unit_id) == ("29335", None)


def test_an_office_moves_nobody_out_of_its_area(make_subject, refuses) -> None:
    subject = make_subject()

    with refuses("unit-not-yours"):
        update_subject(actor("commune"), NOW, subject, unit_code="29335")
    with refuses("unit-not-yours"):
        update_subject(actor("province"), NOW, subject, unit_code=ELSEWHERE)


@pytest.mark.parametrize(
    ("role", "unit", "expected"),
    [
        ("commune", COMMUNE, True),
        ("commune", "29335", False),
        ("province", PROVINCE, True),
        ("province", "79", False),
        ("administrator", None, True),
        ("ministry", None, False),
        ("assessor", PROVINCE, False),
        ("auditor", None, False),
        ("producer", None, False),
    ],
)
def test_an_office_acts_for_the_subjects_of_its_area(
    role: str, unit: str | None, expected: bool, make_subject, refuses
) -> None:
    subject, by = make_subject(), actor(role, unit=unit)

    assert acts_for(by, subject) is expected
    if expected:
        assert own_subject(by, subject.id) is subject
    else:
        with refuses("subject-unknown"):
            own_subject(by, subject.id)


def test_a_producer_acts_for_its_own_subject_alone(make_subject, refuses) -> None:
    own, other = make_subject(), make_subject()
    by = actor(Role.PRODUCER, subject=own)

    assert own_subject(by, own.id, for_update=True) is own
    with refuses("subject-unknown"):
        own_subject(by, other.id)


@pytest.mark.parametrize("subject_id", ["", "x", "9" * 20, "9" * 5000, "a\x00b", "Đ" * 30])
def test_an_id_that_nobody_bears_is_not_found(subject_id: str, refuses) -> None:
    with refuses("subject-unknown"):
        find_subject(subject_id)


def test_a_household_confirms_what_the_desk_entered(make_subject, refuses) -> None:
    subject, other = make_subject(by=actor("commune")), make_subject()
    by = actor(Role.PRODUCER, subject=subject)
    assert subject.entered_at_desk

    for wrong in (actor("commune"), OPERATOR, actor(Role.PRODUCER, subject=other)):
        with refuses("role-not-allowed"):
            confirm_subject(wrong, NOW, subject)
    for _ in range(2):
        with unit_of_work():
            confirm_subject(by, NOW, subject)

    assert (subject.confirmed_at, subject.version) == (NOW, 2)
    assert acts(subject.id)[1:] == [("confirm", "producer")]


@pytest.fixture
def three(make_subject):
    """A company of Tiểu Cần, a cooperative of Tam Ngãi and a household of Sài Gòn."""
    return (
        make_subject(name="Công ty Đường Dừa", subject_type="company"),
        make_subject(name="Hợp tác xã Dừa Sáp", subject_type="cooperative", unit_code="29335"),
        make_subject(name="Hộ Bánh Tét 100% nếp", unit_code=ELSEWHERE),
    )


@pytest.mark.parametrize(
    ("filters", "places"),
    [
        ({}, [0, 1, 2]),
        ({"subject_type": "company"}, [0]),
        ({"subject_type": "farm"}, []),
        ({"unit_code": COMMUNE}, [0]),
        ({"unit_code": PROVINCE}, [0, 1]),
        ({"unit_code": FORMER_COMMUNE}, [0]),
        ({"unit_code": DISTRICT}, [0]),
        ({"unit_code": "79"}, [2]),
        ({"q": "duong dua"}, [0]),
        ({"q": "DỪA"}, [0, 1]),
        ({"q": "100%"}, [2]),
        ({"q": "_"}, [0, 1, 2]),
        ({"q": "không có"}, []),
        ({"q": "dua", "unit_code": "29335"}, [1]),
    ],
)
def test_subjects_are_listed_by_kind_place_and_words(filters: dict, places: list[int], three) -> None:
    found, following = list_subjects(**filters)

    assert {one.id for one in found} == {three[place].id for place in places}
    assert following is None


def test_pages_of_subjects_visit_everyone_once(make_subject) -> None:
    everyone = {make_subject(name=name).id for name in ["Hộ An"] * 5 + ["Hộ Ấn", "Hộ Ân", "Hộ Bình", "Hộ Áo"]}
    visited, after = [], None

    while True:
        page, after = list_subjects(after=after, limit=2)
        visited += page
        if after is None:
            break

    assert [one.id for one in visited] == list(dict.fromkeys(one.id for one in visited))
    assert {one.id for one in visited} == everyone
    assert [one.name_fold for one in visited] == sorted(one.name_fold for one in visited)


def test_a_like_name_warns_of_a_double_entry(make_subject) -> None:
    subject = make_subject(name="Hộ Đào Thị Lành")

    assert subjects_like("HO DAO THI LANH") == [subject]
    assert subjects_like("Hộ Đào Thị Lành", COMMUNE) == [subject]
    assert subjects_like("Hộ Đào Thị Lành", "29335") == []


@pytest.mark.parametrize(("role", "count"), [("commune", 1), ("province", 2), ("ministry", 3), ("producer", 0)])
def test_an_office_sees_the_subjects_of_its_area(role: str, count: int, three) -> None:
    assert len(subjects_of_office(actor(role))) == count


def test_a_kind_of_subject_is_read_from_its_word(refuses) -> None:
    assert parse_subject_type("farm") == "farm"
    with refuses("subject-type-unknown"):
        parse_subject_type("x" * 99)
