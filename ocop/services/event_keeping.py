"""The writing of events: their rows, and those of what follows from them."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, select, update

from ocop.domain.accounts import Actor
from ocop.domain.balances import move_of
from ocop.domain.epc_uris import canonical_uri
from ocop.domain.epcis_contexts import own_entries, prefixes_of
from ocop.domain.epcis_faults import Fault, moment
from ocop.domain.epcis_words import STANDARD_PREFIXES
from ocop.domain.event_things import CHILDREN, Event, Link, Role, Thing, flows_of, short_word, values_of
from ocop.models.database import db, new_numbers
from ocop.models.events import Edge, Epc, EventContext, EventEpc, EventValue, Retraction, TraceEvent
from ocop.services.acts import record_act
from ocop.services.boxes import repack
from ocop.services.chunks import in_chunks
from ocop.services.epcs import Known, epc_rows
from ocop.services.event_checks import Rights, told_by
from ocop.services.event_rows import insert_rows
from ocop.services.openings import open_made_lot


@dataclass(slots=True)
class Draft:
    """An event on its way into the store; `same` says which event it repeats."""

    place: int
    event: Event
    event_id: str
    is_declaration: bool
    things: list[Thing]
    faults: list[Fault] = field(default_factory=list)
    same: int | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Go:
    """What the events that are written together share.

    `stored` are events in the store that bear the identity of one of these, declarations apart from originals.
    """

    by: Actor
    now: datetime
    subject_id: str | None
    context: Any
    capture_id: str | None
    known: Mapping[str, Known]
    stored: Mapping[tuple[str, bool], Any]


def keep_events(go: Go, drafts: Sequence[Draft], rights: Rights) -> None:
    """Write events that nothing forbids, what they are about and how things follow from one another."""
    for one, number in zip(drafts, new_numbers(len(drafts)), strict=True):
        one.number = number
    for one in drafts:
        for known, thing in rights.opened_by(one.event, one.things):
            open_made_lot(go.by, go.now, known, thing, one.event, rights.lots)
    insert_rows(Epc, epc_rows(go.known.values()))
    context_id = _kept_context(go.context)
    insert_rows(TraceEvent, [_event_row(go, one, context_id) for one in drafts])
    insert_rows(EventEpc, [row for one in drafts for row in _thing_rows(go, one)])
    prefixes = {**STANDARD_PREFIXES, **prefixes_of(go.context)}
    insert_rows(
        EventValue,
        [
            {"name": name, "value": value, "event_id": one.number}
            for one in drafts
            for name, value in values_of(one.event, prefixes)
        ],
    )
    retracted = _retracted(go, drafts)
    _write_edges(go, drafts, retracted)
    noun_id = go.capture_id or str(drafts[0].number)
    record_act(go.by, go.now, "record", "trace_events", noun_id, after={"events": len(drafts)})


def _kept_context(context: Any) -> str | None:
    """Keep what a context says beyond the standard's, once; return its name."""
    entries = own_entries(context)
    if not entries:
        return None
    name = hashlib.sha256(orjson.dumps(entries)).hexdigest()[:32]
    if db.session.get(EventContext, name) is None:
        db.session.add(EventContext(id=name, context=entries))
        db.session.flush()
    return name


def _event_row(go: Go, one: Draft, context_id: str | None) -> dict[str, Any]:
    event = one.event
    document = event if event.get("eventID") else {**event, "eventID": one.event_id}
    return {
        "id": one.number,
        "event_id": one.event_id,
        "is_declaration": one.is_declaration,
        "event_type": event["type"],
        "event_time": moment(event["eventTime"]),
        "record_time": go.now,
        "action": event.get("action"),
        "biz_step": short_word(event.get("bizStep")),
        "disposition": short_word(event.get("disposition")),
        "read_point": _place(event, "readPoint"),
        "biz_location": _place(event, "bizLocation"),
        "subject_id": go.subject_id,
        "actor_id": go.by.id,
        "capture_id": go.capture_id,
        "context_id": context_id,
        "document": orjson.dumps(document).decode(),
    }


def _place(event: Event, name: str) -> str | None:
    place = event.get(name)
    return canonical_uri(place["id"]) if place else None


