"""Traces: what a lot was made of, what became of it, and who has it now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import exists, literal, select

from ocop.domain.balances import Balance
from ocop.domain.event_things import Role
from ocop.domain.walks import ALWAYS, Arrow, Direction, Walk, Window, walk
from ocop.models.database import db
from ocop.models.events import Edge, Epc, EventEpc, EventValue, Retraction, TraceEvent
from ocop.services.balances import balances_of
from ocop.services.chunks import in_chunks

#: Arrows that one trace follows at most; a lot that went into tens of thousands of things is told in part.
MOST_ARROWS = 20_000


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in a trace; `depth` counts steps from the start, negative behind it.

    `windows` are the spans in which a box belongs to the story: always, for everything else.
    """

    id: int
    uri: str
    kind: str
    product_id: str | None
    lot: str | None
    raw_lot_id: str | None
    subject_id: str | None
    depth: int
    windows: frozenset[Window] = frozenset({ALWAYS})

    def holds(self, at: datetime) -> bool:
        """Tell whether what happened to it at a moment belongs to the story."""
        return any(one.holds(at) for one in self.windows)


@dataclass(frozen=True, slots=True)
class Trace:
    """A genealogy: its nodes, the nearest first, and the arrows between them; `is_cut` where it has more."""

    start: int
    nodes: list[Node]
    arrows: list[Arrow]
    is_cut: bool = False


def trace_of(number: int, direction: Direction = Direction.BOTH, *, most: int = MOST_ARROWS) -> Trace:
    """Return what a thing came from, what it went into, or both, by the number that events know it by.

    What declarations took back does not count; what lay in a box counts while it lay there (`domain.walks`).
    """
    walks: list[tuple[int, Walk]] = []
    is_cut = False
    for forward in (False, True):
        if direction in (Direction.BOTH, Direction.FORWARD if forward else Direction.BACK):
            arrows = [Arrow(*row) for row in db.session.execute(_reached(number, forward=forward, most=most + 1))]
            is_cut |= len(arrows) > most
            walks.append((1 if forward else -1, walk(number, arrows[:most], forward=forward)))
    depths: dict[int, int] = {}
    windows: dict[int, set[Window]] = {}
    gone: dict[Arrow, None] = {}
    for sign, found in walks:
        depths |= {one: sign * depth for one, depth in found.depths.items() if one not in depths}
        for one, seen in found.windows.items():
            windows.setdefault(one, set()).update(seen)
        gone |= dict.fromkeys(found.arrows)
    return Trace(number, _nodes(depths, windows), list(gone), is_cut)


def _reached(number: int, *, forward: bool, most: int) -> Any:
    """Return the query of every arrow on the way from a thing.

    The recursion holds things alone, no depth and no time: so it ends in circles, and each thing is asked once.
    """
    here, there = (Edge.src, Edge.dst) if forward else (Edge.dst, Edge.src)
    reached = select(literal(number).label("one")).cte("reached", recursive=True)
    reached = reached.union(select(there).join(reached, here == reached.c.one))
    columns = (Edge.src, Edge.dst, Edge.event_id, Edge.kind, Edge.from_time, Edge.to_time)
    return select(*columns).join(reached, here == reached.c.one).limit(most)


def _nodes(depths: Mapping[int, int], windows: Mapping[int, set[Window]]) -> list[Node]:
    columns = (Epc.id, Epc.uri, Epc.kind, Epc.product_id, Epc.lot, Epc.raw_lot_id, Epc.subject_id)
    found = []
    for some in in_chunks(depths):
        for row in db.session.execute(select(*columns).where(Epc.id.in_(some))):
            seen = windows[row.id]
            spans = frozenset({ALWAYS}) if ALWAYS in seen else frozenset(seen)
            found.append(Node(*row, depth=depths[row.id], windows=spans))
    return sorted(found, key=lambda one: (abs(one.depth), one.depth, one.id))


