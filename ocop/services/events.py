"""Trace events: recorded with everything that finds them, in one transaction; never changed afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import select

from ocop.domain.accounts import Actor, Role
from ocop.domain.balances import Balance, Move, Movement, Overdraw, amount_words, move_of
from ocop.domain.epcis_faults import Fault
from ocop.domain.event_bounds import bounds_faults
from ocop.domain.event_hashes import event_hash, namespaces_of
from ocop.domain.event_things import Event, flows_of, short_word, things_of
from ocop.domain.refusals import BadInput
from ocop.models.database import db
from ocop.models.events import EventContext, TraceEvent
from ocop.services.balances import balances_of
from ocop.services.chunks import in_chunks
from ocop.services.epcs import Known, known_epcs
from ocop.services.event_checks import Rights, loops_in, things_with_places, told_by
from ocop.services.event_keeping import Draft, Go, keep_events
from ocop.services.timelines import refresh_timelines
from ocop.services.traces import reaches

#: Names of a context that says nothing beyond the standard's.
_STANDARD_NAMES: Final = namespaces_of(None)
_MOST_FAULTS: Final = 100
#: Grams, millilitres or pieces that scales may be wrong by.
_ROUNDING: Final = 0.5


class EventsRefused(BadInput):
    """Some of the events may not be kept; `faults` says which and why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as it is kept; `is_new` is false where the same was there before."""

    number: int
    event_id: str
    is_new: bool


@dataclass(slots=True)
class Recorded:
    """What became of events, in their order: `kept` has None for what was refused (only with `proceed`)."""

    kept: list[Kept | None] = field(default_factory=list)
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    warnings: list[Fault] = field(default_factory=list)


def record_events(
    by: Actor,
    now: datetime,
    events: Sequence[Event],
    *,
    base_url: str,
    subject_id: str | None,
    context: Any = None,
    capture_id: str | None = None,
    pointers: Sequence[str] | None = None,
    overdraw: Overdraw = Overdraw.WARN,
    proceed: bool = False,
) -> Recorded:
    """Keep events that `epcis_checks` found valid, all of them, or with `proceed` those that nothing forbids.

    `pointers` says where each lies in what was sent. An event without an eventID is named by its content; the same
    event again is kept once. Lots that their own subject's events bring into being are opened. Raises EventsRefused
    `events-refused` with each fault: `event-exists`, `event-not-yours`, `lot-unknown`, `lot-not-yours`, `circle`,
    and `more-taken-than-left` where `overdraw` refuses.
    """
    names = namespaces_of(context)
    drafts = [_draft(place, event, names) for place, event in enumerate(events)]
    known = known_epcs(_uris(drafts), base_url=base_url)
    rights = Rights(by, known, [(one.event, one.things) for one in drafts])
    stored = _stored({one.event_id for one in drafts})
    for one in drafts:
        _judge(by, one, stored, names, rights)
    _find_loops(drafts, known)
    told = Recorded()
    for one, fault in _overdrawn(drafts, known, subject_id):
        if overdraw == Overdraw.REFUSE:
            one.faults.append(fault)
        else:
            told.warnings.append(_placed(fault, one.place, pointers))
    told.faults = {one.place: one.faults for one in drafts if one.faults}
    if told.faults and not proceed:
        raise _refused(told.faults, pointers)
    fresh = [one for one in drafts if not one.faults and one.same is None]
    if fresh:
        keep_events(Go(by, now, subject_id, context, capture_id, known, stored), fresh, rights)
        refresh_timelines(_concerned(fresh, known))
    told.kept = [None if one.faults else _kept(one, drafts) for one in drafts]
    return told


def _concerned(drafts: Sequence[Draft], known: Mapping[str, Known]) -> set[int]:
    """Return the things through which events may be about our lots; what is new and nobody's is about none."""
    things = {thing.uri for one in drafts for thing in one.things}
    about = [one for uri in things if (one := known[uri]).row is None or one.product_id or one.raw_lot_id]
    return {one.number for one in about}


def _kept(one: Draft, drafts: Sequence[Draft]) -> Kept:
    number = one.number if one.same is None or one.number else drafts[one.same].number
    return Kept(number, one.event_id, one.same is None)


def _placed(fault: Fault, place: int, pointers: Sequence[str] | None) -> Fault:
    return Fault((pointers[place] if pointers else f"/{place}") + fault.pointer, fault.code, fault.message)


def _refused(faults: Mapping[int, Sequence[Fault]], pointers: Sequence[str] | None) -> EventsRefused:
    told = [_placed(one, place, pointers) for place, several in faults.items() for one in several]
    return EventsRefused(
        "events-refused",
        "Có %(count)s chỗ trong sự kiện không ghi được; chưa ghi gì.",
        faults=[{"field": one.pointer, "code": one.code, "message": one.message} for one in told[:_MOST_FAULTS]],
        count=len(told),
    )


