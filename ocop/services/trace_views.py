"""Traces in words: what each thing is called, whose it is, and the events that its reader may read."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import select, tuple_

from ocop.domain.accounts import Actor
from ocop.domain.event_things import NOBODY, Link
from ocop.domain.walks import Arrow, Direction
from ocop.models.database import db
from ocop.models.events import TraceEvent
from ocop.models.lots import Lot
from ocop.models.partners import Partner
from ocop.models.products import Product
from ocop.models.raw_lots import RawLot
from ocop.models.sites import Site
from ocop.models.subjects import Subject
from ocop.services.chunks import in_chunks
from ocop.services.epcs import epc_of_lot
from ocop.services.stored_events import readable_by
from ocop.services.traces import Node, ToldEvent, Trace, events_about, trace_of

#: Events that one answer tells at most; the nearest things are told first.
MOST_EVENTS: Final = 500


def lot_trace(by: Actor, product: Product, lot: Lot, direction: Direction) -> dict[str, Any]:
    """Return the genealogy of a lot as its reader may know it, for who oversees its product.

    `start` is None where no event is about the lot. Names of partners are for their own subject and for offices;
    events of other subjects that the reader may not read are left out, what they made of what stays.
    """
    return thing_trace(by, epc_of_lot(product, lot.code), direction)


def thing_trace(by: Actor, number: int | None, direction: Direction) -> dict[str, Any]:
    """Return the genealogy of a thing by the number that events know it by, as `lot_trace` does."""
    if number is None:
        return {"start": None, "nodes": [], "edges": [], "events": [], "truncated": False}
    trace = trace_of(number, direction)
    about = [one.id for one in trace.nodes if one.kind not in ("step", "party")]
    events = _readable(by, events_about(about, most=MOST_EVENTS + 1))
    return {
        "start": str(number),
        "nodes": nodes_told(by, trace),
        "edges": [_edge(one) for one in trace.arrows],
        "events": _events_told(events[:MOST_EVENTS], {one.id for one in trace.nodes}),
        "truncated": trace.is_cut or len(events) > MOST_EVENTS,
    }


def _readable(by: Actor, events: list[ToldEvent]) -> list[ToldEvent]:
    """Return the events that somebody may read, in their order."""
    found: set[int] = set()
    for some in in_chunks([one.number for one in events]):
        found |= set(db.session.scalars(select(TraceEvent.id).where(TraceEvent.id.in_(some), readable_by(by))))
    return [one for one in events if one.number in found]


def nodes_told(by: Actor, trace: Trace) -> list[dict[str, Any]]:
    """Return the things of a trace with their names, as many queries for one as for many."""
    lots, raw, parties = _lots(trace.nodes), _raw_lots(trace.nodes), _parties(by, trace.nodes)
    subjects = _subjects({one.subject_id for one in trace.nodes if one.subject_id})
    return [
        {
            "id": str(one.id),
            "uri": one.uri,
            "kind": one.kind,
            "label": _label(one, lots, raw, parties),
            "unit": _unit(one, lots, raw),
            **_of_product(one, lots),
            "subject": subjects.get(one.subject_id or ""),
            "state": _state(one, lots, raw),
            "depth": one.depth,
        }
        for one in trace.nodes
    ]


def _label(one: Node, lots: Mapping[Any, Any], raw: Mapping[str, RawLot], parties: Mapping[str, str]) -> str:
    """Return what people call a thing."""
    if one.kind == "party":
        return "Chưa ghi nơi nhận" if one.uri == NOBODY else parties.get(one.uri, "Một nơi nhận")
    if one.kind == "step":
        return "Chế biến"
    if one.raw_lot_id in raw:
        found = raw[str(one.raw_lot_id)]
        return f"{found.name}, lô {found.code}"
    if (one.product_id, one.lot) in lots:
        return f"{lots[one.product_id, one.lot][1].name}, lô {one.lot}"
    if one.kind == "box":
        return f"Thùng {one.uri.rpartition('/')[2][-8:]}"
    return one.uri.rpartition("/")[2] or one.uri


def _of_product(one: Node, lots: Mapping[Any, Any]) -> dict[str, Any]:
    found = lots.get((one.product_id, one.lot))
    product = found[1] if found else None
    return {
        "product": {"code": product.code, "name": product.name} if product else None,
        "lot": one.lot,
    }


def _unit(one: Node, lots: Mapping[Any, Any], raw: Mapping[str, RawLot]) -> str | None:
    """Return what a lot is counted in."""
    if one.raw_lot_id in raw:
        return raw[str(one.raw_lot_id)].unit
    found = lots.get((one.product_id, one.lot))
    return found[0].unit if found else None


def _state(one: Node, lots: Mapping[Any, Any], raw: Mapping[str, RawLot]) -> str | None:
    if one.raw_lot_id in raw:
        return raw[str(one.raw_lot_id)].state
    found = lots.get((one.product_id, one.lot))
    return found[0].state if found and one.kind == "lot" else None


def _lots(nodes: Collection[Node]) -> dict[Any, tuple[Lot, Product]]:
    wanted = {(one.product_id, one.lot) for one in nodes if one.product_id and one.lot}
    found = {}
    for some in in_chunks(wanted):
        query = select(Lot, Product).join(Product, Product.id == Lot.product_id)
        for lot, product in db.session.execute(query.where(tuple_(Lot.product_id, Lot.code).in_(some))):
            found[lot.product_id, lot.code] = (lot, product)
    return found


def _raw_lots(nodes: Collection[Node]) -> dict[str, RawLot]:
    found: dict[str, RawLot] = {}
    for some in in_chunks({one.raw_lot_id for one in nodes if one.raw_lot_id}):
        found |= {one.id: one for one in db.session.scalars(select(RawLot).where(RawLot.id.in_(some)))}
    return found


def _parties(by: Actor, nodes: Collection[Node]) -> dict[str, str]:
    """Return the names of partners that the reader may know."""
    found: dict[str, str] = {}
    for some in in_chunks([one.uri for one in nodes if one.kind == "party"]):
        query = select(Partner.uri, Partner.name).where(Partner.uri.in_(some))
        if by.subject_id is not None:
            query = query.where(Partner.subject_id == by.subject_id)
        for uri, name in db.session.execute(query):
            found[uri] = name
    return found


def _subjects(ids: Collection[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for some in in_chunks(ids):
        for id_, name in db.session.execute(select(Subject.id, Subject.name).where(Subject.id.in_(some))):
            found[id_] = {"id": id_, "name": name}
    return found


def _edge(one: Arrow) -> dict[str, Any]:
    return {
        "from": str(one.src),
        "to": str(one.dst),
        "kind": Link(one.kind).name.lower(),
        "event": str(one.event),
        "since": one.from_time,
        "until": one.to_time,
    }


def _events_told(events: Collection[ToldEvent], nodes: set[int]) -> list[dict[str, Any]]:
    sites = _sites({one.read_point or one.biz_location for one in events})
    subjects = _subjects({one.subject_id for one in events if one.subject_id})
    return [
        {
            "number": str(one.number),
            "id": one.event_id,
            "time": one.event_time,
            "type": one.event_type,
            "action": one.action,
            "biz_step": one.biz_step,
            "disposition": one.disposition,
            "site": sites.get(one.read_point or one.biz_location or ""),
            "subject": subjects.get(one.subject_id or ""),
            "things": [
                {"node": str(epc), "role": role.name.lower(), "quantity": quantity, "unit": uom}
                for role, epc, quantity, uom in one.things
                if epc in nodes
            ],
        }
        for one in events
    ]


def _sites(uris: Collection[str | None]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in in_chunks([one for one in uris if one]):
        for uri, name in db.session.execute(select(Site.uri, Site.name).where(Site.uri.in_(some))):
            found[uri] = name
    return found
