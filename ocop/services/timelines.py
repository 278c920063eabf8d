"""Timelines of lots: written with the events that they tell of, read in one row by every scan."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, exists, select

from ocop.domain.event_things import Link, Role
from ocop.domain.timelines import Line, day_of, kind_of, timeline_of
from ocop.domain.walks import Arrow, Direction, walk
from ocop.models.database import db
from ocop.models.events import Edge, Epc, EventEpc, EventValue, Retraction, TraceEvent
from ocop.models.lots import Lot
from ocop.models.timelines import LotTimeline
from ocop.services.chunks import in_chunks
from ocop.services.shipments import senders_of
from ocop.services.timeline_words import Words, words_for
from ocop.services.traces import Node, trace_of

#: Timelines that are written with the events; more are left to the worker, and meanwhile not shown.
_NOW = 20
#: Lots whose timelines one change marks at most, and events that one timeline is made of.
_MOST_LOTS, _MOST_EVENTS = 2000, 500
#: Ways from a lot to the boxes it lies in and the items it has.
_HELD = (Link.PACKED, Link.PART)
#: Roles in which a thing is not used up for something else.
_BEING = (Role.EPC, Role.QUANTITY, Role.OUTPUT, Role.OUTPUT_QUANTITY)


def refresh_timelines(numbers: Collection[int]) -> None:
    """Write the timelines of the lots that things are, lie in or went into, in this transaction.

    Call it with everything that new events are about, once for all of them; what none of our lots came of costs one
    question.
    """
    lots = _lots_after(numbers)
    _write(list(lots.items())[:_NOW])
    for key in list(lots)[_NOW:]:
        _keep(key, None)
    db.session.flush()


def refresh_timelines_of(partner_uri: str) -> None:
    """Write again what names somebody: his agreement to be named was given or taken back."""
    named = select(EventValue.event_id).where(EventValue.value == partner_uri)
    query = select(EventEpc.epc_id).where(EventEpc.event_id.in_(named)).distinct()
    refresh_timelines(list(db.session.scalars(query.limit(_MOST_LOTS))))


def write_missing_timelines(most: int = 200) -> int:
    """Write timelines that were left to the worker; return how many."""
    query = select(LotTimeline.product_id, LotTimeline.lot, Epc.main_id).join(
        Epc, (Epc.product_id == LotTimeline.product_id) & (Epc.lot == LotTimeline.lot) & (Epc.kind == "lot")
    )
    rows = db.session.execute(query.where(LotTimeline.facts.is_(None)).limit(most)).all()
    lots = {(product_id, lot): number for product_id, lot, number in rows}
    _write(list(lots.items()))
    db.session.flush()
    return len(lots)


def _lots_after(numbers: Collection[int]) -> dict[tuple[str, str], int]:
    """Return the lots of ours that things are or went into, and those that lie in them, by product and code."""
    found: dict[tuple[str, str], int] = {}
    for some in in_chunks(numbers):
        starts = select(Epc.id.label("one")).where(Epc.id.in_(some))
        held = starts.cte("held", recursive=True)
        held = held.union(select(Edge.src).join(held, Edge.dst == held.c.one).where(Edge.kind.in_(_HELD)))
        reached = select(held.c.one).cte("reached", recursive=True)
        reached = reached.union(select(Edge.dst).join(reached, Edge.src == reached.c.one))
        query = select(Epc.product_id, Epc.lot, Epc.id).join(reached, Epc.id == reached.c.one)
        query = query.join(Lot, (Lot.product_id == Epc.product_id) & (Lot.code == Epc.lot))
        for product_id, lot, number in db.session.execute(query.where(Epc.kind == "lot").limit(_MOST_LOTS)):
            found[str(product_id), str(lot)] = number
    return found


def _keep(key: tuple[str, str], facts: dict[str, Any] | None) -> None:
    row = db.session.get(LotTimeline, key)
    text = None if facts is None else orjson.dumps(facts).decode()
    if row is None:
        db.session.add(LotTimeline(product_id=key[0], lot=key[1], facts=text))
    elif row.facts != text:
        row.facts = text


def _write(lots: Sequence[tuple[tuple[str, str], int]]) -> None:
    for key, number in lots:
        _keep(key, timeline_of(_lines(number)))


@dataclass(frozen=True)
class _Step:
    """An event as a timeline needs it."""

    number: int
    kind: str
    event: Any
    things: tuple[int, ...]


def _lines(number: int) -> Iterable[Line]:
    """Yield what is told of a lot: how what it is made of came to be, how it was made, boxed and delivered."""
    behind = {one.id: one for one in trace_of(number, Direction.BACK, most=_MOST_EVENTS * 4).nodes}
    held, sent = _held(number)
    steps = [*_steps(behind, number), *_boxed(held)]
    uris = {one.receiver for one in sent}
    words = words_for(behind, [one.event for one in steps], uris, number)
    for one in steps:
        yield from _line(one, words)
    yield from _delivered([one for one in sent if one.subject_id == words.owner], words)


@dataclass(frozen=True)
class _Sent:
    """That a lot, or what holds it, was sent off."""

    at: datetime
    subject_id: str | None
    receiver: str


def _held(number: int) -> tuple[dict[int, int], list[_Sent]]:
    """Return what holds a lot, by distance: its items, and the boxes that it lies in; and where all that was sent."""
    reached = select(Epc.id.label("one")).where(Epc.id == number).cte("reached", recursive=True)
    reached = reached.union(select(Edge.dst).join(reached, Edge.src == reached.c.one).where(Edge.kind.in_(_HELD)))
    columns = (Edge.src, Edge.dst, Edge.event_id, Edge.kind, Edge.from_time, Edge.to_time)
    query = select(*columns).join(reached, Edge.src == reached.c.one).where(Edge.kind.in_((*_HELD, Link.SENT)))
    found = walk(number, [Arrow(*row) for row in db.session.execute(query.limit(_MOST_EVENTS * 4))], forward=True)
    sent = [one for one in found.arrows if one.kind == Link.SENT]
    senders, parties = senders_of(one.event for one in sent), {one.dst for one in sent}
    uris: dict[int, str] = {}
    for some in in_chunks(parties):
        uris |= {row.id: row.uri for row in db.session.execute(select(Epc.id, Epc.uri).where(Epc.id.in_(some)))}
    told = [_Sent(one.from_time, senders.get(one.event), uris[one.dst]) for one in sent if one.from_time]
    return {one: depth for one, depth in found.depths.items() if one not in parties}, told


_COLUMNS = tuple(
    getattr(TraceEvent, name)
    for name in (
        "id", "event_type", "event_time", "action", "biz_step", "read_point", "biz_location", "subject_id",
        "actor_id",
    )
)  # fmt: skip


def _standing(about: ColumnElement[bool]) -> Any:
    query = select(*_COLUMNS).where(about, ~TraceEvent.is_declaration)
    query = query.where(~exists().where(Retraction.event_id == TraceEvent.id))
    return query.order_by(TraceEvent.event_time, TraceEvent.id).limit(_MOST_EVENTS)


def _steps(behind: Mapping[int, Node], own: int) -> list[_Step]:
    """Return how the things of a back trace came to be; what else became of them is another lot's story."""
    things = [one.id for one in behind.values() if one.kind != "step"]
    found: dict[int, Any] = {}
    about: dict[int, list[int]] = {}
    for some in in_chunks(things):
        query = select(EventEpc.event_id, EventEpc.epc_id).where(EventEpc.epc_id.in_(some))
        for event, epc in db.session.execute(query.where(EventEpc.role.in_(_BEING)).limit(_MOST_EVENTS * 4)):
            about.setdefault(event, []).append(epc)
    for some in in_chunks(about):
        found |= {row.id: row for row in db.session.execute(_standing(TraceEvent.id.in_(some)))}
    steps = []
    for number, row in found.items():
        kind = kind_of(row.event_type, row.action, row.biz_step)
        of = tuple(one for one in about[number] if behind[one].holds(row.event_time))
        if kind in (None, "boxed", "delivered") or not of:
            continue
        if kind == "bought" and own in of:
            continue  # somebody received the lot itself: that is no part of how it came to be
        steps.append(_Step(number, str(kind), row, of))
    return steps


