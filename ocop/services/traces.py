"""Traces: what a lot was made of, what became of it, and who has it now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import exists, select

from ocop.domain.balances import Balance
from ocop.domain.event_things import Link, Role
from ocop.domain.walks import ALWAYS, Arrow, Direction, Walk, Window, walk
from ocop.models.database import db
from ocop.models.events import Edge, Epc, EventEpc, EventValue, Retraction, TraceEvent
from ocop.services.balances import balances_of
from ocop.services.chunks import in_chunks
from ocop.services.many_rows import Asker, Asking

#: Arrows that one trace follows at most; a lot that went into tens of thousands of things is told in part.
MOST_ARROWS = 20_000
_ALWAYS: Final = frozenset({ALWAYS})


class Node(NamedTuple):
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
    windows: frozenset[Window] = _ALWAYS

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

    What declarations took back does not count; what lay in a box counts while it lay there (`domain.walks`). To whom
    things were sent stands at the end, as nodes of kind `party`.
    """
    asker = Asker()
    walks: list[tuple[int, Walk]] = []
    is_cut = False
    for forward in (False, True):
        if direction in (Direction.BOTH, Direction.FORWARD if forward else Direction.BACK):
            arrows = _arrows(asker, number, forward=forward, most=most + 1)
            is_cut |= len(arrows) > most
            walks.append((1 if forward else -1, walk(number, arrows[:most], forward=forward)))
    return _joined(asker, number, walks, is_cut=is_cut)


def _joined(asker: Asker, number: int, walks: Sequence[tuple[int, Walk]], *, is_cut: bool) -> Trace:
    """Put both ways together; what lies on both is as far as the first way says."""
    sign, found = walks[0]
    depths = {one: sign * depth for one, depth in found.depths.items()}
    windows, arrows = found.windows, found.arrows
    for sign, found in walks[1:]:
        depths = {one: sign * depth for one, depth in found.depths.items()} | depths
        windows = windows | {one: seen | windows.get(one, seen) for one, seen in found.windows.items()}
        arrows = list(dict.fromkeys(arrows + found.arrows))
    nodes = []
    for row in asker.rows(_NODES, depths):
        spans = windows[row[0]]
        kept = _ALWAYS if isinstance(spans, frozenset) or ALWAYS in spans else frozenset(spans)
        nodes.append(Node._make((*row, depths[row[0]], kept)))
    nodes.sort(key=itemgetter(Node._fields.index("depth"), 0))
    nodes.sort(key=lambda one: abs(one.depth))
    return Trace(number, nodes, arrows, is_cut)


_NODES: Final = Asking.of("""
    SELECT epcs.id, epcs.uri, epcs.kind, epcs.product_id, epcs.lot, epcs.raw_lot_id, epcs.subject_id
    FROM {those} JOIN epcs ON epcs.id = those.one
""")
_ARROW = "edges.src, edges.dst, edges.event_id, edges.kind, edges.from_time, edges.to_time"
_LAYER = f"""
    SELECT {_ARROW} FROM json_each(?) AS those CROSS JOIN edges ON {{here}} = those.value LIMIT ?
"""
_REACHED = f"""
    WITH RECURSIVE gone(src, dst, event_id, kind, from_time, to_time) AS (
        SELECT {_ARROW} FROM unnest(%s::bigint[]) AS those(one) JOIN edges ON {{here}} = those.one UNION
        SELECT {_ARROW} FROM (SELECT DISTINCT {{there}} FROM gone) AS those(one) JOIN edges ON {{here}} = those.one
    )
    SELECT src, dst, event_id, kind, from_time, to_time FROM gone LIMIT %s
"""
#: The arrows from some things on. PostgreSQL follows them to their end by itself, a layer at a time, which asks for
#: each thing once; SQLite's recursion goes row by row, and a question costs it nothing: it tells one layer.
_BACK, _FORWARD = (
    Asking(_LAYER.format(here=f"edges.{here}"), _REACHED.format(here=f"edges.{here}", there=there))
    for here, there in (("dst", "src"), ("src", "dst"))
)


def _arrows(asker: Asker, number: int, *, forward: bool, most: int) -> list[Arrow]:
    """Return the arrows on the way from a thing, the nearest first; no time counts: so it ends in circles."""
    asking, there = (_FORWARD, 1) if forward else (_BACK, 0)
    if asker.is_postgres:
        return [Arrow._make(row) for row in asker.rows(asking, [number], most)]
    found: list[Any] = []
    reached = {number}
    layer = [number]
    while layer and len(found) < most:
        rows = asker.rows(asking, layer, most - len(found))
        found += rows
        layer = sorted({row[there] for row in rows} - reached)
        reached.update(layer)
    return [
        Arrow._make(row) if row[4] is None else Arrow._make((*row[:4], _moment(row[4]), row[5] and _moment(row[5])))
        for row in found
    ]


def _moment(value: str) -> datetime:
    """Return a moment that the store keeps without its zone, aware."""
    return datetime.fromisoformat(f"{value}+00:00")


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
    """That things of a recall set were sent off: by which event, when, to whom (`NOBODY` where it was not said)."""

    event: int
    at: datetime
    receiver: Node
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
    lots = [one.id for one in trace.nodes if one.kind in ("lot", "raw_lot")]
    return RecallSet(trace, _deliveries(trace), balances_of(lots))


def _deliveries(trace: Trace) -> list[Delivery]:
    """Return where things were sent, each event once, with the amounts where they were told."""
    nodes = {one.id: one for one in trace.nodes}
    sent = [one for one in trace.arrows if one.kind == Link.SENT]
    amounts: dict[tuple[int, int], tuple[float | None, str | None]] = {}
    loose = {one.event for one in sent if nodes[one.src].kind in ("lot", "raw_lot", "thing")}
    for some in in_chunks(loose):
        query = select(EventEpc.event_id, EventEpc.epc_id, EventEpc.quantity, EventEpc.uom)
        for event, thing, quantity, uom in db.session.execute(query.where(EventEpc.event_id.in_(some))):
            amounts[event, thing] = (quantity, uom)
    found: dict[tuple[int, int], Delivery] = {}
    for one in sent:
        at = one.from_time or datetime.min.replace(tzinfo=UTC)
        delivery = found.setdefault((one.event, one.dst), Delivery(one.event, at, nodes[one.dst], []))
        delivery.things.append((one.src, *amounts.get((one.event, one.src), (None, None))))
    return sorted(found.values(), key=lambda one: (one.at, one.event))


def numbers_of(uris: Iterable[str]) -> dict[str, int]:
    """Return the numbers that events know things by, by canonical URI; unknown ones are left out."""
    found: dict[str, int] = {}
    for some in in_chunks(uris):
        for uri, number in db.session.execute(select(Epc.uri, Epc.main_id).where(Epc.uri.in_(some))):
            found[uri] = number
    return found