def _thing_rows(go: Go, one: Draft) -> Iterator[dict[str, Any]]:
    action, step = one.event.get("action"), short_word(one.event.get("bizStep"))
    for place, thing in enumerate(one.things):
        known = go.known[thing.uri]
        move = None
        if thing.quantity is not None and not one.is_declaration:
            move = move_of(thing.role, action, step, **told_by(known, go.subject_id))
        yield {
            "event_id": one.number,
            "place": place,
            "role": int(thing.role),
            "epc_id": known.number,
            "quantity": thing.quantity,
            "uom": thing.uom,
            "move": move,
        }


def _retracted(go: Go, drafts: Sequence[Draft]) -> set[int]:
    """Write down which events are declared wrong: those of before, those that come along, those that come late."""
    fresh = {one.event_id: one.number for one in drafts if not one.is_declaration}
    before = {key: one.id for key, one in go.stored.items() if isinstance(one, TraceEvent)}
    pairs = {}
    for one in drafts:
        if one.is_declaration:
            number = before.get((one.event_id, False)) or fresh.get(one.event_id)
            if number:
                pairs[number] = one.number
        elif told := before.get((one.event_id, True)):
            pairs[one.number] = told
    for wrong in in_chunks(pairs):
        db.session.execute(update(EventEpc).where(EventEpc.event_id.in_(wrong)).values(move=None))
    insert_rows(Retraction, [{"event_id": one, "declaration_id": told} for one, told in pairs.items()])
    return set(pairs)


def _write_edges(go: Go, drafts: Sequence[Draft], retracted: Collection[int]) -> None:
    """Write how things follow from the events that stand, and take away what followed from retracted ones."""
    boxes: dict[int, list[Draft]] = {}
    rows: dict[tuple[int, int, int], dict[str, Any]] = {}
    for one in drafts:
        if one.event["type"] == "AggregationEvent":
            for box in _boxes(go, one):
                boxes.setdefault(box, []).append(one)
        if not one.is_declaration and one.number not in retracted:
            at = moment(one.event["eventTime"])
            for flow in flows_of(one.event, one.things, one.event_id):
                since = at if flow.kind == Link.SENT else None
                row = _edge(go, one, flow.src, flow.dst, flow.kind, since)
                rows[row["src"], row["dst"], one.number] = row
    again = set(_forgotten(set(retracted) - {one.number for one in drafts}))
    fresh = {one.number for one in go.known.values() if one.row == one.number}
    for box, several in boxes.items():
        (one, *more) = several
        if more or box not in fresh or one.event.get("action") == "DELETE" or one.number in retracted:
            again.add(box)
            continue
        for child in (thing for thing in one.things if thing.role in CHILDREN):
            row = _edge(go, one, child.uri, _parent(one), Link.PACKED, moment(one.event["eventTime"]))
            rows[row["src"], row["dst"], one.number] = row
    insert_rows(Edge, list(rows.values()))
    repack(again)


def _edge(go: Go, one: Draft, src: str, dst: str, kind: Link, since: datetime | None) -> dict[str, Any]:
    numbers = {"src": go.known[src].number, "dst": go.known[dst].number, "event_id": one.number}
    return {**numbers, "kind": int(kind), "from_time": since, "to_time": None}


def _parent(one: Draft) -> str:
    return next(thing.uri for thing in one.things if thing.role == Role.PARENT)


def _boxes(go: Go, one: Draft) -> Iterator[int]:
    return (go.known[thing.uri].number for thing in one.things if thing.role == Role.PARENT)


def _forgotten(events: Collection[int]) -> set[int]:
    """Take away the edges of events; return the boxes that they were about, whose stays must be found again."""
    things: set[int] = set()
    boxes: set[int] = set()
    for some in in_chunks(events):
        query = select(EventEpc.epc_id, EventEpc.role).where(EventEpc.event_id.in_(some))
        for number, role in db.session.execute(query):
            (boxes if role == Role.PARENT else things).add(number)
    for some in in_chunks(things):
        for column in (Edge.src, Edge.dst):
            db.session.execute(
                delete(Edge).where(column.in_(some), Edge.event_id.in_(events), Edge.kind != Link.PACKED)
            )
    return boxes
