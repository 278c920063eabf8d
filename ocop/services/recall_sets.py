"""Recall sets in words: the lots, boxes and receivers that something went to, and what nobody accounts for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, tuple_

from ocop.domain.accounts import Actor
from ocop.domain.balances import Balance
from ocop.domain.recall_amounts import amounts_of
from ocop.domain.refusals import NotFound
from ocop.models.database import db
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.models.raw_lots import RawLot
from ocop.models.subjects import Subject
from ocop.services.chunks import in_chunks
from ocop.services.epcs import epc_of_lot, epc_of_raw_lot
from ocop.services.profiles import looked_after
from ocop.services.shipments import Sent, sent_off
from ocop.services.traces import Node, RecallSet, recall_set


@dataclass(frozen=True)
class Start:
    """What a recall begins with: a lot of a product, or a raw lot. `number` None: no event is about it."""

    number: int | None
    words: str
    subject_id: str
    product: Product | None = None
    lot: Lot | None = None
    raw_lot: RawLot | None = None

    @property
    def name(self) -> tuple[str, str]:
        """How acts name it."""
        if self.raw_lot is not None:
            return "raw-lot", self.raw_lot.id
        assert self.product is not None
        assert self.lot is not None
        return "lot", f"{self.product.code}/{self.lot.code}"

    @property
    def code(self) -> str:
        """The code of the lot."""
        return str((self.raw_lot or self.lot).code)  # type: ignore[union-attr]

    @property
    def state(self) -> str:
        """What it is now: open, closed, used up or recalled."""
        return str((self.raw_lot or self.lot).state)  # type: ignore[union-attr]


def start_of_lot(product: Product, lot: Lot) -> Start:
    """Return a recall's beginning at a lot of a product."""
    words = f"lô {lot.code} của {product.name}"
    return Start(epc_of_lot(product, lot.code), words, product.subject_id, product=product, lot=lot)


def start_of_raw_lot(raw_lot: RawLot) -> Start:
    """Return a recall's beginning at a raw lot."""
    words = f"nguyên liệu lô {raw_lot.code}"
    return Start(epc_of_raw_lot(raw_lot.id), words, raw_lot.subject_id, raw_lot=raw_lot)


def find_raw_lot(by: Actor, raw_lot_id: str, *, for_update: bool = False) -> RawLot:
    """Return a raw lot of a subject that the asker is, acts for or oversees. Raises NotFound `raw-lot-unknown`."""
    is_id = len(raw_lot_id) <= 36 and "\x00" not in raw_lot_id
    found = db.session.get(RawLot, raw_lot_id, with_for_update=for_update or None) if is_id else None
    if found is None or not looked_after([db.session.get_one(Subject, found.subject_id)], by):
        raise NotFound("raw-lot-unknown", "Không có lô nguyên liệu này.", field="id")
    return found


@dataclass(frozen=True)
class AffectedLot:
    """A lot that a recall reaches, whose it is, and what became of it."""

    product: Product
    lot: Lot
    subject: Subject
    balance: Balance


@dataclass(frozen=True)
class Affected:
    """Everything that a recall has to find."""

    lots: list[AffectedLot]
    raw_lots: list[tuple[RawLot, Subject, Balance]] = field(default_factory=list)
    #: Boxes by URI, and whether each was delivered with what is recalled in it.
    boxes: dict[str, bool] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    #: Names of lots by number, as lists tell them, and units in which lots are counted.
    names: dict[int, str] = field(default_factory=dict)
    units: dict[int, str | None] = field(default_factory=dict)
    is_cut: bool = False


def affected_by(start: Start) -> Affected:
    """Return what a recall of something reaches; of what no event is about, itself alone."""
    found = recall_set(start.number) if start.number is not None else None
    lots = _lots(start, found)
    raw_lots = _raw_lots(start, found)
    if found is None:
        return Affected(lots, raw_lots)
    names, units = _names(found.trace.nodes, lots, raw_lots)
    sent = sent_off(found)
    gone = {uri for one in sent for uri in one.boxes}
    boxes = {one.uri: one.uri in gone for one in found.of_kind("box")}
    return Affected(lots, raw_lots, boxes, sent, names, units, found.trace.is_cut)