def _draft(place: int, event: Event, names: Mapping[str, str]) -> Draft:
    event_id = event.get("eventID") or event_hash(event, names)
    return Draft(place, event, event_id, "errorDeclaration" in event, things_of(event))


def _uris(drafts: Sequence[Draft]) -> list[str]:
    """Return every thing that events name, whom things were sent to, and the steps between many of them."""
    found: dict[str, None] = {}
    for one in drafts:
        found |= dict.fromkeys(thing.uri for thing in one.things)
        for flow in flows_of(one.event, one.things, one.event_id):
            found[flow.src] = found[flow.dst] = None
    return list(found)


def _stored(event_ids: set[str]) -> dict[tuple[str, bool], TraceEvent]:
    """Return the events that bear these identities already, declarations apart."""
    found = {}
    for some in in_chunks(event_ids):
        for one in db.session.scalars(select(TraceEvent).where(TraceEvent.event_id.in_(some))):
            found[one.event_id, one.is_declaration] = one
    return found


def _judge(
    by: Actor, one: Draft, stored: dict[tuple[str, bool], Any], names: Mapping[str, str], rights: Rights
) -> None:
    """Find what forbids to keep an event; note where the same one is kept already, or came before in this go."""
    before = stored.get((one.event_id, one.is_declaration))
    if isinstance(before, Draft):
        one.same = before.place
        return
    if before is not None:
        one.same = one.number = before.id
        context = db.session.get(EventContext, before.context_id) if before.context_id else None
        kept_names = namespaces_of(context.context) if context else _STANDARD_NAMES
        if event_hash(orjson.loads(before.document), kept_names) != event_hash(one.event, names):
            words = "eventID này đã có trong sổ với nội dung khác; sự kiện đã ghi không sửa được, hãy dùng mã khác."
            one.faults.append(Fault("/eventID", "event-exists", words))
        return
    original = stored.get((one.event_id, False))
    if one.is_declaration and isinstance(original, TraceEvent) and not _may_declare(by, original):
        words = "Sự kiện này do người khác ghi; chỉ người ghi mới báo ghi nhầm được."
        one.faults.append(Fault("/errorDeclaration", "event-not-yours", words))
    one.faults += bounds_faults(one.event, list(things_with_places(one.things)))
    one.faults += rights.faults(one.event, one.things)
    if not one.faults:
        stored[one.event_id, one.is_declaration] = one


def _may_declare(by: Actor, original: TraceEvent) -> bool:
    if by.role == Role.PRODUCER:
        return original.subject_id is not None and original.subject_id == by.subject_id
    return original.actor_id == by.id or by.role in (Role.COMMUNE, Role.PROVINCE, Role.ADMINISTRATOR)


def _find_loops(drafts: Sequence[Draft], known: Mapping[str, Known]) -> None:
    """Find transformations whose product went into what they are made of, by events of before."""
    for one in drafts:
        if one.event["type"] != "TransformationEvent" or one.faults or one.same is not None:
            continue
        inputs, outputs = loops_in(one.things, known)
        if outputs and inputs and reaches(outputs, inputs):
            words = "Thành phẩm của lần chế biến này đã là nguyên liệu làm ra chính đầu vào của nó; xem lại mã lô."
            one.faults.append(Fault("/outputQuantityList", "circle", words))


def _overdrawn(
    drafts: Sequence[Draft], known: Mapping[str, Known], subject_id: str | None
) -> Iterator[tuple[Draft, Fault]]:
    """Yield each event that takes more of something than is left, in the order of the events, with what it does.

    How much is left of what nobody recorded the making of is not known.
    """
    taken = [one for one in drafts if not one.faults and one.same is None and not one.is_declaration]
    numbers = {known[thing.uri].number for one in taken for thing in one.things if thing.quantity is not None}
    fresh = {one.number for one in known.values() if one.row == one.number}
    balances = balances_of(numbers - fresh)
    for one in taken:
        step = short_word(one.event.get("bizStep"))
        for thing, where in things_with_places(one.things):
            about = known[thing.uri]
            move = move_of(thing.role, one.event.get("action"), step, **told_by(about, subject_id))
            if thing.quantity is None or move is None:
                continue
            balance = balances.setdefault(about.number, Balance())
            measure = balance.add(Movement(move, thing.uom, thing.quantity))
            left = 0.0 if move in (Move.MADE, Move.UNBOXED) else balance.left().get(measure, 0.0)
            if left < -_ROUNDING:
                words = f"Lấy nhiều hơn số còn lại của “{thing.uri[:80]}”: thiếu {amount_words(-left, measure)}."
                yield one, Fault(f"{where}/quantity", "more-taken-than-left", words)
