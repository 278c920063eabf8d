"""Places: communes of today, found by the names that people still use, and told in words."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from ocop.domain.texts import folded
from ocop.domain.units import Level
from ocop.models.database import db
from ocop.models.products import Product
from ocop.models.units import Unit, UnitSuccession
from ocop.services.units import former_communes_of, full_name, ids_under

#: Communes that a search shows; beyond them a second word narrows better than scrolling.
MOST = 30
#: The kinds of unit before a name, folded.
_KIND = re.compile(r"^(?:thi tran|thi xa|thanh pho|dac khu|xa|phuong|huyen|quan|tinh) ")


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

    Words may name the province or the former district too; the last one may be half typed. `under` narrows
    to a unit and what lies in it. Exact names come first, names of today before former ones.
    """
    words = folded(q).split()
    if not words:
        return []
    candidates = [*_communes(max(words, key=len), under), *_former_communes(max(words, key=len), under)]
    found = [(place, units) for place, units in candidates if _holds(units, words)]
    bare = _without_kind(" ".join(words))
    found.sort(key=lambda one: (_without_kind(one[1][0]) != bare, one[0].former_code is not None, one[1][0]))
    return [place for place, _ in found][:MOST]


def _holds(units: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether every word stands in the names; the last may begin one, but not the word for a kind of unit."""
    whole = {word for name in units for word in name.split()}
    named = [word for name in units for word in _without_kind(name).split()]
    *firm, last = words
    return all(word in whole for word in firm) and (last in whole or any(word.startswith(last) for word in named))


def _without_kind(name: str) -> str:
    """Return a folded name without the kind of unit before it.

    >>> _without_kind("thi tran tieu can"), _without_kind("xa ba")
    ('tieu can', 'ba')
    """
    return _KIND.sub("", name, count=1)


def _communes(word: str, under: str | None) -> Iterator[tuple[Place, list[str]]]:
    """Yield communes of today whose own name or province may hold a word, with the folded names to search in."""
    above = aliased(Unit)
    query = select(Unit, above).join(above, above.id == Unit.parent_id)
    query = query.where(Unit.level == Level.COMMUNE, Unit.valid_to.is_(None), _may_hold(word, Unit, above))
    if under:
        query = query.where(Unit.id.in_(ids_under([under])))
    for commune, province in db.session.execute(query):
        yield Place(commune.code, commune.name, province.name), [commune.name_fold, province.name_fold]


def _former_communes(word: str, under: str | None) -> Iterator[tuple[Place, list[str]]]:
    """Yield what former communes went into, for those that may hold a word, with the names of before and of today."""
    above, former, district, province = aliased(Unit), aliased(Unit), aliased(Unit), aliased(Unit)
    query = (
        select(Unit, above, former, district, province)
        .join(above, above.id == Unit.parent_id)
        .join(UnitSuccession, UnitSuccession.unit_id == Unit.id)
        .join(former, former.id == UnitSuccession.former_id)
        .join(district, district.id == former.parent_id)
        .outerjoin(province, province.id == district.parent_id)
        .where(former.level == Level.COMMUNE, _may_hold(word, former, district, province, above))
    )
    if under:
        query = query.where(Unit.id.in_(ids_under([under])))
    for unit, parent, before, part, whole in db.session.execute(query):
        names = [one.name_fold for one in (before, part, whole, parent) if one]
        yield Place(unit.code, unit.name, parent.name, before.code, before.name, part.name), names


def _may_hold(word: str, *units: type[Unit]) -> ColumnElement[bool]:
    return or_(*(unit.name_fold.contains(word, autoescape=True) for unit in units))


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


def commune_words(unit_ids: Collection[str]) -> dict[str, str]:
    """Return communes in full, by the ids of their units."""
    return {one.id: full_name(one) for one in db.session.scalars(select(Unit).where(Unit.id.in_(unit_ids)))}


def units_with_products() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a filter by place offers: kind of unit, then code and name of those with published products.

    Kinds are `province`, `district`, `commune` and `former_commune`. A unit of before whose code is another's
    today is left out, because a filter by code means today's.
    """
    units = _units_of_products()
    taken = set(db.session.scalars(select(Unit.id).where(Unit.id.in_({one.code for one in units.values()}))))
    offered: dict[str, dict[str, str]] = {kind: {} for kind in ("province", "district", "commune", "former_commune")}
    for one in sorted(units.values(), key=lambda unit: (unit.valid_to is not None, unit.name_fold, unit.code)):
        is_former = one.valid_to is not None
        if not (is_former and one.code in taken):
            kind = "former_commune" if is_former and one.level == Level.COMMUNE else one.level
            above = units.get(one.parent_id or "") if is_former else None
            offered[kind].setdefault(one.code, f"{one.name}, {above.name}" if above else one.name)
    return [(kind, list(named.items())) for kind, named in offered.items()]


def _units_of_products() -> dict[str, Unit]:
    """Return the communes of published products, of today and of before, and all that lies above them, by id."""
    places = select(Product.unit_id, Product.former_unit_id).where(Product.state != "draft").distinct()
    wanted = {unit_id for row in db.session.execute(places) for unit_id in row if unit_id}
    units: dict[str, Unit] = {}
    while wanted:
        units |= {one.id: one for one in db.session.scalars(select(Unit).where(Unit.id.in_(wanted)))}
        wanted = {one.parent_id for one in units.values() if one.parent_id} - units.keys()
    return units
