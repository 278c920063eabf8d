"""Taking the scan log into the store, each scan exactly once.

What a batch of lines counts and how far its segment is loaded then are one transaction, so that kill -9 leaves both
or neither. A segment that nobody writes any more goes once all of it is loaded, and its row after it; a process that
dies in between leaves what the next one finishes. Of two loaders at once the second waits for the first's transaction
and goes on where that ended.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, delete, insert, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from ocop.domain.scans import Look, decoded
from ocop.models.database import SCANS, db, new_id
from ocop.models.scans import ItemScan, Scan, ScanCount, ScanSegment
from ocop.services.files import sync_folder
from ocop.services.scan_logs import SUFFIX
from ocop.services.scans import counting

#: Bytes of a segment that one transaction takes in: about two thousand scans.
BATCH = 256 * 1024
#: A file that was never a segment is a dead process's after so long.
_HALF_MADE_FOR = timedelta(hours=1)
#: Values in one question; SQLite takes 32,766.
_VALUES = 500
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

Row = dict[str, Any]


@dataclass
class Loaded:
    """What a pass took in: scans, lines that were none, segments dropped."""

    scans: int = 0
    malformed: int = 0
    dropped: int = 0


def load_scans(folder: Path, *, now: datetime, batch: int = BATCH) -> Loaded:
    """Take in what every segment of a folder holds by now, and drop the finished ones."""
    loaded = Loaded()
    with db.engines[SCANS].connect() as connection:
        offsets = dict(connection.execute(select(ScanSegment.name, ScanSegment.offset)).all())
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        with suppress(FileNotFoundError), path.open("rb") as file:  # another loader may have dropped it
            is_finished = _nobody_writes(file)
            if os.fstat(file.fileno()).st_size > offsets.get(path.stem, 0):
                load_segment(file, path.stem, now=now, batch=batch, loaded=loaded)
            if is_finished:
                drop_segment(path)
                loaded.dropped += 1
    return loaded


def _nobody_writes(file: IO[bytes]) -> bool:
    """Tell whether a segment's writer has ended it or died; ask before its end is looked for, not after."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def load_segment(file: IO[bytes], name: str, *, now: datetime, batch: int, loaded: Loaded) -> None:
    """Take in all whole lines of an open segment, a transaction for each batch of bytes."""
    is_more = True
    while is_more:
        with counting() as connection:
            is_more = _load_batch(connection, file, name, now, batch, loaded)


def _load_batch(
    connection: Connection, file: IO[bytes], name: str, now: datetime, batch: int, loaded: Loaded
) -> bool:
    """Take in the next lines; return whether there may be more."""
    offset = connection.scalar(select(ScanSegment.offset).where(ScanSegment.name == name))
    if offset is None and os.fstat(file.fileno()).st_nlink == 0:
        return False  # loaded, dropped and forgotten while this loader waited
    file.seek(offset or 0)
    data = file.read(batch)
    whole = data.rfind(b"\n") + 1 or (len(data) if len(data) == batch else 0)
    if not whole:
        return False
    lines = data[:whole].splitlines()
    looks = [look for look in map(decoded, lines) if look is not None]
    _count(connection, looks)
    _upsert(connection, ScanSegment, [{"name": name, "offset": (offset or 0) + whole, "loaded_at": now}])
    loaded.scans += len(looks)
    loaded.malformed += len(lines) - len(looks)
    return True


def drop_segment(path: Path) -> None:
    """Drop a segment that is loaded whole, then the row that says so, so that it is never taken for a new one."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)
    with counting() as connection:
        connection.execute(delete(ScanSegment).where(ScanSegment.name == path.stem))


def drop_half_made(folder: Path, now: datetime) -> None:
    """Drop what processes left that died while they began a segment; there is never a scan in it."""
    for path in folder.glob(".*"):
        with suppress(FileNotFoundError), path.open("rb") as file:
            is_old = os.fstat(file.fileno()).st_mtime < (now - _HALF_MADE_FOR).timestamp()
            if is_old and _nobody_writes(file):
                path.unlink()


# -- counting: each device once a day, at each product, lot and item


def _count(connection: Connection, looks: Sequence[Look]) -> None:
    """Keep single looks, and count them in their lots' days and items."""
    if not looks:
        return
    devices = _devices_known(connection, looks)
    counters: dict[tuple[str, str, date], Row] = {}
    items = _items_known(connection, looks)
    for look in looks:
        news = _news(devices, look)
        _count_day(counters, look, news)
        if look.item is not None:
            _count_item(items, look, is_new=news[2])
    columns = ("at", "on", "product_id", "unit_id", "lot", "item", "state", "visitor", "area")
    rows = [{"id": new_id(), **{name: getattr(look, name) for name in columns}} for look in looks]
    connection.execute(insert(Scan), rows)
    _add_to_days(connection, [counters[key] for key in sorted(counters)])
    _upsert(connection, ItemScan, [items[key] for key in sorted(items)])


