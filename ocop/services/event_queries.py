"""Questions about events answered from the store, a page at a time, as far as the asker may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from ocop.domain.accounts import Actor
from ocop.domain.epc_uris import canonical_uri
from ocop.domain.event_queries import Condition, EventQuery, Field
from ocop.domain.event_things import Role
from ocop.domain.refusals import TooLarge
from ocop.models.database import db
from ocop.models.events import Epc, EventEpc, EventValue, TraceEvent
from ocop.services.stored_events import readable_by


@dataclass(frozen=True, slots=True)
class Mark:
    """The last event of a page: its time in the order asked, its number, and how many events came until it."""

    at: datetime
    number: int
    count: int


def events_asked(
    by: Actor, query: EventQuery, after: Mark | None = None, *, more: Sequence[ColumnElement[bool]] = ()
) -> tuple[list[TraceEvent], Mark | None]:
    """Return a page of events, and where the next one begins, or None at the end.

    Raises TooLarge `query-too-large` where more events answer than the question allows.
    """
    wanted = [readable_by(by), *map(_where, query.conditions), *more]
    if query.refused_above is not None:
        count = db.session.scalar(select(func.count()).select_from(TraceEvent).where(*wanted)) or 0
        if count > query.refused_above:
            words = "Có %(count)s sự kiện, nhiều hơn maxEventCount (%(most)s)."
            raise TooLarge("query-too-large", words, count=count, most=query.refused_above)
    column = TraceEvent.event_time if query.by_event_time else TraceEvent.record_time
    before = after.count if after else 0
    size = query.per_page if query.most is None else max(0, min(query.per_page, query.most - before))
    if after:
        wanted.append(_behind(column, after, is_descending=query.is_descending))
    order = (column.desc(), TraceEvent.id.desc()) if query.is_descending else (column, TraceEvent.id)
    found = list(db.session.scalars(select(TraceEvent).where(*wanted).order_by(*order).limit(size + 1)))
    page = found[:size]
    is_end = len(found) <= size or (query.most is not None and before + size >= query.most)
    if is_end or not page:
        return page, None
    last = page[-1]
    return page, Mark(last.event_time if query.by_event_time else last.record_time, last.id, before + size)


def new_events(by: Actor, query: EventQuery, *, after: int, until: int, most: int) -> list[TraceEvent]:
    """Return the events that answer a question, behind one number and before another, in the order of recording."""
    wanted = (readable_by(by), *map(_where, query.conditions), TraceEvent.id > after, TraceEvent.id < until)
    return list(db.session.scalars(select(TraceEvent).where(*wanted).order_by(TraceEvent.id).limit(most)))


def _behind(column: Any, after: Mark, *, is_descending: bool) -> ColumnElement[bool]:
    if is_descending:
        return or_(column < after.at, and_(column == after.at, TraceEvent.id < after.number))
    return or_(column > after.at, and_(column == after.at, TraceEvent.id > after.number))


_COLUMNS: Final = {
    Field.TYPE: TraceEvent.event_type,
    Field.EVENT_TIME: TraceEvent.event_time,
    Field.RECORD_TIME: TraceEvent.record_time,
    Field.ACTION: TraceEvent.action,
    Field.STEP: TraceEvent.biz_step,
    Field.DISPOSITION: TraceEvent.disposition,
    Field.READ_POINT: TraceEvent.read_point,
    Field.LOCATION: TraceEvent.biz_location,
    Field.EVENT_ID: TraceEvent.event_id,
}


def _where(one: Condition) -> ColumnElement[bool]:
    """Return what a condition asks of events."""
    if one.field == Field.THING:
        return about(one.values, one.roles)
    if one.field == Field.VALUE:
        value = EventValue.value
        test = value.in_(one.values) if one.how == "in" else _compared(value, one.how, one.values[0])
        return TraceEvent.id.in_(select(EventValue.event_id).where(EventValue.name == one.name, test))
    if one.field == Field.DECLARED:
        return TraceEvent.is_declaration.is_(one.values == ("true",))
    column: Any = _COLUMNS[one.field]
    return column.in_(one.values) if one.how == "in" else _compared(column, one.how, one.at)


def _compared(column: Any, how: str, value: Any) -> Any:
    return column >= value if how == "ge" else column < value


def about(uris: Sequence[str], roles: Sequence[Role]) -> ColumnElement[bool]:
    """Return the condition that events are about any of some things, in any of some roles.

    A pattern (`urn:epc:idpat:…*`) stands for everything under it.
    """
    tests = []
    for uri in uris:
        name = canonical_uri(uri)
        is_pattern = uri.startswith("urn:epc:idpat:") and uri.endswith(".*")
        tests.append(Epc.uri.startswith(f"{name}/", autoescape=True) if is_pattern else Epc.uri == name)
    things = select(Epc.main_id).where(or_(*tests))
    return TraceEvent.id.in_(select(EventEpc.event_id).where(EventEpc.epc_id.in_(things), EventEpc.role.in_(roles)))


#: Collections that events can be asked by, and where their values stand.
COLLECTIONS: Final = {
    "eventTypes": TraceEvent.event_type,
    "bizSteps": TraceEvent.biz_step,
    "dispositions": TraceEvent.disposition,
    "readPoints": TraceEvent.read_point,
    "bizLocations": TraceEvent.biz_location,
}


def members_of(by: Actor, collection: str, *, after: str = "", limit: int) -> tuple[list[str], str | None]:
    """Return a page of the values that readable events hold, in order, and the last where there are more."""
    if collection == "epcs":
        mine = exists().where(EventEpc.epc_id == Epc.main_id, EventEpc.event_id == TraceEvent.id, readable_by(by))
        query = select(Epc.uri).where(mine, Epc.uri > after).order_by(Epc.uri)
    else:
        column: Any = COLLECTIONS[collection]
        query = select(column).where(column.is_not(None), column > after, readable_by(by)).distinct().order_by(column)
    found = list(db.session.scalars(query.limit(limit + 1)))
    return found[:limit], (found[limit - 1] if len(found) > limit else None)
