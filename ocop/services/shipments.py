"""Shipments: what a recalled lot was sent off in, with what lay in each box at that moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ocop.domain.event_things import CHILDREN, Link
from ocop.domain.walks import Arrow, Window
from ocop.models.database import db
from ocop.models.events import EventEpc, TraceEvent
from ocop.services.chunks import in_chunks
from ocop.services.traces import Node, RecallSet

#: A lot by its number, with how much of it where that was said.
Share = tuple[int, float | None, str | None]


@dataclass(frozen=True)
class Sent:
    """That things were sent off: when, by whom, to whom (by URI), how much of which lots, in which boxes (by URI)."""

    at: datetime
    subject_id: str | None
    receiver: str
    things: list[Share]
    boxes: list[str]


def sent_off(found: RecallSet) -> list[Sent]:
    """Return every delivery of a recall set, the oldest first."""
    nodes = {one.id: one for one in found.trace.nodes}
    packed = [one for one in found.trace.arrows if one.kind == Link.PACKED]
    amounts = _amounts(packed)
    senders = senders_of(one.event for one in found.deliveries)
    told = []
    for one in found.deliveries:
        inside: dict[int, list[Arrow]] = {}
        for arrow in packed:
            if Window(arrow.from_time, arrow.to_time).holds(one.at):
                inside.setdefault(arrow.dst, []).append(arrow)
        lots, boxes = _opened(nodes, inside, amounts, one.things)
        told.append(Sent(one.at, senders.get(one.event), one.receiver.uri, lots, boxes))
    return told


def senders_of(events: Iterable[int]) -> dict[int, str | None]:
    """Return whose events these are."""
    found: dict[int, str | None] = {}
    for some in in_chunks(set(events)):
        query = select(TraceEvent.id, TraceEvent.subject_id).where(TraceEvent.id.in_(some))
        found.update({row.id: row.subject_id for row in db.session.execute(query)})
    return found


def _amounts(packed: Sequence[Arrow]) -> dict[tuple[int, int], tuple[float | None, str | None]]:
    """Return how much of what was packed, by event and thing."""
    found = {}
    for some in in_chunks({one.event for one in packed}):
        query = select(EventEpc.event_id, EventEpc.epc_id, EventEpc.quantity, EventEpc.uom)
        for event, epc, quantity, uom in db.session.execute(
            query.where(EventEpc.event_id.in_(some), EventEpc.role.in_(CHILDREN))
        ):
            found[event, epc] = (quantity, uom)
    return found


def _opened(
    nodes: Mapping[int, Node],
    inside: Mapping[int, Sequence[Arrow]],
    amounts: Mapping[tuple[int, int], tuple[float | None, str | None]],
    things: Sequence[Share],
) -> tuple[list[Share], list[str]]:
    """Return the lots that things are, or that lie in them, and the boxes among them, boxes in boxes too."""
    lots: list[Share] = []
    boxes: dict[int, None] = {}
    waiting = list(things)
    while waiting:
        number, quantity, uom = waiting.pop()
        if number not in nodes or number in boxes:
            continue
        if number not in inside:
            lots.append((number, 1.0 if nodes[number].kind == "item" else quantity, uom))
            continue
        boxes[number] = None
        waiting += [(one.src, *amounts.get((one.event, one.src), (None, None))) for one in inside[number]]
    return lots, [nodes[one].uri for one in boxes]