def _devices_known(connection: Connection, looks: Iterable[Look]) -> set[tuple[Any, ...]]:
    """Return where the visitors of these looks were already on their days: products, lots, items."""
    days = {look.on for look in looks}
    known: set[tuple[Any, ...]] = set()
    for visitors in _parts(sorted({look.visitor for look in looks})):
        query = (
            select(Scan.product_id, Scan.lot, Scan.item, Scan.on, Scan.visitor)
            .where(Scan.on.in_(days), Scan.visitor.in_(visitors))
            .distinct()
        )
        for product_id, lot, item, on, visitor in connection.execute(query):
            known.update(_places(product_id, lot or "", item, on, visitor))
    return known


def _places(product_id: str, lot: str, item: int | None, on: date, visitor: str | None) -> list[tuple[Any, ...]]:
    """Return the three places where a device counts once a day; without an item there are two."""
    places: list[tuple[Any, ...]] = [(product_id, on, visitor), (product_id, lot, on, visitor)]
    return places if item is None else [*places, (product_id, lot, item, on, visitor)]


def _news(known: set[tuple[Any, ...]], look: Look) -> tuple[bool, bool, bool]:
    """Return whether this device is new today at the product, the lot and the item, and know it from now on."""
    places = _places(look.product_id, look.lot or "", look.item, look.on, look.visitor)
    news = [place not in known for place in places]
    known.update(places)
    return news[0], news[1], len(news) == 3 and news[2]


def _count_day(counters: dict[tuple[str, str, date], Row], look: Look, news: tuple[bool, bool, bool]) -> None:
    key = (look.product_id, look.lot or "", look.on)
    row = counters.setdefault(
        key,
        {"product_id": key[0], "lot": key[1], "on": key[2], "scans": 0, "visitors": 0, "product_visitors": 0},
    )
    row["unit_id"] = look.unit_id
    row["scans"] += 1
    row["product_visitors"] += news[0]
    row["visitors"] += news[1]


def _items_known(connection: Connection, looks: Iterable[Look]) -> dict[tuple[str, str, int], Row]:
    """Return the rows of the items of these looks that were looked at before."""
    keys = sorted({(look.product_id, look.lot or "", look.item) for look in looks if look.item is not None})
    table = ItemScan.__table__
    found: dict[tuple[str, str, int], Row] = {}
    for part in _parts(keys):
        query = select(table).where(tuple_(ItemScan.product_id, ItemScan.lot, ItemScan.item).in_(part))
        for row in connection.execute(query).mappings():
            found[row["product_id"], row["lot"], row["item"]] = dict(row)
    return found


def _count_item(items: dict[tuple[str, str, int], Row], look: Look, *, is_new: bool) -> None:
    assert look.item is not None
    key = (look.product_id, look.lot or "", look.item)
    row = items.get(key) or items.setdefault(key, _new_item(look))
    row["first_at"], row["last_at"] = min(row["first_at"], look.at), max(row["last_at"], look.at)
    row["first_on"], row["last_on"] = min(row["first_on"], look.on), max(row["last_on"], look.on)
    row["scans"] += 1
    row["visitors"] += is_new
    row["void_scans"] += look.state == "void"
    row["recalled_scans"] += look.state == "recalled"
    if look.area and look.area not in row["areas"]:
        row["areas"] = sorted([*row["areas"], look.area])
    row["unjudged"] = True


def _new_item(look: Look) -> Row:
    """Return the row of an item that nobody had looked at before."""
    days = {"first_at": look.at, "first_on": look.on, "last_at": look.at, "last_on": look.on}
    counts = dict.fromkeys(("scans", "visitors", "void_scans", "recalled_scans"), 0)
    return {"product_id": look.product_id, "lot": look.lot or "", "item": look.item, "areas": [], **days, **counts}


def _add_to_days(connection: Connection, rows: list[Row]) -> None:
    """Add to the counters of days, which are made where there are none."""
    statement: Any = _INSERT[connection.dialect.name](ScanCount)
    new, table = statement.excluded, ScanCount.__table__.c
    added = {name: table[name] + new[name] for name in ("scans", "visitors", "product_visitors")}
    keys = ["product_id", "lot", "on"]
    connection.execute(
        statement.on_conflict_do_update(index_elements=keys, set_={**added, "unit_id": new.unit_id}), rows
    )


def _upsert(connection: Connection, model: Any, rows: list[Row]) -> None:
    """Write rows over those of the same key; the lock of `counting` is held, so nobody wrote in between."""
    if not rows:
        return
    statement: Any = _INSERT[connection.dialect.name](model)
    keys = [column.name for column in model.__table__.primary_key]
    names = [column.name for column in model.__table__.columns]
    others = {name: statement.excluded[name] for name in names if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), rows)


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _VALUES):
        yield values[start : start + _VALUES]
