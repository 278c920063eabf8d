"""What entries take from: raw lots, lots, what came from others, boxes; and how much of each is left."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import case, exists, func, or_, select

from ocop.domain.balances import Balance, left_in
from ocop.domain.entries import MOST_BOXES, Take, identity_of
from ocop.domain.entry_events import Amount, EntryKind
from ocop.domain.event_things import Link, Role
from ocop.domain.lots import lot_code
from ocop.domain.measures import code_of, unit_of
from ocop.domain.refusals import BadInput, Conflict
from ocop.models.database import db
from ocop.models.events import Edge, Epc, EventEpc, Retraction, TraceEvent
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.models.raw_lots import RawLot
from ocop.models.subjects import Subject
from ocop.services.balances import balances_of
from ocop.services.chunks import in_chunks
from ocop.services.epcs import lot_uri

#: Sources of each kind that a form offers at most, the newest first.
MOST: Final = 60


@dataclass(frozen=True)
class Source:
    """Something to take from. `ref` is its name in forms; `left` in its unit, None where nobody can know.

    `kind` is `raw`, `lot`, `received` or `box`.
    """

    ref: str
    uri: str
    kind: str
    name: str
    code: str
    unit: str | None = None
    left: Decimal | None = None
    made_on: date | None = None


def raw_sources(subject: Subject) -> list[Source]:
    """Return the raw lots that are open, the newest first."""
    query = select(RawLot).where(RawLot.subject_id == subject.id, RawLot.state == "open")
    found = list(db.session.scalars(query.order_by(RawLot.made_on.desc(), RawLot.opened_at.desc()).limit(MOST)))
    numbers = _numbers(Epc.raw_lot_id, [one.id for one in found])
    balances = balances_of(set(numbers.values()))
    return [_raw(one, balances.get(numbers.get(one.id, 0))) for one in found]


def _raw(one: RawLot, balance: Balance | None = None) -> Source:
    left = _left(balance, one.unit)
    return Source(f"raw:{one.id}", one.uri, "raw", one.name, one.code, one.unit, left, one.made_on)


def lot_sources(subject: Subject, base_url: str) -> list[Source]:
    """Return the open lots of a subject's products, the newest first."""
    query = select(Lot, Product).join(Product, Product.id == Lot.product_id)
    query = query.where(Product.subject_id == subject.id, Lot.state == "open")
    query = query.order_by(Lot.opened_at.desc(), Lot.code.desc()).limit(MOST)
    rows = [(lot, product) for lot, product in db.session.execute(query)]
    keys = _lot_numbers([(lot.product_id, lot.code) for lot, _ in rows])
    balances = balances_of(set(keys.values()))
    return [_lot(lot, product, base_url, balances.get(keys.get((product.id, lot.code), 0))) for lot, product in rows]


def left_of_lots(product: Product, lots: Sequence[Lot]) -> dict[str, Decimal]:
    """Return how much is left of lots of a product, by code; those whose making nobody recorded are not in it."""
    keys = _lot_numbers([(product.id, one.code) for one in lots])
    balances = balances_of(set(keys.values()))
    found = {one.code: _left(balances.get(keys.get((product.id, one.code), 0)), one.unit) for one in lots}
    return {code: left for code, left in found.items() if left is not None}


def left_of_raw_lots(raw_lots: Sequence[RawLot]) -> dict[str, Decimal]:
    """Return how much is left of raw lots, by id; those whose beginning nobody recorded are not in it."""
    numbers = _numbers(Epc.raw_lot_id, [one.id for one in raw_lots])
    balances = balances_of(set(numbers.values()))
    found = {one.id: _left(balances.get(numbers.get(one.id, 0)), one.unit) for one in raw_lots}
    return {id_: left for id_, left in found.items() if left is not None}


def _lot(lot: Lot, product: Product, base_url: str, balance: Balance | None = None) -> Source:
    ref, uri = f"lot:{product.code}:{lot.code}", lot_uri(product, lot.code, base_url)
    return Source(ref, uri, "lot", product.name, lot.code, lot.unit, _left(balance, lot.unit), lot.made_on)


def _left(balance: Balance | None, unit: str | None) -> Decimal | None:
    left = left_in(balance, code_of(unit)) if balance else None
    return None if left is None else Decimal(str(round(left, 3)))