def _lots(start: Start, found: RecallSet | None) -> list[AffectedLot]:
    """Return the lots of products that are reached; an item stands for its lot."""
    nodes = {(one.product_id, one.lot): one for one in _reversed(found) if one.product_id and one.lot}
    if start.lot is not None:
        nodes.setdefault((start.lot.product_id, start.lot.code), None)  # type: ignore[arg-type]
    rows: list[Any] = []
    for some in in_chunks(nodes):
        query = select(Product, Lot, Subject).join(Lot, Lot.product_id == Product.id)
        query = query.join(Subject, Subject.id == Product.subject_id)
        rows += db.session.execute(query.where(tuple_(Lot.product_id, Lot.code).in_(some))).all()
    balances = found.balances if found else {}
    lots = []
    for product, lot, subject in rows:
        node = nodes[product.id, lot.code]
        balance = balances.get(node.id) if node else None
        lots.append(AffectedLot(product, lot, subject, balance or Balance()))
    return sorted(lots, key=lambda one: (one.lot is not start.lot, one.product.name_fold, one.lot.code))


def _reversed(found: RecallSet | None) -> list[Node]:
    """Return nodes so that of one lot the node of the lot itself comes last, after those of its items."""
    return sorted(found.trace.nodes, key=lambda one: one.kind == "lot") if found else []


def _raw_lots(start: Start, found: RecallSet | None) -> list[tuple[RawLot, Subject, Balance]]:
    numbers = {one.raw_lot_id: one.id for one in (found.of_kind("raw_lot") if found else ())}
    if start.raw_lot is not None:
        numbers.setdefault(start.raw_lot.id, 0)
    balances = found.balances if found else {}
    rows: list[tuple[RawLot, Subject, Balance]] = []
    for some in in_chunks(numbers):
        query = select(RawLot, Subject).join(Subject, Subject.id == RawLot.subject_id)
        for raw_lot, subject in db.session.execute(query.where(RawLot.id.in_(some)).order_by(RawLot.code)):
            rows.append((raw_lot, subject, balances.get(numbers[raw_lot.id], Balance())))
    return rows


def _names(
    nodes: Sequence[Node], lots: Sequence[AffectedLot], raw_lots: Sequence[tuple[RawLot, Subject, Balance]]
) -> tuple[dict[int, str], dict[int, str | None]]:
    """Return what lists call the lots of nodes, and the unit that each is counted in."""
    told = {(one.product.id, one.lot.code): (f"{one.product.name} {one.lot.code}", one.lot.unit) for one in lots}
    raw = {one.id: (f"{one.name} {one.code}", one.unit) for one, _, _ in raw_lots}
    names, units = {}, {}
    for node in nodes:
        found = told.get((node.product_id or "", node.lot or "")) or raw.get(node.raw_lot_id or "")
        if found:
            names[node.id], units[node.id] = found
    return names, units


def told_subjects(affected: Affected, by: Actor, *, everybody: bool = False) -> set[str]:
    """Return the subjects whose amounts and receivers the asker may read: his own, or those of his area."""
    subjects = {one.subject.id: one.subject for one in affected.lots}
    subjects |= {one.id: one for _, one, _ in affected.raw_lots}
    missing = {one.subject_id for one in affected.sent if one.subject_id} - set(subjects)
    for some in in_chunks(missing):
        subjects |= {one.id: one for one in db.session.scalars(select(Subject).where(Subject.id.in_(some)))}
    return set(subjects) if everybody else looked_after(list(subjects.values()), by)


def lots_told(affected: Affected, told: Collection[str]) -> list[dict[str, Any]]:
    """Return the affected lots; what became of them only to those who may read it."""
    return [
        {
            "code": one.product.code,
            "product": one.product.name,
            "lot": one.lot.code,
            "state": one.lot.state,
            "subject": one.subject.name,
            "subject_id": one.subject.id,
            "phone": one.subject.phone,
            "amounts": amounts_of(one.balance, one.lot.unit) if one.subject.id in told else [],
        }
        for one in affected.lots
    ]


def raw_lots_told(affected: Affected, told: Collection[str]) -> list[dict[str, Any]]:
    """Return the affected raw lots; what became of them only to those who may read it."""
    return [
        {
            "id": one.id,
            "code": one.code,
            "name": one.name,
            "state": one.state,
            "subject": subject.name,
            "subject_id": subject.id,
            "amounts": amounts_of(balance, one.unit) if subject.id in told else [],
        }
        for one, subject, balance in affected.raw_lots
    ]


def unaccounted(lots: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what nobody accounts for, lot by lot, from what is told of lots."""
    return [
        {"product": one["product"], "code": one["code"], "lot": one["lot"], "quantity": part["unaccounted"]}
        | {"unit": part["unit"]}
        for one in lots
        for part in one["amounts"]
        if part["unaccounted"]
    ]
