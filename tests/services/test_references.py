"""Reference data as the law and the census of units have it, loaded again without harm."""

from datetime import date

import pytest
from sqlalchemy import func, select

from ocop.config import locate
from ocop.domain.units import Level
from ocop.models.database import db
from ocop.models.product_sets import ProductSet, RegimeRow
from ocop.models.units import Unit, UnitSuccession
from ocop.services.references import load_references, product_sets, regimes, sectors
from ocop.services.units import unit_on
from ocop.services.work import unit_of_work
from tests.snapshots import digests

pytestmark = pytest.mark.usefixtures("context")

REFERENCES = ("units", "unit_successions", "product_sets", "regimes")


def count(*conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(Unit).where(*conditions)) or 0


def test_the_country_has_34_provinces_and_3321_communes_today() -> None:
    assert count(Unit.level == Level.PROVINCE, Unit.valid_to.is_(None)) == 34
    assert count(Unit.level == Level.COMMUNE, Unit.valid_to.is_(None)) == 3321
    assert count(Unit.level == Level.DISTRICT, Unit.valid_to.is_(None)) == 0


def test_354_former_communes_went_362_ways_into_the_124_of_vinh_long() -> None:
    former = select(Unit.id).where(Unit.level == Level.COMMUNE, Unit.valid_to == date(2025, 6, 30))
    heirs = select(Unit.id).where(Unit.parent_id == "86", Unit.level == Level.COMMUNE, Unit.valid_to.is_(None))
    succession = select(UnitSuccession).where(UnitSuccession.former_id.in_(former), UnitSuccession.unit_id.in_(heirs))

    found = list(db.session.scalars(succession))

    assert len(found) == 362
    assert len({one.former_id for one in found}) == 354
    assert len({one.unit_id for one in found}) == 124


def test_tra_vinh_had_nine_districts_and_no_commune_of_it_was_split() -> None:
    districts = select(Unit.id).where(Unit.parent_id == "84@2025-06-30")
    communes = select(Unit.id).where(Unit.parent_id.in_(districts))
    heirs = select(UnitSuccession.unit_id).where(UnitSuccession.former_id.in_(communes))

    assert len(list(db.session.scalars(districts))) == 9
    former = list(db.session.scalars(communes))
    went = list(db.session.scalars(heirs))
    assert (len(former), len(went), len(set(went))) == (104, 104, 41)


@pytest.mark.parametrize("code", ["83", "84", "86"])
def test_the_three_old_provinces_went_into_vinh_long(code: str) -> None:
    assert db.session.get(UnitSuccession, (f"{code}@2025-06-30", "86")) is not None


def test_every_unit_lies_in_one_of_the_tier_above_in_its_time() -> None:
    units = {unit.id: unit for unit in db.session.scalars(select(Unit))}

    for unit in units.values():
        above = units.get(unit.parent_id or "")
        assert (above is None) is (unit.level == Level.PROVINCE), unit.id
        if above:
            assert (above.valid_to or date.max) >= (unit.valid_to or date.max), unit.id
        assert unit.id == (f"{unit.code}@{unit.valid_to}" if unit.valid_to else unit.code)


def test_no_code_is_borne_by_two_units_of_one_day() -> None:
    for day in (date(2024, 12, 20), date(2025, 7, 1), date(2026, 11, 23)):
        in_force = (Unit.valid_from.is_(None) | (Unit.valid_from <= day)) & (
            Unit.valid_to.is_(None) | (Unit.valid_to >= day)
        )
        doubled = select(Unit.code).where(in_force).group_by(Unit.code).having(func.count() > 1)
        assert list(db.session.scalars(doubled)) == []
    assert unit_on("86", date(2025, 6, 30)).id != unit_on("86", date(2025, 7, 1)).id


def test_there_are_26_sets_in_17_groups_of_six_sectors() -> None:
    sets = product_sets()

    assert [one.id for one in sets] == list(range(1, 27))
    assert len({one.group_id for one in sets}) == 17
    assert list(sectors()) == [1, 2, 3, 4, 5, 6]
    assert {one.sector_id for one in sets if one.id <= 13} == {1}
    assert {one.sector_id for one in sets if 14 <= one.id <= 17} == {2}
    assert {one.id for one in sets if one.sector_id == 6} == {26}


@pytest.mark.parametrize(
    ("number", "regime", "valid_from", "valid_to", "three"),
    [
        (0, "1048", date(2019, 8, 21), date(2023, 2, 23), "province"),
        (1, "148", date(2023, 2, 24), date(2025, 7, 5), "district"),
        (2, "148+1489", date(2025, 7, 6), date(2026, 7, 21), "province"),
        (3, "26/2026", date(2026, 5, 22), None, "province"),
    ],
)
def test_the_regimes_have_their_days(
    number: int, regime: str, valid_from: date, valid_to: date | None, three: str
) -> None:
    found = regimes()[number]

    assert (found.id, found.valid_from, found.valid_to) == (regime, valid_from, valid_to)
    assert found.deciders == {3: three, 4: "province", 5: "ministry"}
    assert [int(floor) for floor, _ in found.floors] == [90, 70, 50, 30, 0]
    assert found.validity_months == 36


def test_loading_again_changes_nothing() -> None:
    with db.engine.connect() as connection:
        before = digests(connection, REFERENCES)

    with unit_of_work():
        load_references(locate("seed_data"))

    with db.engine.connect() as connection:
        assert digests(connection, REFERENCES) == before


def test_loading_again_mends_what_differs_and_keeps_what_is_added() -> None:
    with unit_of_work():
        db.session.get(ProductSet, 4).name = "sai"
        db.session.add(RegimeRow(**{**row_of("26/2026"), "id": "2030", "valid_from": date(2030, 1, 1)}))

    with unit_of_work():
        load_references(locate("seed_data"))
    db.session.expire_all()

    assert product_sets()[3].name != "sai"
    assert [one.id for one in regimes()][-1] == "2030"


def row_of(regime: str) -> dict:
    row = db.session.get(RegimeRow, regime)
    return {column.name: getattr(row, column.name) for column in RegimeRow.__table__.columns}