def _numbers(column: Any, keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in in_chunks(keys):
        for key, number in db.session.execute(select(column, Epc.main_id).where(column.in_(some))):
            found[key] = number
    return found


def _lot_numbers(keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the numbers that events know lots by, by product id and code."""
    found: dict[tuple[str, str], int] = {}
    for some in in_chunks({product_id for product_id, _ in keys}):
        query = select(Epc.product_id, Epc.lot, Epc.main_id).where(Epc.product_id.in_(some), Epc.kind == "lot")
        for product_id, lot, number in db.session.execute(query):
            found[product_id or "", lot or ""] = number
    return {key: found[key] for key in keys if key in found}


#: What came in by receipts, less what went on: into products, boxes, to others.
_CAME_IN: Final = case((TraceEvent.biz_step == "receiving", EventEpc.quantity), else_=-EventEpc.quantity)
_GOING: Final = (Role.INPUT_QUANTITY, Role.CHILD_QUANTITY)


def received_sources(subject: Subject) -> list[Source]:
    """Return the lots of others that a subject received and still has some of."""
    query = (
        select(EventEpc.epc_id, EventEpc.uom, func.sum(_CAME_IN), func.max(TraceEvent.event_time))
        .join(TraceEvent, TraceEvent.id == EventEpc.event_id)
        .join(Epc, Epc.id == EventEpc.epc_id)
        .where(
            TraceEvent.subject_id == subject.id,
            or_(Epc.subject_id.is_(None), Epc.subject_id != subject.id),
            or_(
                EventEpc.role.in_(_GOING),
                (EventEpc.role == Role.QUANTITY) & TraceEvent.biz_step.in_(("receiving", "shipping")),
            ),
            ~TraceEvent.is_declaration,
            ~exists().where(Retraction.event_id == TraceEvent.id),
        )
        .group_by(EventEpc.epc_id, EventEpc.uom)
        .having(func.sum(_CAME_IN) > 0)
        .order_by(func.max(TraceEvent.event_time).desc())
        .limit(MOST)
    )
    rows = [(number, uom, left) for number, uom, left, _ in db.session.execute(query)]
    things = _things({number for number, _, _ in rows})
    return [_received(*things[number], uom, left) for number, uom, left in rows if number in things]


def _things(numbers: Collection[int]) -> dict[int, tuple[Epc, str | None, str | None]]:
    """Return things with the name and the unit of the lot that each is, as far as the registry knows."""
    found: dict[int, tuple[Epc, str | None, str | None]] = {}
    for some in in_chunks(numbers):
        query = select(Epc, Product.name, Lot.unit).outerjoin(Product, Product.id == Epc.product_id)
        query = query.outerjoin(Lot, (Lot.product_id == Epc.product_id) & (Lot.code == Epc.lot))
        for epc, name, unit in db.session.execute(query.where(Epc.id.in_(some))):
            found[epc.id] = (epc, name, unit)
    return found


def _received(epc: Epc, name: str | None, unit: str | None, uom: str | None, left: float | None) -> Source:
    code = epc.lot or epc.uri.rpartition("/")[2]
    amount = None if left is None else Decimal(str(round(left, 3)))
    return Source(f"epc:{epc.id}", epc.uri, "received", name or "Hàng của nơi khác", code, unit_of(uom, unit), amount)


def box_sources(subject: Subject, base_url: str) -> list[Source]:
    """Return the boxes that a subject packed and has still: neither sent off nor emptied."""
    prefix = boxes_of(subject, base_url)
    full = exists().where(Edge.dst == Epc.id, Edge.kind == Link.PACKED, Edge.to_time.is_(None))
    sent = exists().where(Edge.src == Epc.id, Edge.kind == Link.SENT)
    packed = (
        select(EventEpc.epc_id)
        .join(TraceEvent, TraceEvent.id == EventEpc.event_id)
        .where(TraceEvent.subject_id == subject.id, EventEpc.role == Role.PARENT)
    )
    query = select(Epc).where(Epc.kind == "box", Epc.id.in_(packed), full, ~sent).order_by(Epc.id.desc()).limit(MOST)
    names = {one.uri: one.uri.removeprefix(prefix).rpartition("/")[2] for one in db.session.scalars(query)}
    return [Source(f"box:{code}", uri, "box", f"Thùng {code}", code) for uri, code in names.items()]


def boxes_of(subject: Subject, base_url: str) -> str:
    """Return how the addresses of a subject's own boxes begin."""
    return f"{base_url}/boxes/{subject.id}/"


def box_uri(subject: Subject, code: str, base_url: str) -> str:
    """Return how events name a box: by its SSCC, else by an address of the registry's own."""
    is_sscc = len(code) == 18 and code.isdigit()
    return f"https://id.gs1.org/00/{code}" if is_sscc else f"{boxes_of(subject, base_url)}{code}"


def sources_for(kind: EntryKind, subject: Subject, base_url: str) -> list[Source]:
    """Return what an entry of some kind may be about, as its form offers it."""
    raw, received = raw_sources(subject), received_sources(subject)
    lots, boxes = lot_sources(subject, base_url), box_sources(subject, base_url)
    offered: Mapping[EntryKind, list[Source]] = {
        EntryKind.PACK: [*raw, *received, *lots],
        EntryKind.BOX: [*lots, *received],
        EntryKind.DELIVERY: [*lots, *boxes, *received, *raw],
        EntryKind.DESTRUCTION: [*raw, *lots],
        EntryKind.NOTE: [*raw, *lots],
    }
    return offered.get(kind, [])


#: What may still be said of a lot that is recalled: that it was destroyed, and what was seen of it.
_OF_RECALLED: Final = (EntryKind.DESTRUCTION, EntryKind.NOTE)


def find_source(kind: EntryKind, subject: Subject, source: str, base_url: str) -> Source:
    """Return what a form's name of a source means.

    Raises BadInput `entry-source-unknown`, Conflict `lot-recalled`.
    """
    what, _, name = source.partition(":")
    found: Source | None = None
    state = ""
    if what in ("raw", "entry"):
        raw = db.session.get(RawLot, identity_of(subject.id, name, "raw") if what == "entry" else name[:36])
        if raw is not None and raw.subject_id == subject.id:
            found, state = _raw(raw), raw.state
    elif what == "lot":
        found, state = _own_lot(subject, name, base_url)
    elif what == "box":
        found = Source(source, box_uri(subject, name, base_url), "box", f"Thùng {name}", name)
        found = found if found.uri in {one.uri for one in box_sources(subject, base_url)} else None
    elif what == "epc":
        found = next((one for one in received_sources(subject) if one.ref == source), None)
    if found is None:
        words = "Không có “%(source)s” trong sổ của bạn; có thể việc trước đó chưa gửi được."
        raise BadInput("entry-source-unknown", words, field="takes", source=source[:80])
    if state == "recalled" and kind not in _OF_RECALLED:
        words = "Lô %(lot)s đang bị thu hồi: không dùng, xếp hay giao được."
        raise Conflict("lot-recalled", words, field="takes", lot=found.code)
    return found


def _own_lot(subject: Subject, name: str, base_url: str) -> tuple[Source | None, str]:
    code, _, lot = name.partition(":")
    query = select(Lot, Product).join(Product, Product.id == Lot.product_id)
    try:
        wanted = lot_code(lot)
    except BadInput:
        return None, ""
    query = query.where(Product.subject_id == subject.id, Product.code == code[:20], Lot.code == wanted)
    row = db.session.execute(query).first()
    return (_lot(row[0], row[1], base_url), row[0].state) if row else (None, "")


def amounts_of(
    kind: EntryKind, subject: Subject, takes: Iterable[Take], base_url: str
) -> tuple[list[Amount], list[str]]:
    """Return the amounts that an entry is about, and the boxes that it names whole."""
    amounts, boxes = [], []
    for one in takes:
        if one.source.startswith("boxes:"):
            boxes += _boxes_of_entry(subject, one.source.removeprefix("boxes:"))
            continue
        source = find_source(kind, subject, one.source, base_url)
        if source.kind == "box":
            boxes.append(source.uri)
        else:
            amounts.append(Amount(source.uri, one.amount, source.unit))
    return amounts, boxes


def _boxes_of_entry(subject: Subject, key: str) -> list[str]:
    """Return the boxes that an earlier entry packed, which its telephone knows by the entry's key alone."""
    ids = [identity_of(subject.id, key, part) for part in ("", *map(str, range(1, MOST_BOXES)))]
    query = (
        select(Epc.uri)
        .join(EventEpc, EventEpc.epc_id == Epc.id)
        .join(TraceEvent, TraceEvent.id == EventEpc.event_id)
        .where(TraceEvent.event_id.in_([f"urn:uuid:{one}" for one in ids]), EventEpc.role == Role.PARENT)
    )
    found = list(db.session.scalars(query.order_by(Epc.id)))
    if not found:
        words = "Không thấy thùng của việc trước; có thể việc đó chưa gửi được."
        raise BadInput("entry-source-unknown", words, field="takes")
    return found
