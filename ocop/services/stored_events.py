"""Events as they are kept: found, read by whom, given back as EPCIS documents."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, or_, select, true

from ocop.domain.accounts import Actor, Role
from ocop.domain.refusals import NotFound
from ocop.models.database import db
from ocop.models.events import Epc, EventContext, EventEpc, TraceEvent
from ocop.models.subjects import Subject
from ocop.services.chunks import in_chunks
from ocop.services.units import area_of

#: The standard's own context, by its name; it is never fetched.
CONTEXT: Final = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"


def readable_by(by: Actor) -> ColumnElement[bool]:
    """Return the condition that an actor may read an event.

    A producer reads what its subject recorded and what is said of its lots; an office the same for every subject of
    its area; Ministry, auditors and administrators everything.
    """
    if by.role == Role.PRODUCER:
        whose: Any = TraceEvent.subject_id == (by.subject_id or "")
        about = Epc.subject_id == (by.subject_id or "")
    else:
        area = area_of(by)
        if area is None:
            return true()
        subjects = select(Subject.id).where(Subject.unit_id.in_(area))
        whose, about = TraceEvent.subject_id.in_(subjects), Epc.subject_id.in_(subjects)
    things = select(EventEpc.event_id).join(Epc, Epc.id == EventEpc.epc_id)
    mine = things.where(EventEpc.event_id == TraceEvent.id, about).exists()
    return or_(whose, TraceEvent.actor_id == by.id, mine)


def find_event(event_id: str, by: Actor) -> TraceEvent:
    """Return an event by its eventID; a declaration only where its original is not kept.

    Raises NotFound `event-unknown`, for another's too.
    """
    query = select(TraceEvent).where(TraceEvent.event_id == event_id, readable_by(by))
    event = db.session.scalars(query.order_by(TraceEvent.is_declaration).limit(1)).first()
    if event is None:
        raise NotFound("event-unknown", "Không có sự kiện nào mang mã “%(id)s”.", field="eventID", id=event_id[:80])
    return event


def events_json(events: Sequence[TraceEvent]) -> tuple[list[Any], list[dict[str, Any]]]:
    """Return the `@context` that events share, and the events as they were captured, each with its recordTime.

    Where a prefix means something else in one event than in those before it, that event brings its context along.
    """
    ids = {one.context_id for one in events if one.context_id}
    contexts: dict[str, list[Any]] = {}
    for some in in_chunks(ids):
        query = select(EventContext.id, EventContext.context).where(EventContext.id.in_(some))
        contexts |= {name: list(entries) for name, entries in db.session.execute(query)}
    shared: list[Any] = [CONTEXT]
    prefixes: dict[str, str] = {}
    shown = []
    for one in events:
        event = orjson.loads(one.document) | {"recordTime": written(one.record_time)}
        own = contexts.get(one.context_id or "", [])
        if _agree(own, prefixes):
            for entry in own:
                if isinstance(entry, dict):
                    prefixes |= entry
                if entry not in shared:
                    shared.append(entry)
        else:
            event = {"@context": [CONTEXT, *own, *event.get("@context", [])], **event}
        shown.append(event)
    return shared, shown


def _agree(entries: Sequence[Any], prefixes: dict[str, str]) -> bool:
    pairs = [pair for entry in entries if isinstance(entry, dict) for pair in entry.items()]
    return all(prefixes.get(prefix, address) == address for prefix, address in pairs)


def written(at: datetime) -> str:
    """Return a moment as EPCIS writes it, in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def document_of(events: Sequence[TraceEvent], now: datetime) -> dict[str, Any]:
    """Return events as an EPCISDocument."""
    context, shown = events_json(events)
    return {
        "@context": context,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": written(now),
        "epcisBody": {"eventList": shown},
    }
