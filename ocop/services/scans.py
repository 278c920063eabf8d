"""Scans: counted in a store of their own, without anything that names a person."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select, text

from ocop.models.database import SCANS, WRITES, db
from ocop.models.scans import ItemScan, Scan, ScanCount

#: Single scans are kept so long; then only the counters remain (DESIGN section 5).
KEPT_DAYS = 30


@contextmanager
def counting() -> Iterator[Connection]:
    """Open the one transaction that may count: whoever comes second waits, and then sees what the first counted."""
    with db.engines[SCANS].connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE scan_segments IN SHARE ROW EXCLUSIVE MODE"))
        yield connection


def scans_of(product_id: str) -> dict[str, Any]:
    """Return how often a product's codes were looked at, by how many visitors of a day, and since when."""
    query = select(func.sum(ScanCount.scans), func.sum(ScanCount.product_visitors), func.min(ScanCount.on))
    with db.engines[SCANS].connect() as connection:
        total, visitors, first_on = connection.execute(query.where(ScanCount.product_id == product_id)).one()
    return {"total": total or 0, "visitors": visitors or 0, "first_on": first_on}


def scans_of_lot(product_id: str, lot: str) -> dict[str, int]:
    """Return how often the codes of a lot were looked at, and by how many devices, each once a day."""
    query = select(func.sum(ScanCount.scans), func.sum(ScanCount.visitors))
    query = query.where(ScanCount.product_id == product_id, ScanCount.lot == lot)
    with db.engines[SCANS].connect() as connection:
        scans, visitors = connection.execute(query).one()
    return {"scans": scans or 0, "visitors": visitors or 0}


def item_seen(product_id: str, lot: str, item: int) -> dict[str, Any]:
    """Return what a page says of an item: by how many devices it was seen, each once a day, where, and since when.

    `count` 0 and `first_on` None before its first look; `areas` is how many areas, 0 without a table of them.
    """
    query = select(ItemScan.visitors, ItemScan.areas, ItemScan.first_on).where(
        ItemScan.product_id == product_id, ItemScan.lot == lot, ItemScan.item == item
    )
    with db.engines[SCANS].connect() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return {"count": 0, "areas": 0, "first_on": None}
    return {"count": row.visitors, "areas": len(row.areas), "first_on": row.first_on}


def counts_by_day(
    since: date,
    until: date,
    *,
    product_id: str | None = None,
    unit_ids: Collection[str] | None = None,
    lot: str | None = None,
) -> list[dict[str, Any]]:
    """Return `{on, scans, visitors}` of every day from `since` to `until`, both included, 0 where nobody looked.

    Of a product, of one of its lots ('' are the codes without one), or of everything in units by their ids.
    """
    visitors = ScanCount.product_visitors if lot is None else ScanCount.visitors
    query = select(ScanCount.on, func.sum(ScanCount.scans), func.sum(visitors)).group_by(ScanCount.on)
    query = query.where(ScanCount.on.between(since, until))
    if product_id is not None:
        query = query.where(ScanCount.product_id == product_id)
    if unit_ids is not None:
        query = query.where(ScanCount.unit_id.in_(unit_ids))
    if lot is not None:
        query = query.where(ScanCount.lot == lot)
    with db.engines[SCANS].connect() as connection:
        found = {on: (scans, devices) for on, scans, devices in connection.execute(query)}
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    return [
        {"on": on, "scans": scans, "visitors": devices} for on in days for scans, devices in [found.get(on, (0, 0))]
    ]


def drop_old_scans(today: date) -> int:
    """Drop single scans older than their time; return how many went. Their counters were written with them."""
    with counting() as connection:
        return connection.execute(delete(Scan).where(Scan.on < today - timedelta(days=KEPT_DAYS))).rowcount
