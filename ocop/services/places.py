"""Places: communes of today, found by the names that people still use, and told in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ocop.domain.texts import folded
from ocop.domain.units import Level
from ocop.models.database import db
from ocop.models.units import Unit, UnitSuccession
from ocop.services.units import former_communes_of, ids_under

#: Communes that a search shows; beyond them a second word narrows better than scrolling.
MOST = 30


@dataclass(frozen=True)
class Place:
    """A commune of today with its province; the former commune under whose name it was found, if any."""

    unit_code: str
    unit_name: str
    province_name: str
    former_code: str | None = None
    former_name: str | None = None
    district_name: str | None = None


def places_like(q: str, *, under: str | None = None) -> list[Place]:
    """Return communes of today whose name, or whose former communes' names, hold every word.

    Words may name the province or the former district too. `under` narrows to a unit and what lies in it.
    Exact names come first, names of today before former ones.
    """
    words = folded(q).split()
    if not words:
        return []
    found = [(place, text) for place, text in _all_places(words[0], under) if _holds(text, words)]
    bare = " ".join(words)
    found.sort(key=lambda one: (_bare_name(one[0]) != bare, one[0].former_code is not None, one[1]))
    return [place for place, _ in found][:MOST]


def _holds(text: str, words: list[str]) -> bool:
    """Tell whether every word begins a word of the text; a half-typed last one counts."""
    return all(f" {word}" in f" {text}" for word in words)


def _bare_name(place: Place) -> str:
    """Return the folded name without the kind of unit before it."""
    name = folded(place.former_name or place.unit_name)
    for kind in ("xa ", "phuong ", "thi tran ", "dac khu "):
        name = name.removeprefix(kind)
    return name


def _all_places(word: str, under: str | None) -> Iterable[tuple[Place, str]]:
    """Yield places with the text to search in, those whose text may hold the first word."""
    unit, above, former, district = Unit, aliased(Unit), aliased(Unit), aliased(Unit)
    today = select(unit, above).join(above, above.id == unit.parent_id)
    today = today.where(unit.level == Level.COMMUNE, unit.valid_to.is_(None))
    before = (
        select(unit, above, former, district)
        .join(above, above.id == unit.parent_id)
        .join(UnitSuccession, UnitSuccession.unit_id == unit.id)
        .join(former, former.id == UnitSuccession.former_id)
        .outerjoin(district, district.id == former.parent_id)
        .where(unit.level == Level.COMMUNE, former.level == Level.COMMUNE)
    )
    if under:
        today, before = (query.where(unit.id.in_(ids_under([under]))) for query in (today, before))
    for commune, province in db.session.execute(today.where(_may_hold(word, unit, above))):
        yield Place(commune.code, commune.name, province.name), f"{commune.name_fold} {province.name_fold}"
    for row in db.session.execute(before.where(_may_hold(word, former, district, above))):
        yield _former_place(*row)


def _may_hold(word: str, *units: type[Unit]) -> object:
    condition = units[0].name_fold.contains(word, autoescape=True)
    for unit in units[1:]:
        condition |= unit.name_fold.contains(word, autoescape=True)
    return condition


def _former_place(commune: Unit, province: Unit, former: Unit, district: Unit | None) -> tuple[Place, str]:
    place = Place(
        commune.code, commune.name, province.name, former.code, former.name, district.name if district else None
    )
    names = [former.name_fold, district.name_fold if district else "", province.name_fold]
    return place, " ".join(names)


def place_of(unit: Unit) -> Place:
    """Return a commune of today as a place."""
    province = db.session.get(Unit, unit.parent_id) if unit.parent_id else None
    return Place(unit.code, unit.name, province.name if province else "")


def former_choices(unit_code: str) -> list[tuple[str, str]]:
    """Return the former communes that went into a commune: code, and name with its former district."""
    former = former_communes_of(unit_code)
    ids = {one.parent_id for one in former if one.parent_id}
    districts = {one.id: one.name for one in db.session.scalars(select(Unit).where(Unit.id.in_(ids)))}
    named: dict[str, list[str]] = defaultdict(list)
    for one in former:
        named[one.code].append(", ".join(filter(None, (one.name, districts.get(one.parent_id or "")))))
    return [(code, names[0]) for code, names in named.items()]


def code_of(unit_id: str) -> str:
    """Return the code of a unit from its id, which tells for one that ended when it did.

    >>> code_of("29347@2025-06-30"), code_of("29341")
    ('29347', '29341')
    """
    return unit_id.partition("@")[0]
