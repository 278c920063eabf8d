"""Administrative units: found by code, by day, and with everything under them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from ocop.domain.accounts import Actor, Role
from ocop.domain.refusals import BadInput, RuleBroken
from ocop.domain.units import Level
from ocop.models.database import db
from ocop.models.units import Unit, UnitSuccession


def unit_named(unit_id: str) -> Unit:
    """Return a unit by its id, which our own tables refer to."""
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise _unknown(unit_id, "unit_code")
    return unit


def find_commune(code: str, *, field: str = "unit_code") -> Unit:
    """Return a commune of today by its code.

    Raises BadInput `unit-unknown`, naming the successor where the code is a former one.
    """
    unit = db.session.get(Unit, code)
    if unit is None or unit.level != Level.COMMUNE or unit.valid_to is not None:
        raise _unknown(code, field)
    return unit


def _unknown(code: str, field: str) -> BadInput:
    """Say that no commune of today has the code, and where a former one went."""
    query = select(Unit).join(UnitSuccession, UnitSuccession.unit_id == Unit.id)
    former = select(Unit.id).where(Unit.code == code[:20], Unit.level == Level.COMMUNE, Unit.valid_to.is_not(None))
    heirs = list(db.session.scalars(query.where(UnitSuccession.former_id.in_(former))))
    if heirs:
        return BadInput(
            "unit-unknown",
            "Mã xã “%(code)s” là mã cũ; nay là %(heirs)s.",
            field=field,
            code=code[:20],
            heirs=", ".join(f"{heir.name} ({heir.code})" for heir in heirs),
        )
    return BadInput("unit-unknown", "Không có xã, phường nào mang mã “%(code)s”.", field=field, code=code[:20])


def find_former_commune(code: str, unit: Unit) -> Unit:
    """Return the former commune of a code that went into the unit given.

    Raises BadInput `unit-unknown` and RuleBroken `unit-mismatch`.
    """
    former = db.session.scalars(
        select(Unit).where(Unit.code == code[:20], Unit.level == Level.COMMUNE, Unit.valid_to.is_not(None))
    ).all()
    if not former:
        raise BadInput(
            "unit-unknown", "Không có xã cũ nào mang mã “%(code)s”.", field="former_unit_code", code=code[:20]
        )
    for one in former:
        if db.session.get(UnitSuccession, (one.id, unit.id)) is not None:
            return one
    raise RuleBroken(
        "unit-mismatch",
        "Xã cũ %(former)s không nhập vào %(unit)s.",
        field="former_unit_code",
        former=f"{former[0].name} ({code})",
        unit=f"{unit.name} ({unit.code})",
    )


def unit_on(code: str, day: date) -> Unit:
    """Return the unit that bore a code on a day.

    Raises BadInput `unit-unknown` for a code of no time and RuleBroken `dates-contradict` for one of another.
    """
    bearers = list(db.session.scalars(select(Unit).where(Unit.code == code[:20])))
    if not bearers:
        raise BadInput("unit-unknown", "Không có đơn vị nào mang mã “%(code)s”.", field="unit_code", code=code[:20])
    for unit in bearers:
        if (unit.valid_from is None or unit.valid_from <= day) and (unit.valid_to is None or day <= unit.valid_to):
            return unit
    raise RuleBroken(
        "dates-contradict",
        "%(unit)s (%(code)s) không tồn tại vào ngày %(day)s.",
        field="unit_code",
        unit=bearers[0].name,
        code=code,
        day=day.strftime("%d/%m/%Y"),
    )


def is_same_or_heir(former: Unit, office_id: str) -> bool:
    """Tell whether an office is the unit itself or the one that it went into."""
    return former.id == office_id or db.session.get(UnitSuccession, (former.id, office_id)) is not None


def ids_under(roots: Iterable[str]) -> Select[str]:
    """Return the query of all unit ids at or under the roots (ids), for use inside another query."""
    tree = select(Unit.id).where(Unit.id.in_(list(roots))).cte("under", recursive=True)
    tree = tree.union(select(Unit.id).join(tree, Unit.parent_id == tree.c.id))
    return select(tree.c.id)


def ids_of_code(code: str) -> list[str]:
    """Return the ids that a filter by code means: today's unit, or else the former ones of that code.

    Raises BadInput `unit-unknown`.
    """
    if db.session.get(Unit, code) is not None:
        return [code]
    former = list(db.session.scalars(select(Unit.id).where(Unit.code == code[:20])))
    if not former:
        raise BadInput("unit-unknown", "Không có đơn vị nào mang mã “%(code)s”.", field="unit_code", code=code[:20])
    return former


def is_under(unit_id: str, root: str) -> bool:
    """Tell whether a unit lies at or under another."""
    return db.session.scalar(select(Unit.id).where(Unit.id == unit_id, Unit.id.in_(ids_under([root])))) is not None


def area_of(by: Actor) -> Select[str] | None:
    """Return the unit ids that an office looks after; None means the whole country."""
    if by.role in (Role.MINISTRY, Role.AUDITOR, Role.ADMINISTRATOR):
        return None
    return ids_under([by.unit_id or ""])


def within(
    column: InstrumentedAttribute[str], former: InstrumentedAttribute[str | None], code: str
) -> ColumnElement[bool]:
    """Return the condition that a thing lies under a unit, of today or of before."""
    tree = ids_under(ids_of_code(code))
    return or_(column.in_(tree), former.in_(tree))


def full_name(unit: Unit) -> str:
    """Return a unit with everything above it, as an address is written: xã, huyện, tỉnh."""
    names = []
    above: Unit | None = unit
    while above is not None:
        names.append(above.name[0].lower() + above.name[1:])
        above = db.session.get(Unit, above.parent_id) if above.parent_id else None
    return ", ".join(names)


def address_words(unit_id: str, former_unit_id: str | None) -> dict[str, Any]:
    """Return `place` in full, and if it had another name before the mergers, that one and its last day."""
    former = db.session.get(Unit, former_unit_id) if former_unit_id else None
    return {
        "place": full_name(unit_named(unit_id)),
        "former_place": full_name(former) if former else None,
        "former_until": former.valid_to if former else None,
    }


def communes_under(code: str) -> list[Unit]:
    """Return the communes of today at or under a unit, by name."""
    query = select(Unit).where(Unit.id.in_(ids_under([code])), Unit.level == Level.COMMUNE, Unit.valid_to.is_(None))
    return list(db.session.scalars(query.order_by(Unit.name_fold, Unit.id)))


def provinces() -> list[Unit]:
    """Return the provinces of today, by name."""
    query = select(Unit).where(Unit.level == Level.PROVINCE, Unit.valid_to.is_(None))
    return list(db.session.scalars(query.order_by(Unit.name_fold)))


def former_communes_of(code: str) -> list[Unit]:
    """Return the former communes that went into a commune of today."""
    query = select(Unit).join(UnitSuccession, UnitSuccession.former_id == Unit.id)
    query = query.where(UnitSuccession.unit_id == code, Unit.level == Level.COMMUNE).order_by(Unit.name_fold)
    return list(db.session.scalars(query))


def province_of(unit_id: str) -> str | None:
    """Return the code of the province that a unit lies in."""
    unit: Unit | None = unit_named(unit_id)
    while unit is not None and unit.level != Level.PROVINCE:
        unit = db.session.get(Unit, unit.parent_id) if unit.parent_id else None
    return unit.code if unit else None
