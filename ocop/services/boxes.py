"""Boxes: what lies in one and how long, written as edges that follow from its events."""

from collections.abc import Collection

from sqlalchemy import delete, exists, select

from ocop.domain.event_things import CHILDREN, Link, Role
from ocop.domain.packings import Packing, stays_in
from ocop.models.database import db
from ocop.models.events import Edge, EventEpc, Retraction, TraceEvent
from ocop.services.chunks import in_chunks
from ocop.services.event_rows import insert_rows


def repack(boxes: Collection[int]) -> None:
    """Write again what lay in boxes, from all their events that stand: they come late and out of order."""
    rows = []
    for some in in_chunks(boxes):
        db.session.execute(delete(Edge).where(Edge.dst.in_(some), Edge.kind == Link.PACKED))
        for box, packings in _packings(some).items():
            rows += [
                {"src": one.child, "dst": box, "event_id": one.event, "kind": Link.PACKED.value}
                | {"from_time": one.since, "to_time": one.until}
                for one in stays_in(packings)
            ]
    insert_rows(Edge, rows)


def _packings(boxes: Collection[int]) -> dict[int, list[Packing]]:
    """Return the aggregations of boxes that no declaration took back."""
    query = (
        select(EventEpc.epc_id, TraceEvent.id, TraceEvent.event_time, TraceEvent.action)
        .join(TraceEvent, TraceEvent.id == EventEpc.event_id)
        .where(EventEpc.epc_id.in_(boxes), EventEpc.role == Role.PARENT, TraceEvent.event_type == "AggregationEvent")
        .where(~TraceEvent.is_declaration, ~exists().where(Retraction.event_id == TraceEvent.id))
    )
    rows = db.session.execute(query).all()
    children = _children([row.id for row in rows])
    found: dict[int, list[Packing]] = {}
    for box, number, at, action in rows:
        found.setdefault(box, []).append(Packing(number, at, action, tuple(children.get(number, ()))))
    return found


def _children(numbers: Collection[int]) -> dict[int, dict[int, None]]:
    found: dict[int, dict[int, None]] = {}
    for some in in_chunks(numbers):
        query = select(EventEpc.event_id, EventEpc.epc_id).where(EventEpc.event_id.in_(some))
        for number, child in db.session.execute(query.where(EventEpc.role.in_(CHILDREN))):
            found.setdefault(number, {})[child] = None
    return found