def _boxed(held: Mapping[int, int]) -> list[_Step]:
    """Return when a lot was boxed, by the boxes that hold it."""
    boxes = [one for one, depth in held.items() if depth]
    found = []
    for some in in_chunks(boxes):
        parents = select(EventEpc.event_id).where(EventEpc.epc_id.in_(some), EventEpc.role == Role.PARENT)
        packed = select(Edge.event_id).where(Edge.dst.in_(some), Edge.src.in_(list(held)[:_MOST_EVENTS]))
        about = TraceEvent.id.in_(parents) & TraceEvent.id.in_(packed)
        for row in db.session.execute(_standing(about)):
            if kind_of(row.event_type, row.action, row.biz_step) == "boxed":
                found.append(_Step(row.id, "boxed", row, ()))
    return found


def _line(step: _Step, words: Words) -> Iterable[Line]:
    row, day = step.event, day_of(step.event.event_time)
    is_own, who = words.teller(row.subject_id)
    kind = step.kind
    if kind == "inspected":
        office = words.offices.get(row.actor_id)
        if office is None:
            return  # a maker's own note is not a check
        is_own, who = False, office
    if kind == "harvested" and any(thing in words.products for thing in step.things):
        kind = "made"
    if kind == "harvested" and any(thing in words.bought for thing in step.things):
        kind = "bought"
    place = words.place(row.biz_location, row.read_point)
    parties = words.parties(row.id) if kind == "bought" else ()
    yield Line(kind, day, day, words.things(step.things), place, is_own, who, parties)


def _delivered(deliveries: Sequence[_Sent], words: Words) -> Iterable[Line]:
    """Yield one line for all deliveries: to how many places, of which those are named that agreed."""
    if not deliveries:
        return
    receivers = list(dict.fromkeys(one.receiver for one in deliveries))
    named = tuple(words.party_names[uri] for uri in receivers if uri in words.party_names)
    days = [day_of(one.at) for one in deliveries]
    yield Line("delivered", min(days), max(days), parties=named, count=len(receivers))