def reaches(starts: Collection[int], ends: Collection[int]) -> bool:
    """Tell whether something went, over any number of steps, into one of several things."""
    if not db.session.scalar(select(exists().where(Edge.src.in_(starts)))):
        return False
    reached = select(Epc.id.label("one")).where(Epc.id.in_(starts)).cte("reached", recursive=True)
    reached = reached.union(select(Edge.dst).join(reached, Edge.src == reached.c.one))
    return bool(db.session.scalar(select(exists().where(reached.c.one.in_(ends)))))


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as it is told: when, what, where, about which things, and its document."""

    number: int
    event_id: str
    event_time: datetime
    record_time: datetime
    event_type: str
    action: str | None
    biz_step: str | None
    disposition: str | None
    read_point: str | None
    biz_location: str | None
    subject_id: str | None
    things: list[tuple[Role, int, float | None, str | None]] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)


_COLUMNS = tuple(
    getattr(TraceEvent, name)
    for name in (
        "id", "event_id", "event_time", "record_time", "event_type", "action", "biz_step", "disposition",
        "read_point", "biz_location", "subject_id", "document",
    )
)  # fmt: skip


def events_about(numbers: Collection[int], *, most: int = 2000) -> list[ToldEvent]:
    """Return the events about any of some things, the oldest first, those that declarations took back left out."""
    found: dict[int, ToldEvent] = {}
    for some in in_chunks(numbers):
        about = select(EventEpc.event_id).where(EventEpc.epc_id.in_(some))
        query = select(*_COLUMNS).where(TraceEvent.id.in_(about)).order_by(TraceEvent.event_time, TraceEvent.id)
        for row in db.session.execute(_standing(query).limit(most)):
            told = dict(row._mapping)
            number = told.pop("id")
            found[number] = ToldEvent(number=number, **told | {"document": orjson.loads(told["document"])})
    events = sorted(found.values(), key=lambda one: (one.event_time, one.number))[:most]
    _fill({one.number: one for one in events})
    return events


def _standing(query: Any) -> Any:
    return query.where(~TraceEvent.is_declaration, ~exists().where(Retraction.event_id == TraceEvent.id))


def _fill(events: Mapping[int, ToldEvent]) -> None:
    """Add to events what they are about, and by what else they are asked for."""
    for some in in_chunks(events):
        query = select(EventEpc.event_id, EventEpc.role, EventEpc.epc_id, EventEpc.quantity, EventEpc.uom)
        query = query.where(EventEpc.event_id.in_(some)).order_by(EventEpc.event_id, EventEpc.place)
        for number, role, epc, quantity, uom in db.session.execute(query):
            events[number].things.append((Role(role), epc, quantity, uom))
        values = select(EventValue.event_id, EventValue.name, EventValue.value).where(EventValue.event_id.in_(some))
        for number, name, value in db.session.execute(values):
            events[number].values.setdefault(name, []).append(value)


@dataclass(frozen=True, slots=True)
class Delivery:
    """That things of a recall set were sent off: by whose event, when, to whom (empty where it was not said)."""

    event: int
    at: datetime
    subject_id: str | None
    receivers: list[str]
    things: list[tuple[int, float | None, str | None]]


@dataclass(frozen=True, slots=True)
class RecallSet:
    """Everything that a lot went into, who got it, and how much of each lot is accounted for.

    `balances` are by the number of a lot or raw lot (`domain.balances`); the started lot's own is among them.
    """

    trace: Trace
    deliveries: list[Delivery]
    balances: dict[int, Balance]

    def of_kind(self, kind: str) -> list[Node]:
        """Return the nodes of a kind, the start among them."""
        return [one for one in self.trace.nodes if one.kind == kind]


def recall_set(number: int, *, most: int = MOST_ARROWS) -> RecallSet:
    """Return what a recall of a thing has to find: what it went into, every delivery of that, and what is missing."""
    trace = trace_of(number, Direction.FORWARD, most=most)
    nodes = {one.id: one for one in trace.nodes if one.kind != "step"}
    lots = [one.id for one in trace.nodes if one.kind in ("lot", "raw_lot")]
    return RecallSet(trace, deliveries_of(nodes), balances_of(lots))


def deliveries_of(nodes: Mapping[int, Node]) -> list[Delivery]:
    """Return where things were sent, each event once; of a box only what happened while it held them."""
    found: dict[int, Delivery] = {}
    told = (TraceEvent.id, TraceEvent.event_time, TraceEvent.subject_id)
    moved = (EventEpc.epc_id, EventEpc.quantity, EventEpc.uom)
    for some in in_chunks(nodes):
        query = select(*told, *moved).join(EventEpc, EventEpc.event_id == TraceEvent.id)
        query = query.where(EventEpc.epc_id.in_(some), TraceEvent.biz_step == "shipping")
        for event, at, subject, epc, quantity, uom in db.session.execute(_standing(query)):
            if nodes[epc].holds(at):
                one = found.setdefault(event, Delivery(event, at, subject, [], []))
                one.things.append((epc, quantity, uom))
    _name_receivers(found)
    return sorted(found.values(), key=lambda one: (one.at, one.event))


def _name_receivers(found: Mapping[int, Delivery]) -> None:
    for some in in_chunks(found):
        query = select(EventValue.event_id, EventValue.value).where(EventValue.event_id.in_(some))
        for event, receiver in db.session.execute(query.where(EventValue.name.startswith("destination:"))):
            if receiver not in found[event].receivers:
                found[event].receivers.append(receiver)


def numbers_of(uris: Iterable[str]) -> dict[str, int]:
    """Return the numbers that events know things by, by canonical URI; unknown ones are left out."""
    found: dict[str, int] = {}
    for some in in_chunks(uris):
        for uri, number in db.session.execute(select(Epc.uri, Epc.main_id).where(Epc.uri.in_(some))):
            found[uri] = number
    return found
