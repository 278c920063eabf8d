"""Scans as producers and offices read them: by day, by lot, by unit."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, select

from ocop.domain.accounts import Actor
from ocop.models.database import SCANS, db
from ocop.models.scans import ScanCount
from ocop.models.units import Unit
from ocop.services.offices import narrowed
from ocop.services.scans import counts_by_day
from ocop.services.units import ids_of_code, ids_under

#: Units that one table names.
MOST_UNITS = 200


def product_scans(product_id: str, since: date, until: date, *, lot: str | None = None) -> dict[str, Any]:
    """Return the scans of a product from day to day, of one lot if named, and of each lot, most scanned first.

    `lots` are `(code, scans, visitors)`; '' are codes without a lot.
    """
    scans = func.sum(ScanCount.scans)
    query = select(ScanCount.lot, scans, func.sum(ScanCount.visitors)).group_by(ScanCount.lot)
    query = query.where(ScanCount.product_id == product_id, ScanCount.on.between(since, until))
    with db.engines[SCANS].connect() as connection:
        lots = [tuple(row) for row in connection.execute(query.order_by(scans.desc(), ScanCount.lot))]
    return {"days": counts_by_day(since, until, product_id=product_id, lot=lot), "lots": lots}


def area_scans(by: Actor, unit_code: str | None, since: date, until: date) -> dict[str, Any]:
    """Return the scans of an office's area, or of one unit in it, from day to day and by commune.

    `units` are `(code, name, scans, visitors)`, most scanned first.
    """
    area = narrowed(by, unit_code)
    ids = None if area is None else list(db.session.scalars(ids_under(ids_of_code(area))))
    found = _by_unit(since, until, ids)
    query = select(Unit).where(Unit.id.in_([unit for unit, *_ in found]))
    names = {one.id: (one.code, one.name) for one in db.session.scalars(query)}
    units = [(*names[unit], scans, visitors) for unit, scans, visitors in found if unit in names]
    return {"days": counts_by_day(since, until, unit_ids=ids), "units": units, "unit_code": area}


def _by_unit(since: date, until: date, ids: Collection[str] | None) -> list[tuple[str, int, int]]:
    scans = func.sum(ScanCount.scans)
    query = select(ScanCount.unit_id, scans, func.sum(ScanCount.product_visitors)).group_by(ScanCount.unit_id)
    query = query.where(ScanCount.on.between(since, until), ScanCount.unit_id.is_not(None))
    if ids is not None:
        query = query.where(ScanCount.unit_id.in_(ids))
    with db.engines[SCANS].connect() as connection:
        rows = connection.execute(query.order_by(scans.desc(), ScanCount.unit_id).limit(MOST_UNITS))
        return [(unit or "", total, visitors) for unit, total, visitors in rows]
