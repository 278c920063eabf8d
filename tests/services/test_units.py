"""Administrative units by code, by day and with everything under them."""

from datetime import date

import pytest

from ocop.domain.accounts import Role
from ocop.models.database import db
from ocop.services.units import (
    address_words,
    area_of,
    communes_under,
    find_commune,
    find_former_commune,
    former_communes_of,
    ids_of_code,
    ids_under,
    is_same_or_heir,
    is_under,
    provinces,
    unit_named,
    unit_on,
)
from tests.factories import COMMUNE, DISTRICT, FORMER_COMMUNE, FORMER_PROVINCE, PROVINCE, actor

pytestmark = pytest.mark.usefixtures("context")

BEFORE, AFTER = date(2024, 12, 20), date(2026, 11, 20)
OLD = "2025-06-30"


def test_a_commune_of_today_is_found_by_code() -> None:
    assert find_commune(COMMUNE).parent_id == PROVINCE


@pytest.mark.parametrize("code", ["", "99999", PROVINCE, "9" * 60, FORMER_PROVINCE, f"{FORMER_COMMUNE}@{OLD}"])
def test_what_is_no_commune_of_today_is_refused(code: str, refuses) -> None:
    with refuses("unit-unknown") as refused:
        find_commune(code)

    assert refused.value.field == "unit_code"


def test_a_former_code_names_where_the_commune_went(refuses) -> None:
    with refuses("unit-unknown") as refused:
        find_commune(FORMER_COMMUNE, field="commune")

    assert refused.value.field == "commune"
    assert f"({COMMUNE})" in refused.value.message


def test_a_former_commune_must_have_gone_into_the_new_one(refuses) -> None:
    assert find_former_commune(FORMER_COMMUNE, find_commune(COMMUNE)).id == f"{FORMER_COMMUNE}@{OLD}"
    with refuses("unit-mismatch"):
        find_former_commune(FORMER_COMMUNE, find_commune("29335"))
    with refuses("unit-unknown"):
        find_former_commune("99999", find_commune(COMMUNE))


@pytest.mark.parametrize(
    ("code", "day", "unit"),
    [
        (PROVINCE, BEFORE, f"{PROVINCE}@{OLD}"),
        (PROVINCE, date(2025, 6, 30), f"{PROVINCE}@{OLD}"),
        (PROVINCE, date(2025, 7, 1), PROVINCE),
        (FORMER_PROVINCE, BEFORE, f"{FORMER_PROVINCE}@{OLD}"),
        (DISTRICT, date(2025, 6, 30), f"{DISTRICT}@{OLD}"),
    ],
)
def test_a_code_means_the_unit_that_bore_it_then(code: str, day: date, unit: str) -> None:
    assert unit_on(code, day).id == unit


@pytest.mark.parametrize("code", [FORMER_PROVINCE, DISTRICT])
def test_a_unit_of_before_does_nothing_today(code: str, refuses) -> None:
    with refuses("dates-contradict"):
        unit_on(code, date(2025, 7, 1))


def test_a_code_that_never_was_is_unknown(refuses) -> None:
    with refuses("unit-unknown"):
        unit_on("999", AFTER)
    with refuses("unit-unknown"):
        ids_of_code("999")


@pytest.mark.parametrize(
    ("code", "office", "expected"),
    [
        (f"{FORMER_PROVINCE}@{OLD}", PROVINCE, True),
        (f"{DISTRICT}@{OLD}", PROVINCE, True),
        (f"{PROVINCE}@{OLD}", PROVINCE, True),
        (PROVINCE, PROVINCE, True),
        (f"{FORMER_PROVINCE}@{OLD}", "79", False),
        (PROVINCE, "79", False),
    ],
)
def test_an_office_is_the_unit_itself_or_its_heir(code: str, office: str, expected: bool) -> None:
    assert is_same_or_heir(unit_named(code), office) is expected


@pytest.mark.parametrize(
    ("unit", "root", "expected"),
    [
        (COMMUNE, PROVINCE, True),
        (COMMUNE, COMMUNE, True),
        (PROVINCE, COMMUNE, False),
        (COMMUNE, "79", False),
        (COMMUNE, "", False),
        (f"{FORMER_COMMUNE}@{OLD}", f"{DISTRICT}@{OLD}", True),
        (f"{FORMER_COMMUNE}@{OLD}", f"{FORMER_PROVINCE}@{OLD}", True),
        (f"{FORMER_COMMUNE}@{OLD}", PROVINCE, False),
    ],
)
def test_a_unit_lies_under_what_it_is_part_of(unit: str, root: str, expected: bool) -> None:
    assert is_under(unit, root) is expected


def test_a_filter_s_code_means_today_s_unit_first() -> None:
    assert ids_of_code(PROVINCE) == [PROVINCE]
    assert ids_of_code(DISTRICT) == [f"{DISTRICT}@{OLD}"]


@pytest.mark.parametrize("role", [Role.MINISTRY, Role.AUDITOR, Role.ADMINISTRATOR])
def test_some_roles_look_after_the_whole_country(role: Role) -> None:
    assert area_of(actor(role)) is None


@pytest.mark.parametrize(("role", "units"), [(Role.COMMUNE, 1), (Role.PRODUCER, 0)])
def test_other_roles_look_after_their_area(role: Role, units: int) -> None:
    area = area_of(actor(role))

    assert area is not None
    assert len(list(db.session.scalars(area))) == units


def test_a_province_s_area_is_itself_and_its_communes() -> None:
    area = area_of(actor(Role.PROVINCE))

    assert area is not None
    assert set(db.session.scalars(area)) == {PROVINCE, *(one.id for one in communes_under(PROVINCE))}
    assert set(db.session.scalars(ids_under([]))) == set()


def test_communes_are_those_of_today_by_name() -> None:
    found = communes_under(PROVINCE)

    assert COMMUNE in [one.id for one in found]
    assert [one.name_fold for one in found] == sorted(one.name_fold for one in found)
    assert {one.valid_to for one in found} == {None}


def test_provinces_are_those_of_today() -> None:
    found = [one.id for one in provinces()]

    assert PROVINCE in found
    assert not any("@" in one for one in found)


def test_a_place_is_told_in_full_with_the_name_it_had() -> None:
    words = address_words(COMMUNE, f"{FORMER_COMMUNE}@{OLD}")

    assert words["place"].endswith(", tỉnh Vĩnh Long")
    assert words["former_place"].endswith(", tỉnh Trà Vinh")
    assert words["former_place"].count(", ") == 2
    assert words["former_until"].isoformat() == OLD
    assert address_words(PROVINCE, None) == {"place": "tỉnh Vĩnh Long", "former_place": None, "former_until": None}


def test_former_communes_of_a_commune_are_known() -> None:
    assert f"{FORMER_COMMUNE}@{OLD}" in [one.id for one in former_communes_of(COMMUNE)]


def test_our_own_tables_never_refer_to_nowhere(refuses) -> None:
    with refuses("unit-unknown"):
        unit_named("99999")
